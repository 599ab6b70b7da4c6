"""How well it was done: on time, in the national index, and in the eyes of citizens."""

from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.dossiers.deadlines import TimeRules
from portal.dossiers.events import Event, Kind
from portal.dossiers.scoring import (
    SATISFACTION_TARGET,
    WEIGHTS,
    Timeliness,
    average,
    evaluation_total,
    grade,
    grade_label,
    index,
    is_online,
    is_paid_online,
    kpi_outcome,
    satisfaction,
    share,
    timeliness,
    timeliness_label,
)
from portal.dossiers.working_hours import WorkingHours
from portal.kit.clock import HANOI
from portal.kit.errors import Invalid

FIVE_DAYS = TimeRules(minutes=5 * 480)


def march(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=HANOI)


PERIOD_END = march(31, 23)


def outcome(*told: tuple[str, int]) -> tuple[datetime, bool]:
    """When a dossier counts as ended and whether in time, told as (what, day of March)."""
    events = [Event(Kind(kind), march(day)) for kind, day in told]
    found = kpi_outcome(FIVE_DAYS, events, PERIOD_END, WorkingHours())
    return found.ended_at, found.is_on_time


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (march(16, 17), Timeliness.BEFORE),
        (march(17, 8), Timeliness.ON),
        (march(17, 15), Timeliness.ON),
        (march(17, 16), Timeliness.PAST),
        (march(18), Timeliness.PAST),
    ],
)
def test_before_is_an_earlier_day_and_past_is_past_the_minute(ended: datetime, expected: Timeliness) -> None:
    assert timeliness(ended, march(17, 15)) is expected
    assert timeliness_label(expected) in {"Trước hạn", "Đúng hạn", "Quá hạn"}


def test_a_dossier_is_measured_by_when_it_was_resolved() -> None:
    assert outcome(("accepted", 10), ("finished", 17), ("delivered", 25)) == (march(17), True)
    assert outcome(("accepted", 10), ("finished", 18)) == (march(18), False)
    assert outcome(("accepted", 10), ("delivered", 16)) == (march(16), True)
    assert outcome(("accepted", 10), ("closed", 16)) == (march(16), True)


def test_what_is_unfinished_ends_with_the_period() -> None:
    assert outcome(("accepted", 10)) == (PERIOD_END, False)
    assert outcome(("accepted", 30)) == (PERIOD_END, True)


def test_one_supplement_is_left_out_and_a_second_counts_as_late() -> None:
    once = [("accepted", 10), ("supplement_asked", 11), ("supplement_given", 17)]
    assert outcome(*once, ("finished", 23)) == (march(23), True)
    assert outcome(*once, ("finished", 24)) == (march(24), False)
    assert outcome(*once, ("supplement_asked", 17), ("supplement_given", 18), ("finished", 19))[1] is False


def test_while_a_supplement_is_waited_for_the_request_is_the_end() -> None:
    assert outcome(("accepted", 10), ("supplement_asked", 12)) == (march(12), True)
    assert outcome(("accepted", 10), ("supplement_asked", 18)) == (march(18), False)


def test_without_a_promise_the_legal_maximum_counts_from_filing() -> None:
    assert outcome(("submitted", 10), ("refused", 17)) == (march(17), True)
    assert outcome(("submitted", 10), ("refused", 18)) == (march(18), False)
    assert kpi_outcome(FIVE_DAYS, [], PERIOD_END, WorkingHours()).is_on_time


def test_online_is_filed_online_with_an_electronic_result() -> None:
    assert is_online(2, has_electronic_result=True)
    assert not is_online(2, has_electronic_result=False) and not is_online(1, has_electronic_result=True)
    assert [is_paid_online(payment) for payment in range(4)] == [False, True, True, False]


def test_the_index_has_a_hundred_points() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert index(dict.fromkeys(WEIGHTS, Fraction(1))) == 100
    assert index({"timeliness": Fraction(1, 2)}) == 10
    assert index({"speed": Fraction(1, 3)}, {"speed": 10}) == Fraction(10, 3)


def test_satisfaction_is_all_less_the_late_and_the_complaints() -> None:
    assert satisfaction(200, 15, 5) == SATISFACTION_TARGET
    assert satisfaction(10, 8, 5) == 0
    assert satisfaction(0, 0, 0) is share(0, 0) is None


@pytest.mark.parametrize(("total", "name"), [
    (18, "excellent"), (15, "excellent"), (Fraction(149, 10), "good"), (12, "good"), (11, "fair"), (9, "fair"),
    (8, "average"), (6, "average"), (Fraction(59, 10), "weak"), (0, "weak"),
])  # fmt: skip
def test_a_total_has_its_class(total: int | Fraction, name: str) -> None:
    assert grade(total) == name
    assert grade_label(name)


def test_an_evaluation_has_nine_marks() -> None:
    assert evaluation_total([2, 2, 2, 2, 2, 2, 2, 1, 0]) == 15
    assert average([15, 12]) == Fraction(27, 2) and average([]) is None


@pytest.mark.parametrize("marks", [[2] * 8, [2] * 10, [3] + [0] * 8, [-1] + [2] * 8])
def test_other_marks_are_refused(marks: list[int]) -> None:
    with pytest.raises(Invalid):
        evaluation_total(marks)


@given(some.lists(some.integers(0, 2), min_size=9, max_size=9))
def test_a_better_mark_never_lowers_the_class(marks: list[int]) -> None:
    order = ["weak", "average", "fair", "good", "excellent"]
    better = [min(mark + 1, 2) for mark in marks]
    first, second = (order.index(grade(evaluation_total(each))) for each in (marks, better))
    assert first <= second
