"""What may be entered as a special day, and as a swap."""

from datetime import date

import pytest

from portal.calendar.days import Special, Swap, problems_of, problems_of_swap

FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


def test_a_plain_working_day_is_not_named_as_worked() -> None:
    assert problems_of(Special(FRIDAY, "Ngày hội")) == {}
    assert problems_of(Special(SATURDAY, "Làm bù", is_working=True)) == {}
    assert set(problems_of(Special(FRIDAY, "Làm bù", is_working=True))) == {"day"}


@pytest.mark.parametrize(
    ("swap", "wrong"),
    [
        (Swap(FRIDAY, SATURDAY, "TB 1"), set()),
        (Swap(SUNDAY, SATURDAY, "TB 1"), {"off_on"}),
        (Swap(FRIDAY, FRIDAY, "TB 1"), {"worked_on"}),
        (Swap(FRIDAY, date(2028, 11, 18), "TB 1"), {"worked_on"}),
    ],
)
def test_a_working_day_is_exchanged_for_a_weekend_day(swap: Swap, wrong: set[str]) -> None:
    assert set(problems_of_swap(swap)) == wrong
