"""References: short, full of digits, and found again in what a bank made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.kit.errors import Invalid
from portal.payments.references import known_in, plain, reference_for, references_in

CODE, REFERENCE = "000.00.12.H47-200408-0001", "HS20040800017"
codes = some.from_regex(r"[0-9A-Z.]{3,35}-([0-9]{6}|[0-9]{8})-[0-9]{4,10}", fullmatch=True)


def test_the_reference_is_made_of_date_number_and_check_digit() -> None:
    assert reference_for(CODE) == REFERENCE


def test_another_agency_of_the_same_day_and_number_has_another() -> None:
    assert reference_for("000.00.13.H47-200408-0001") != REFERENCE


@pytest.mark.parametrize(
    ("code", "reference"),
    [("G09.20-20260609-0092637", "HS2026060900926376"), ("H47.12-250701-12345", "HS250701123459")],
)
def test_a_code_with_a_long_date_or_number_has_one_too(code: str, reference: str) -> None:
    assert reference_for(code) == reference


@pytest.mark.parametrize(
    "code", ["", "HS1", "000.00.12.H47-200408", "000.00.12.H47-2004-0001", "H47-200408-1"]
)
def test_what_is_no_code_has_none(code: str) -> None:
    with pytest.raises(Invalid):
        reference_for(code)


@pytest.mark.parametrize(
    "words",
    [
        "HS20040800017",
        "hs 200408.0001-7 nop le phi",
        "MBVCB.5512345678.HS20040800017 NOP LE PHI.CT tu 0011001234567 toi 9704",
        "NGUYEN VAN A CHUYEN TIEN HS200408 00017FT20099123",
        "HS200408000170112345678 GD 998877",
        "Đóng phí hs20040800017.",
    ],
)
def test_it_is_found_in_what_a_bank_made_of_it(words: str) -> None:
    assert known_in(words, {REFERENCE, "HS20040900015"}) == (REFERENCE,)


@pytest.mark.parametrize("words", ["", "nop le phi", "HS2004080001", "20040800017", "HS20040800016"])
def test_what_is_cut_off_or_mistyped_is_nobodys(words: str) -> None:
    assert known_in(words, {REFERENCE}) == ()


def test_two_dossiers_in_one_transfer_are_both_named_for_a_person_to_decide() -> None:
    known = {REFERENCE, "HS20040900015"}
    assert known_in("HS20040900015 HS20040800017 HS20040800017", known) == ("HS20040900015", REFERENCE)


def test_the_longest_reading_comes_first() -> None:
    assert list(references_in("HS2004080001799")) == [
        ("HS2004080001799", "HS200408000179", "HS20040800017"),
    ]


def test_a_long_row_of_digits_has_few_readings() -> None:
    (readings,) = references_in("HS" + "1" * 5_000)
    assert {len(each) for each in readings} == set(range(13, 22))


@given(codes, some.text(max_size=20), some.text(alphabet=" .,-/", max_size=3))
def test_every_reference_is_found_whatever_stands_before_it(code: str, before: str, mark: str) -> None:
    reference = reference_for(code)
    words = f"{before} {mark.join(reference.lower())} nop phi"
    assert reference in known_in(words, {reference})


@given(codes, some.data())
def test_one_wrong_digit_of_a_reference_is_never_the_same_codes(code: str, data: some.DataObject) -> None:
    reference = reference_for(code)
    place = data.draw(some.integers(2, len(reference) - 1))
    other = data.draw(some.sampled_from(sorted(set("0123456789") - {reference[place]})))
    mistyped = f"{reference[:place]}{other}{reference[place + 1 :]}"
    agency, date, _number = code.rsplit("-", 2)
    date, number = mistyped[2 : 2 + len(date)], mistyped[2 + len(date) : -1]
    assert reference_for(f"{agency}-{date}-{number}") != mistyped


def test_diacritics_go_and_case_and_punctuation_stay() -> None:
    assert plain("Nộp lệ phí  đổi GPLX, Đà Nẵng – số 1/2") == "Nop le phi doi GPLX, Da Nang so 1/2"


@given(some.text())
def test_plain_words_are_printable_ascii_and_stay_as_they_are(text: str) -> None:
    words = plain(text)
    assert words.isascii() and words.isprintable() and plain(words) == words
