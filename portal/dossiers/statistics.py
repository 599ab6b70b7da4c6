"""Form II.06 "Tình hình, kết quả giải quyết TTHC" (pure): dossiers of a period, a row for each field.

Circular 01/2020/TT-VPCP, forms II.06a/b/c. The unit is the dossier; numbers in brackets are the form's columns.
Which dossiers an agency reports is decided where they are looked up; why some are late is form II.07.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from portal.dossiers.scoring import Timeliness, timeliness
from portal.kit.clock import local_day


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both counted, in Vietnam."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Handled:
    """What the form needs of an accepted dossier.

    `due_at` is the promise in force when it ended or the period did; None while it stands still or nothing is due.
    """

    field: str
    is_online: bool
    accepted_at: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The columns that are counted; the totals follow from them."""

    online: int = 0
    in_person: int = 0
    carried_over: int = 0
    before: int = 0
    on: int = 0
    past: int = 0
    within: int = 0
    overdue: int = 0

    @property
    def received(self) -> int:
        """(3) = (4) + (5) + (6)."""
        return self.online + self.in_person + self.carried_over

    @property
    def resolved(self) -> int:
        """(7) = (8) + (9) + (10)."""
        return self.before + self.on + self.past

    @property
    def pending(self) -> int:
        """(11) = (12) + (13)."""
        return self.within + self.overdue

    @property
    def is_balanced(self) -> bool:
        """The form's own check: (3) = (7) + (11). A row typed by hand, or sent by another unit, may fail it."""
        return self.received == self.resolved + self.pending

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns (3) to (13), as they are printed."""
        taken = (self.received, self.online, self.in_person, self.carried_over)
        done = (self.resolved, self.before, self.on, self.past)
        return (*taken, *done, self.pending, self.within, self.overdue)


def rows(dossiers: Iterable[Handled], period: Period) -> dict[str, Row]:
    """A row for each field that has anything to report, in the order in which the fields come first."""
    counted: dict[str, list[Row]] = {}
    for dossier in dossiers:
        if _is_of(dossier, period):
            counted.setdefault(dossier.field, []).append(_counted(dossier, period))
    return {field: total(each) for field, each in counted.items()}


def total(parts: Iterable[Row]) -> Row:
    """The sum of rows, column by column."""
    told = tuple(parts)
    return Row(**{column.name: sum(getattr(row, column.name) for row in told) for column in fields(Row)})


def _is_of(dossier: Handled, period: Period) -> bool:
    """Whether it was on somebody's table in the period: accepted by its last day, and not ended before its first."""
    is_there = local_day(dossier.accepted_at) <= period.last
    return is_there and (dossier.ended_at is None or local_day(dossier.ended_at) >= period.first)


def _counted(dossier: Handled, period: Period) -> Row:
    """One dossier as a row of ones: how it came, and where it is."""
    if local_day(dossier.accepted_at) < period.first:
        came = "carried_over"
    else:
        came = "online" if dossier.is_online else "in_person"
    return Row(**{came: 1, _whereabouts(dossier, period): 1})


def _whereabouts(dossier: Handled, period: Period) -> str:
    """The column of its end, or of its waiting when the period closes; without a promise nothing is late."""
    due, ended = dossier.due_at, dossier.ended_at
    if ended is None or local_day(ended) > period.last:
        return "overdue" if due and local_day(due) <= period.last else "within"
    return (timeliness(ended, due) if due else Timeliness.ON).value
