"""Who may come to a route at all."""

import pytest

from portal.kit.errors import Forbidden, NotFound
from portal.kit.viewer import Viewer
from portal.web.guards import SignInNeeded, possible_address, public, role, staff, viewer_of, viewer_or_none
from tests.portal.web.conftest import request_of

THU = Viewer(4, "Lê Thị Thu", roles=frozenset({"clerk"}))


def by(viewer: Viewer | None, **path: object):
    request = request_of()
    request.scope["state"]["viewer"] = viewer
    request.scope["path_params"] = path
    return request


async def test_anybody_may_come_to_a_public_page():
    await public(by(None), None)


async def test_staff_must_have_signed_in():
    await staff(by(THU), None)
    with pytest.raises(SignInNeeded):
        await staff(by(None), None)


async def test_a_role_is_needed_where_it_is_named():
    await role("clerk", "director")(by(THU), None)
    with pytest.raises(Forbidden):
        await role("administrator")(by(THU), None)
    with pytest.raises(SignInNeeded):
        await role("clerk")(by(None), None)


def test_who_asks():
    assert viewer_of(by(THU)) is viewer_or_none(by(THU)) is THU
    assert viewer_or_none(by(None)) is None


@pytest.mark.parametrize("value", [2**63, 10**30, "a\0b", "a\r\nb", "\x7f"])
async def test_nothing_is_at_an_address_that_cannot_be(value):
    with pytest.raises(NotFound):
        await possible_address(by(THU, id=value), None)


async def test_nothing_is_asked_with_a_mark_that_nobody_types():
    with pytest.raises(NotFound):
        await possible_address(request_of(query="q=a%00b"), None)


@pytest.mark.parametrize("value", [0, 2**63 - 1, "số-12", "a b"])
async def test_a_possible_address(value):
    await possible_address(by(THU, id=value), None)
