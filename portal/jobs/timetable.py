"""What recurs by itself, by the clock on the wall in Vietnam, once over all processes.

An entry's last turn becomes a job whose key is the kind and the turn: however many workers look, one job is
made. A turn that was missed because the machine was off is made up for, the latest one only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol

from portal.jobs.queue import enqueue
from portal.kit.clock import local


class Recurrence(Protocol):
    """Says which was the last turn at or before an instant; aware, in Vietnam's time."""

    def last_turn(self, now: datetime) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at a time of day."""

    at: time

    def last_turn(self, now: datetime) -> datetime:
        """Today's turn, or yesterday's when today's is still to come."""
        wall = local(now)
        turn = wall.replace(hour=self.at.hour, minute=self.at.minute, second=0, microsecond=0)
        return turn if turn <= wall else turn - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes of the day, counted from midnight: 60 is every full hour."""

    minutes: int

    def last_turn(self, now: datetime) -> datetime:
        """The latest multiple of `minutes` since midnight."""
        wall = local(now)
        midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = int((wall - midnight).total_seconds()) // 60
        return midnight + timedelta(minutes=passed - passed % self.minutes)


@dataclass(frozen=True, slots=True)
class Entry:
    """A kind of job and when it recurs."""

    kind: str
    when: Recurrence
    payload: Mapping[str, object] = field(default_factory=dict)

    def key(self, now: datetime) -> str:
        """The name of the latest turn, the same for everyone who looks."""
        return f"{self.kind}@{self.when.last_turn(now).isoformat()}"


async def enqueue_turns(entries: Iterable[Entry], now: datetime, seen: set[str]) -> int:
    """Make the jobs of the latest turns; returns how many were new.

    `seen` remembers what this process looked at before, so that it does not ask the database again.
    """
    due = {entry.key(now): entry for entry in entries}
    new = 0
    for key, entry in due.items():
        if key not in seen:
            new += await enqueue(entry.kind, entry.payload, key=key) is not None
    seen.clear()
    seen.update(due)
    return new
