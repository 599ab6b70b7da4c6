"""Slow work in another process: what comes back, what happens when the process dies, and how it ends."""

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import AsyncIterator

import pytest

from portal.kit import workers
from portal.kit.errors import Invalid
from portal.kit.workers import WorkerDied, in_thread, in_worker, stop_workers


@pytest.fixture(autouse=True)
async def fresh_pool() -> AsyncIterator[None]:
    stop_workers()
    yield
    stop_workers()


def own_process() -> int:
    return os.getpid()


def refuse(field: str) -> None:
    raise Invalid({field: "Không nhận."})


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep_long() -> None:
    time.sleep(60)


def named(first: str, *, last: str) -> str:
    return f"{first} {last}"


async def gone(process: int) -> bool:
    """Whether a process ends within five seconds, leaving no zombie."""
    for _each in range(100):
        if process not in [each.pid for each in multiprocessing.active_children()]:
            return not os.path.exists(f"/proc/{process}")
        await asyncio.sleep(0.05)
    return False


async def test_it_is_another_process_and_stays_the_same():
    first, second = await in_worker(own_process), await in_worker(own_process)
    assert first == second != os.getpid()


async def test_arguments_and_results_travel():
    assert await in_worker(named, "Lê", last="Thị Thu") == "Lê Thị Thu"


async def test_what_is_raised_there_is_raised_here():
    with pytest.raises(Invalid) as refused:
        await in_worker(refuse, "file")
    assert refused.value.problems == {"file": "Không nhận."}


async def test_the_loop_goes_on_meanwhile():
    slow, turns = asyncio.create_task(in_worker(time.sleep, 0.5)), 0
    while not slow.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 10


async def test_a_process_that_dies_fails_its_call_and_the_next_one_works():
    with pytest.raises(WorkerDied, match="die"):
        await in_worker(die)
    assert await in_worker(own_process) != os.getpid()


async def test_a_process_that_dies_while_it_has_nothing_to_do_fails_nobody():
    process = await in_worker(own_process)
    os.kill(process, signal.SIGKILL)
    while not workers._workers()._broken:  # noqa: ASYNC110 - the executor's own thread finds out, and tells nobody
        await asyncio.sleep(0.01)
    assert await in_worker(own_process) not in (process, os.getpid())


async def test_one_death_hits_all_calls_under_way_and_costs_one_pool():
    calls = [in_worker(die), in_worker(time.sleep, 30), in_worker(time.sleep, 30)]
    failed = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(each) for each in failed} == {WorkerDied}
    first = await in_worker(own_process)
    assert await in_worker(own_process) == first


async def test_a_call_that_is_given_up_leaves_the_pool_sound():
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(in_worker(time.sleep, 0.5), 0.05)
    assert await in_worker(own_process)


async def test_no_process_is_left_after_the_end():
    process = await in_worker(own_process)
    stop_workers()
    assert await gone(process)


async def test_idle_processes_end_and_come_back_when_they_are_needed(monkeypatch):
    monkeypatch.setattr(workers, "IDLE", 0.05)
    process = await in_worker(own_process)
    assert await gone(process)
    assert await in_worker(own_process) != process


async def test_work_under_way_is_not_idle(monkeypatch):
    monkeypatch.setattr(workers, "IDLE", 0.05)
    slow = asyncio.create_task(in_worker(time.sleep, 0.6))
    first = await in_worker(own_process)
    await slow
    assert first != os.getpid()


async def test_processes_are_replaced_after_their_share_of_tasks_and_no_call_is_lost(monkeypatch):
    monkeypatch.setattr(workers, "_TASKS_PER_PROCESS", 5)
    burst = await asyncio.gather(*[in_worker(own_process) for _each in range(5)])
    after = [await asyncio.wait_for(in_worker(own_process), 20) for _each in range(7)]
    assert len(set(burst)) == 1 and len(set(burst + after)) == 3
    assert await gone(burst[0])


async def test_a_thread_is_the_same_process_but_another_thread():
    assert await in_thread(os.getpid) == os.getpid()
    assert await in_thread(threading.get_ident) != threading.get_ident()


async def test_work_that_takes_too_long_is_ended_and_the_next_is_done(monkeypatch) -> None:
    assert await in_worker(own_process) != os.getpid()  # the process is up
    with monkeypatch.context() as impatient:
        impatient.setattr(workers, "LONGEST", 0.3)
        with pytest.raises(WorkerDied, match="sleep_long took longer"):
            await in_worker(sleep_long)
    assert await in_worker(own_process) != os.getpid()
