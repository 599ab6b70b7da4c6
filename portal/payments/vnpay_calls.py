"""VNPAY's calls between servers (pure): asking about a payment (querydr), sending money back (refund).

Both are a JSON object posted to `…/merchant_webapi/api/transaction`. Here values are signed in a fixed order joined by
bars, not as in a form. It writes and reads the objects; a gateway carries them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.payments.stamps import stamp
from portal.payments.vnpay import VERSION, Notice, digest, read_notice, same_digest, wording

WHOLE, PART = "02", "03"
_QUERY = "RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo".split()
_REFUND = (
    "RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy "
    "CreateDate IpAddr OrderInfo"
).split()
_REFUND_REPLY = (
    "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo "
    "TransactionType TransactionStatus OrderInfo"
).split()
_QUERY_REPLY = [*_REFUND_REPLY, "PromotionCode", "PromotionAmount"]
_PAYMENT = "01"


@dataclass(frozen=True, slots=True)
class Call:
    """What both calls say. `request_id` is never used twice in a day; `ordered_at` is when the order was made."""

    request_id: str
    terminal: str
    reference: str
    ordered_at: datetime
    asked_at: datetime
    ip: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Return:
    """What a refund says besides: `amount` in whole đồng, VNPAY's `number` of the payment, and who asks."""

    amount: int
    number: str
    by: str
    is_whole: bool


def query(call: Call, secret: str) -> dict[str, str]:
    """The object that asks what became of a payment."""
    return _signed(_fields(call, "querydr"), _QUERY, secret)


def refund(call: Call, money: Return, secret: str) -> dict[str, str]:
    """The object that sends a payment's money back, or a part of it."""
    more = {
        "vnp_TransactionType": WHOLE if money.is_whole else PART,
        "vnp_Amount": str(money.amount * 100),
        "vnp_TransactionNo": money.number,
        "vnp_CreateBy": wording(money.by),
    }
    return _signed(_fields(call, "refund") | more, _REFUND, secret)


def signing_text(fields: Mapping[str, object], names: list[str]) -> str:
    """The values in their order, joined by bars; a value that is left out is empty, its bars stay."""
    values = (fields.get(f"vnp_{name}") for name in names)
    return "|".join("" if value is None else str(value) for value in values)


def is_genuine_reply(reply: Mapping[str, object], secret: str) -> bool:
    """Whether VNPAY signed the answer to either call. An answer that only tells an error may bear no hash."""
    names = _REFUND_REPLY if reply.get("vnp_Command") == "refund" else _QUERY_REPLY
    return same_digest(digest(signing_text(reply, names), secret), str(reply.get("vnp_SecureHash", "")))


def read_reply(reply: Mapping[str, object]) -> Notice | None:
    """What the answer to a query says of the payment; None where it tells an error, or of a refund."""
    said = {name: str(value) for name, value in reply.items() if value is not None}
    is_payment = said.get("vnp_TransactionType", _PAYMENT) == _PAYMENT
    return read_notice(said) if said.get("vnp_ResponseCode") == "00" and is_payment else None


def _fields(call: Call, command: str) -> dict[str, str]:
    return {
        "vnp_RequestId": call.request_id,
        "vnp_Version": VERSION,
        "vnp_Command": command,
        "vnp_TmnCode": call.terminal,
        "vnp_TxnRef": call.reference,
        "vnp_TransactionDate": stamp(call.ordered_at),
        "vnp_CreateDate": stamp(call.asked_at),
        "vnp_IpAddr": call.ip,
        "vnp_OrderInfo": wording(call.purpose),
    }


def _signed(fields: dict[str, str], names: list[str], secret: str) -> dict[str, str]:
    return {**fields, "vnp_SecureHash": digest(signing_text(fields, names), secret)}
