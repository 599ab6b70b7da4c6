"""Numbers that name a person or a firm: what is wrong is refused, what is only odd is a doubt."""

from datetime import date

import pytest

from portal.procedures.questions.asked import Limits, Question, QuestionKind, Surroundings
from portal.procedures.questions.identity import birth_year, doubts_about, is_checked, mask
from portal.procedures.questions.kinds import read

KIND = QuestionKind
AROUND = Surroundings(date(2026, 7, 1))


def ask(kind, **limits) -> Question:
    return Question("q", kind, "?", limits=Limits(**limits))


def test_an_old_identity_number_only_where_it_is_allowed():
    reading = read(ask(KIND.IDENTITY_NUMBER, old_identity_number=True), "205 123 456", AROUND)
    assert reading.value == "205123456"


@pytest.mark.parametrize(("number", "count"), [("049090123456", 0), ("005090123456", 1), ("049299123456", 1)])
def test_an_odd_identity_number_is_a_doubt_and_not_a_problem(number, count):
    reading = read(ask(KIND.IDENTITY_NUMBER), number, AROUND)
    assert reading.value == number and len(reading.doubts) == count


def test_year_and_sex_are_compared_with_what_was_declared():
    assert birth_year("049090123456") == 1990 and birth_year("049303123456") == 2003
    assert doubts_about("049190123456", date(1990, 5, 1), is_female=True) == ()
    assert len(doubts_about("049190123456", date(1991, 5, 1), is_female=False)) == 2
    assert doubts_about("205123456", date(1990, 5, 1)) == ()


def test_foreign_passports_and_old_licences_are_taken_with_a_doubt():
    assert (
        read(ask(KIND.PASSPORT), "12AB34567", AROUND).doubts
        and not read(ask(KIND.PASSPORT), "C1234567", AROUND).doubts
    )
    assert read(ask(KIND.LICENCE_NUMBER), "AB123456", AROUND).doubts


@pytest.mark.parametrize(
    "code", "0100109106 0300588569 0100684378 0101248141 0102595740 0100112437 0100150619".split()
)
def test_tax_codes_that_were_issued_pass_and_a_wrong_digit_does_not(code):
    assert is_checked(code)
    assert not any(is_checked(code[:9] + digit) for digit in "0123456789" if digit != code[9])


def test_a_short_number_is_masked_but_for_its_end():
    assert mask("12345678") == "******78"
