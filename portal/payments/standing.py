"""What the entries of the ledger amount to (pure). The order in which they came makes no difference.

One rule in bold: **the entries are a set**. Everything here is a greatest, a least or a sum over them, so an entry
that comes twice, or late, or before its time leads to the same standing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.kit.i18n import N_, _
from portal.payments.entries import (
    CANCELLED,
    FAILED,
    PENDING,
    SUCCEEDED,
    Attempt,
    Closure,
    Entry,
    Obligation,
    ProviderEvent,
)
from portal.payments.refunds import DUPLICATE, STRAY, TOO_LATE, WRONG_AMOUNT, Case, Handling, Key, handlings

WAITING, UNSUCCESSFUL, PAID = "waiting", "unsuccessful", "paid"
VOID, REFUND_DUE, REFUNDED = "void", "refund_due", "refunded"
_STRENGTH = {PENDING: 0, FAILED: 1, SUCCEEDED: 2}


@dataclass(frozen=True, slots=True)
class Transaction:
    """All that a provider said of one transaction: a success outweighs a failure, a failure a "not yet".

    Where it told several amounts, `amount` is the least and `is_consistent` is False: people have to look.
    """

    provider: str
    number: str
    outcome: str
    amount: int
    at: datetime
    is_consistent: bool = True

    @property
    def key(self) -> Key:
        """Provider and number."""
        return self.provider, self.number


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an obligation stands. `settled_by` is the transaction that paid it, whatever else came in beside.

    `received` and `returned` are sums in đồng over all transactions. A case that is returned stays in the list.
    """

    state: str
    settled_by: Transaction | None
    closure: Closure | None
    received: int
    returned: int
    cases: tuple[Case, ...]
    attempts: tuple[Attempt, ...]

    @property
    def is_paid(self) -> bool:
        """Whether the fee was paid, so that the dossier may proceed."""
        return self.settled_by is not None

    def case(self, provider: str, number: str) -> Case | None:
        """The refund case of a transaction."""
        return next((each for each in self.cases if (each.provider, each.number) == (provider, number)), None)

    def case_of_proposal(self, proposal_id: str) -> Case | None:
        """The case in which a proposal still waits for somebody."""
        return next(
            (each for each in self.cases if each.handling and each.handling.proposal.id == proposal_id), None
        )


def standing(obligation: Obligation, entries: Iterable[Entry]) -> Standing:
    """What the entries of one obligation amount to."""
    known = frozenset(entries)
    closure = min(
        (each for each in known if isinstance(each, Closure)), key=lambda it: (it.at, it.reason), default=None
    )
    transactions = _transactions(each for each in known if isinstance(each, ProviderEvent))
    received = [each for each in transactions if each.outcome == SUCCEEDED]
    handled = handlings(known)
    settling = _settling(obligation, closure, received, handled)
    cases = tuple(
        case
        for each in received
        if (case := _case(obligation, closure, each, settling, handled.get(each.key, ()))).owed
    )
    return Standing(
        state=_state(cases, settling, closure, known),
        settled_by=settling,
        closure=closure,
        received=sum(each.amount for each in received),
        returned=sum(it.proposal.amount for each in handled.values() for it in each if it.is_returned),
        cases=cases,
        attempts=tuple(sorted((each for each in known if isinstance(each, Attempt)), key=_started)),
    )


def _transactions(events: Iterable[ProviderEvent]) -> list[Transaction]:
    """One for each provider and number, the earliest first."""
    spoken: dict[Key, list[ProviderEvent]] = {}
    for event in events:
        spoken.setdefault((event.provider, event.number), []).append(event)
    return sorted((_merged(key, words) for key, words in spoken.items()), key=lambda it: (it.at, it.key))


def _merged(key: Key, words: list[ProviderEvent]) -> Transaction:
    outcome = max((word.outcome for word in words), key=_STRENGTH.__getitem__)
    last = [word for word in words if word.outcome == outcome]
    amounts = {word.amount for word in last}
    return Transaction(*key, outcome, min(amounts), min(word.at for word in last), len(amounts) == 1)


def _settling(
    obligation: Obligation,
    closure: Closure | None,
    received: list[Transaction],
    handled: dict[Key, tuple[Handling, ...]],
) -> Transaction | None:
    """The transaction that pays the obligation: the earliest with the right amount and in time.

    A transaction whose money the office already sent back as stray cannot pay any more, and one that was
    partly refunded because the dossier ended stays the one that paid, though an earlier one be told later.
    """

    def reasons(each: Transaction) -> set[str]:
        return {it.proposal.reason for it in handled.get(each.key, ()) if it.is_committed}

    fitting = [
        each for each in received if not _stray(obligation, closure, each) and not STRAY & reasons(each)
    ]
    return min(fitting, key=lambda each: (not reasons(each), each.at, each.key), default=None)


def _stray(obligation: Obligation, closure: Closure | None, each: Transaction) -> str:
    """Why the money cannot pay the obligation, or "" where it can."""
    if not each.is_consistent or each.amount != obligation.amount:
        return WRONG_AMOUNT
    return TOO_LATE if closure and each.at > closure.at else ""


def _case(
    obligation: Obligation,
    closure: Closure | None,
    each: Transaction,
    settling: Transaction | None,
    handled: tuple[Handling, ...],
) -> Case:
    """The refund case of a success; it owes nothing where the money rightly stays."""
    if each == settling:
        reason = closure.reason if closure else ""
        owed = obligation.amount if reason == CANCELLED else obligation.refundable if closure else 0
    else:
        reason, owed = _stray(obligation, closure, each) or DUPLICATE, each.amount
    returned = sum(it.proposal.amount for it in handled if it.is_returned)
    live = next((it for it in handled if it.is_live), None)
    return Case(*each.key, reason, owed, returned, live)


def _state(
    cases: tuple[Case, ...],
    settling: Transaction | None,
    closure: Closure | None,
    known: frozenset[Entry],
) -> str:
    if any(case.outstanding for case in cases):
        return REFUND_DUE
    if closure and cases:
        is_kept = settling is not None and settling.key not in {(it.provider, it.number) for it in cases}
        return PAID if is_kept else REFUNDED
    if settling:
        return PAID
    if closure:
        return VOID
    return UNSUCCESSFUL if _has_failed(known) else WAITING


def _has_failed(known: frozenset[Entry]) -> bool:
    """Whether everything that was tried has failed; a try that nobody has spoken of is still under way."""
    spoken = [each for each in known if isinstance(each, ProviderEvent)]
    transactions = _transactions(spoken)
    failed = {each.key for each in transactions if each.outcome == FAILED}
    ended = {(each.provider, each.reference) for each in spoken if (each.provider, each.number) in failed}
    tried = {(each.provider, each.reference) for each in known if isinstance(each, Attempt)}
    is_pending = any(each.outcome == PENDING for each in transactions)
    return bool(failed) and not is_pending and tried <= ended


def _started(attempt: Attempt) -> tuple[datetime, str, str]:
    return attempt.started_at, attempt.provider, attempt.reference


_LABELS = {
    WAITING: N_("Chờ thanh toán"),
    UNSUCCESSFUL: N_("Thanh toán không thành công"),
    PAID: N_("Đã thanh toán"),
    VOID: N_("Đã huỷ thanh toán"),
    REFUND_DUE: N_("Cần hoàn trả"),
    REFUNDED: N_("Đã hoàn trả"),
}


def state_label(state: str) -> str:
    """The state as the office says it."""
    return _(_LABELS[state])
