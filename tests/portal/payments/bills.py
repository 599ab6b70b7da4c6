"""A bill, and short ways to say what happens to it, for the tests of the ledger."""

from datetime import UTC, datetime, timedelta

from portal.payments.entries import (
    FAILED,
    SUCCEEDED,
    VNPAY,
    Attempt,
    Closure,
    Entry,
    Obligation,
    ProviderEvent,
)
from portal.payments.fees import CHARGE, FEE, Line
from portal.payments.ledger import admit
from portal.payments.standing import Standing, standing

MAKER, CHECKER = 7, 8
DUE, REFUNDABLE = 135_000, 100_000
BILL = Obligation(
    "1",
    (
        Line("LP01", "Lệ phí cấp giấy phép", CHARGE, REFUNDABLE, is_refundable=True),
        Line("P02", "Phí thẩm định", FEE, DUE - REFUNDABLE),
    ),
)
START = datetime(2020, 4, 8, 1, 0, tzinfo=UTC)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def attempt(reference: str, minute: int) -> Attempt:
    return Attempt(VNPAY, reference, at(minute), at(minute + 15))


def success(number: str, minute: int, amount: int = DUE, reference: str = "") -> ProviderEvent:
    return ProviderEvent(VNPAY, number, SUCCEEDED, amount, at(minute), reference)


def failure(number: str, minute: int, reference: str = "") -> ProviderEvent:
    return ProviderEvent(VNPAY, number, FAILED, DUE, at(minute), reference)


def closed(reason: str, minute: int) -> Closure:
    return Closure(reason, at(minute))


def written(*entries: Entry) -> tuple[Entry, ...]:
    """The ledger after these entries were admitted, one by one."""
    known: tuple[Entry, ...] = ()
    for entry in entries:
        known = admit(BILL, known, entry)
    return known


def after(*entries: Entry) -> Standing:
    return standing(BILL, written(*entries))
