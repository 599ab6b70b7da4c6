"""Whatever happens to a bill: the ledger against a till that only knows what happens next (stateful)."""

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from portal.kit.errors import Forbidden, NotAllowed
from portal.payments.entries import (
    CANCELLED,
    REFUSED,
    VNPAY,
    WITHDRAWN,
    Entry,
    Refund,
    RefundDecision,
    RefundProposal,
)
from portal.payments.ledger import admit
from portal.payments.refunds import APPROVED, OPEN, PROPOSED, Case
from portal.payments.standing import (
    PAID,
    REFUND_DUE,
    REFUNDED,
    UNSUCCESSFUL,
    VOID,
    WAITING,
    Standing,
    standing,
)
from tests.portal.payments.bills import BILL, DUE, REFUNDABLE, at, attempt, closed, failure, success

PEOPLE = (7, 8, 9)
people = strategies.sampled_from(PEOPLE)
amounts = strategies.sampled_from([DUE, DUE, DUE - 5_000, DUE + 5_000])
endings = strategies.sampled_from([WITHDRAWN, REFUSED, CANCELLED])
picks = strategies.integers(0, 30)


class Till(RuleBasedStateMachine):
    """A naive model in plain numbers: who paid, what is owed to whom. Events are told as they happen."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self.minute = 0
        self.payer = self.ending = ""
        self.received = self.returned = 0
        self.owed: dict[str, int] = {}
        self.broken_off: set[str] = set()

    def tell(self, entry: Entry) -> None:
        """Admits an entry; what stood there before must stand there still."""
        before = self.entries
        self.entries = admit(BILL, before, entry)
        assert self.entries[: len(before)] == before

    def next(self) -> int:
        self.minute += 1
        return self.minute

    @property
    def now(self) -> Standing:
        return standing(BILL, self.entries)

    def cases(self, state: str) -> list[Case]:
        return [each for each in self.now.cases if each.state == state]

    @rule(amount=amounts)
    def money_comes(self, amount: int) -> None:
        number = str(self.next())
        self.take(number, amount)
        self.tell(success(number, self.minute, amount))

    def take(self, number: str, amount: int) -> None:
        self.received += amount
        if amount == DUE and not self.payer and not self.ending:
            self.payer = number
        else:
            self.owed[number] = amount

    @rule()
    def a_payment_fails(self) -> None:
        number = str(self.next())
        self.broken_off.add(number)
        self.tell(failure(number, self.minute, number))

    @precondition(lambda self: self.broken_off)
    @rule(pick=picks)
    def a_failure_was_a_success_after_all(self, pick: int) -> None:
        number = sorted(self.broken_off)[pick % len(self.broken_off)]
        self.broken_off.remove(number)
        self.take(number, DUE)
        self.tell(success(number, self.next(), DUE, number))

    @precondition(lambda self: self.entries)
    @rule(pick=picks)
    def an_entry_comes_again(self, pick: int) -> None:
        before = self.entries
        self.tell(before[pick % len(before)])
        assert self.entries is before

    @rule()
    def the_payer_is_sent_to_pay(self) -> None:
        tried = attempt(f"A{self.next()}", self.minute)
        if self.payer or self.ending:
            self.refused(tried)
        else:
            self.tell(tried)

    @rule(reason=endings)
    def the_dossier_ends(self, reason: str) -> None:
        ending = closed(reason, self.next())
        if self.ending:
            return self.refused(ending)
        self.ending = reason
        if self.payer:
            self.owed[self.payer] = DUE if reason == CANCELLED else REFUNDABLE
        self.tell(ending)

    @precondition(lambda self: self.cases(OPEN))
    @rule(by=people, pick=picks)
    def somebody_proposes(self, by: int, pick: int) -> None:
        cases = self.cases(OPEN)
        self.tell(cases[pick % len(cases)].proposal(f"P{self.next()}", by, at(self.minute)))

    @precondition(lambda self: self.cases(PROPOSED))
    @rule(by=people, pick=picks, is_approved=strategies.booleans())
    def somebody_decides(self, by: int, pick: int, is_approved: bool) -> None:
        cases = self.cases(PROPOSED)
        proposal = proposal_of(cases[pick % len(cases)])
        self.refused(Refund(proposal.id, VNPAY, "early", at(self.minute)))
        decision = RefundDecision(proposal.id, is_approved, by, at(self.next()))
        if by == proposal.by:
            with pytest.raises(Forbidden):
                self.tell(decision)
        else:
            self.tell(decision)

    @precondition(lambda self: self.cases(APPROVED))
    @rule(pick=picks)
    def the_money_goes_back(self, pick: int) -> None:
        cases = self.cases(APPROVED)
        proposal = proposal_of(cases[pick % len(cases)])
        self.owed[proposal.number] -= proposal.amount
        self.returned += proposal.amount
        sent = Refund(proposal.id, VNPAY, f"R{self.next()}", at(self.minute))
        self.tell(sent)
        self.refused(Refund(proposal.id, VNPAY, "again", at(self.minute)))

    def refused(self, entry: Entry) -> None:
        with pytest.raises(NotAllowed):
            self.tell(entry)

    @invariant()
    def both_tell_the_same(self) -> None:
        now = self.now
        assert (now.settled_by.number if now.settled_by else "") == self.payer
        assert (now.received, now.returned) == (self.received, self.returned)
        assert {it.number: it.outstanding for it in now.cases if it.outstanding} == self.still_owed()
        assert now.state in self.possible_states()

    def still_owed(self) -> dict[str, int]:
        return {number: amount for number, amount in self.owed.items() if amount}

    def possible_states(self) -> set[str]:
        if self.still_owed():
            return {REFUND_DUE}
        if self.ending:
            return {REFUNDED} if self.returned else {VOID}
        return {PAID} if self.payer else {WAITING, UNSUCCESSFUL}

    @invariant()
    def no_money_is_lost(self) -> None:
        kept = 0
        if self.payer:
            kept = {"": DUE, CANCELLED: 0}.get(self.ending, DUE - REFUNDABLE)
        outstanding = sum(each.outstanding for each in self.now.cases)
        assert self.received == self.returned + outstanding + kept

    @invariant()
    def told_backwards_and_twice_it_is_the_same(self) -> None:
        assert standing(BILL, (*reversed(self.entries), *self.entries)) == self.now

    @invariant()
    def two_people_stand_behind_every_refund(self) -> None:
        makers = {each.id: each.by for each in self.entries if isinstance(each, RefundProposal)}
        checkers = {
            each.proposal_id: each.by
            for each in self.entries
            if isinstance(each, RefundDecision) and each.is_approved
        }
        for refund in self.entries:
            if isinstance(refund, Refund):
                assert checkers[refund.proposal_id] != makers[refund.proposal_id]


def proposal_of(case: Case) -> RefundProposal:
    assert case.handling is not None
    return case.handling.proposal


TestTill = Till.TestCase
TestTill.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
