"""Counting working hours (pure) over the kit's working days: when the desk is open, and how much of that has passed.

Time limits are counted in working days of eight hours (one-stop decrees 61/2018 and 118/2025: "tính mỗi ngày 08 giờ
làm việc"). Sums are of `timedelta`, never of floats. Which days are off is `WorkingDays`; which procedure has which
limit is not known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise, takewhile

from portal.kit.clock import HANOI, local
from portal.kit.working_days import WorkingDays

MINUTES_PER_DAY = 480
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a day in which the desk is open, in minutes of the clock in Vietnam."""

    opens: time
    closes: time

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return _since_midnight(self.closes) - _since_midnight(self.opens)


Slots = tuple[Slot, ...]
MORNING = Slot(time(7, 30), time(11, 30))
AFTERNOON = Slot(time(13, 30), time(17, 30))


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the desk is open: the plain day, weekdays that differ (0 is Monday), and single days that differ.

    A single day wins, then the calendar's day off or day worked in exchange, then the weekday, then the plain day.
    Raises ValueError when slots overlap or no weekday is ever worked.
    """

    calendar: WorkingDays = field(default_factory=WorkingDays)
    slots: Slots = (MORNING, AFTERNOON)
    by_weekday: Mapping[int, Slots] = field(default_factory=dict)
    by_day: Mapping[date, Slots] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for slots in (self.slots, *self.by_weekday.values(), *self.by_day.values()):
            edges = [edge for slot in slots for edge in (slot.opens, slot.closes)]
            if any(later <= earlier for earlier, later in pairwise(edges)):
                raise ValueError(f"slots overlap or run backwards: {slots}")
        if not self.slots or not any(self.by_weekday.get(weekday, self.slots) for weekday in range(5)):
            raise ValueError("no weekday is worked, so no deadline would ever come")

    @property
    def day_length(self) -> timedelta:
        """How long the desk is open on a plain day."""
        return sum((slot.length for slot in self.slots), timedelta())

    def slots_on(self, day: date) -> Slots:
        """When the desk is open on that day, morning first; empty on a day off."""
        if day in self.by_day:
            return self.by_day[day]
        if day in self.calendar.exceptions:
            return self.slots if self.calendar.exceptions[day] else ()
        return self.by_weekday.get(day.weekday(), self.slots if self.calendar.is_working(day) else ())

    def is_open(self, moment: datetime) -> bool:
        """Whether that instant lies in working hours; the minute of closing still does."""
        here = local(moment)
        return any(slot.opens <= here.time() <= slot.closes for slot in self.slots_on(here.date()))

    def length_of(self, minutes: int) -> timedelta:
        """How much open time a limit is, given in minutes of which 480 are one working day.

        Where the plain day is shorter than eight hours, one day stays the same clock time on the next working day.
        """
        return _MINUTE * minutes * (self.day_length // _MINUTE) // MINUTES_PER_DAY

    def start(self, moment: datetime, cutoff: time | None = None) -> datetime:
        """When counting begins for what came at that instant: at once, or when the desk opens again.

        What comes after the cut-off counts from the next working day; what comes at it still counts today.
        """
        here = local(moment)
        if cutoff is not None and here.time() > cutoff:
            here = datetime.combine(here.date() + _DAY, time(), HANOI)
        return next(self._ahead(here))[0]

    def add(self, moment: datetime, amount: timedelta) -> datetime:
        """The instant at which so much open time has passed; where a slot is just filled, its closing.

        Raises ValueError when the amount is negative.
        """
        if amount < timedelta():
            raise ValueError("open time is only added")
        ahead = self._ahead(local(moment))
        opens, closes = next(ahead)
        while amount > closes - opens:
            amount -= closes - opens
            opens, closes = next(ahead)
        return opens + amount

    def between(self, first: datetime, last: datetime) -> timedelta:
        """Open time from the first to the last instant; negative when the last lies before."""
        if last < first:
            return -self.between(last, first)
        running = takewhile(lambda stretch: stretch[0] < last, self._ahead(local(first)))
        return sum((min(closes, last) - opens for opens, closes in running), timedelta())

    def end_after(self, moment: datetime, days: int) -> datetime:
        """Closing of the n-th working day after that of the instant, which is itself not counted; n is 1 or more."""
        day = local(moment).date()
        while days:
            day += _DAY
            days -= bool(self.slots_on(day))
        return datetime.combine(day, self.slots_on(day)[-1].closes, HANOI)

    def _ahead(self, here: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches from an instant on, without end; a running one begins at that instant."""
        day = here.date()
        while True:
            for slot in self.slots_on(day):
                closes = datetime.combine(day, slot.closes, HANOI)
                if closes > here:
                    yield max(datetime.combine(day, slot.opens, HANOI), here), closes
            day += _DAY


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
