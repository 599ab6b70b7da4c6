"""Who may use the agency's key: every clerk, until somebody writes down to whom it was handed over."""

from datetime import date

import pytest

from portal.signing.custody import Custody, may_use, problems

THU, ANH = 4, 6
DAY = date(2020, 4, 8)
HANDED = Custody(ANH, "01/QĐ-SGTVT", "BB 01", date(2020, 4, 1), date(2020, 4, 30))


def test_the_clerks_keep_it_by_their_office():
    assert may_use(THU, True, [], DAY)
    assert not may_use(ANH, False, [], DAY)


@pytest.mark.parametrize(
    ("day", "may"),
    [
        (date(2020, 3, 31), False),
        (date(2020, 4, 1), True),
        (date(2020, 4, 30), True),
        (date(2020, 5, 1), False),
    ],
)
def test_whoever_it_was_handed_to_has_it_on_these_days(day, may):
    assert may_use(ANH, False, [HANDED], day) is may


def test_from_then_on_nobody_else():
    assert not may_use(THU, True, [HANDED], DAY)
    assert not may_use(THU, True, [HANDED], date(2021, 1, 1))


def test_a_handover_has_its_papers():
    assert problems(HANDED) == {}
    bare = Custody(ANH, "", "", date(2020, 4, 2), date(2020, 4, 1))
    assert set(problems(bare)) == {"authority", "minutes", "valid_to"}
