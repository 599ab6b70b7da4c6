"""What may stand in the ledger at all."""

import pytest

from portal.payments.entries import CASH, FAILED, SUCCEEDED, Obligation, ProviderEvent, cash
from portal.payments.fees import CHARGE, Line
from tests.portal.payments.bills import BILL, DUE, REFUNDABLE, at, attempt


def test_an_obligation_knows_what_goes_back() -> None:
    assert (BILL.amount, BILL.refundable) == (DUE, REFUNDABLE)


@pytest.mark.parametrize("lines", [(), (Line("LP01", "Được miễn", CHARGE, 0),)])
def test_a_bill_of_nought_is_no_obligation(lines: tuple[Line, ...]) -> None:
    with pytest.raises(ValueError, match="nothing"):
        Obligation("1", lines)


@pytest.mark.parametrize(
    ("number", "outcome", "amount"),
    [("", SUCCEEDED, 1), ("1", "maybe", 1), ("1", SUCCEEDED, 0), ("1", FAILED, -1)],
)
def test_a_word_that_makes_no_sense_never_gets_in(number: str, outcome: str, amount: int) -> None:
    with pytest.raises(ValueError, match="event|amount"):
        ProviderEvent(CASH, number, outcome, amount, at(0))


def test_cash_at_the_desk_is_a_provider_like_any_other() -> None:
    assert cash("PT-0001", DUE, at(0)) == ProviderEvent("cash", "PT-0001", SUCCEEDED, DUE, at(0), "PT-0001")


def test_an_attempt_lives_until_it_expires() -> None:
    tried = attempt("A1", 0)
    assert [tried.is_live(at(minute)) for minute in (-1, 0, 14, 15)] == [False, True, True, False]
