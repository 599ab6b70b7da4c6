"""Events of one room on their way to the portal: in order, tried again until it has them, each with an id of its own.

What people may not miss in the records (`joined`, `left`) is never let go while the process lives; what waits for an
answer is refused at once while the portal is known to be silent, so that nobody waits in front of a dead button.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable

from meetings.errors import SENTENCES
from meetings.room.facts import Acknowledged, Event, Report
from meetings.room.notices import Declined, Portal, Unreachable

log = logging.getLogger(__name__)

BATCH = 50
MOST = 2000  # events that wait, but for those that are never let go
PAUSES = (0.1, 0.3, 1.0, 2.0, 5.0)  # seconds before trying again; the last for good
_HAS_HAPPENED = frozenset({"joined", "left", "recording_stopped"})
_NEVER_LET_GO = _HAS_HAPPENED | {"ended"}


class Outbox:
    """`answered` hears the portal's answer to each event that waits for one."""

    def __init__(self, portal: Portal, room: str, answered: Callable[[Acknowledged], None]) -> None:
        self._portal, self._room, self._answered = portal, room, answered
        self._waiting: deque[Report] = deque()
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()
        self.refused = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, report: Report) -> None:
        """Take an event; it is on its way before this returns."""
        is_full = len(self._waiting) >= MOST and report.event.kind not in _NEVER_LET_GO
        is_asked = report.waits and report.event.kind not in _HAS_HAPPENED
        if is_full or (is_asked and self._portal.is_lost):
            self._refuse(report)
            return
        self._waiting.append(report)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name=f"outbox of room {self._room}")

    async def flush(self) -> None:
        """Wait until everything is told; the caller sets the limit. Pauses between attempts become short."""
        self._hurry.set()
        if self._task is not None:
            await asyncio.shield(self._task)

    async def close(self) -> None:
        """Stop, whatever is left."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._waiting:
            log.error("room %s: %d events were not told to the portal", self._room, len(self._waiting))

    async def _run(self) -> None:
        failures = 0
        while self._waiting:
            batch = [self._waiting[index] for index in range(min(BATCH, len(self._waiting)))]
            try:
                answers = await self._portal.events(self._room, [each.event for each in batch])
            except Unreachable:
                await self._pause(failures)
                failures += 1
                continue
            except Declined as no:
                log.error("room %s: the portal refuses %d events: %s", self._room, len(batch), no)
                answers = []
            except Exception:
                log.exception("room %s: %d events cannot be told", self._room, len(batch))
                answers = []
            failures = 0
            self._settle(batch, {each.id: each for each in answers})

    def _settle(self, batch: list[Report], answers: dict[str, Acknowledged]) -> None:
        for report in batch:
            self._waiting.popleft()
            answer = answers.get(report.event.id)
            if answer is None:
                self._refuse(report)
            else:
                self.refused += bool(answer.code)
                if report.waits:
                    self._answered(answer)

    def _refuse(self, report: Report) -> None:
        self.refused += 1
        if report.waits:
            event: Event = report.event
            refusal = Acknowledged(event.id, event.at, "portal", SENTENCES["portal"])
            asyncio.get_running_loop().call_soon(self._answered, refusal)

    async def _pause(self, failures: int) -> None:
        pause = PAUSES[min(failures, len(PAUSES) - 1)] * random.uniform(0.7, 1.3)
        if self._hurry.is_set():
            await asyncio.sleep(min(pause, 0.3))
            return
        try:
            await asyncio.wait_for(self._hurry.wait(), pause)
        except TimeoutError:
            pass
