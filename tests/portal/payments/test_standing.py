"""Where an obligation stands, whatever came in and in whatever order."""

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.payments.entries import (
    CANCELLED,
    PENDING,
    REFUSED,
    VNPAY,
    WITHDRAWN,
    Closure,
    Entry,
    ProviderEvent,
    Refund,
    RefundDecision,
    RefundProposal,
    cash,
)
from portal.payments.refunds import DUPLICATE, TOO_LATE, WRONG_AMOUNT
from portal.payments.standing import (
    PAID,
    REFUND_DUE,
    REFUNDED,
    UNSUCCESSFUL,
    VOID,
    WAITING,
    Standing,
    standing,
    state_label,
)
from tests.portal.payments.bills import (
    BILL,
    CHECKER,
    DUE,
    MAKER,
    REFUNDABLE,
    after,
    at,
    attempt,
    closed,
    failure,
    success,
    written,
)

REASONS = [WITHDRAWN, REFUSED, CANCELLED]
numbers = some.sampled_from(["1", "2", "3"])
minutes = some.integers(0, 9)
amounts = some.sampled_from([DUE, DUE, DUE, DUE - 5_000])
words = some.lists(
    some.one_of(
        some.builds(success, numbers, minutes, amounts),
        some.builds(failure, numbers, minutes, some.sampled_from(["", "A1", "A2"])),
        some.builds(attempt, some.sampled_from(["A1", "A2"]), minutes),
        some.builds(closed, some.sampled_from(REASONS), minutes),
        some.builds(
            RefundProposal,
            some.sampled_from(["p", "q"]),
            some.just(VNPAY),
            numbers,
            some.sampled_from([DUPLICATE, WITHDRAWN]),
            some.sampled_from([DUE, REFUNDABLE]),
            some.just(MAKER),
            minutes.map(at),
        ),
        some.builds(
            RefundDecision,
            some.sampled_from(["p", "q"]),
            some.booleans(),
            some.sampled_from([MAKER, CHECKER]),
            minutes.map(at),
        ),
        some.builds(Refund, some.sampled_from(["p", "q"]), some.just(VNPAY), numbers, minutes.map(at)),
    ),
    max_size=10,
)


def reasons(now: Standing) -> list[tuple[str, str, int]]:
    return [(each.number, each.reason, each.outstanding) for each in now.cases]


@given(words, some.randoms(use_true_random=False))
def test_the_order_makes_no_difference_and_neither_do_repeats(entries: list[Entry], chance: Random) -> None:
    shuffled: list[Entry] = [*entries, *entries]
    chance.shuffle(shuffled)
    assert standing(BILL, shuffled) == standing(BILL, entries)


@given(words)
def test_every_dong_is_kept_or_has_to_go_back(entries: list[Entry]) -> None:
    words_of_providers = [each for each in entries if isinstance(each, ProviderEvent | Closure)]
    now = standing(BILL, words_of_providers)
    back = {None: 0, CANCELLED: DUE}.get(now.closure.reason if now.closure else None, REFUNDABLE)
    kept = DUE - back if now.is_paid else 0
    assert now.received == kept + sum(each.outstanding for each in now.cases)


def test_nothing_yet_is_waiting() -> None:
    assert after().state == WAITING
    assert after(attempt("A1", 0)).state == WAITING


def test_a_success_pays() -> None:
    now = after(attempt("A1", 0), success("1", 2, reference="A1"))
    assert (now.state, now.is_paid, now.received, now.cases) == (PAID, True, DUE, ())


def test_cash_at_the_desk_pays() -> None:
    assert after(cash("PT-0001", DUE, at(3))).state == PAID


def test_a_failure_is_told_until_the_payer_tries_again() -> None:
    failed = (attempt("A1", 0), failure("1", 2, "A1"))
    assert after(*failed).state == UNSUCCESSFUL
    assert after(*failed, attempt("A2", 3)).state == WAITING
    assert after(*failed, attempt("A2", 3), failure("2", 4, "A2")).state == UNSUCCESSFUL


def test_a_provider_that_does_not_know_yet_is_waited_for() -> None:
    pending = ProviderEvent(VNPAY, "1", PENDING, DUE, at(1), "A1")
    assert after(pending).state == WAITING
    assert after(failure("2", 0), pending).state == WAITING


def test_a_failure_ends_the_waiting_whichever_is_told_first() -> None:
    pending = ProviderEvent(VNPAY, "1", PENDING, DUE, at(1))
    assert after(pending, failure("1", 2)).state == after(failure("1", 2), pending).state == UNSUCCESSFUL


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_late_success_after_a_failure_wins(number: str) -> None:
    entries = (attempt("A1", 0), failure("1", 2, "A1"), success(number, 30, reference="A1"))
    assert after(*entries).state == after(*reversed(entries[1:])).state == PAID


def test_a_failure_after_a_success_changes_nothing() -> None:
    assert after(success("1", 2), failure("1", 3)).settled_by == after(success("1", 2)).settled_by


def test_the_second_payment_goes_back() -> None:
    now = after(success("1", 2), success("2", 3))
    assert (now.state, now.is_paid, now.received) == (REFUND_DUE, True, 2 * DUE)
    assert reasons(now) == [("2", DUPLICATE, DUE)]


def test_of_two_payments_the_earlier_pays_though_it_be_told_later() -> None:
    assert reasons(after(success("2", 3), success("1", 2))) == [("2", DUPLICATE, DUE)]


@pytest.mark.parametrize("amount", [1, DUE - 1, DUE + 1])
def test_a_wrong_amount_goes_back_whole_and_pays_nothing(amount: int) -> None:
    now = after(success("1", 2, amount))
    assert (now.is_paid, reasons(now)) == (False, [("1", WRONG_AMOUNT, amount)])
    assert reasons(after(success("1", 2, amount), success("2", 3))) == [("1", WRONG_AMOUNT, amount)]


def test_a_provider_that_tells_two_amounts_of_one_payment_is_not_believed() -> None:
    now = after(success("1", 2, DUE), success("1", 2, DUE + 1))
    assert (now.is_paid, reasons(now)) == (False, [("1", WRONG_AMOUNT, DUE)])


@pytest.mark.parametrize("reason", [WITHDRAWN, REFUSED])
def test_of_a_dossier_that_ends_only_the_refundable_lines_go_back(reason: str) -> None:
    now = after(success("1", 2), closed(reason, 5))
    assert (now.state, reasons(now)) == (REFUND_DUE, [("1", reason, REFUNDABLE)])


def test_of_a_bill_raised_by_mistake_everything_goes_back() -> None:
    assert reasons(after(success("1", 2), closed(CANCELLED, 5))) == [("1", CANCELLED, DUE)]


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_paid_after_the_end_goes_back_whole(reason: str) -> None:
    now = after(closed(reason, 5), success("1", 6))
    assert (now.is_paid, reasons(now)) == (False, [("1", TOO_LATE, DUE)])


def test_what_was_paid_before_the_end_counts_though_it_be_told_later() -> None:
    assert reasons(after(closed(WITHDRAWN, 5), success("1", 4))) == [("1", WITHDRAWN, REFUNDABLE)]


@pytest.mark.parametrize("reason", REASONS)
def test_what_is_paid_in_the_same_instant_is_in_time(reason: str) -> None:
    assert after(closed(reason, 5), success("1", 5)).is_paid


@pytest.mark.parametrize("reason", REASONS)
def test_a_bill_that_nobody_paid_is_void_when_its_dossier_ends(reason: str) -> None:
    assert after(failure("1", 2), closed(reason, 5)).state == VOID


def handled(now: Standing, number: str, proposal_id: str, minute: int) -> Iterable[Entry]:
    case = now.case(VNPAY, number)
    assert case is not None
    yield case.proposal(proposal_id, MAKER, at(minute))
    yield RefundDecision(proposal_id, True, CHECKER, at(minute + 1))
    yield Refund(proposal_id, VNPAY, f"R{proposal_id}", at(minute + 2))


def test_a_returned_duplicate_leaves_the_fee_paid() -> None:
    entries = (success("1", 2), success("2", 3))
    now = after(*entries, *handled(after(*entries), "2", "p", 10))
    assert (now.state, now.received, now.returned) == (PAID, 2 * DUE, DUE)


def test_a_returned_duplicate_never_pays_even_if_a_third_turns_up() -> None:
    entries = (success("1", 2), success("2", 3))
    now = after(*entries, *handled(after(*entries), "2", "p", 10), success("0", 1))
    assert now.settled_by is not None and now.settled_by.number == "0"
    assert {(each.number, each.outstanding) for each in now.cases} == {("1", DUE), ("2", 0)}


def test_a_payment_refunded_in_part_stays_the_one_that_paid() -> None:
    entries = (success("1", 2), closed(WITHDRAWN, 5))
    now = after(*entries, *handled(after(*entries), "1", "p", 10), success("0", 1))
    assert now.settled_by is not None and now.settled_by.number == "1"
    assert {(each.number, each.outstanding) for each in now.cases} == {("1", 0), ("0", DUE)}


def test_a_withdrawn_dossier_is_refunded_when_its_money_is_back() -> None:
    entries = (success("1", 2), closed(WITHDRAWN, 5))
    assert after(*entries, *handled(after(*entries), "1", "p", 10)).state == REFUNDED


def test_the_makers_own_word_approves_nothing_however_it_came_in() -> None:
    entries = written(success("1", 2), success("2", 3))
    case = standing(BILL, entries).case(VNPAY, "2")
    assert case is not None
    smuggled = [*entries, case.proposal("p", MAKER, at(4)), RefundDecision("p", True, MAKER, at(5))]
    found = standing(BILL, smuggled).case(VNPAY, "2")
    assert found is not None and found.handling is not None and not found.handling.is_approved


@pytest.mark.parametrize("state", [WAITING, UNSUCCESSFUL, PAID, VOID, REFUND_DUE, REFUNDED])
def test_every_state_is_said(state: str) -> None:
    assert state_label(state)
