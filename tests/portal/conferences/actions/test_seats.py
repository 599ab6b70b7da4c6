"""Seats: a token for whoever may enter, placed on a living media server; one word for each reason why not."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest

from meetings.tokens import read_join
from portal.conferences.actions import planning
from portal.conferences.actions.seats import ice_servers, take_seat
from portal.conferences.queries.conference import conference_for
from portal.conferences.seating import NoSeat
from portal.kit.clock import utc_now
from portal.settings import settings
from tests.portal.conferences.conftest import SECRET, URL, Node, Planning, person_of
from tests.support.cast import Cast


async def code_for(viewer, conference_id: int) -> str:
    with pytest.raises(NoSeat) as refusal:
        await take_seat(viewer, conference_id)
    return refusal.value.code


async def test_the_token_says_who_comes_as_what(cast: Cast, node: Node, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting()
    await node.beat()
    for viewer, role in ((cast.minh, "chair"), (cast.on, "cochair"), (cast.hoai, "member")):
        seat = await take_seat(viewer, conference_id)
        claims = read_join(seat.token, SECRET, utc_now().timestamp())
        assert (claims.room, claims.person, claims.role) == (str(conference_id), person_of(viewer), role)
        assert (claims.name, claims.unit, claims.node) == (viewer.full_name, "Phòng Quản lý vận tải", "một")
        assert not claims.lobby and seat.url == f"{URL}/meet"
    assert (await conference_for(cast.minh, conference_id)).state == "open"


async def test_the_uninvited_get_the_same_answer_as_for_nothing(cast: Cast, node: Node, meeting: int) -> None:
    assert await code_for(cast.xa, meeting) == await code_for(cast.xa, 999_999) == "missing"


async def test_without_a_node_nobody_is_seated_and_nothing_is_opened(
    cast: Cast, plan_meeting: Planning
) -> None:
    conference_id = await plan_meeting()
    assert await code_for(cast.minh, conference_id) == "none"
    assert (await conference_for(cast.minh, conference_id)).state == "planned"


async def test_a_node_that_browsers_may_not_reach_does_not_count(
    cast: Cast, node: Node, plan_meeting: Planning
) -> None:
    node.url = "ws://elsewhere.example"
    await node.beat()
    assert await code_for(cast.minh, await plan_meeting()) == "none"


async def test_a_full_node_says_so(cast: Cast, node: Node, plan_meeting: Planning) -> None:
    await node.beat(people=50)
    assert await code_for(cast.minh, await plan_meeting()) == "full"


async def test_a_full_node_takes_back_who_only_lost_the_line(cast: Cast, node: Node, meeting: int) -> None:
    await node.beat(meeting, people=50)
    assert await code_for(cast.on, meeting) == "full"
    await take_seat(cast.minh, meeting)


async def test_members_are_early_chairs_are_not(cast: Cast, node: Node, plan_meeting: Planning) -> None:
    begins = utc_now() + timedelta(hours=2)
    conference_id = await plan_meeting(starts_at=begins, ends_at=begins + timedelta(hours=1))
    await node.beat()
    assert await code_for(cast.hoai, conference_id) == "early"
    await take_seat(cast.minh, conference_id)
    await take_seat(cast.hoai, conference_id)


async def test_the_lobby_holds_members_until_they_were_admitted(
    cast: Cast, node: Node, plan_meeting: Planning
) -> None:
    conference_id = await plan_meeting(has_lobby=True)
    await node.beat()
    await take_seat(cast.minh, conference_id)
    hoai = person_of(cast.hoai)

    async def waits() -> bool:
        seat = await take_seat(cast.hoai, conference_id)
        return read_join(seat.token, SECRET, utc_now().timestamp()).lobby

    assert await waits()
    await node.tell(conference_id, "admitted", hoai, by=person_of(cast.minh))
    assert not await waits()


async def test_removed_locked_out_and_ended(cast: Cast, node: Node, meeting: int) -> None:
    minh = person_of(cast.minh)
    await node.tell(meeting, "locked", on=True, by=minh)
    assert await code_for(cast.hoai, meeting) == "locked"
    await node.tell(meeting, "locked", on=False, by=minh)
    await node.tell(meeting, "removed", person_of(cast.hoai), by=minh)
    assert await code_for(cast.hoai, meeting) == "removed"
    await planning.end(cast.minh, meeting)
    assert await code_for(cast.minh, meeting) == "ended"


def test_turn_servers_get_credentials_that_expire(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ice_servers("account:7") == []
    monkeypatch.setenv("CONGVU_MEETINGS_TURN_URLS", "turns:a.example:443?transport=tcp, turn:a.example")
    monkeypatch.setenv("CONGVU_MEETINGS_TURN_SECRET", "bí mật")
    settings.cache_clear()
    [server] = ice_servers("account:7")
    expires, _colon, person = server["username"].partition(":")
    assert person == "account:7" and 0 < int(expires) - utc_now().timestamp() <= 12 * 3600
    proof = hmac.digest("bí mật".encode(), server["username"].encode(), hashlib.sha1)
    assert base64.b64decode(server["credential"]) == proof and len(server["urls"]) == 2
