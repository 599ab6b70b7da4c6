"""Number and symbol: as typed, and as printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.documents.numbering import Code, padded, parse, symbol_for
from portal.documents.types import ABBREVIATIONS, abbreviation

symbols = some.from_regex(r"[A-ZĐƯ]{1,6}(-[A-ZĐƯ]{1,6}){0,2}", fullmatch=True)


@given(some.integers(0, 10**10 - 1), symbols)
def test_what_is_printed_is_read_again(number: int, symbol: str) -> None:
    assert parse(str(Code(number, symbol))) == Code(number, symbol)


@given(some.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    code = parse(text)
    assert code is None or (code.symbol and code.symbol == code.symbol.strip())


@pytest.mark.parametrize("typed", ["672/UBND-KGVX", " 0672 / UBND - KGVX ", "672/UBND- KGVX"])
def test_stray_blanks_and_zeros_do_not_matter(typed: str) -> None:
    assert parse(typed) == Code(672, "UBND-KGVX")


@pytest.mark.parametrize("typed", ["", "UBND", "672", "/UBND", "672/", "12345678901/X"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert parse(typed) is None


def test_numbers_below_ten_have_a_zero_before_them() -> None:
    assert [padded(number) for number in (1, 9, 10, 100)] == ["01", "09", "10", "100"]


@pytest.mark.parametrize("type_name", ABBREVIATIONS)
def test_a_letter_names_the_unit_every_other_type_itself(type_name: str) -> None:
    short = abbreviation(type_name)
    assert symbol_for(short, "SGTVT", "QLVT") == (f"{short}-SGTVT" if short else "SGTVT-QLVT")
