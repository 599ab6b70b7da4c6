"""A worker that is killed in the middle of a job loses nothing."""

import asyncio
import sys
from datetime import timedelta

from portal.jobs.queries import state_of
from portal.jobs.queue import enqueue
from portal.jobs.worker import Pace, Worker
from tests.portal.jobs.doings import registry

LETTER = ("letter", 1)


async def test_the_job_of_a_killed_process_is_done_by_another(database: str) -> None:
    await enqueue("test.letter", {"to": "Hoài"}, subject=LETTER)
    doomed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.portal.jobs.doomed", database, "300"), stdout=asyncio.subprocess.PIPE
    )
    assert await asyncio.wait_for(doomed.stdout.readline(), 20) == "begun Hoài\n".encode()
    assert (await state_of(LETTER)).state == "running"
    doomed.kill()
    await doomed.wait()
    assert await delivered_by_another() == ["Hoài"]
    survived = await state_of(LETTER)
    assert (survived.state, survived.attempts) == ("done", 2)


async def delivered_by_another() -> list[str]:
    """What a second worker delivers, once the lease of the first has ended."""
    delivered: list[str] = []

    async def deliver(payload: dict) -> None:
        delivered.append(payload["to"])
        worker.stop()

    worker = Worker(registry(letter=deliver), Pace(look_every=timedelta(milliseconds=50)))
    await asyncio.wait_for(worker.run(), 10)
    return delivered
