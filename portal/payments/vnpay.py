"""VNPAY 2.1.0 (pure): the address a payer is sent to, the IPN that comes back, and the answer it gets.

The page the payer returns to (ReturnUrl) is checked with `is_genuine` and only shown: money moves by the IPN alone.
Amounts are whole đồng here and hundredths on the wire. Source: VNPAY's integration guide, PAY 2.1.0.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus

from portal.payments.entries import FAILED, PENDING, SUCCEEDED, VNPAY, ProviderEvent
from portal.payments.references import plain
from portal.payments.stamps import moment_of, stamp

VERSION = "2.1.0"
_OK = "00"
_SUSPICIOUS = "07"
_UNDECIDED = frozenset(
    {"01", "04", "05", "06", "07", "09"}
)  # Unfinished, reversed at the bank, or about a refund.
_UNSIGNED = frozenset({"vnp_SecureHash", "vnp_SecureHashType"})
_LONGEST_PURPOSE = 255
_BLANKED = str.maketrans(dict.fromkeys("~*()!'", " "))  # The encoders of the two sides differ over these.


@dataclass(frozen=True, slots=True)
class Order:
    """What a payer is sent to VNPAY with. `terminal` is the TmnCode; `reference` is never used twice in a day.

    `amount` is in whole đồng; `bank` is a BankCode, "" where the payer chooses at VNPAY.
    """

    terminal: str
    reference: str
    amount: int
    purpose: str
    return_url: str
    ip: str
    created_at: datetime
    expires_at: datetime
    bank: str = ""
    language: str = "vn"


@dataclass(frozen=True, slots=True)
class Notice:
    """What an IPN, a return or the answer to a query says. `amount` is None where it is no whole number of đồng.

    `number` is VNPAY's own; for a payment that never got one, it is made of our reference.
    """

    reference: str
    amount: int | None
    number: str
    response_code: str
    status: str
    bank: str
    bank_number: str
    paid_at: datetime | None

    @property
    def outcome(self) -> str:
        """Succeeded where both codes are 00; pending where VNPAY itself does not know yet; else failed."""
        if (self.response_code, self.status) == (_OK, _OK):
            return SUCCEEDED
        is_undecided = self.response_code == _OK and self.status in _UNDECIDED
        return PENDING if is_undecided or self.response_code == _SUSPICIOUS else FAILED

    def event(self, received_at: datetime) -> ProviderEvent:
        """The entry for the ledger; `received_at` stands in where VNPAY told no time.

        A success without a readable amount is no entry (ValueError): a person has to ask VNPAY.
        """
        at = self.paid_at or received_at
        return ProviderEvent(VNPAY, self.number, self.outcome, self.amount or 0, at, self.reference)


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold about an order: its amount in đồng, and whether a success of it is in the ledger already.

    A recorded failure confirms nothing, since a late success wins.
    """

    amount: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What VNPAY is told, always with HTTP 200."""

    code: str
    message: str

    @property
    def body(self) -> dict[str, str]:
        """The JSON object."""
        return {"RspCode": self.code, "Message": self.message}


CONFIRMED = Answer("00", "Confirm Success")
NOT_FOUND = Answer("01", "Order not found")
ALREADY_CONFIRMED = Answer("02", "Order already confirmed")
INVALID_ADDRESS = Answer("03", "Invalid IP address")
INVALID_AMOUNT = Answer("04", "Invalid amount")
INVALID_CHECKSUM = Answer("97", "Invalid checksum")
UNKNOWN_ERROR = Answer("99", "Unknown error")


def pay_url(address: str, order: Order, secret: str) -> str:
    """The address to redirect the payer to; `address` is VNPAY's page, `secret` the terminal's hash secret."""
    signed = signed_text(_pay_fields(order))
    return f"{address}?{signed}&vnp_SecureHash={digest(signed, secret)}"


def is_genuine(fields: Mapping[str, str], secret: str) -> bool:
    """Whether VNPAY signed these query parameters; compared in constant time, capitals or not."""
    return same_digest(digest(signed_text(fields), secret), fields.get("vnp_SecureHash", ""))


def read_notice(fields: Mapping[str, str]) -> Notice:
    """What the parameters say. Believe it only after `is_genuine`."""
    reference = fields.get("vnp_TxnRef", "")
    number = fields.get("vnp_TransactionNo", "").strip("0")
    return Notice(
        reference=reference,
        amount=_dong(fields.get("vnp_Amount", "")),
        # A payment that was broken off has the number 0, as all others broken off have.
        number=fields["vnp_TransactionNo"] if number else f"ref:{reference}",
        response_code=fields.get("vnp_ResponseCode", ""),
        status=fields.get("vnp_TransactionStatus", ""),
        bank=fields.get("vnp_BankCode", ""),
        bank_number=fields.get("vnp_BankTranNo", ""),
        paid_at=moment_of(fields.get("vnp_PayDate", "")),
    )


def answer(notice: Notice, *, genuine: bool, known: Known | None) -> Answer:
    """The answer to an IPN, asked in the order that VNPAY prescribes: hash, order, amount, not yet confirmed.

    A failed payment is confirmed too. Whatever the answer, what a genuine notice of a known order says goes into the
    ledger, which takes it once: money of a wrong amount, or paid twice, has to go back.
    """
    if not genuine:
        return INVALID_CHECKSUM
    if known is None:
        return NOT_FOUND
    if notice.amount != known.amount:
        return INVALID_AMOUNT
    return ALREADY_CONFIRMED if known.is_confirmed else CONFIRMED


def signed_text(fields: Mapping[str, str]) -> str:
    """What is signed: VNPAY's own parameters that have a value, by name in byte order, encoded as in a form."""
    signed = {name: value for name, value in fields.items() if name.startswith("vnp_") and value}
    return "&".join(
        f"{_encoded(name)}={_encoded(signed[name])}" for name in sorted(signed.keys() - _UNSIGNED)
    )


def digest(text: str, secret: str) -> str:
    """HMAC-SHA512 in lower-case hexadecimal digits."""
    return hmac.new(secret.encode(), text.encode(errors="replace"), hashlib.sha512).hexdigest()


def same_digest(ours: str, theirs: str) -> bool:
    """Whether two digests are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(ours.encode(), theirs.lower().encode(errors="replace"))


def wording(text: str) -> str:
    """Words as VNPAY takes them: plain ASCII without the signs that encoders disagree about."""
    return plain(plain(text).translate(_BLANKED))[:_LONGEST_PURPOSE].strip()


def _pay_fields(order: Order) -> dict[str, str]:
    return {
        "vnp_Version": VERSION,
        "vnp_Command": "pay",
        "vnp_TmnCode": order.terminal,
        "vnp_Amount": str(order.amount * 100),
        "vnp_CurrCode": "VND",
        "vnp_TxnRef": order.reference,
        "vnp_OrderInfo": wording(order.purpose),
        "vnp_OrderType": "other",
        "vnp_Locale": order.language,
        "vnp_ReturnUrl": order.return_url,
        "vnp_IpAddr": order.ip,
        "vnp_CreateDate": stamp(order.created_at),
        "vnp_ExpireDate": stamp(order.expires_at),
        "vnp_BankCode": order.bank,
    }


def _encoded(text: str) -> str:
    """As in a form. What is no text at all, which a stranger may send, becomes a question mark."""
    return quote_plus(text, errors="replace")


def _dong(hundredths: str) -> int | None:
    return int(hundredths[:-2]) if re.fullmatch(r"[1-9][0-9]{0,15}00", hundredths) else None
