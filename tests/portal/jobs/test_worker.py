"""A worker does what is due, tries again what failed, and stops when told."""

import asyncio
from datetime import timedelta

import pytest

from portal.jobs.actions import retry
from portal.jobs.leases import take
from portal.jobs.patience import MOST_ATTEMPTS
from portal.jobs.queries import counts, dead_jobs, state_of
from portal.jobs.queue import enqueue
from portal.jobs.worker import Pace, Worker
from portal.kit.clock import utc_now
from portal.kit.database import engine, execute, start_database, stop_database
from portal.kit.errors import NotAllowed, NotFound, Undelivered
from tests.portal.jobs.doings import registry

pytestmark = pytest.mark.usefixtures("database")
LETTER = ("letter", 1)
SOON = timedelta(milliseconds=300)


class Post:
    """Remembers what it was given; refuses as often as it was told to."""

    def __init__(self, refusals: int = 0, *, permanent: bool = False):
        self.refusals, self.permanent, self.delivered = refusals, permanent, []

    async def deliver(self, payload: dict) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Undelivered("mailbox full", permanent=self.permanent)
        self.delivered.append(payload["to"])


async def test_does_what_is_due_in_the_order_it_fell_due() -> None:
    post = Post()
    for number in range(3):
        await enqueue("test.letter", {"to": number})
    await enqueue("test.letter", {"to": "tomorrow"}, run_at=utc_now() + timedelta(days=1))
    assert await Worker(registry(letter=post.deliver)).work_off() == 3
    assert post.delivered == [0, 1, 2]
    assert await counts() == {"done": 3, "queued": 1}


async def test_runs_outside_any_transaction() -> None:
    seen = []

    async def look(_payload: dict) -> None:
        seen.append(engine().transaction_exists())

    await enqueue("test.look")
    await Worker(registry(look=look)).work_off()
    assert seen == [False]


async def test_what_failed_is_tried_again_later() -> None:
    post = Post(refusals=1)
    worker = Worker(registry(letter=post.deliver))
    await enqueue("test.letter", {"to": "Hoài"}, subject=LETTER)
    await worker.work_off()
    failed = await state_of(LETTER)
    assert (failed.state, failed.attempts, failed.last_error) == ("failed", 1, "Undelivered: mailbox full")
    assert failed.due_at > utc_now() + timedelta(seconds=20)
    await make_due()
    await worker.work_off()
    assert ((await state_of(LETTER)).state, post.delivered) == ("done", ["Hoài"])


async def test_what_can_never_succeed_is_dead_at_once() -> None:
    await enqueue("test.letter", {"to": "nobody"})
    await Worker(registry(letter=Post(1, permanent=True).deliver)).work_off()
    assert [(job.attempts, job.last_error) for job in await dead_jobs()] == [(1, "Undelivered: mailbox full")]


async def test_gives_up_after_the_last_attempt() -> None:
    worker = Worker(registry(letter=Post(99).deliver))
    await enqueue("test.letter", {"to": "Hoài"}, subject=LETTER)
    for _ in range(MOST_ATTEMPTS):
        assert (await state_of(LETTER)).state != "dead"
        await make_due()
        await worker.work_off()
    assert (await state_of(LETTER)).state == "dead"


async def test_a_kind_that_nobody_does_is_kept_and_shown() -> None:
    await enqueue("test.unheard_of", subject=LETTER)
    await Worker(registry()).work_off()
    assert (await state_of(LETTER)).last_error == "KeyError: 'test.unheard_of'"


async def test_a_person_revives_a_dead_job() -> None:
    post = Post(1, permanent=True)
    worker = Worker(registry(letter=post.deliver))
    job = await enqueue("test.letter", {"to": "Hoài"})
    await worker.work_off()
    await retry(job)
    await worker.work_off()
    assert post.delivered == ["Hoài"]
    with pytest.raises(NotAllowed):
        await retry(job)
    with pytest.raises(NotFound):
        await retry(job + 1)


async def test_a_lease_that_ended_is_somebody_elses_turn() -> None:
    post = Post()
    await enqueue("test.letter", {"to": "Hoài"})
    now = utc_now()
    (lost,) = await take(now, now, 1)
    await Worker(registry(letter=post.deliver)).work_off()
    assert (lost.attempts, post.delivered) == (1, ["Hoài"])


async def test_a_job_that_always_kills_its_worker_is_given_up() -> None:
    post = Post()
    await enqueue("test.letter", {"to": "Hoài"})
    for _ in range(MOST_ATTEMPTS):
        now = utc_now()
        await take(now, now, 1)
    await Worker(registry(letter=post.deliver)).work_off()
    assert (post.delivered, len(await dead_jobs())) == ([], 1)


async def test_two_workers_share_the_work_and_double_none() -> None:
    post = Post()
    for number in range(40):
        await enqueue("test.letter", {"to": number})
    workers = [Worker(registry(letter=post.deliver)) for _ in range(2)]
    await asyncio.gather(*(worker.work_off() for worker in workers))
    assert sorted(post.delivered) == list(range(40))


async def test_a_running_worker_hears_of_a_new_job_and_stops_when_told() -> None:
    done = asyncio.Event()

    async def ring(_payload: dict) -> None:
        done.set()

    worker = Worker(registry(ring=ring), Pace(look_every=timedelta(seconds=60)))
    working = asyncio.create_task(worker.run())
    await enqueue("test.ring")
    await asyncio.wait_for(done.wait(), 5)
    worker.stop()
    await asyncio.wait_for(working, 5)
    assert await counts() == {"done": 1}


async def test_a_long_job_keeps_its_lease() -> None:
    release, starts = asyncio.Event(), []

    async def long(_payload: dict) -> None:
        starts.append(utc_now())
        await release.wait()

    worker = Worker(registry(long=long), Pace(lease=SOON, look_every=SOON / 10))
    await enqueue("test.long", subject=LETTER)
    working = asyncio.create_task(worker.run())
    first_end = utc_now() + SOON
    while (await state_of(LETTER)).due_at <= first_end + SOON:
        pass
    release.set()
    worker.stop()
    await working
    assert (len(starts), (await state_of(LETTER)).state) == (1, "done")


async def test_a_job_that_hangs_is_ended_and_tried_again() -> None:
    async def hang(_payload: dict) -> None:
        await asyncio.Event().wait()

    await enqueue("test.hang", subject=LETTER)
    await Worker(registry(hang=hang), Pace(longest=timedelta(milliseconds=20))).work_off()
    assert (await state_of(LETTER)).last_error == "TimeoutError: "


async def test_what_a_stopping_worker_cannot_finish_goes_back_uncounted() -> None:
    begun = asyncio.Event()

    async def hang(_payload: dict) -> None:
        begun.set()
        await asyncio.Event().wait()

    worker = Worker(registry(hang=hang), Pace(grace=timedelta()))
    await enqueue("test.hang", subject=LETTER)
    working = asyncio.create_task(worker.run())
    await asyncio.wait_for(begun.wait(), 5)
    worker.stop()
    await working
    back = await state_of(LETTER)
    assert (back.state, back.attempts) == ("queued", 0)


async def test_a_worker_waits_for_a_database_that_is_away(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    done = asyncio.Event()

    async def ring(_payload: dict) -> None:
        done.set()

    await stop_database()
    worker = Worker(registry(ring=ring), Pace(look_every=SOON / 10))
    working = asyncio.create_task(worker.run())
    await asyncio.sleep(0)
    assert "the queue of jobs could not be read" in caplog.text
    await start_database(database)
    await enqueue("test.ring")
    await asyncio.wait_for(done.wait(), 5)
    worker.stop()
    await working


async def make_due() -> None:
    """Let the time pass until the next attempt."""
    await execute("update job set due_at = ? where due_at is not null", utc_now())
