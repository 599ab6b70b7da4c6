"""Counting working days (pure). Which days are off is an argument: weekends, holidays, and the yearly swaps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portal.kit.clock import HANOI

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """`exceptions` maps a day to True where it is worked although a weekend, False where it is off."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    opens: time = time(7, 30)
    closes: time = time(17, 0)

    def is_working(self, day: date) -> bool:
        """Whether the office works on that day."""
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def days_after(self, day: date) -> Iterator[date]:
        """The working days after a day, without end."""
        while True:
            day += timedelta(days=1)
            if self.is_working(day):
                yield day

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; for 0 the day itself or the next working day."""
        if count == 0:
            return day if self.is_working(day) else self.add(day, 1)
        following = self.days_after(day)
        for _each in range(count - 1):
            next(following)
        return next(following)

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` lies before."""
        if last < first:
            return -self.between(last, first)
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def end_of(self, day: date) -> datetime:
        """The instant at which a deadline on that day falls: the end of its working hours."""
        return datetime.combine(day, self.closes, HANOI)
