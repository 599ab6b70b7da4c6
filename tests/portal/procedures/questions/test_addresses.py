"""Addresses by the administrative units of their time."""

from datetime import date

import pytest

from portal.procedures.questions.addresses import Address
from portal.procedures.questions.asked import CodeSet, Place, Question, QuestionKind, Surroundings
from portal.procedures.questions.kinds import masked, read, restored, show, stored

WHERE = Question("q", QuestionKind.ADDRESS, "Trụ sở")
BEFORE = CodeSet(
    "2024",
    {
        "49": Place("49", "Tỉnh Quảng Nam"),
        "502": Place("502", "Thành phố Tam Kỳ", "49"),
        "20335": Place("20335", "Phường Tân Thạnh", "502"),
    },
)
SINCE = CodeSet(
    "2025-07", {"48": Place("48", "Thành phố Đà Nẵng"), "20341": Place("20341", "Phường Tam Kỳ", "48")}
)
AROUND = Surroundings(date(2026, 7, 1), {"2024": BEFORE, "2025-07": SINCE})


def test_an_address_of_today_has_no_district():
    fields = {"code_set": "2025-07", "province": "48", "commune": "20341", "detail": " 12  Trần Phú "}
    value = read(WHERE, fields, AROUND).value
    assert value == Address("2025-07", SINCE.places["48"], SINCE.places["20341"], None, "12 Trần Phú")
    assert show(WHERE, value) == "12 Trần Phú, Phường Tam Kỳ, Thành phố Đà Nẵng"
    assert masked(WHERE, value) == "Phường Tam Kỳ, Thành phố Đà Nẵng"
    assert restored(WHERE, stored(WHERE, value)) == value


def test_an_address_of_before_has_one():
    fields = {"code_set": "2024", "province": "49", "district": "502", "commune": "20335"}
    assert (
        show(WHERE, read(WHERE, fields, AROUND).value) == "Phường Tân Thạnh, Thành phố Tam Kỳ, Tỉnh Quảng Nam"
    )


@pytest.mark.parametrize(
    "edit",
    [
        {"code_set": "1975"},
        {"province": "20335"},
        {"district": ""},
        {"district": "49"},
        {"commune": "502"},
        {"detail": "a" * 201},
    ],
)
def test_the_parts_of_an_address_lie_in_one_another(edit):
    fields = {"code_set": "2024", "province": "49", "district": "502", "commune": "20335"} | edit
    assert read(WHERE, fields, AROUND).problem
