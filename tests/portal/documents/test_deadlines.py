"""How near a deadline is, as the office says it."""

from datetime import date, datetime, timedelta

import pytest

from portal.documents.deadlines import default_days, nearness
from portal.kit.clock import HANOI
from portal.kit.working_days import WorkingDays

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=HANOI)
CALENDAR = WorkingDays({date(2026, 11, 24): False})


def due(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("when", "kind", "label"),
    [
        (due(20), "soon", "Hạn hôm nay"),
        (due(20, 8), "late", "Quá hạn hôm nay"),
        (due(19), "late", "Quá hạn 1 ngày"),
        (due(13), "late", "Quá hạn 5 ngày"),
        (due(23), "soon", "Còn 1 ngày"),
        (due(25), "soon", "Còn 2 ngày"),
        (due(26), "calm", "Còn 3 ngày"),
    ],
)
def test_days_are_working_days(when: datetime, kind: str, label: str) -> None:
    near = nearness(when, FRIDAY, CALENDAR)
    assert (near.kind, near.label) == (kind, label)


def test_without_a_deadline_there_is_nothing_to_say() -> None:
    assert nearness(None, FRIDAY, CALENDAR) is None


def test_a_deadline_on_the_weekend_just_past_is_late_by_a_day() -> None:
    monday = FRIDAY + timedelta(days=3)
    assert nearness(due(21), monday, CALENDAR).label == "Quá hạn 1 ngày"


def test_the_more_urgent_the_sooner() -> None:
    assert [default_days(urgency) for urgency in range(4)] == [7, 2, 1, 0]
    assert default_days(99) == 7
