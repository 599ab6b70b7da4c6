"""Number books and mandates: what an administrator may enter."""

from datetime import date

import pytest

from portal.documents.admin import (
    BookEntry,
    MandateEntry,
    capacity_names,
    problems_of_book,
    problems_of_mandate,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def test_a_book_ends_after_it_begins_and_takes_known_types() -> None:
    assert problems_of_book(BookEntry("Sổ", "out", ("Quyết định",), FIRST, LAST)) == {}
    assert set(problems_of_book(BookEntry("Sổ", "out", ("Nghị định",), LAST, FIRST))) == {
        "type_names",
        "valid_to",
    }
    assert problems_of_book(BookEntry("Sổ", "in", ("Điện mật",))) == {}


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (MandateEntry(1, "", "GIÁM ĐỐC", valid_from=FIRST), set()),
        (MandateEntry(1, "KT.", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"), set()),
        (MandateEntry(1, "KT.", "PHÓ GIÁM ĐỐC"), {"block"}),
        (MandateEntry(1, "TL.", "TL. GIÁM ĐỐC"), {"base_document"}),
        (MandateEntry(1, "TUQ.", "TUQ. GIÁM ĐỐC", base_document="QĐ 01"), {"valid_to"}),
        (MandateEntry(1, "TUQ.", "TUQ. GIÁM ĐỐC", ("Công văn",), "QĐ 01", FIRST, LAST), set()),
        (MandateEntry(1, "", "GIÁM ĐỐC", ("Nghị định",)), {"type_names"}),
    ],
)
def test_orders_are_in_writing_and_powers_of_attorney_end(entry: MandateEntry, wrong: set[str]) -> None:
    assert set(problems_of_mandate(entry)) == wrong


def test_every_capacity_has_a_name() -> None:
    assert all(name for _capacity, name in capacity_names())
