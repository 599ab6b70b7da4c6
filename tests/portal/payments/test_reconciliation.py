"""The daily reconciliation: every row finds its place, and five kinds tell what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.payments.entries import FAILED, PENDING, SUCCEEDED
from portal.payments.reconciliation import (
    AMOUNT_DIFFERS,
    MATCHES,
    MISSING_HERE,
    MISSING_THERE,
    STATE_DIFFERS,
    Finding,
    Row,
    counts,
    kind_label,
    reconcile,
)

KINDS = (MATCHES, MISSING_HERE, MISSING_THERE, AMOUNT_DIFFERS, STATE_DIFFERS)
PAID = Row("14422574", SUCCEEDED, 135_000)
outcomes = some.sampled_from([SUCCEEDED, FAILED, PENDING])
rows = some.lists(
    some.builds(Row, some.sampled_from("123456"), outcomes, some.sampled_from([1, 2])), max_size=8
)


@pytest.mark.parametrize(
    ("theirs", "ours", "kind"),
    [
        ([PAID], [PAID], MATCHES),
        ([PAID], [], MISSING_HERE),
        ([], [PAID], MISSING_THERE),
        ([Row("14422574", SUCCEEDED, 115_000)], [PAID], AMOUNT_DIFFERS),
        ([PAID], [Row("14422574", FAILED, 135_000)], STATE_DIFFERS),
        ([Row("14422574", PENDING, 135_000)], [PAID], STATE_DIFFERS),
        ([Row("14422574", FAILED, 115_000)], [PAID], AMOUNT_DIFFERS),
        ([], [Row("1", FAILED, 135_000)], MATCHES),
        ([Row("1", FAILED, 135_000)], [], MATCHES),
    ],
)
def test_two_rows_of_one_number(theirs: list[Row], ours: list[Row], kind: str) -> None:
    assert [each.kind for each in reconcile(theirs, ours)] == [kind]


def test_our_reference_is_no_difference() -> None:
    assert reconcile([PAID], [Row("14422574", SUCCEEDED, 135_000, "HS20040800017")])[0].kind == MATCHES


def test_a_row_that_is_repeated_counts_once() -> None:
    assert reconcile([PAID, PAID], [PAID]) == (Finding(MATCHES, PAID, PAID),)


def test_rows_that_say_the_same_stand_together() -> None:
    broken_off = Row(PAID.number, FAILED, 135_000)
    assert {each.kind for each in reconcile([PAID], [broken_off, PAID])} == {MATCHES}


@given(rows, rows)
def test_every_row_is_found_exactly_once(theirs: list[Row], ours: list[Row]) -> None:
    findings = reconcile(theirs, ours)
    assert sorted(each.theirs for each in findings if each.theirs) == sorted(set(theirs))
    assert sorted(each.ours for each in findings if each.ours) == sorted(set(ours))
    assert sum(counts(findings).values()) == len(findings)


@given(rows)
def test_a_side_matches_itself(side: list[Row]) -> None:
    assert {each.kind for each in reconcile(side, reversed(side))} <= {MATCHES}


@given(rows, rows)
def test_seen_from_the_other_side_the_same_is_missing(theirs: list[Row], ours: list[Row]) -> None:
    here, there = counts(reconcile(theirs, ours)), counts(reconcile(ours, theirs))
    assert here[MISSING_HERE] == there[MISSING_THERE]


def test_every_kind_is_counted_and_said() -> None:
    assert tuple(counts([])) == KINDS
    assert all(kind_label(kind) for kind in KINDS)
