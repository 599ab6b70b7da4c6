"""What may be added to the ledger: providers always, people by the rules, two for a refund."""

from dataclasses import replace

import pytest

from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.payments.entries import REFUSED, VNPAY, WITHDRAWN, Entry, Refund, RefundDecision
from portal.payments.ledger import admit
from portal.payments.refunds import APPROVED, DUPLICATE, OPEN, PROPOSED, RETURNED, Case
from portal.payments.standing import standing
from tests.portal.payments.bills import (
    BILL,
    CHECKER,
    DUE,
    MAKER,
    after,
    at,
    attempt,
    closed,
    failure,
    success,
    written,
)

PAID_TWICE = written(success("1", 2), success("2", 3))
PROPOSAL = Case(VNPAY, "2", DUPLICATE, DUE).proposal("p", MAKER, at(10))
YES, NO = RefundDecision("p", True, CHECKER, at(11)), RefundDecision("p", False, CHECKER, at(11))
SENT = Refund("p", VNPAY, "R1", at(12))


def state_of_case(*more: Entry) -> str:
    case = standing(BILL, written(*PAID_TWICE, *more)).case(VNPAY, "2")
    assert case is not None
    return case.state


def test_the_same_event_twice_changes_nothing() -> None:
    entries = written(attempt("A1", 0), success("1", 2))
    assert admit(BILL, entries, success("1", 2)) is entries


def test_what_stands_there_stays_there() -> None:
    entries = written(failure("1", 2))
    assert admit(BILL, entries, success("1", 3))[: len(entries)] == entries


def test_a_refund_takes_a_proposal_a_second_person_and_the_sending() -> None:
    assert [state_of_case(), state_of_case(PROPOSAL), state_of_case(PROPOSAL, YES)] == [
        OPEN,
        PROPOSED,
        APPROVED,
    ]
    assert state_of_case(PROPOSAL, YES, SENT) == RETURNED


def test_nobody_approves_their_own_proposal() -> None:
    with pytest.raises(Forbidden):
        written(*PAID_TWICE, PROPOSAL, replace(YES, by=MAKER))


def test_what_was_turned_down_may_be_proposed_again() -> None:
    assert state_of_case(PROPOSAL, NO) == OPEN
    assert state_of_case(PROPOSAL, NO, replace(PROPOSAL, id="q", at=at(13))) == PROPOSED


@pytest.mark.parametrize(
    ("entries", "more"),
    [
        ((PROPOSAL,), replace(PROPOSAL, id="q")),  # one proposal at a time
        ((PROPOSAL, NO), replace(PROPOSAL, at=at(13))),  # an id is used once
        ((PROPOSAL, YES, SENT), replace(PROPOSAL, id="q")),  # the money is back
        ((), YES),  # nothing was proposed
        ((PROPOSAL, YES), replace(NO, at=at(13))),  # decided
        ((PROPOSAL, NO), YES),
        ((), SENT),
        ((PROPOSAL,), SENT),  # not yet approved
        ((PROPOSAL, NO), SENT),
        ((PROPOSAL, YES, SENT), replace(SENT, number="R2")),  # sent already
        ((), attempt("A9", 20)),  # paid
        ((closed(WITHDRAWN, 20),), closed(REFUSED, 21)),
    ],
)
def test_a_deed_in_the_wrong_state_is_refused(entries: tuple[Entry, ...], more: Entry) -> None:
    before = written(*PAID_TWICE, *entries)
    with pytest.raises(NotAllowed):
        admit(BILL, before, more)


def test_after_the_end_nobody_is_sent_to_pay() -> None:
    with pytest.raises(NotAllowed):
        written(closed(WITHDRAWN, 5), attempt("A1", 6))


@pytest.mark.parametrize("number", ["1", "9"])
def test_money_that_rightly_stays_is_not_proposed(number: str) -> None:
    with pytest.raises(NotFound):
        written(*PAID_TWICE, replace(PROPOSAL, number=number))


@pytest.mark.parametrize("wrong", [{"amount": 1}, {"amount": DUE + 1}, {"reason": WITHDRAWN}])
def test_a_proposal_is_for_the_cases_own_amount_and_reason(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        written(*PAID_TWICE, replace(PROPOSAL, **wrong))  # type: ignore[arg-type]


def test_a_providers_word_is_never_refused() -> None:
    assert after(*PAID_TWICE, closed(REFUSED, 5), success("3", 9, 1), failure("4", 9)).received == 2 * DUE + 1
