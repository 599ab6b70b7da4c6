"""Text of office files, read without trusting them."""

import pytest

from portal.files.office import Unreadable, office_text
from tests.support import papers


def test_each_paragraph_is_a_line():
    assert office_text(papers.office(".docx", "Kính gửi: Sở", "MẬT"), ".docx").split("\n") == [
        "Kính gửi: Sở",
        "MẬT",
        "",
    ]


def test_a_text_box_is_a_line_of_its_own():
    assert "MẬT" in office_text(papers.office(".docx", "box:MẬT"), ".docx").split("\n")


def test_each_cell_is_a_line():
    assert office_text(papers.office(".xlsx", "Số", "TỐI MẬT"), ".xlsx").split("\n")[:2] == ["Số", "TỐI MẬT"]


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE x [<!ENTITY a "a">]><w:document xmlns:w="w">&a;</w:document>',
        "<w:document",
        b"\xff\xfe\x00",
    ],
)
def test_a_hostile_or_broken_part_is_unreadable(part):
    with pytest.raises(Unreadable):
        office_text(papers.zipped({"word/document.xml": part}), ".docx")


def test_a_file_that_would_fill_the_memory_is_unreadable():
    bomb = b"<w:document xmlns:w='w'>" + b" " * (65 * 1024 * 1024) + b"</w:document>"
    with pytest.raises(Unreadable, match="too large"):
        office_text(papers.zipped({"word/document.xml": bomb}), ".docx")


def test_what_is_no_archive_is_unreadable():
    with pytest.raises(Unreadable):
        office_text(b"PK\x03\x04", ".docx")
