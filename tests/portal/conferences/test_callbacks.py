"""Callbacks are believed when one of our nodes signed them just now and for the first time, and not otherwise."""

import json

import pytest

from meetings.tokens import SIGNATURE_HEADER, sign_callback
from portal.conferences.queries.nodes import all_nodes
from portal.kit.clock import utc_now
from tests.portal.conferences.conftest import SECRET, Node, person_of
from tests.support.cast import Cast

PATHS = ["heartbeat", "room", "events", "recordings/r1/0"]
BEAT = {"node": "một", "url": "ws://127.0.0.1:8101", "started": 1_795_000_000_000}


def signed(body: bytes, *, secret: str = SECRET, late: int = 0) -> dict[str, str]:
    return {SIGNATURE_HEADER: sign_callback(body, secret, utc_now().timestamp() - late)}


@pytest.mark.parametrize("path", PATHS)
async def test_without_our_signature_nothing_is_done(path: str, cast: Cast, node: Node, meeting: int) -> None:
    body = json.dumps(BEAT | {"node": "kẻ lạ", "room": str(meeting), "events": []}).encode()
    address = f"/meetings/callbacks/{path}"
    for headers in ({}, {SIGNATURE_HEADER: "t=1,n=,s="}, signed(body, secret="other"), signed(b"other body")):
        assert (await node.http.post(address, content=body, headers=headers)).status_code == 401
    assert [each.name for each in await all_nodes()] == ["một"]


@pytest.mark.parametrize("late", [600, -600])
async def test_an_old_signature_is_refused(late: int, node: Node) -> None:
    body = json.dumps(BEAT).encode()
    answer = await node.http.post(
        "/meetings/callbacks/heartbeat", content=body, headers=signed(body, late=late)
    )
    assert answer.status_code == 401 and await all_nodes() == []


async def test_the_same_callback_is_believed_once(node: Node) -> None:
    body = json.dumps(BEAT).encode()
    headers = signed(body)
    answers = [
        await node.http.post("/meetings/callbacks/heartbeat", content=body, headers=headers)
        for _twice in range(2)
    ]
    assert [each.status_code for each in answers] == [200, 401]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"node": 7}',
        b'{"node": "x", "url": "", "started": 1e400}',
        b'{"node": "x", "url": "", "started": -1}',
        b"\xff\xfe",
    ],
)
async def test_what_is_no_message_of_ours_is_refused_for_good(body: bytes, node: Node) -> None:
    assert (await node.call("heartbeat", body)).status_code == 400


async def test_hostile_values_break_nothing(cast: Cast, node: Node, meeting: int) -> None:
    minh = person_of(cast.minh)
    assert (await node.tell(meeting, "said", minh, text="a\0b"))["refused"] is None
    assert (await node.tell(meeting, "said", minh, text={"x": 1}))["refused"]["code"] == "empty"
    assert (
        await node.tell(meeting, "joined", minh, seat="\0", name="x" * 5000, role="chair", device="y" * 999)
    )["refused"] is None
    for room in ("", "x", "9" * 80, "-1", "1; drop table conference"):
        answer = await node.call("room", {"node": "một", "room": room})
        assert answer.status_code in (400, 409)


async def test_no_visitor_gets_in_by_the_browser(node: Node) -> None:
    assert (await node.http.get("/meetings/callbacks/heartbeat")).status_code == 405
