"""Every address of a document, walked from the application's own list: the outsider finds none of them."""

import re

import pytest
from litestar.routes import HTTPRoute

from portal.app import create_app
from tests.portal.documents.conftest import Browsing
from tests.support.cast import Cast
from tests.support.make import Maker

ADDRESSES = sorted(
    (method, route.path)
    for route in create_app().routes
    if isinstance(route, HTTPRoute) and route.path.startswith("/documents/{document_id:int}")
    for method in route.methods - {"HEAD", "OPTIONS"}
)
REST = {"number": "1", "attachment_id": "1"}


def filled(path: str, document_id: int) -> str:
    """The address with an id, and 1 for everything else that it asks for."""
    return re.sub(r"\{(\w+):\w+\}", lambda blank: str({"document_id": document_id, **REST}[blank[1]]), path)


def test_there_are_addresses_to_walk() -> None:
    assert len(ADDRESSES) > 40


@pytest.mark.parametrize("direction", ["in", "out"])
async def test_the_outsider_finds_no_address_of_a_document(
    direction: str, make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id = await (make.instructed() if direction == "in" else make.awaiting("approve_content"))
    xa = await browse(cast.xa)
    told = set()
    for method, path in ADDRESSES:
        address = filled(path, document_id)
        answer = await (
            xa.get(address) if method == "GET" else xa.send(address, reason="x", text="x", note="x")
        )
        told.add((method, path, answer.status_code))
        assert "672/UBND" not in answer.text and "Nghiên cứu" not in answer.text
    clerks_alone = {"registration", "discard", "duplicates"}
    odd = {
        each
        for each in told
        if each[2] != 404 and not (each[2] == 403 and each[1].split("/")[-1] in clerks_alone)
    }
    assert not odd


async def test_nobody_finds_a_document_that_is_not_there(cast: Cast, browse: Browsing) -> None:
    thu = await browse(cast.thu)
    for document_id in (0, 404, 2**63, 10**30):
        for method, path in ADDRESSES:
            if method == "GET":
                assert (await thu.get(filled(path, document_id))).status_code == 404, path


async def test_without_a_session_every_address_leads_to_the_door(make: Maker, browse: Browsing) -> None:
    document_id, nobody = await make.registered(), await browse(None)
    for method, path in ADDRESSES:
        if method == "GET":
            answer = await nobody.get(filled(path, document_id))
            assert answer.status_code == 303 and answer.headers["location"].startswith("/login?next="), path
