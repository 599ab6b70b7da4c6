"""The national payment platform: what is signed, in which order, and what is believed."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.payments.entries import FAILED, PLATFORM, SUCCEEDED, ProviderEvent
from portal.payments.platform import CALLBACK, INIT, RECEIPT, digest, is_genuine, read_callback, signed

KEY = "khoa-bi-mat"
NOW = datetime(2024, 5, 21, 2, 0, tzinfo=UTC)
CALLED_BACK: dict[str, object] = {
    "LoaiBanTin": "1",
    "MaLoi": "00",
    "MaDoiTac": "QNA",
    "MaThamChieu": "HS20040800017A1",
    "SoTien": 135000,
    "MaTienTe": "VND",
    "MaGiaoDich": "G1",
    "MaNganHang": "NCB",
    "ThoiGianGD": "20240521091806",
    "ThongTinGiaoDich": "Lệ phí",
}
CALLED_TEXT = "1|00|QNA|HS20040800017A1|135000|VND|G1|NCB|20240521091806|Lệ phí|khoa-bi-mat"
anything = some.text(some.characters(exclude_categories=()), max_size=20)


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def called_back(**changes: object) -> dict[str, object]:
    return {**CALLED_BACK, "MaXacThuc": hashed(CALLED_TEXT), **changes}


def test_an_init_signs_its_first_fourteen_values() -> None:
    fields: dict[str, object] = {name: str(place) for place, name in enumerate(INIT, 1)}
    said = signed({**fields, "ThongTinBienLai": {}, "return_url": "https://dvc.example"}, INIT, KEY)
    assert said["MaXacThuc"] == hashed("1|2|3|4|5|6|7|8|9|10|11|12|13|14|khoa-bi-mat")
    assert said["return_url"] == "https://dvc.example"


def test_the_fields_stand_in_the_platforms_order() -> None:
    assert INIT[:5] == ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien"]
    assert INIT[-3:] == ["ThongTinGiaoDich", "ThoiGianGD", "Ip"]
    assert list(CALLED_BACK) == CALLBACK
    assert RECEIPT == ["LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD"]


def test_a_receipt_is_asked_for_with_five_values() -> None:
    fields: dict[str, object] = {name: name for name in RECEIPT}
    text = "LoaiBanTin|PhienBan|MaDoiTac|MaThamChieu|ThoiGianGD|khoa-bi-mat"
    assert signed(fields, RECEIPT, KEY)["MaXacThuc"] == hashed(text)


def test_a_message_that_lacks_a_field_is_never_signed() -> None:
    with pytest.raises(ValueError, match="ThoiGianGD"):
        signed(dict.fromkeys(RECEIPT[:-1], "1"), RECEIPT, KEY)


def test_a_genuine_call_back_is_believed_in_capitals_too() -> None:
    assert is_genuine(called_back(), KEY)
    assert is_genuine(called_back(MaXacThuc=hashed(CALLED_TEXT).upper()), KEY)


@pytest.mark.parametrize("name", CALLBACK)
def test_whatever_was_touched_is_noticed(name: str) -> None:
    assert not is_genuine(called_back(**{name: "1x"}), KEY)


def test_without_the_key_or_the_hash_nothing_is_genuine() -> None:
    assert not is_genuine(called_back(), "another")
    assert not is_genuine(CALLED_BACK, KEY)


@given(
    some.dictionaries(some.sampled_from([*CALLBACK, "MaXacThuc"]), anything | some.integers() | some.none())
)
def test_a_stranger_may_send_anything(fields: dict[str, object]) -> None:
    assert not is_genuine(fields, KEY)
    assert read_callback(fields).amount != 0


def test_a_call_back_becomes_an_entry_of_the_ledger() -> None:
    at = datetime(2024, 5, 21, 2, 18, 6, tzinfo=UTC)
    expected = ProviderEvent(PLATFORM, "G1", SUCCEEDED, 135_000, at, "HS20040800017A1")
    assert read_callback(called_back()).event(NOW) == expected


def test_a_failure_without_number_or_time_has_those_of_ours() -> None:
    event = read_callback(called_back(MaLoi="24", MaGiaoDich=None, ThoiGianGD="")).event(NOW)
    assert (event.outcome, event.number, event.at) == (FAILED, "ref:HS20040800017A1", NOW)


def test_a_value_that_is_left_out_leaves_its_bars() -> None:
    assert digest({"A": None, "C": 1}, ["A", "B", "C"], KEY) == hashed("||1|khoa-bi-mat")


def test_a_success_without_an_amount_is_no_entry() -> None:
    with pytest.raises(ValueError, match="amount"):
        read_callback(called_back(SoTien="135000.5")).event(NOW)
