"""Counting working days, whatever is off."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as some

from portal.kit.clock import HANOI
from portal.kit.working_days import WorkingDays

days = some.dates(date(2020, 1, 1), date(2030, 12, 31))
calendars = some.dictionaries(days, some.booleans(), max_size=20).map(WorkingDays)
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


@given(calendars, days, some.integers(0, 60))
def test_the_day_that_is_reached_is_worked_and_counts_back(
    calendar: WorkingDays, day: date, count: int
) -> None:
    reached = calendar.add(day, count)
    assert calendar.is_working(reached)
    if count:
        assert calendar.between(day, reached) == count


@given(calendars, days, days)
def test_there_and_back_is_the_same_way(calendar: WorkingDays, first: date, last: date) -> None:
    assert calendar.between(first, last) == -calendar.between(last, first)
    assert abs(calendar.between(first, last)) <= abs((last - first).days)


@given(calendars, days, days, days)
def test_ways_add_up(calendar: WorkingDays, one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)


def test_a_weekend_is_off_unless_it_is_worked_in_exchange() -> None:
    assert not WorkingDays().is_working(SATURDAY)
    assert WorkingDays({SATURDAY: True}).is_working(SATURDAY)
    assert not WorkingDays({FRIDAY: False}).is_working(FRIDAY)


def test_a_deadline_falls_at_the_end_of_the_office_day() -> None:
    assert WorkingDays().end_of(FRIDAY) == datetime(2026, 11, 20, 17, tzinfo=HANOI)
