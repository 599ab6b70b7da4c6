"""What was found is marked where it stands, in the text's own letters."""

import pytest

from portal.search.snippets import marked, snippet
from portal.search.words import terms_of


@pytest.mark.parametrize(
    ("text", "typed", "html"),
    [
        ("Quyết định số 12", "quyet 12", "<mark>Quyết</mark> định số <mark>12</mark>"),
        ("Quyết định", "dinh q", "<mark>Quyết định</mark>"),
        ("Hòa, bình & vui", '"hoà bình"', "<mark>Hòa, bình</mark> &amp; vui"),
        ("672/UBND-KGVX", "672/ubnd-kg", "<mark>672/UBND-KGVX</mark>"),
        ("họp họp", "hop", "<mark>họp họp</mark>"),
        ("<script>họp</script>", "script", "&lt;<mark>script</mark>&gt;họp&lt;/<mark>script</mark>&gt;"),
        ("không gì cả", "xa", "không gì cả"),
    ],
)
def test_marks(text: str, typed: str, html: str) -> None:
    assert marked(text, terms_of(typed)) == html


def test_a_piece_ends_at_whole_words_with_an_ellipsis() -> None:
    piece = snippet("ếp nhận văn bản đến tạ", terms_of("văn bản"), starts_text=False, ends_text=False)
    assert piece == "… nhận <mark>văn bản</mark> đến …"


def test_a_piece_that_is_the_whole_text_has_none() -> None:
    assert snippet("văn bản", terms_of("bản"), starts_text=True, ends_text=True) == "văn <mark>bản</mark>"
