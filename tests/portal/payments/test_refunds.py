"""A refund case: who has to do what next, and in which words."""

import pytest

from portal.payments.entries import CANCELLED, REFUSED, WITHDRAWN, RefundDecision
from portal.payments.refunds import (
    APPROVED,
    DUPLICATE,
    OPEN,
    PROPOSED,
    RETURNED,
    STRAY,
    Case,
    Handling,
    case_label,
    handlings,
    reason_label,
)
from tests.portal.payments.bills import CHECKER, DUE, MAKER, at

CASE = Case("vnpay", "2", DUPLICATE, DUE)
PROPOSAL = CASE.proposal("p", MAKER, at(4))
YES, NO = RefundDecision("p", True, CHECKER, at(6)), RefundDecision("p", False, CHECKER + 1, at(5))


def test_a_proposal_is_for_all_that_is_outstanding() -> None:
    part = Case("vnpay", "2", DUPLICATE, DUE, returned=100_000)
    assert (PROPOSAL.amount, part.proposal("q", MAKER, at(9)).amount) == (DUE, DUE - 100_000)


def test_a_case_waits_for_one_person_after_the_other() -> None:
    waiting, approved = Handling(PROPOSAL, False, False, False), Handling(PROPOSAL, True, False, False)
    cases = [
        CASE,
        Case("vnpay", "2", DUPLICATE, DUE, 0, waiting),
        Case("vnpay", "2", DUPLICATE, DUE, 0, approved),
    ]
    assert [each.state for each in cases] == [OPEN, PROPOSED, APPROVED]
    assert Case("vnpay", "2", DUPLICATE, DUE, DUE).state == RETURNED


def test_the_first_word_of_a_second_person_counts() -> None:
    for entries in ([PROPOSAL, YES, NO], [NO, PROPOSAL, YES]):
        (handling,) = handlings(entries)["vnpay", "2"]
        assert (handling.is_approved, handling.is_declined, handling.is_live) == (False, True, False)


def test_the_makers_own_word_does_not() -> None:
    (handling,) = handlings([PROPOSAL, RefundDecision("p", True, MAKER, at(5))])["vnpay", "2"]
    assert handling.is_live and not handling.is_committed


def test_what_more_was_sent_back_than_owed_is_not_owed_by_the_payer() -> None:
    assert Case("vnpay", "2", DUPLICATE, DUE, DUE + 1).outstanding == 0


@pytest.mark.parametrize("reason", [*sorted(STRAY), WITHDRAWN, REFUSED, CANCELLED])
def test_every_reason_is_said(reason: str) -> None:
    assert reason_label(reason)


@pytest.mark.parametrize("state", [OPEN, PROPOSED, APPROVED, RETURNED])
def test_every_state_of_a_case_is_said(state: str) -> None:
    assert case_label(state)
