"""Attendance (điểm danh) out of stays: who was there from when to when, once over devices and lost lines (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
GAP = timedelta(seconds=20)  # a line lost for less than this is one stay: the seat was kept


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a person on one device; `left_at` is None while it lasts."""

    person: str
    name: str
    role: str
    joined_at: datetime
    left_at: datetime | None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """A person in the list of attendance; spans neither touch nor overlap and stand in order."""

    person: str
    name: str
    role: str
    spans: tuple[Span, ...]
    is_here: bool
    devices: int

    @property
    def first_at(self) -> datetime:
        """When they first came."""
        return self.spans[0][0]

    @property
    def last_at(self) -> datetime:
        """When they last left, or the instant of the list while they are there."""
        return self.spans[-1][1]

    @property
    def seconds(self) -> int:
        """How long they were there, everything counted once."""
        return round(sum((end - begin).total_seconds() for begin, end in self.spans))


def merged(spans: Iterable[Span], gap: timedelta = GAP) -> tuple[Span, ...]:
    """Spans in order, joined where they overlap or lie no further apart than `gap`."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, max(begin, end)))
    return tuple(found)


def sheet(stays: Sequence[Stay], now: datetime) -> list[Present]:
    """Everybody who was there, in the order in which they first came; who is there is counted until `now`."""
    people: dict[str, list[Stay]] = {}
    for stay in stays:
        people.setdefault(stay.person, []).append(stay)
    lines = [_present(person, own, now) for person, own in people.items()]
    return sorted(lines, key=lambda line: (line.first_at, line.person))


def _present(person: str, stays: list[Stay], now: datetime) -> Present:
    last = max(stays, key=lambda stay: stay.joined_at)
    return Present(
        person,
        last.name,
        last.role,
        merged(
            (stay.joined_at, max(stay.joined_at, now) if stay.left_at is None else stay.left_at)
            for stay in stays
        ),
        any(stay.left_at is None for stay in stays),
        len({stay.device for stay in stays}),
    )
