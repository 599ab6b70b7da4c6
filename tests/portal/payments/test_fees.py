"""Fees: what a dossier costs on its day."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.payments.fees import (
    AT_ACCEPTANCE,
    AT_RETURN,
    AT_SUPPLEMENT,
    CHARGE,
    EXEMPT,
    FEE,
    ONLINE,
    Circumstances,
    Discount,
    FeeRow,
    bill_for,
    label,
    twice_charged,
)

# Exchange of a driving licence: circulars 37/2023/TT-BTC and 63/2023/TT-BTC.
ONLINE_LICENCE = Discount(115_000, date(2023, 12, 1), date(2025, 12, 31))
LICENCE = FeeRow("GPLX", "Lệ phí đổi giấy phép lái xe", CHARGE, 135_000, online=ONLINE_LICENCE)
DRIVING_TEST = (
    FeeRow("SH-LT", "Sát hạch lý thuyết", FEE, 100_000),
    FeeRow("SH-TH", "Sát hạch trong hình", FEE, 350_000),
    FeeRow("SH-DT", "Sát hạch đường trường", FEE, 80_000),
    FeeRow("SH-MP", "Sát hạch mô phỏng", FEE, 100_000),
)
DAY = date(2024, 6, 1)


@pytest.mark.parametrize(
    ("on", "is_online", "total"),
    [
        (date(2023, 11, 30), True, 135_000),
        (date(2023, 12, 1), True, 115_000),
        (date(2023, 12, 1), False, 135_000),
        (date(2025, 12, 31), True, 115_000),
        (date(2026, 1, 1), True, 135_000),
    ],
)
def test_a_driving_licence_is_cheaper_online_for_two_years(on: date, is_online: bool, total: int) -> None:
    assert bill_for([LICENCE], AT_ACCEPTANCE, Circumstances(on, is_online=is_online)).total == total


def test_a_line_says_why_it_is_cheaper() -> None:
    assert [line.relief for line in bill_for([LICENCE], AT_ACCEPTANCE, Circumstances(DAY)).lines] == [""]
    online = bill_for([LICENCE], AT_ACCEPTANCE, Circumstances(DAY, is_online=True))
    assert [line.relief for line in online.lines] == [ONLINE]


def test_the_parts_of_an_examination_are_lines_of_their_own() -> None:
    bill = bill_for([*DRIVING_TEST, LICENCE], AT_ACCEPTANCE, Circumstances(DAY))
    assert [line.amount for line in bill.lines] == [100_000, 350_000, 80_000, 100_000, 135_000]
    assert bill.total == 765_000


def test_a_fee_by_the_vehicle_is_multiplied() -> None:
    row = FeeRow("PH", "Lệ phí cấp phù hiệu", CHARGE, 50_000, unit="xe")
    bill = bill_for([row], AT_ACCEPTANCE, Circumstances(DAY, units={"PH": 3}))
    assert (bill.lines[0].count, bill.total) == (3, 150_000)
    assert bill_for([row], AT_ACCEPTANCE, Circumstances(DAY, units={"PH": 0})).lines == ()


def test_fewer_than_no_units_is_a_fault() -> None:
    with pytest.raises(ValueError, match="-1 units"):
        bill_for([LICENCE], AT_ACCEPTANCE, Circumstances(DAY, units={"GPLX": -1}))


def test_who_is_exempt_sees_the_line_and_pays_nothing() -> None:
    row = replace(LICENCE, exempt_groups=frozenset({"poor_household"}))
    bill = bill_for([row], AT_ACCEPTANCE, Circumstances(DAY, frozenset({"poor_household"}), is_online=True))
    assert (bill.lines[0].relief, bill.total) == (EXEMPT, 0)


def test_each_moment_collects_its_own() -> None:
    rows = [replace(LICENCE, code=each, collected=each) for each in (AT_ACCEPTANCE, AT_SUPPLEMENT, AT_RETURN)]
    for moment in (AT_ACCEPTANCE, AT_SUPPLEMENT, AT_RETURN):
        assert [line.code for line in bill_for(rows, moment, Circumstances(DAY)).lines] == [moment]


def test_what_is_not_collected_is_nought() -> None:
    assert bill_for([], AT_ACCEPTANCE, Circumstances(DAY)).total == 0


def test_a_new_row_takes_over_on_its_day() -> None:
    rows = [replace(LICENCE, last=date(2024, 5, 31)), replace(LICENCE, amount=150_000, first=DAY)]
    days = (date(2024, 5, 31), DAY)
    assert [bill_for(rows, AT_ACCEPTANCE, Circumstances(day)).total for day in days] == [135_000, 150_000]
    assert twice_charged(rows) == ()


def test_a_row_that_was_not_ended_is_noticed() -> None:
    assert twice_charged([LICENCE, replace(LICENCE, amount=150_000, first=DAY)]) == ("GPLX",)
    assert twice_charged([replace(LICENCE, last=DAY), replace(LICENCE, first=DAY)]) == ("GPLX",)
    assert twice_charged([LICENCE, replace(LICENCE, collected=AT_RETURN)]) == ()


@given(some.dates(), some.booleans(), some.integers(0, 50))
def test_the_total_is_the_sum_of_whole_lines(on: date, is_online: bool, count: int) -> None:
    bill = bill_for(
        [*DRIVING_TEST, LICENCE], AT_ACCEPTANCE, Circumstances(on, frozenset(), is_online, {"SH-LT": count})
    )
    assert bill.total == sum(line.price * line.count for line in bill.lines)


@pytest.mark.parametrize("word", [FEE, CHARGE, AT_ACCEPTANCE, AT_SUPPLEMENT, AT_RETURN, EXEMPT, ONLINE])
def test_every_word_is_said(word: str) -> None:
    assert label(word)
