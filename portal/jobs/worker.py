"""Takes jobs that are due and does them, several at a time, until it is told to stop.

It runs inside the portal's own loop or alone in a process; any number of them share one queue.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from portal.jobs import leases
from portal.jobs.leases import Lease
from portal.jobs.patience import MOST_ATTEMPTS, wait_after
from portal.jobs.queue import start_listening, stop_listening
from portal.jobs.registry import Registry
from portal.jobs.timetable import enqueue_turns
from portal.kit.clock import utc_now
from portal.kit.errors import Undelivered

log = logging.getLogger(__name__)
_ERROR_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Pace:
    """How many at a time, how long a lease holds without renewal, and the longest a job may take."""

    at_once: int = 4
    lease: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(minutes=30)
    look_every: timedelta = timedelta(seconds=1)
    grace: timedelta = timedelta(seconds=10)


class Worker:
    """`await worker.run()` works until `worker.stop()`; what is under way then has the grace to finish."""

    def __init__(self, registry: Registry, pace: Pace | None = None):
        self._registry = registry
        self._pace = pace or Pace()
        self._running: set[asyncio.Task] = set()
        self._stopping = False
        self._seen_turns: set[str] = set()
        self._ear = asyncio.Event()

    def stop(self) -> None:
        """Take nothing new."""
        self._stopping = True
        self._ear.set()

    async def run(self) -> None:
        """Take and do jobs until told to stop. A database that is away for a while is waited for."""
        self._ear = start_listening()
        try:
            while not self._stopping:
                self._ear.clear()
                try:
                    await enqueue_turns(self._registry.timetable, utc_now(), self._seen_turns)
                    await self._fill()
                    wait = await self._until_next()
                except Exception:
                    log.exception("the queue of jobs could not be read")
                    wait = self._pace.look_every
                await self._listen(wait)
        finally:
            stop_listening(self._ear)
            await self._end()

    async def work_off(self) -> int:
        """Do everything that is due now, and what follows from it; returns how many attempts were made.

        For tests, the demo and commands that end: it does not wait for what is due later.
        """
        attempts = 0
        while taken := await self._take(self._pace.at_once):
            attempts += len(taken)
            for lease in taken:
                await self._do(lease)
        return attempts

    async def _fill(self) -> None:
        free = self._pace.at_once - len(self._running)
        for lease in await self._take(free) if free else ():
            task = asyncio.create_task(self._do(lease), name=f"job {lease.id} {lease.kind}")
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task) -> None:
        self._running.discard(task)
        self._ear.set()
        if not task.cancelled() and task.exception():
            log.error("a job's end could not be written", exc_info=task.exception())

    async def _take(self, most: int) -> list[Lease]:
        due = await leases.next_due()
        now = utc_now()
        # Looking costs nothing; taking holds SQLite's write lock even when there is nothing to take.
        return await leases.take(now, now + self._pace.lease, most) if due and due <= now else []

    async def _until_next(self) -> timedelta:
        if len(self._running) >= self._pace.at_once:
            return self._pace.look_every
        due = await leases.next_due()
        return min(self._pace.look_every, max(due - utc_now(), timedelta())) if due else self._pace.look_every

    async def _listen(self, wait: timedelta) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait.total_seconds()):
                await self._ear.wait()

    async def _do(self, lease: Lease) -> None:
        keeping = asyncio.create_task(self._keep(lease, asyncio.current_task()))
        try:
            await self._attempt(lease)
        except asyncio.CancelledError:
            await leases.give_back(lease, utc_now())
            raise
        finally:
            keeping.cancel()

    async def _attempt(self, lease: Lease) -> None:
        """One attempt, with every ending it can have."""
        try:
            if lease.attempts > MOST_ATTEMPTS:
                raise Undelivered("its worker ended in the middle of it, each time", permanent=True)
            async with asyncio.timeout(self._pace.longest.total_seconds()):
                await self._registry.jobs[lease.kind](msgspec.json.decode(lease.payload))
        except Exception as error:
            await self._write_failure(lease, error)
        else:
            await leases.finish(lease, utc_now())

    async def _write_failure(self, lease: Lease, error: Exception) -> None:
        text = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH]
        hopeless = isinstance(error, Undelivered) and error.permanent
        now = utc_now()
        if hopeless or lease.attempts >= MOST_ATTEMPTS:
            log.error("job %s %s is dead: %s", lease.id, lease.kind, text, exc_info=error)
            await leases.bury(lease, now, text)
        else:
            log.warning("job %s %s failed, attempt %s: %s", lease.id, lease.kind, lease.attempts, text)
            await leases.postpone(lease, now + wait_after(lease.attempts), text)

    async def _keep(self, lease: Lease, doing: asyncio.Task | None) -> None:
        """Renew the lease while the job runs; when it was lost, stop doing what somebody else does now."""
        while True:
            await asyncio.sleep(self._pace.lease.total_seconds() / 3)
            try:
                if not await leases.keep(lease, utc_now() + self._pace.lease) and doing:
                    doing.cancel()
            except Exception:
                log.exception("the lease of job %s could not be renewed", lease.id)

    async def _end(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=self._pace.grace.total_seconds())
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
