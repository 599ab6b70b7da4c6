"""Form II.06: what came, what was done, what is left, and sums that hold."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.dossiers.statistics import Handled, Period, Row, rows, total
from portal.kit.clock import HANOI

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
START = datetime(2026, 5, 1, tzinfo=HANOI)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HANOI)


moments = some.integers(0, 240 * 24).map(lambda count: START + timedelta(hours=count))
dossiers = some.builds(
    Handled,
    some.sampled_from(["Đường bộ", "Đăng kiểm"]),
    some.booleans(),
    moments,
    some.none() | moments,
    some.none() | moments,
).filter(lambda each: each.ended_at is None or each.ended_at >= each.accepted_at)


def only(dossier: Handled) -> Row:
    """The row of a single dossier."""
    return rows([dossier], QUARTER)[dossier.field]


@pytest.mark.parametrize(
    ("dossier", "row"),
    [
        (Handled("Đường bộ", True, at(7, 1, 8), at(7, 8), at(7, 7)), Row(online=1, before=1)),
        (Handled("Đường bộ", False, at(7, 2), at(7, 8), at(7, 8, 8)), Row(in_person=1, on=1)),
        (Handled("Đường bộ", False, at(6, 30), at(7, 8), at(7, 9)), Row(carried_over=1, past=1)),
        (Handled("Đường bộ", True, at(9, 29), at(10, 2)), Row(online=1, within=1)),
        (Handled("Đường bộ", True, at(9, 1), at(9, 30), at(10, 1)), Row(online=1, overdue=1)),
        (Handled("Đường bộ", True, at(9, 1)), Row(online=1, within=1)),
        (Handled("Đường bộ", True, at(9, 1), None, at(9, 2)), Row(online=1, on=1)),
    ],
)
def test_a_dossier_is_counted_once_as_it_came_and_once_where_it_is(dossier: Handled, row: Row) -> None:
    assert only(dossier) == row


@pytest.mark.parametrize(
    "dossier",
    [
        Handled("Đường bộ", True, at(10, 1, 0), at(10, 8)),
        Handled("Đường bộ", True, at(6, 1), at(6, 8), at(6, 30, 17)),
    ],
)
def test_what_belongs_to_another_quarter_is_left_out(dossier: Handled) -> None:
    assert rows([dossier], QUARTER) == {}


def test_the_columns_stand_as_on_the_form() -> None:
    row = Row(online=4, in_person=3, carried_over=2, before=3, on=2, past=1, within=2, overdue=1)
    assert row.columns == (9, 4, 3, 2, 6, 3, 2, 1, 3, 2, 1)
    assert row.is_balanced
    assert not Row(online=1).is_balanced


def test_fields_have_rows_of_their_own_and_a_sum() -> None:
    report = rows(
        [
            Handled("Đăng kiểm", True, at(7, 2), at(7, 8)),
            Handled("Đường bộ", True, at(7, 2), at(7, 8), at(7, 3)),
            Handled("Đăng kiểm", False, at(7, 2), at(7, 8), at(7, 3)),
        ],
        QUARTER,
    )
    assert list(report) == ["Đăng kiểm", "Đường bộ"]
    assert total(report.values()) == Row(online=2, in_person=1, before=2, overdue=1)
    assert total([]) == Row()


@given(some.lists(dossiers, max_size=30))
def test_the_sums_always_hold(handled: list[Handled]) -> None:
    report = rows(handled, QUARTER)
    for row in (*report.values(), total(report.values())):
        assert row.is_balanced
        taken, online, in_person, carried, done, before, on, past, left, within, overdue = row.columns
        assert taken == online + in_person + carried == done + left
        assert done == before + on + past and left == within + overdue


@given(some.lists(dossiers, max_size=30))
def test_what_is_left_is_what_the_next_quarter_takes_over(handled: list[Handled]) -> None:
    last = Period(date(2026, 10, 1), date(2026, 12, 31))
    report = total(rows(handled, QUARTER).values())
    assert total(rows(handled, last).values()).carried_over == report.pending
