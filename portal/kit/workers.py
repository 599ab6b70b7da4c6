"""Slow work away from the event loop: a small pool of processes for it, and threads for short waits.

A process of the pool may die of a hostile PDF without taking the portal along; the deed then fails
with `WorkerDied` and the pool is made anew.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

from portal.settings import settings

P = ParamSpec("P")
R = TypeVar("R")

# Memory that native PDF code keeps is given back when processes are replaced. The executor's own way of doing so,
# `max_tasks_per_child`, counts idle processes wrongly after a burst and then waits for ever for one that ended.
_TASKS_PER_PROCESS = 200


class WorkerDied(RuntimeError):
    """The process that did the slow work ended in the middle of it."""


LONGEST = 120.0  # seconds that a piece of slow work may take, the wait for its turn included
IDLE = 60.0  # seconds without work after which the processes end and give their memory back
_pool: ProcessPoolExecutor | None = None
_given = 0  # tasks that the present pool has been given
_under_way = 0
_ending: asyncio.TimerHandle | None = None


def _workers() -> ProcessPoolExecutor:
    global _pool, _given
    if _pool is not None and _given >= _TASKS_PER_PROCESS * settings().cpu_workers:
        _pool.shutdown(wait=False)  # what it was given is done first
        _pool = None
    if _pool is None:
        _given = 0
        _pool = ProcessPoolExecutor(
            max_workers=settings().cpu_workers, mp_context=multiprocessing.get_context("spawn")
        )
    _given += 1
    return _pool


async def in_worker(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a module-level function in another process; what it raises is raised here.

    Arguments and result must pickle. Raises WorkerDied when the process ended in the middle, or had to be ended
    because it took longer than `LONGEST`. What waits for an outside system waits elsewhere, or for seconds only.
    """
    name = getattr(function, "__qualname__", str(function))
    with _counted():
        pool, future = _begin(partial(function, *args, **kwargs))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), LONGEST)
        except BrokenProcessPool as broken:
            _forget(pool)
            raise WorkerDied(name) from broken
        except TimeoutError as late:
            if future.done() and not future.cancelled():
                raise  # the work itself ran into a time limit of its own
            if not future.cancelled():
                _kill(pool)
            raise WorkerDied(f"{name} took longer than {LONGEST:.0f} s") from late


def _begin(work: Callable[[], R]) -> tuple[ProcessPoolExecutor, Future[R]]:
    """Give work to the pool; to a new one where a process of the old one has died while nobody waited for it."""
    pool = _workers()
    try:
        return pool, pool.submit(work)
    except BrokenProcessPool:
        _forget(pool)
    pool = _workers()
    return pool, pool.submit(work)


def _kill(pool: ProcessPoolExecutor) -> None:
    """End processes that a hostile file keeps busy; whatever else they were given fails too and may be tried again."""
    for process in multiprocessing.active_children():
        if process.pid in (pool._processes or {}):
            process.kill()
    _forget(pool)


def _forget(broken: ProcessPoolExecutor) -> None:
    """Let the next call make a new pool; of several calls that a death hits, only the first one's pool is that one."""
    global _pool
    if _pool is broken:
        _pool = None
    broken.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _counted() -> Iterator[None]:
    global _under_way, _ending
    _under_way += 1
    if _ending:
        _ending.cancel()
        _ending = None
    try:
        yield
    finally:
        _under_way -= 1
        if not _under_way:
            _ending = asyncio.get_running_loop().call_later(IDLE, _end_idle)


def _end_idle() -> None:
    global _pool
    if _pool is not None and not _under_way:
        _pool.shutdown(wait=False)
        _pool = None


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run something short that waits or lets go of the interpreter's lock."""
    return await asyncio.to_thread(function, *args, **kwargs)


def stop_workers() -> None:
    """End the pool at shutdown; work that is under way is finished first."""
    global _pool, _ending
    if _ending:
        _ending.cancel()
        _ending = None
    if _pool is not None:
        _pool.shutdown(wait=True, cancel_futures=True)
        _pool = None
