"""What people type is read leniently and shown in one way; what is shown can be read again."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from portal.procedures.conditions.tree import Type
from portal.procedures.questions.accounts import BankAccount
from portal.procedures.questions.asked import (
    Limits,
    Option,
    Question,
    QuestionKind,
    Surroundings,
)
from portal.procedures.questions.kinds import masked, read, restored, show, stored, type_of

KIND = QuestionKind
AROUND = Surroundings(date(2026, 7, 1))
FORMS = (Option("fixed", "Tuyến cố định"), Option("taxi", "Taxi"))


def ask(kind, **limits) -> Question:
    return Question("q", kind, "?", options=FORMS, limits=Limits(**limits))


def value_of(kind, raw, **limits):
    return read(ask(kind, **limits), raw, AROUND).value


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (KIND.SHORT_TEXT, "  Nguye\u0302\u0303n   Văn A\n", "Nguyễn Văn A"),
        (KIND.LONG_TEXT, " một \r\n  hai   ba ", "một\nhai ba"),
        (KIND.NUMBER, "1.234", Decimal(1234)),
        (KIND.MONEY, "115.000 đ", 115_000),
        (KIND.MONEY, "115 000 VNĐ", 115_000),
        (KIND.MONEY, "115000đồng", 115_000),
        (KIND.DATE, "8/4/2020", date(2020, 4, 8)),
        (KIND.DATE, "2020-04-08", date(2020, 4, 8)),
        (KIND.DATE, "8.4.2020", date(2020, 4, 8)),
        (KIND.YES_NO, "Có", True),
        (KIND.YES_NO, "no", False),
        (KIND.TICK, "on", True),
        (KIND.TICK, "", None),
        (KIND.ONE_OF, "taxi", "taxi"),
        (KIND.ONE_OF, "Tuyến cố định", "fixed"),
        (KIND.SEVERAL_OF, ["taxi", "fixed", "taxi"], ("fixed", "taxi")),
        (KIND.EMAIL, " Lan@SGTVT.gov.VN ", "lan@sgtvt.gov.vn"),
        (KIND.PHONE, "+84 905.123.456", "0905123456"),
        (KIND.PHONE, "0084 (0)905 123 456", "0905123456"),
        (KIND.PHONE, "0235 3812 345", "02353812345"),
        (KIND.IDENTITY_NUMBER, "049 090 123 456", "049090123456"),
        (KIND.PASSPORT, "c 1234567", "C1234567"),
        (KIND.TAX_CODE, "0100109106", "0100109106"),
        (KIND.TAX_CODE, "0100109106 001", "0100109106-001"),
        (KIND.TAX_CODE, "049090123456", "049090123456"),
        (KIND.LICENCE_NUMBER, "490 123 456 789", "490123456789"),
        (KIND.VEHICLE_PLATE, "43a12345", "43A-123.45"),
        (KIND.VEHICLE_PLATE, "92h1 2345", "92H1-2345"),
        (KIND.VEHICLE_PLATE, "92H1-123.45", "92H1-123.45"),
        (KIND.VEHICLE_PLATE, "29mđ1-12345", "29MĐ1-123.45"),
        (KIND.VEHICLE_PLATE, "TM1234", "TM-12-34"),
        (KIND.VEHICLE_PLATE, "80 011 NG 05", "80-011-NG-05"),
        (KIND.FILE, ["7", "8", "7"], (7, 8)),
    ],
)
def test_it_is_read_as_people_type(kind, typed, value):
    assert value_of(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (KIND.NUMBER, "1.5"),
        (KIND.NUMBER, "1,5"),
        (KIND.NUMBER, "1e5"),
        (KIND.NUMBER, "9" * 16),
        (KIND.MONEY, "-5"),
        (KIND.MONEY, "100 USD"),
        (KIND.DATE, "31/2/2020"),
        (KIND.DATE, "4/2020"),
        (KIND.YES_NO, "maybe"),
        (KIND.ONE_OF, "bus"),
        (KIND.SEVERAL_OF, ["taxi", "bus"]),
        (KIND.EMAIL, "lan@sgtvt"),
        (KIND.PHONE, "905123456"),
        (KIND.PHONE, "0123456789"),
        (KIND.IDENTITY_NUMBER, "205123456"),
        (KIND.IDENTITY_NUMBER, "04909012345x"),
        (KIND.PASSPORT, "ABCDEFGH"),
        (KIND.TAX_CODE, "0100109107"),
        (KIND.TAX_CODE, "01001"),
        (KIND.LICENCE_NUMBER, "12"),
        (KIND.VEHICLE_PLATE, "43-12"),
        (KIND.FILE, ["7", "../8"]),
        (KIND.BANK_ACCOUNT, {"bank": "Vietcombank", "number": "0071000123456", "holder": "A"}),
        (KIND.BANK_ACCOUNT, {"bank": "970436", "number": "1", "holder": "A"}),
        (KIND.BANK_ACCOUNT, {"bank": "970436", "number": "0071000123456"}),
        (KIND.SHORT_TEXT, "a" * 301),
    ],
)
def test_what_cannot_be_taken_is_said_in_one_sentence(kind, typed):
    reading = read(ask(kind), typed, AROUND)
    assert reading.value is None and reading.problem.endswith(".")


@pytest.mark.parametrize("kind", QuestionKind)
@pytest.mark.parametrize("blank", ["", "  ", [], {}])
def test_nothing_typed_is_no_answer_and_no_problem(kind, blank):
    reading = read(ask(kind), blank, AROUND)
    assert reading.value is None and not reading.problem and show(ask(kind), None) == ""


@given(
    some.sampled_from(QuestionKind), some.text(max_size=20) | some.lists(some.text(max_size=5), max_size=3)
)
def test_anything_may_be_typed(kind, raw):
    reading = read(ask(kind, decimals=2), raw, AROUND)
    assert not (reading.problem and reading.value is not None)
    if reading.value is not None:
        assert restored(ask(kind), stored(ask(kind), reading.value)) == reading.value


digits = some.text("0123456789", min_size=12, max_size=12)
TYPED = {
    KIND.SHORT_TEXT: some.text(max_size=30),
    KIND.LONG_TEXT: some.text(max_size=30),
    KIND.NUMBER: some.decimals(-(10**12), 10**12, places=2).map(lambda each: f"{each:f}".replace(".", ",")),
    KIND.MONEY: some.integers(0, 10**15 - 1).map(str),
    KIND.DATE: some.dates().map(date.isoformat),
    KIND.YES_NO: some.sampled_from(["yes", "no"]),
    KIND.ONE_OF: some.sampled_from(["fixed", "taxi"]),
    KIND.EMAIL: some.emails(),
    KIND.PHONE: digits.map(lambda each: f"09{each[:8]}") | digits.map(lambda each: f"02{each[:9]}"),
    KIND.IDENTITY_NUMBER: digits,
    KIND.PASSPORT: digits.map(lambda each: f"C{each[:7]}"),
    KIND.TAX_CODE: digits,
    KIND.LICENCE_NUMBER: digits,
    KIND.VEHICLE_PLATE: some.from_regex(r"[0-9]{2}[A-Z]{1,2}[0-9]?-[0-9]{4,5}", fullmatch=True),
}


@given(some.data(), some.sampled_from(sorted(TYPED)))
def test_what_is_shown_is_read_again(data, kind):
    question = ask(kind, decimals=2)
    value = read(question, data.draw(TYPED[kind]), AROUND).value
    assume(value is not None)
    assert read(question, show(question, value), AROUND).value == value


@pytest.mark.parametrize(
    ("kind", "typed", "in_full", "in_lists"),
    [
        (KIND.NUMBER, "-1234,50", "-1.234,50", "-1.234,50"),
        (KIND.MONEY, "115000", "115.000 đ", "115.000 đ"),
        (KIND.DATE, "2020-04-08", "08/04/2020", "08/04/2020"),
        (KIND.YES_NO, "yes", "Có", "Có"),
        (KIND.ONE_OF, "fixed", "Tuyến cố định", "Tuyến cố định"),
        (KIND.SEVERAL_OF, ["taxi", "fixed"], "Tuyến cố định; Taxi", "Tuyến cố định; Taxi"),
        (KIND.PHONE, "0905123456", "0905 123 456", "090****456"),
        (KIND.PHONE, "02353812345", "0235 3812 345", "023*****345"),
        (KIND.IDENTITY_NUMBER, "049090123456", "049090123456", "049******456"),
        (KIND.TAX_CODE, "0100109106", "0100109106", "0100109106"),
        (KIND.TAX_CODE, "049090123456", "049090123456", "049******456"),
        (KIND.EMAIL, "hoai@gmail.com", "hoai@gmail.com", "h***@gmail.com"),
        (KIND.FILE, ["7", "8"], "2 tệp", "2 tệp"),
    ],
)
def test_how_it_is_shown_in_full_and_in_lists(kind, typed, in_full, in_lists):
    question = ask(kind, decimals=2)
    value = read(question, typed, AROUND).value
    assert (show(question, value), masked(question, value)) == (in_full, in_lists)


@pytest.mark.parametrize(
    ("kind", "limits", "typed"),
    [
        (KIND.NUMBER, {"least": Decimal(5)}, "4"),
        (KIND.NUMBER, {"most": Decimal(5)}, "6"),
        (KIND.NUMBER, {"decimals": 1}, "1,25"),
        (KIND.DATE, {"until_today": True}, "02/07/2026"),
        (KIND.DATE, {"from_today": True}, "30/06/2026"),
        (KIND.DATE, {"first_day": date(2020, 1, 1)}, "31/12/2019"),
        (KIND.DATE, {"last_day": date(2020, 1, 1)}, "02/01/2020"),
        (KIND.SEVERAL_OF, {"most": Decimal(1)}, ["fixed", "taxi"]),
        (KIND.FILE, {"least": Decimal(2)}, ["7"]),
        (KIND.LONG_TEXT, {"longest": 3}, "bốn1"),
    ],
)
def test_limits_are_kept(kind, limits, typed):
    reading = read(ask(kind, **limits), typed, AROUND)
    assert reading.problem and not read(ask(kind, decimals=2), typed, AROUND).problem


def test_a_bank_account_keeps_the_holder_as_banks_write_it():
    value = value_of(
        KIND.BANK_ACCOUNT, {"bank": "970436", "number": "0071 000 123 456", "holder": "Đỗ Văn Á"}
    )
    assert value == BankAccount("970436", "0071000123456", "DO VAN A")
    assert show(ask(KIND.BANK_ACCOUNT), value) == "0071000123456 (970436), DO VAN A"
    assert masked(ask(KIND.BANK_ACCOUNT), value) == "007*******456 (970436)"


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (KIND.NUMBER, 5),
        (KIND.ONE_OF, "bus"),
        (KIND.FILE, []),
        (KIND.NOTE, "x"),
        (KIND.ADDRESS, {"province": 1}),
    ],
)
def test_what_was_kept_for_another_kind_of_question_is_no_answer(kind, plain):
    assert restored(ask(kind), plain) is None


def test_headings_are_only_read_and_everything_else_is_known_to_conditions():
    unknown = {kind for kind in QuestionKind if type_of(ask(kind)) is None}
    assert unknown == {KIND.HEADING, KIND.NOTE} and type_of(ask(KIND.GROUP)) is Type.GROUP
