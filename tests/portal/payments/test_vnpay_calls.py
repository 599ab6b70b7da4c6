"""VNPAY's calls between servers: what is signed and what is believed."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from portal.payments.entries import SUCCEEDED
from portal.payments.vnpay_calls import Call, Return, is_genuine_reply, query, read_reply, refund

SECRET = "test_secret"
CALL = Call(
    "a1",
    "TMN01",
    "HS1",
    datetime(2024, 5, 21, 2, 0, tzinfo=UTC),
    datetime(2024, 5, 21, 3, 0, tzinfo=UTC),
    "203.0.113.7",
    "Hỏi lại HS1",
)
REPLY: dict[str, object] = {
    "vnp_ResponseId": "r1",
    "vnp_Command": "querydr",
    "vnp_ResponseCode": "00",
    "vnp_Message": "Thành công",
    "vnp_TmnCode": "TMN01",
    "vnp_TxnRef": "HS1",
    "vnp_Amount": 13500000,
    "vnp_BankCode": "NCB",
    "vnp_PayDate": "20240521091806",
    "vnp_TransactionNo": "14422574",
    "vnp_TransactionType": "01",
    "vnp_TransactionStatus": "00",
    "vnp_OrderInfo": "HS1",
    "vnp_PromotionCode": None,
}
REPLY_TEXT = "r1|querydr|00|Thành công|TMN01|HS1|13500000|NCB|20240521091806|14422574|01|00|HS1"


def hashed(text: str) -> str:
    return hmac.new(SECRET.encode(), text.encode(), hashlib.sha512).hexdigest()


def test_a_query_is_signed_in_its_order() -> None:
    said = query(CALL, SECRET)
    text = "a1|2.1.0|querydr|TMN01|HS1|20240521090000|20240521100000|203.0.113.7|Hoi lai HS1"
    assert said["vnp_SecureHash"] == hashed(text)
    assert "|".join(list(said.values())[:-1]) == text


@pytest.mark.parametrize(("is_whole", "kind"), [(True, "02"), (False, "03")])
def test_a_refund_is_signed_in_its_order(is_whole: bool, kind: str) -> None:
    said = refund(CALL, Return(100_000, "14422574", "Nguyễn Thị Hoài", is_whole), SECRET)
    assert said["vnp_SecureHash"] == hashed(
        f"a1|2.1.0|refund|TMN01|{kind}|HS1|10000000|14422574|20240521090000|Nguyen Thi Hoai|20240521100000"
        "|203.0.113.7|Hoi lai HS1"
    )


def test_a_reply_is_believed_by_its_hash_alone() -> None:
    genuine = {**REPLY, "vnp_SecureHash": hashed(f"{REPLY_TEXT}||").upper()}
    assert is_genuine_reply(genuine, SECRET)
    assert not is_genuine_reply({**genuine, "vnp_Amount": 100}, SECRET)
    assert not is_genuine_reply(REPLY, SECRET)
    assert not is_genuine_reply({}, SECRET)


def test_the_reply_to_a_refund_has_no_promotion() -> None:
    text = REPLY_TEXT.replace("querydr", "refund")
    assert is_genuine_reply({**REPLY, "vnp_Command": "refund", "vnp_SecureHash": hashed(text)}, SECRET)


def test_a_reply_says_what_an_ipn_would_have_said() -> None:
    notice = read_reply(REPLY)
    assert notice is not None
    assert (notice.outcome, notice.amount, notice.number) == (SUCCEEDED, 135_000, "14422574")


@pytest.mark.parametrize("changes", [{"vnp_ResponseCode": "91"}, {"vnp_TransactionType": "02"}])
def test_an_error_or_a_refund_says_nothing_of_the_payment(changes: dict[str, object]) -> None:
    assert read_reply({**REPLY, **changes}) is None
