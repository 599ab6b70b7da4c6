"""Attendance counts every minute once, however many devices and lost lines there were."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.conferences.attendance import GAP, Stay, merged, sheet

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
minutes = st.integers(0, 600)
spans = st.lists(st.tuples(minutes, minutes).map(sorted), max_size=12)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def stay(begin: float, end: float | None, person: str = "account:1", device: str = "máy bàn") -> Stay:
    return Stay(person, "Phạm Minh", "chair", at(begin), None if end is None else at(end), device)


def test_a_line_lost_for_some_seconds_is_one_stay() -> None:
    [line] = sheet([stay(0, 10), stay(10.2, 20)], at(30))
    assert line.spans == ((at(0), at(20)),) and line.seconds == 20 * 60


def test_two_devices_at_once_count_once() -> None:
    [line] = sheet([stay(0, 30), stay(10, 20, device="điện thoại")], at(40))
    assert line.seconds == 30 * 60 and line.devices == 2 and not line.is_here


def test_who_left_and_came_back_has_two_spans() -> None:
    [line] = sheet([stay(0, 10), stay(20, 30)], at(40))
    assert (
        line.spans == ((at(0), at(10)), (at(20), at(30)))
        and line.first_at == at(0)
        and line.last_at == at(30)
    )


def test_who_is_there_is_counted_until_now() -> None:
    [line] = sheet([stay(0, None)], at(7))
    assert line.is_here and line.seconds == 7 * 60


def test_people_stand_in_the_order_in_which_they_came() -> None:
    lines = sheet([stay(5, 9, "account:2"), stay(1, 3, "account:3"), stay(4, 6, "account:3")], at(10))
    assert [line.person for line in lines] == ["account:3", "account:2"]


@given(spans)
def test_every_minute_is_counted_exactly_once(found: list[list[int]]) -> None:
    counted = merged(((at(begin), at(end)) for begin, end in found), timedelta(0))
    naive = {minute for begin, end in found for minute in range(begin, end)}
    assert sum((end - begin).total_seconds() for begin, end in counted) == 60 * len(naive)


@given(spans)
def test_spans_are_in_order_and_apart(found: list[list[int]]) -> None:
    counted = merged((at(begin), at(end)) for begin, end in found)
    assert all(begin <= end for begin, end in counted)
    assert all(one[1] + GAP < other[0] for one, other in zip(counted, counted[1:], strict=False))
    assert all(any(b <= at(begin) and at(end) <= e for b, e in counted) for begin, end in found)
