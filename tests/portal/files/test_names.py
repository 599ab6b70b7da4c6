"""Names of uploaded files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files.names import clean_name, with_ending


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("672-UBND-KGVX.pdf", "672-UBND-KGVX.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\thu\\Công văn.pdf", "Công văn.pdf"),
        ("a\x00b\nc.pdf", "ab c.pdf"),
        ("hoá đơn\u202efdp.exe", "hoá đơnfdp.exe"),
        ("bao\u200bcao.pdf", "baocao.pdf"),
        ('bản "cuối" <2>.pdf', "bản _cuối_ _2_.pdf"),
        ("...", "tep"),
        ("", "tep"),
        (".pdf", "pdf"),
    ],
)
def test_a_name_is_made_safe(sent, kept):
    assert clean_name(sent) == kept


def test_a_long_name_is_cut_and_keeps_its_ending():
    kept = clean_name("../" + "Báo cáo " * 40 + ".docx")
    assert len(kept) <= 150
    assert kept.startswith("Báo cáo Báo cáo")
    assert kept.endswith(".docx")


def test_letters_are_composed():
    assert clean_name(unicodedata.normalize("NFD", "Quyết định.pdf")) == "Quyết định.pdf"


def test_the_ending_follows_the_contents():
    assert with_ending("Công văn.docx", ".pdf") == "Công văn.docx.pdf"
    assert with_ending("Ảnh.JPEG", ".jpg", (".jpeg",)) == "Ảnh.JPEG"


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_kept(sent):
    kept = clean_name(sent)
    assert 0 < len(kept) <= 150
    assert not set(kept) & set('/\\\x00\n\r\u202e"<>')
    assert clean_name(kept) == kept
