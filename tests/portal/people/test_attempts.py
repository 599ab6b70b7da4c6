"""Counts of failures that hold however many guess at once."""

import asyncio
from datetime import timedelta

from portal.kit.clock import utc_now
from portal.kit.database import fetch
from portal.people.actions import attempts
from portal.people.throttle import PER_ACCOUNT, PER_ADDRESS

THU = {"login:thu.lt": PER_ACCOUNT}


async def test_guessing_in_parallel_gains_nothing(database):
    now = utc_now()
    waits = await asyncio.gather(*(attempts.reserve(THU, now) for _guess in range(20)))
    assert waits.count(0) == PER_ACCOUNT.free


async def test_one_subject_that_must_wait_holds_the_other_back_uncounted(database):
    now = utc_now()
    for _guess in range(4):
        await attempts.reserve(THU, now)
    assert await attempts.reserve(THU | {"address:10.0.0.5": PER_ADDRESS}, now) == PER_ACCOUNT.first
    assert await fetch("select 1 from login_attempt where subject = 'address:10.0.0.5'") == []


async def test_the_next_attempt_may_be_made_when_the_wait_is_over(database):
    now = utc_now()
    for _guess in range(4):
        await attempts.reserve(THU, now)
    assert await attempts.reserve(THU, now + timedelta(seconds=4)) > 0
    assert await attempts.reserve(THU, now + timedelta(seconds=5)) == 0


async def test_an_attempt_that_was_right_is_taken_back(database):
    now = utc_now()
    await attempts.reserve({"address:10.0.0.5": PER_ADDRESS}, now)
    await attempts.forgive("address:10.0.0.5")
    assert (await fetch("select failures from login_attempt"))[0]["failures"] == 0


async def test_old_counts_are_removed(database):
    await attempts.reserve(THU, utc_now() - timedelta(days=2))
    await attempts.forget_old(utc_now())
    assert await fetch("select 1 from login_attempt") == []
