"""What is written into the ledger (pure): an obligation to pay, and everything that is said about it later.

An entry is a fact and is never changed or removed. Money is in whole đồng, moments are aware datetimes.
`portal.payments.standing` tells what the entries amount to, `portal.payments.ledger` which may be added.
"""

from dataclasses import dataclass
from datetime import datetime

from portal.payments.fees import Line

PENDING, FAILED, SUCCEEDED = "pending", "failed", "succeeded"
CASH, VIETQR, VNPAY, PLATFORM = "cash", "vietqr", "vnpay", "platform"
WITHDRAWN, REFUSED, CANCELLED = "withdrawn", "refused", "cancelled"


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one dossier owes at one moment of its life. It never changes: another bill is another obligation.

    A bill of nought is no obligation (ValueError).
    """

    id: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"obligation {self.id} is for nothing")

    @property
    def amount(self) -> int:
        """All lines together."""
        return sum(line.amount for line in self.lines)

    @property
    def refundable(self) -> int:
        """The part that goes back when the dossier is refused or withdrawn."""
        return sum(line.amount for line in self.lines if line.is_refundable)


@dataclass(frozen=True, slots=True)
class Attempt:
    """The payer was sent to a provider with a reference of its own: a VNPAY order, a QR code."""

    provider: str
    reference: str
    started_at: datetime
    expires_at: datetime

    def is_live(self, now: datetime) -> bool:
        """Whether the provider still takes it; a success may be told long after that."""
        return self.started_at <= now < self.expires_at


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A provider's word on one transaction: pending, failed or succeeded. `number` is the provider's own.

    A bank statement is the word of VietQR, the slip of the desk the word of cash. Provider and number together
    name the transaction, however often and in whatever order it is spoken of.
    """

    provider: str
    number: str
    outcome: str
    amount: int
    at: datetime
    reference: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in (PENDING, FAILED, SUCCEEDED) or not self.number:
            raise ValueError(f"no event of a provider: {self.outcome!r}, number {self.number!r}")
        if self.amount < (self.outcome == SUCCEEDED):
            raise ValueError(f"an amount of {self.amount} {self.outcome}")


@dataclass(frozen=True, slots=True)
class Closure:
    """Nothing is due any more: the dossier was withdrawn or refused, or the obligation itself was cancelled.

    Cancelled is for a bill raised by mistake or not paid in time; then every đồng goes back.
    """

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundProposal:
    """A first person (maker) proposes that the money of one transaction go back. `reason` is the case's own."""

    id: str
    provider: str
    number: str
    reason: str
    amount: int
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundDecision:
    """A second person (checker) approves the proposal or turns it down; turned down, another may be made."""

    proposal_id: str
    is_approved: bool
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Refund:
    """The money of an approved proposal went back, by this provider under this number."""

    proposal_id: str
    provider: str
    number: str
    at: datetime


Entry = Attempt | ProviderEvent | Closure | RefundProposal | RefundDecision | Refund


def cash(slip: str, amount: int, at: datetime) -> ProviderEvent:
    """Money taken at the desk. `slip` is the number of the internal slip (phiếu thu), which is no biên lai."""
    return ProviderEvent(CASH, slip, SUCCEEDED, amount, at, slip)
