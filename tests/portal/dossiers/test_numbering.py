"""Codes of dossiers, numbers of papers, and the secret: as issued, as received, as people type them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.dossiers.numbering import (
    PAPERS,
    SECRET_LETTERS,
    Pattern,
    counter_of,
    dossier_code,
    is_ours,
    is_secret,
    new_secret,
    paper_number,
    parse,
    printed_secret,
    regime_of,
    tidy_secret,
)
from portal.kit.clock import HANOI

NOON = datetime(2020, 4, 8, 12, tzinfo=HANOI)
sequences = some.integers(1, 10**7)
agencies = some.sampled_from(["000.00.12.H47", "H47", "H47.12", "H47.12.01", "G09.20"])
moments = some.datetimes(datetime(2019, 1, 1), datetime(2099, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001
secrets_typed = some.text(SECRET_LETTERS, min_size=8, max_size=12)


def test_the_code_is_agency_day_and_sequence() -> None:
    assert dossier_code("000.00.12.H47", NOON, 1) == "000.00.12.H47-200408-0001"
    assert dossier_code("H47.12", NOON, 1) == "H47.12-200408-0001"


def test_the_sequence_grows_beyond_four_digits() -> None:
    assert dossier_code("H47.12", NOON, 12345) == "H47.12-200408-12345"


def test_the_day_is_that_in_vietnam() -> None:
    late_in_utc = datetime(2026, 9, 2, 17, 0, tzinfo=UTC)
    assert dossier_code("H47.12", late_in_utc, 1) == "H47.12-260903-0001"
    assert counter_of("H47.12", late_in_utc) == ("H47.12", date(2026, 9, 3))


def test_a_ministry_puts_its_own_digits_before_the_sequence() -> None:
    pattern = Pattern("{agency}-{yyMMdd}-07{seq:4}")
    assert dossier_code("G09.20", NOON, 42, pattern) == "G09.20-200408-070042"


@pytest.mark.parametrize("text", ["", "{agency}", "{seq}{seq}", "{seq}{moon}", "{seq:4}-{", "{seq:xx}"])
def test_what_is_no_pattern_is_refused_when_it_is_set(text: str) -> None:
    with pytest.raises(ValueError, match="no pattern"):
        Pattern(text)


@pytest.mark.parametrize(
    ("agency", "regime"),
    [
        ("000.00.12.H47", "old"),
        ("H47", "new"),
        ("H47.12", "new"),
        ("H47.12.01", "new"),
        ("Z47.12", None),
        ("H47..12", None),
        ("H47." + "12." * 11 + "1", None),
    ],
)
def test_an_agency_is_written_by_the_old_rule_or_the_new(agency: str, regime: str | None) -> None:
    assert regime_of(agency) == regime


@given(agencies, moments, sequences)
def test_what_is_issued_is_ours_and_is_read_again(agency: str, moment: datetime, sequence: int) -> None:
    code = dossier_code(agency, moment, sequence)
    assert is_ours(code)
    assert parse(code) == parse(code.lower()) == parse(f"  {code.replace('-', ' – ')} ") == code


@given(some.text(max_size=40))
def test_anything_may_be_typed(text: str) -> None:
    code = parse(text)
    assert code is None or parse(code) == code


@pytest.mark.parametrize("typed", [
    "000.00.12.H47-200408-0001", "000.00.12.h47 - 200408 - 0001", "0000012H47-200408-0001",
    "000.00.12.H47 200408 0001", "000.0012.h47–200408–0001",
])  # fmt: skip
def test_blanks_small_letters_and_dots_of_an_old_code_do_not_matter(typed: str) -> None:
    assert parse(typed) == "000.00.12.H47-200408-0001"


def test_codes_from_elsewhere_are_taken_as_they_are() -> None:
    foreign = "G09.20-20260609-0092637"
    assert parse(foreign) == foreign
    assert not is_ours(foreign)


@pytest.mark.parametrize("typed", ["", "H47.12", "H47.12-2004-0001", "H47.12-200408-1", "200408-0001"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert parse(typed) is None


@pytest.mark.parametrize(("paper", "number"), [
    ("receipt", "07/TNHS-TTPVHCC"), ("supplement_request", "07/PBS-TTPVHCC"), ("refusal", "07/PTC-TTPVHCC"),
    ("apology", "07/PXL-TTPVHCC"), ("stop_notice", "07/TBD-TTPVHCC"), ("control_sheet", "07/PKS-TTPVHCC"),
    ("logbook", "07/STD-TTPVHCC"),
])  # fmt: skip
def test_papers_have_their_own_numbers(paper: str, number: str) -> None:
    assert paper_number(PAPERS[paper], "TTPVHCC", NOON, 7) == number


def test_an_agency_may_number_its_papers_otherwise() -> None:
    assert paper_number(Pattern("{seq}/{yyyy}/PBS-{office}"), "BPTNTKQ", NOON, 123) == "123/2020/PBS-BPTNTKQ"


def test_a_secret_is_long_enough_and_has_no_letters_that_look_alike() -> None:
    assert len(new_secret()) == 8
    assert set(new_secret(200)) <= set(SECRET_LETTERS)
    assert not set(SECRET_LETTERS) & set("0O1ILU")
    with pytest.raises(ValueError, match="at least 8"):
        new_secret(7)


@given(secrets_typed)
def test_a_secret_is_taken_as_it_stands_on_the_receipt(secret: str) -> None:
    assert tidy_secret(printed_secret(secret)) == secret
    assert is_secret(f" {printed_secret(secret).lower()} ", secret)
    assert not is_secret(secret + "2", secret)


@pytest.mark.parametrize("typed", ["", "K7PM2XQB", "đáp án", "K7PM2XQ"])
def test_a_wrong_secret_is_wrong(typed: str) -> None:
    assert not is_secret(typed, "K7PM2XQA")
    assert not is_secret(typed, "")
