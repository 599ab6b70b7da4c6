"""Putting jobs into the queue."""

from datetime import UTC, datetime

import pytest

from portal.jobs.queries import counts, state_of
from portal.jobs.queue import enqueue, start_listening, stop_listening
from portal.kit.database import transaction

pytestmark = pytest.mark.usefixtures("database")
DOCUMENT = ("document", 7)


async def test_a_job_waits_with_what_it_needs() -> None:
    job = await enqueue("signing.sign", {"pages": 2}, subject=DOCUMENT)
    row = await state_of(DOCUMENT)
    assert (row.id, row.kind, row.payload, row.state) == (job, "signing.sign", '{"pages":2}', "queued")


async def test_a_job_of_a_deed_that_failed_never_was() -> None:
    with pytest.raises(ZeroDivisionError):
        await a_deed_that_fails()
    assert await counts() == {}


async def a_deed_that_fails() -> None:
    async with transaction():
        await enqueue("letters.send")
        raise ZeroDivisionError


async def test_workers_hear_of_it_after_the_commit_and_not_before() -> None:
    ear = start_listening()
    async with transaction():
        await enqueue("letters.send")
        assert not ear.is_set()
    assert ear.is_set()
    stop_listening(ear)


async def test_one_key_is_one_job() -> None:
    assert await enqueue("search.index", key="index:document:7:v3")
    assert await enqueue("search.index", key="index:document:7:v3") is None
    assert await enqueue("search.index", key="index:document:7:v4")
    assert await counts() == {"queued": 2}


async def test_a_job_may_be_meant_for_later() -> None:
    tet = datetime(2027, 2, 6, tzinfo=UTC)
    await enqueue("letters.send", run_at=tet, subject=DOCUMENT)
    assert (await state_of(DOCUMENT)).due_at == tet


async def test_the_state_of_a_thing_is_that_of_its_latest_job() -> None:
    await enqueue("signing.sign", subject=DOCUMENT)
    await enqueue("search.index", subject=DOCUMENT)
    assert (await state_of(DOCUMENT)).kind == "search.index"
    assert (await state_of(DOCUMENT, "signing.sign")).kind == "signing.sign"
    assert await state_of(("document", 8)) is None
