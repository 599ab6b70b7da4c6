"""Money that has to go back (pure): a case for each transaction, which two different people handle.

A case is not kept anywhere: it follows from the entries, and so does who has to do what next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.kit.i18n import N_, _
from portal.payments.entries import CANCELLED, REFUSED, WITHDRAWN, Refund, RefundDecision, RefundProposal

DUPLICATE, WRONG_AMOUNT, TOO_LATE = "duplicate", "wrong_amount", "too_late"
STRAY = frozenset({DUPLICATE, WRONG_AMOUNT, TOO_LATE})  # The money never paid the obligation.
OPEN, PROPOSED, APPROVED, RETURNED = "open", "proposed", "approved", "returned"

Key = tuple[str, str]  # provider and number of a transaction


@dataclass(frozen=True, slots=True)
class Handling:
    """One proposal with what became of it."""

    proposal: RefundProposal
    is_approved: bool
    is_declined: bool
    is_returned: bool

    @property
    def is_live(self) -> bool:
        """Whether it still waits for the checker, or for the money to go."""
        return not (self.is_declined or self.is_returned)

    @property
    def is_committed(self) -> bool:
        """Whether the office has bound itself: approved, or gone already."""
        return self.is_approved or self.is_returned


@dataclass(frozen=True, slots=True)
class Case:
    """What goes back of one transaction: `owed` đồng in all, `returned` đồng so far."""

    provider: str
    number: str
    reason: str
    owed: int
    returned: int = 0
    handling: Handling | None = None

    @property
    def outstanding(self) -> int:
        """What is still to go back."""
        return max(0, self.owed - self.returned)

    @property
    def state(self) -> str:
        """Open (nobody has proposed), proposed (a second person is to look), approved (to be sent), returned."""
        if not self.outstanding:
            return RETURNED
        if self.handling is None:
            return OPEN
        return APPROVED if self.handling.is_approved else PROPOSED

    def proposal(self, proposal_id: str, by: int, at: datetime) -> RefundProposal:
        """The proposal that this case calls for: all that is outstanding, never a part of it."""
        return RefundProposal(proposal_id, self.provider, self.number, self.reason, self.outstanding, by, at)


def handlings(entries: Iterable[object]) -> dict[Key, tuple[Handling, ...]]:
    """Proposals by transaction, each with what became of it; whatever the order of the entries."""
    known = list(entries)
    proposals = sorted({each for each in known if isinstance(each, RefundProposal)}, key=_when)
    returned = {each.proposal_id for each in known if isinstance(each, Refund)}
    decided: dict[str, list[RefundDecision]] = {}
    for each in known:
        if isinstance(each, RefundDecision):
            decided.setdefault(each.proposal_id, []).append(each)
    found: dict[Key, tuple[Handling, ...]] = {}
    for proposal in proposals:
        verdict = _verdict(proposal, decided.get(proposal.id, []))
        handling = Handling(proposal, verdict is True, verdict is False, proposal.id in returned)
        key = (proposal.provider, proposal.number)
        found[key] = (*found.get(key, ()), handling)
    return found


def _when(proposal: RefundProposal) -> tuple[datetime, str]:
    return proposal.at, proposal.id


def _verdict(proposal: RefundProposal, decisions: list[RefundDecision]) -> bool | None:
    """The first word of a second person. The maker's own word counts for nothing, however it came in."""
    of_others = [each for each in decisions if each.by != proposal.by]
    first = min(of_others, key=lambda each: (each.at, each.by, each.is_approved), default=None)
    return None if first is None else first.is_approved


_REASON_LABELS = {
    DUPLICATE: N_("Nộp trùng"),
    WRONG_AMOUNT: N_("Nộp sai số tiền"),
    TOO_LATE: N_("Nộp sau khi hồ sơ đã kết thúc"),
    WITHDRAWN: N_("Hồ sơ được rút"),
    REFUSED: N_("Hồ sơ bị từ chối"),
    CANCELLED: N_("Khoản thu đã huỷ"),
}
_STATE_LABELS = {
    OPEN: N_("Chờ đề nghị hoàn trả"),
    PROPOSED: N_("Chờ duyệt hoàn trả"),
    APPROVED: N_("Chờ chuyển trả tiền"),
    RETURNED: N_("Đã hoàn trả"),
}


def reason_label(reason: str) -> str:
    """Why the money goes back, as the office says it."""
    return _(_REASON_LABELS[reason])


def case_label(state: str) -> str:
    """What a case waits for, as the office says it."""
    return _(_STATE_LABELS[state])
