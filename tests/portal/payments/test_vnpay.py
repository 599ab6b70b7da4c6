"""VNPAY: what is signed, what comes back, and what VNPAY is told."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.payments.entries import FAILED, PENDING, SUCCEEDED, VNPAY, ProviderEvent
from portal.payments.vnpay import (
    ALREADY_CONFIRMED,
    CONFIRMED,
    INVALID_ADDRESS,
    INVALID_AMOUNT,
    INVALID_CHECKSUM,
    NOT_FOUND,
    UNKNOWN_ERROR,
    Answer,
    Known,
    Order,
    answer,
    digest,
    is_genuine,
    pay_url,
    read_notice,
    signed_text,
    wording,
)

SECRET = "test_secret"
SIGNED = (
    "vnp_Amount=1000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14422574&vnp_CardType=ATM"
    "&vnp_OrderInfo=Thanh+toan+don+hang+2024-05-21T02%3A17%3A31.249Z&vnp_PayDate=20240521091806"
    "&vnp_ResponseCode=00&vnp_TmnCode=TEST_TMN_CODE&vnp_TransactionNo=14422574&vnp_TransactionStatus=00"
    "&vnp_TxnRef=1716257871703"
)
HASHES = {
    "00": "649982421beb422556a1374713c74e58e716ecbd05007c0c0e1f7effdfaf361d"
    "bf146889ca446139afe11b9954c4d5c486e99e3b86fcfab6957f29eb0be72895",
    "99": "503194f6d93b57b357b2d1d09742565e67e86d771352c5dca4fc8d39df3d392c"
    "6b3809add9405f97cfb9631f445e36c80656cfbf47eac67d97fa165865c13e1b",
}
NOW = datetime(2024, 5, 21, 2, 0, tzinfo=UTC)
ORDER = Order(
    "TEST_TMN_CODE",
    "HS20040800017A1",
    135_000,
    "HS20040800017 Nộp lệ phí (đổi GPLX)!",
    "https://dvc.example/payments/return?from=vnpay",
    "203.0.113.7",
    NOW,
    NOW + timedelta(minutes=15),
)
anything = some.text(some.characters(exclude_categories=()), max_size=20)  # Lone surrogates too.


def ipn(**changes: str) -> dict[str, str]:
    """The IPN of the published vector, signed, with changes made after signing."""
    fields = dict(parse_qsl(SIGNED))
    return {**fields, "vnp_SecureHash": HASHES["00"], **changes}


@pytest.mark.parametrize("code", HASHES)
def test_the_published_vectors(code: str) -> None:
    text = SIGNED.replace("vnp_ResponseCode=00", f"vnp_ResponseCode={code}")
    assert digest(text, SECRET) == HASHES[code]
    assert signed_text(dict(reversed(parse_qsl(text)))) == text
    assert is_genuine({**dict(parse_qsl(text)), "vnp_SecureHash": HASHES[code]}, SECRET)


@pytest.mark.parametrize(
    "changes",
    [
        {"vnp_SecureHash": HASHES["00"].upper()},
        {"vnp_SecureHashType": "HMACSHA512"},
        {"vnp_PromotionCode": ""},
        {"from": "vnpay"},
    ],
)
def test_what_is_not_signed_makes_no_difference(changes: dict[str, str]) -> None:
    assert is_genuine(ipn(**changes), SECRET)


@pytest.mark.parametrize(
    "changes",
    [
        {"vnp_Amount": "100000000"},
        {"vnp_ResponseCode": "24"},
        {"vnp_TxnRef": "1"},
        {"vnp_PromotionCode": "1"},
        {"vnp_SecureHash": ""},
        {"vnp_SecureHash": HASHES["99"]},
        {"vnp_SecureHash": "ſ" * 128},
    ],
)
def test_whatever_was_touched_is_noticed(changes: dict[str, str]) -> None:
    assert not is_genuine(ipn(**changes), SECRET)


def test_without_the_secret_nothing_is_genuine() -> None:
    assert not is_genuine(ipn(), "another")
    assert not is_genuine({}, SECRET)


@given(
    some.dictionaries(
        some.sampled_from(["vnp_Amount", "vnp_SecureHash", "vnp_PayDate", "x"]) | anything, anything
    )
)
def test_a_stranger_may_send_anything(fields: dict[str, str]) -> None:
    assert not is_genuine(fields, SECRET)
    assert answer(read_notice(fields), genuine=False, known=None) == INVALID_CHECKSUM


def test_the_payer_is_sent_with_a_signed_order() -> None:
    fields = dict(parse_qsl(urlsplit(pay_url("https://sandbox.example/pay", ORDER, SECRET)).query))
    assert is_genuine(fields, SECRET)
    fields.pop("vnp_SecureHash")
    assert fields == {
        "vnp_Version": "2.1.0",
        "vnp_Command": "pay",
        "vnp_TmnCode": "TEST_TMN_CODE",
        "vnp_Amount": "13500000",
        "vnp_CurrCode": "VND",
        "vnp_TxnRef": "HS20040800017A1",
        "vnp_OrderInfo": "HS20040800017 Nop le phi doi GPLX",
        "vnp_OrderType": "other",
        "vnp_Locale": "vn",
        "vnp_ReturnUrl": "https://dvc.example/payments/return?from=vnpay",
        "vnp_IpAddr": "203.0.113.7",
        "vnp_CreateDate": "20240521090000",
        "vnp_ExpireDate": "20240521091500",
    }


def test_the_address_is_sorted_and_keeps_its_hash_for_last() -> None:
    query = urlsplit(pay_url("https://sandbox.example/pay", ORDER, SECRET)).query
    names = [name for name, _value in parse_qsl(query)]
    assert names[:-1] == sorted(names[:-1]) and names[-1] == "vnp_SecureHash"


@given(some.text(max_size=400))
def test_words_are_short_plain_and_without_disputed_signs(text: str) -> None:
    words = wording(text)
    assert words.isascii() and len(words) <= 255 and not set(words) & set("~*()!'")


def test_a_notice_says_what_became_of_the_money() -> None:
    notice = read_notice(ipn())
    assert (notice.reference, notice.amount, notice.number) == ("1716257871703", 10_000, "14422574")
    assert notice.paid_at == datetime(2024, 5, 21, 2, 18, 6, tzinfo=UTC)
    assert notice.event(NOW) == ProviderEvent(
        VNPAY, "14422574", SUCCEEDED, 10_000, datetime(2024, 5, 21, 2, 18, 6, tzinfo=UTC), "1716257871703"
    )


@pytest.mark.parametrize(
    ("response", "status", "outcome"),
    [
        ("00", "00", SUCCEEDED),
        ("00", "01", PENDING),
        ("00", "04", PENDING),
        ("07", "00", PENDING),
        ("07", "07", PENDING),
        ("00", "02", FAILED),
        ("24", "02", FAILED),
        ("24", "00", FAILED),
        ("00", "", FAILED),
        ("", "00", FAILED),
    ],
)
def test_only_both_codes_together_are_a_success(response: str, status: str, outcome: str) -> None:
    fields = ipn(vnp_ResponseCode=response, vnp_TransactionStatus=status)
    assert read_notice(fields).outcome == outcome


@pytest.mark.parametrize("number", ["0", "", "00"])
def test_payments_that_were_broken_off_do_not_share_the_number_nought(number: str) -> None:
    fields = ipn(vnp_TransactionNo=number, vnp_ResponseCode="24", vnp_PayDate="")
    event = read_notice(fields).event(NOW)
    assert (event.number, event.outcome, event.at) == ("ref:1716257871703", FAILED, NOW)


@pytest.mark.parametrize("amount", ["", "0", "1000050", "-1000000", "1e6", "10000.00", "١٠٠٠٠٠٠"])
def test_an_amount_that_is_no_whole_dong_is_none(amount: str) -> None:
    assert read_notice(ipn(vnp_Amount=amount)).amount is None


def test_a_success_without_an_amount_is_no_entry() -> None:
    with pytest.raises(ValueError, match="amount"):
        read_notice(ipn(vnp_Amount="")).event(NOW)


@pytest.mark.parametrize(
    ("genuine", "known", "told"),
    [
        (False, None, INVALID_CHECKSUM),
        (False, Known(10_000, False), INVALID_CHECKSUM),
        (True, None, NOT_FOUND),
        (True, Known(20_000, True), INVALID_AMOUNT),
        (True, Known(10_000, True), ALREADY_CONFIRMED),
        (True, Known(10_000, False), CONFIRMED),
    ],
)
def test_the_answer_follows_the_prescribed_order(genuine: bool, known: Known | None, told: Answer) -> None:
    assert answer(read_notice(ipn()), genuine=genuine, known=known) == told


def test_a_failed_payment_is_confirmed_too() -> None:
    failed = read_notice(ipn(vnp_ResponseCode="24", vnp_TransactionStatus="02"))
    assert answer(failed, genuine=True, known=Known(10_000, False)) == CONFIRMED


def test_the_answers_are_letter_by_letter_what_vnpay_expects() -> None:
    told = (
        CONFIRMED,
        NOT_FOUND,
        ALREADY_CONFIRMED,
        INVALID_ADDRESS,
        INVALID_AMOUNT,
        INVALID_CHECKSUM,
        UNKNOWN_ERROR,
    )
    assert [each.code for each in told] == ["00", "01", "02", "03", "04", "97", "99"]
    assert CONFIRMED.body == {"RspCode": "00", "Message": "Confirm Success"}
