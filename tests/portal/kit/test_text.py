"""Vietnamese text: one normal form, one fold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.kit.text import fold, initials, nfc, shorten


@given(some.text())
def test_text_as_kept_is_composed_on_one_line_and_stays_so(text: str) -> None:
    kept = nfc(text)
    assert nfc(kept) == kept == kept.strip() and "\n" not in kept and "\0" not in kept
    assert unicodedata.is_normalized("NFC", kept)


@given(some.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "written", ["Quyết định số 12/QĐ-SNV", "QUYẾT ĐỊNH  SỐ 12-QĐ_SNV", "quyet dinh so 12 qd snv"]
)
def test_what_sounds_alike_is_found_alike(written: str) -> None:
    assert fold(written) == "quyet dinh so 12 qd snv"


def test_old_and_new_places_of_marks_fall_together() -> None:
    assert fold("hòa thúy") == fold("hoà thuý")


def test_a_face_shows_the_first_and_the_last_name() -> None:
    assert [initials(name) for name in ("Nguyễn Thị Hoài", "Ổn", "đặng văn ổn", "")] == ["NH", "ỔN", "ĐỔ", ""]


@given(some.text(), some.integers(2, 50))
def test_what_is_shortened_is_short(text: str, length: int) -> None:
    assert len(shorten(text, length)) <= length
    assert shorten(text, length) == text or shorten(text, length).endswith("…")
