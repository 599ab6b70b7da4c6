"""Which entries may be added to the ledger (pure): words of providers always, deeds of people by the rules.

Append-only: what comes out begins with what went in. A provider's word is never refused, as it tells of money that
has moved; what it means is for `portal.payments.standing`.
"""

from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.payments.entries import (
    Attempt,
    Closure,
    Entry,
    Obligation,
    ProviderEvent,
    Refund,
    RefundDecision,
    RefundProposal,
)
from portal.payments.refunds import APPROVED, OPEN, PROPOSED
from portal.payments.standing import Standing, standing


def admit(obligation: Obligation, entries: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    """The entries with one more behind them; the same entries where it stands there already.

    Raises NotAllowed in the wrong state, NotFound for money that nobody has to give back, Forbidden where maker
    and checker are one person, Invalid for a proposal of another amount or reason than the case's.
    """
    if entry in entries:
        return entries
    if not isinstance(entry, ProviderEvent):
        _check(standing(obligation, entries), entries, entry)
    return (*entries, entry)


def _check(now: Standing, entries: tuple[Entry, ...], entry: Entry) -> None:
    match entry:
        case Attempt():
            if now.is_paid or now.closure:
                raise NotAllowed(_("Khoản này đã thanh toán hoặc không còn phải nộp."))
        case Closure():
            if now.closure:
                raise NotAllowed(_("Khoản này đã được đóng trước đó."))
        case RefundProposal():
            _check_proposal(now, entries, entry)
        case RefundDecision():
            _check_decision(now, entry)
        case Refund():
            case = now.case_of_proposal(entry.proposal_id)
            if case is None or case.state != APPROVED:
                raise NotAllowed(_("Chỉ chuyển trả tiền sau khi đề nghị hoàn trả đã được duyệt."))


def _check_proposal(now: Standing, entries: tuple[Entry, ...], proposal: RefundProposal) -> None:
    case = now.case(proposal.provider, proposal.number)
    if case is None:
        raise NotFound(_("Giao dịch này không có tiền phải hoàn trả."))
    is_used = any(isinstance(each, RefundProposal) and each.id == proposal.id for each in entries)
    if case.state != OPEN or is_used:
        raise NotAllowed(_("Giao dịch này đã có đề nghị hoàn trả."))
    if (proposal.amount, proposal.reason) != (case.outstanding, case.reason):
        raise Invalid({"amount": _("Số tiền hoặc lý do hoàn trả không còn đúng; hãy tải lại trang.")})


def _check_decision(now: Standing, decision: RefundDecision) -> None:
    case = now.case_of_proposal(decision.proposal_id)
    if case is None or case.handling is None or case.state != PROPOSED:
        raise NotAllowed(_("Đề nghị hoàn trả này không còn chờ duyệt."))
    if decision.by == case.handling.proposal.by:
        raise Forbidden(_("Người duyệt hoàn trả phải khác người đề nghị."))
