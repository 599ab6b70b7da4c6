"""Guests of other agencies: a link with an end, which opens one meeting as a guest and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from meetings.tokens import read_join
from portal.conferences.actions import guests, planning
from portal.conferences.plans import GuestEntry
from portal.conferences.queries.guests import guests_of, visit
from portal.conferences.seating import NoSeat
from portal.kit.clock import utc_now
from portal.kit.database import fetch
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from tests.portal.conferences.conftest import SECRET, Node, Planning
from tests.support.cast import Cast


def entry(**changes: object) -> GuestEntry:
    plain = {
        "name": "Võ Văn Khách",
        "agency": "Sở Tài chính",
        "email": "",
        "expires_at": utc_now() + timedelta(days=2),
    }
    return GuestEntry(**(plain | changes))


async def link_of(meeting: int) -> str:
    return (await guests_of(meeting))[-1].token


async def test_the_link_opens_a_seat_as_a_guest_who_waits(cast: Cast, node: Node, meeting: int) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    token = await link_of(meeting)
    seat = await guests.take_guest_seat(token, "Tên khác")
    claims = read_join(seat.token, SECRET, utc_now().timestamp())
    [guest] = await guests_of(meeting)
    assert (claims.person, claims.name, claims.unit) == (guest.person, "Võ Văn Khách", "Sở Tài chính")
    assert claims.role == "guest" and claims.lobby
    await node.tell(meeting, "admitted", guest.person)
    claims = read_join((await guests.take_guest_seat(token, "")).token, SECRET, utc_now().timestamp())
    assert not claims.lobby


async def test_a_link_holds_256_bits_that_are_in_no_table(cast: Cast, meeting: int) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    token = await link_of(meeting)
    proof = token.partition("-")[2]
    assert len(proof) == 43
    assert proof not in str(await fetch("select * from conference_guest"))


async def test_a_wrong_link_is_no_link(cast: Cast, meeting: int, plan_meeting: Planning) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    token, now = await link_of(meeting), utc_now()
    await visit(token, now)
    key, _dash, proof = token.partition("-")
    for wrong in (
        "",
        "-",
        key,
        f"{key}-",
        f"{key}-{proof[:-1]}",
        f"{int(key) + 1}-{proof}",
        f"0{key}-x",
        "x-y",
        "9" * 30,
    ):
        with pytest.raises(NotFound):
            await visit(wrong, now)


async def test_a_link_ends_by_time_and_by_being_taken_back(cast: Cast, node: Node, meeting: int) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    [guest] = await guests_of(meeting)
    with time_machine.travel(guest.expires_at + timedelta(seconds=1)), pytest.raises(NotFound):
        await guests.take_guest_seat(guest.token, "")
    await node.tell(meeting, "joined", guest.person, seat="g", name=guest.name, role="guest")
    await guests.revoke(cast.minh, meeting, guest.id)
    with pytest.raises(NotFound):
        await guests.take_guest_seat(guest.token, "")
    assert (await node.beat(meeting))["remove"] == [{"room": str(meeting), "person": guest.person}]


async def test_a_guest_without_a_name_says_it(cast: Cast, meeting: int) -> None:
    await guests.invite_guest(cast.minh, meeting, entry(name=""))
    token = await link_of(meeting)
    for name in ("", " ", "x", "MẬT", "Tài liệu mật"):
        with pytest.raises(NoSeat) as refusal:
            await guests.take_guest_seat(token, name)
        assert (refusal.value.code, refusal.value.status) == ("name", 422)
    assert (await guests.take_guest_seat(token, "  Trần   Khách ")).name == "Trần Khách"


async def test_only_who_answers_for_the_meeting_invites(cast: Cast, meeting: int) -> None:
    with pytest.raises(Forbidden):
        await guests.invite_guest(cast.hoai, meeting, entry())
    with pytest.raises(NotFound):
        await guests.invite_guest(cast.xa, meeting, entry())
    with pytest.raises(Invalid):
        await guests.invite_guest(cast.minh, meeting, entry(agency="Đơn vị độ mật"))
    await planning.end(cast.minh, meeting)
    with pytest.raises(NotAllowed):
        await guests.invite_guest(cast.minh, meeting, entry())


async def test_a_letter_takes_the_link_along_and_is_erased_once_sent(cast: Cast, meeting: int) -> None:
    await guests.invite_guest(cast.minh, meeting, replace(entry(), email="khach@stc.example"))
    [letter] = await fetch(
        "select to_address, text, is_secret, calendar from letter where name = 'conference-guest'"
    )
    assert letter["to_address"] == "khach@stc.example" and letter["is_secret"]
    assert await link_of(meeting) in letter["text"] and "BEGIN:VEVENT" in letter["calendar"]
