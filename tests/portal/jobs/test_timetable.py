"""What recurs by itself."""

import asyncio
from datetime import datetime, time, timedelta

import pytest

from portal.jobs.queries import counts
from portal.jobs.timetable import Daily, Entry, Every, enqueue_turns
from portal.kit.clock import HANOI

SIX = Daily(time(6))
DIGEST = Entry("letters.digest", SIX)


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI)


def test_daily_means_the_wall_clock_in_vietnam() -> None:
    assert SIX.last_turn(at(6)) == at(6)
    assert SIX.last_turn(at(23)) == at(6)
    assert SIX.last_turn(at(5, 59)) == at(6, day=21)


@pytest.mark.parametrize(("minutes", "turn"), [(5, at(9, 55)), (60, at(9)), (120, at(8))])
def test_every_counts_from_midnight(minutes: int, turn: datetime) -> None:
    assert Every(minutes).last_turn(at(9, 59)) == turn


async def test_one_turn_is_one_job_however_many_look(database: str) -> None:
    looks = (enqueue_turns([DIGEST], at(6, 1), set()) for _ in range(5))
    assert sorted(await asyncio.gather(*looks)) == [0, 0, 0, 0, 1]
    assert await counts() == {"queued": 1}


async def test_the_next_day_is_a_new_turn_and_a_missed_one_is_made_up_once(database: str) -> None:
    seen: set[str] = set()
    assert await enqueue_turns([DIGEST], at(6, 1), seen) == 1
    assert await enqueue_turns([DIGEST], at(6, 1) + timedelta(days=3), seen) == 1
    assert await enqueue_turns([DIGEST], at(7) + timedelta(days=3), seen) == 0
