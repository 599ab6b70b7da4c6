"""A text and its fold agree letter for letter, and say the same words as the portal's one fold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.text import fold
from portal.search.folding import MOST_LETTERS, aligned


@pytest.mark.parametrize(
    ("text", "shown", "folded"),
    [
        ("Số: 12/QĐ-SGTVT", "Số: 12/QĐ-SGTVT", "so  12 qd sgtvt"),
        (unicodedata.normalize("NFD", "Hoà bình"), "Hoà bình", "hoa binh"),
        ("ﬁle\x00mới\n\n  của ß", "file mới của ss", "file moi cua ss"),
        ("lẻ \ud800 loi", "lẻ loi", "le loi"),
    ],
)
def test_what_is_shown_and_what_is_compared(text: str, shown: str, folded: str) -> None:
    assert aligned(text) == (shown, folded)


@given(st.text(max_size=200))
def test_every_letter_has_its_fold(text: str) -> None:
    shown, folded = aligned(text)
    assert len(shown) == len(folded)
    shown.encode()


LATIN = st.characters(max_codepoint=0x24F, categories=("L", "N", "P", "Z"))
VIETNAMESE = st.characters(min_codepoint=0x1EA0, max_codepoint=0x1EF9)


@given(st.text(alphabet=LATIN | VIETNAMESE, max_size=200))
def test_the_words_are_those_of_the_one_fold(text: str) -> None:
    assert aligned(text)[1].split() == fold(text).split()


def test_a_text_has_an_end() -> None:
    assert len(aligned("chữ " * MOST_LETTERS)[0]) == MOST_LETTERS
