"""What a file is, told by its bytes."""

import pytest

from portal.files.kinds import DOCX, JPEG, PDF, PNG, TIFF, XLSX, guess, kind_of
from tests.support import papers


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: papers.pdf(), PDF),
        (lambda: b"junk from a mail gateway\r\n" + papers.pdf(), PDF),
        (lambda: papers.png(papers.pdf()), PNG),
        (lambda: b"\xff\xd8\xff\xe0JFIF", JPEG),
        (lambda: b"II*\x00rest", TIFF),
        (lambda: papers.office(".docx", "Kính gửi"), DOCX),
        (lambda: papers.office(".xlsx", "Kính gửi"), XLSX),
    ],
)
def test_a_kind_is_told_by_the_contents(make, kind):
    assert kind_of(make()) is kind


@pytest.mark.parametrize(
    "make",
    [
        lambda: b"<html></html>",
        lambda: b"MZ\x90\x00",
        lambda: papers.office(".docx", "x", macros=True),
        lambda: papers.zipped({"a.exe": "MZ"}),
        lambda: b"PK\x03\x04 and nothing more",
        lambda: b"",
    ],
)
def test_everything_else_is_not_taken(make):
    assert kind_of(make()) is None


def test_what_is_refused_can_be_named():
    assert guess(b"GIF89a" + bytes(20)) == "image/gif"
    assert guess(b"") == ""
