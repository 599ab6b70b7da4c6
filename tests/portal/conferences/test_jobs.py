"""Meetings' work in the background: who is not asked any more is forgotten, what everybody left is ended."""

from datetime import timedelta

import time_machine

from portal.conferences import jobs
from portal.conferences.actions import planning
from portal.conferences.queries.conference import conference_for
from portal.kit.clock import utc_now
from portal.kit.database import fetch_value
from tests.portal.conferences.conftest import Node, Planning, person_of, plan_of
from tests.support.cast import Cast


async def state_of(cast: Cast, meeting: int) -> str:
    return (await conference_for(cast.minh, meeting)).state


async def test_a_room_that_everybody_left_is_ended_half_an_hour_after_its_time(
    cast: Cast, node: Node, meeting: int
) -> None:
    ends_at = (await conference_for(cast.minh, meeting)).ends_at
    await node.tell(meeting, "left", person_of(cast.minh), seat="ghế của Minh", why="left")
    with time_machine.travel(ends_at + timedelta(minutes=29)):
        await jobs.look_after({})
        assert await state_of(cast, meeting) == "open"
    with time_machine.travel(ends_at + timedelta(minutes=31)):
        await jobs.look_after({})
    conference = await conference_for(cast.minh, meeting)
    assert (conference.state, conference.ended_why) == ("ended", "empty")


async def test_a_room_with_somebody_in_it_goes_on(cast: Cast, node: Node, meeting: int) -> None:
    ends_at = (await conference_for(cast.minh, meeting)).ends_at
    with time_machine.travel(ends_at + timedelta(hours=2)):
        await node.beat(meeting)
        await jobs.look_after({})
    assert await state_of(cast, meeting) == "open"


async def test_used_signatures_are_forgotten_once_nobody_believes_them(cast: Cast, node: Node) -> None:
    await node.beat()
    assert await fetch_value("select count(*) as n from callback_nonce") == 1
    with time_machine.travel(utc_now() + timedelta(minutes=19)):
        await jobs.look_after({})
    assert await fetch_value("select count(*) as n from callback_nonce") == 1
    with time_machine.travel(utc_now() + timedelta(minutes=21)):
        await jobs.look_after({})
    assert await fetch_value("select count(*) as n from callback_nonce") == 0


async def test_letters_of_a_plan_that_changed_meanwhile_are_not_written(
    cast: Cast, plan_meeting: Planning
) -> None:
    conference_id = await plan_meeting()
    for title in ("Lần hai", "Lần ba"):
        await planning.change_plan(cast.minh, conference_id, plan_of(cast, title=title))
    told = {"conference": conference_id, "why": "invited", "revision": 1, "principals": []}
    assert await jobs.write_letters(told) == 0
    assert await jobs.write_letters(told | {"revision": 3}) == 3
    assert await jobs.write_letters(told | {"conference": 999_999}) == 0
