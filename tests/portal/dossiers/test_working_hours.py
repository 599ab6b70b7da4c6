"""Counting working hours: morning and afternoon, lunch, evenings, holidays, and days worked in exchange."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.dossiers.working_hours import AFTERNOON, MORNING, Slot, WorkingHours
from portal.kit.clock import HANOI
from portal.kit.working_days import WorkingDays

# The official calendar of 2026: New Year and National Day with their swaps, Tết, the Hùng kings, 30/4, 1/5, 24/11.
_SPRING = [(1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1)]
OFF_2026 = [*_SPRING, (8, 31), (9, 1), (9, 2), (11, 24)]
WORKED_2026 = [(1, 10), (8, 22)]
CALENDAR = WorkingDays(
    {date(2026, *day): False for day in OFF_2026} | {date(2026, *day): True for day in WORKED_2026}
)
HOURS = WorkingHours(CALENDAR)
DAY = timedelta(hours=8)

moments = some.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 31), timezones=some.just(HANOI))  # noqa: DTZ001
amounts = some.integers(0, 40 * 480).map(lambda minutes: timedelta(minutes=minutes))
days = some.dates(date(2025, 12, 1), date(2027, 1, 31))
calendars = some.dictionaries(days, some.booleans(), max_size=20).map(WorkingDays)
desks = some.builds(
    WorkingHours,
    calendars,
    slots=some.sampled_from([(MORNING, AFTERNOON), (MORNING, Slot(time(13, 30), time(17)))]),
    by_weekday=some.sampled_from([{}, {5: (MORNING,)}, {4: (MORNING,)}]),
    by_day=some.dictionaries(days, some.sampled_from([(), (MORNING,), (AFTERNOON,)]), max_size=5),
)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("came", "counts_from"),
    [
        (at(3, 10, 9, 15), at(3, 10, 9, 15)),
        (at(3, 10, 6), at(3, 10, 7, 30)),
        (at(3, 10, 11, 30), at(3, 10, 13, 30)),
        (at(3, 10, 12, 15), at(3, 10, 13, 30)),
        (at(3, 10, 17, 30), at(3, 11, 7, 30)),
        (at(3, 14, 9), at(3, 16, 7, 30)),
        (at(9, 2, 9), at(9, 3, 7, 30)),
        (at(1, 2, 9), at(1, 5, 7, 30)),
        (at(1, 10, 9), at(1, 10, 9)),
        (datetime(2026, 3, 10, 18, tzinfo=UTC), at(3, 11, 7, 30)),
    ],
)
def test_counting_begins_when_the_desk_is_open(came: datetime, counts_from: datetime) -> None:
    assert HOURS.start(came) == counts_from


@pytest.mark.parametrize(
    ("came", "counts_from"),
    [(at(3, 10, 15), at(3, 10, 15)), (at(3, 10, 15, 1), at(3, 11, 7, 30)), (at(3, 13, 16), at(3, 16, 7, 30))],
)
def test_what_comes_after_the_cutoff_counts_from_the_next_working_day(
    came: datetime, counts_from: datetime
) -> None:
    assert HOURS.start(came, time(15)) == counts_from


@pytest.mark.parametrize(
    ("start", "worked", "end"),
    [
        (at(3, 10, 9), 8, at(3, 11, 9)),
        (at(3, 10, 10), 4, at(3, 10, 16)),
        (at(3, 10, 7, 30), 4, at(3, 10, 11, 30)),
        (at(3, 10, 7, 30), 8, at(3, 10, 17, 30)),
        (at(3, 13, 15), 8, at(3, 16, 15)),
        (at(2, 13, 10), 8, at(2, 23, 10)),
        (at(8, 28, 14), 8, at(9, 3, 14)),
        (at(12, 31, 10).replace(year=2025), 8, at(1, 5, 10)),
        (at(1, 9, 10), 8, at(1, 10, 10)),
        (at(1, 9, 10), 16, at(1, 12, 10)),
    ],
)
def test_a_working_day_is_eight_hours_over_nights_tet_and_swaps(
    start: datetime, worked: int, end: datetime
) -> None:
    assert HOURS.add(start, timedelta(hours=worked)) == end
    assert HOURS.between(start, end) == timedelta(hours=worked)
    assert HOURS.between(end, start) == -timedelta(hours=worked)


def test_the_lunar_new_year_of_2026_holds_no_working_hour() -> None:
    assert HOURS.between(at(2, 14), at(2, 22)) == timedelta()


def test_a_day_of_seven_and_a_half_hours_is_still_one_working_day() -> None:
    short = WorkingHours(slots=(MORNING, Slot(time(13, 30), time(17))))
    assert short.length_of(480) == timedelta(hours=7, minutes=30)
    assert short.add(at(3, 10, 9), short.length_of(480)) == at(3, 11, 9)
    assert short.length_of(240) * 2 == short.length_of(480)


def test_weekdays_and_single_days_may_differ() -> None:
    desk = WorkingHours(CALENDAR, by_weekday={5: (MORNING,)}, by_day={date(2026, 3, 10): (MORNING,)})
    assert desk.add(at(3, 10, 10), timedelta(hours=3)) == at(3, 11, 9)
    assert desk.is_open(at(3, 14, 9)) and not desk.is_open(at(3, 14, 14)), "Saturday morning"
    assert desk.is_open(at(1, 10, 14)), "A Saturday worked in exchange is a whole day."
    assert not desk.is_open(at(9, 2, 9))


def test_the_minute_of_closing_is_within_hours() -> None:
    assert HOURS.is_open(at(3, 10, 17, 30)) and not HOURS.is_open(at(3, 10, 17, 31))


def test_days_given_to_a_citizen_end_with_the_last_of_them() -> None:
    assert HOURS.end_after(at(3, 10, 9), 1) == at(3, 11, 17, 30)
    assert HOURS.end_after(at(8, 27, 16), 2) == at(9, 3, 17, 30)


@pytest.mark.parametrize("slots", [(), (AFTERNOON, MORNING), (MORNING, MORNING), (Slot(time(9), time(8)),)])
def test_hours_that_cannot_be_are_refused(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(ValueError, match=r"slots|no weekday"):
        WorkingHours(slots=slots)


def test_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="only added"):
        HOURS.add(at(3, 10), timedelta(minutes=-1))


@given(desks, moments, amounts)
def test_what_is_added_counts_back_and_ends_in_working_hours(
    desk: WorkingHours, start: datetime, amount: timedelta
) -> None:
    end = desk.add(start, amount)
    assert desk.is_open(end)
    assert desk.between(start, end) == amount


@given(desks, moments, amounts, amounts)
def test_two_amounts_one_after_the_other_are_their_sum(
    desk: WorkingHours, start: datetime, one: timedelta, two: timedelta
) -> None:
    assert desk.between(start, desk.add(desk.add(start, one), two)) == one + two


@given(desks, moments, moments, amounts, some.none() | some.times())
def test_who_comes_later_is_never_due_earlier(
    desk: WorkingHours, one: datetime, two: datetime, amount: timedelta, cutoff: time | None
) -> None:
    first, second = sorted((one, two))
    assert desk.add(desk.start(first, cutoff), amount) <= desk.add(desk.start(second, cutoff), amount)


@given(desks, moments, moments, moments)
def test_stretches_add_up(desk: WorkingHours, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    assert desk.between(first, middle) + desk.between(middle, last) == desk.between(first, last)


@given(moments, amounts)
def test_holidays_only_put_off(start: datetime, amount: timedelta) -> None:
    only_holidays = WorkingDays(
        {day: False for day, is_worked in CALENDAR.exceptions.items() if not is_worked}
    )
    assert WorkingHours(only_holidays).add(start, amount) >= WorkingHours().add(start, amount)
    assert HOURS.add(start, amount) <= WorkingHours(only_holidays).add(start, amount)


@given(moments, some.integers(0, 40))
def test_whole_days_keep_the_time_of_day(start: datetime, count: int) -> None:
    begun = HOURS.start(start)
    end = HOURS.add(begun, DAY * count)
    # Opening of one day and closing of the day before are the same working time.
    expected = datetime.combine(CALENDAR.add(begun.date(), count), begun.time(), HANOI)
    assert HOURS.between(min(end, expected), max(end, expected)) == timedelta()
