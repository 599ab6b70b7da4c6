"""What an inspection finds in letters, scans, broken and hostile files."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.files.checks import Reader, inspect, inspect_sealed, problem_sentence, warning_sentence
from portal.files.markings import Degree, Marking
from portal.files.sealed import Sealer, new_key
from tests.support import papers

READER = Reader("tesseract", 2)
BLIND = Reader("no-such-program", 2)
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")


def problem_of(data, name="a.pdf", **options):
    return inspect(data, name, READER, **options).problem


def degrees_of(data, name="a.pdf", reader=READER):
    return [(marking.degree, marking.page) for marking in inspect(data, name, reader).markings]


def test_a_letter_is_read_page_by_page():
    found = inspect(papers.pdf(pages=3), "Báo cáo.pdf", READER, must_be_pdf=True)
    assert (found.problem, found.pages, len(found.text_by_page), found.media_type) == (
        "",
        3,
        3,
        "application/pdf",
    )
    assert "điểm đen tai nạn" in found.text_by_page[2]
    assert (found.is_readable, found.is_scanned) == (True, False)


def test_a_worker_opens_the_sealed_file_itself(tmp_path: Path):
    key = new_key()
    with (tmp_path / "f").open("wb") as file:
        sealer = Sealer(file, key)
        sealer.write(papers.pdf())
        sealer.finish()
    assert inspect_sealed(tmp_path / "f", key, "a.pdf", READER, must_be_pdf=True).pages == 1


@pytest.mark.parametrize("stamp", ["MẬT", "M Ậ T", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_stamp_beside_the_date_is_found(stamp):
    assert [page for _degree, page in degrees_of(papers.pdf(stamp=stamp))] == [1]


def test_a_letter_that_only_speaks_of_secret_papers_passes():
    text = "Không gửi kèm bản giấy, trừ văn bản mật. \\ Quy chế BẢO MẬT và mật độ giao thông."
    assert degrees_of(papers.pdf(text)) == []


def test_a_stamp_low_on_the_first_page_is_not_one_and_high_on_a_later_page_is():
    assert degrees_of(papers.pdf("#v(15cm) #align(center)[MẬT]")) == []
    assert degrees_of(papers.pdf(papers.LETTER + "\n#pagebreak()\n#align(center)[MẬT]")) == [
        (Degree.SECRET, 2)
    ]


def test_the_name_is_searched_as_it_was_sent():
    assert inspect(papers.pdf(), "(TỐI MẬT) a.pdf", READER).markings == (Marking(Degree.TOP_SECRET, 0),)


def test_a_stamp_in_a_text_box_of_a_word_file_is_found():
    assert degrees_of(papers.office(".docx", "box:MẬT"), "a.docx") == [(Degree.SECRET, 1)]
    assert degrees_of(papers.office(".docx", "Công tác bảo mật"), "a.docx") == []


@needs_tesseract
def test_a_scan_is_recognised():
    found = inspect(papers.scan(), "a.pdf", READER)
    assert (found.is_readable, found.is_scanned) == (True, True)
    assert "Độc lập - Tự do - Hạnh phúc" in found.text_by_page[0]
    assert found.markings == ()


FRAMED = "#box(stroke: 1.5pt + red, inset: 5pt)[#text(red)[*%s*]]"


@needs_tesseract
@pytest.mark.parametrize(
    "stamp",
    [
        "*MẬT*",
        FRAMED % "MẬT",
        FRAMED % "TỐI MẬT",
        FRAMED % "TÀI LIỆU THU HỒI",
        f"#rotate(-6deg)[{FRAMED % 'MẬT'}]",
        "#box(stroke: 1pt, inset: 3pt)[#text(11pt)[TUYỆT MẬT]]",
    ],
)
def test_a_stamp_on_a_scan_is_found(stamp):
    assert [page for _degree, page in degrees_of(papers.scan(stamp=stamp))] == [1]


@needs_tesseract
def test_a_framed_word_of_urgency_on_a_scan_is_no_stamp_of_secrecy():
    assert degrees_of(papers.scan(stamp=FRAMED % "HỎA TỐC")) == []


@needs_tesseract
def test_a_stamp_that_is_a_picture_on_a_letter_with_text_is_found(tmp_path):
    stamped = papers.pdf_with_picture(FRAMED % "TỐI MẬT")
    assert degrees_of(stamped) == [(Degree.TOP_SECRET, 1)]


@needs_tesseract
def test_a_photograph_of_a_letter_is_recognised():
    found = inspect(papers.png(papers.pdf(stamp="*MẬT*")), "a.png", READER)
    assert (found.pages, found.markings) == (1, (Marking(Degree.SECRET, 1),))


def test_a_scan_without_a_reader_is_not_checked():
    found = inspect(papers.scan(), "a.pdf", BLIND)
    assert (found.is_scanned, found.unread_pages, found.is_readable) == (True, (1,), False)


@needs_tesseract
def test_a_smudge_is_not_checked():
    assert inspect(papers.smudge(), "a.pdf", READER).unread_pages == (1,)


def test_a_letter_needs_no_reader():
    assert inspect(papers.pdf(), "a.pdf", BLIND).is_readable


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (papers.cut_pdf, "broken_pdf"),
        (papers.misdirected_pdf, "broken_pdf"),
        (lambda: b"%PDF-1.7\n" + bytes(1000), "broken_pdf"),
        (papers.encrypted_pdf, "encrypted"),
        (lambda: papers.encrypted_pdf("mật khẩu"), "encrypted"),
        (papers.pageless_pdf, "no_pages"),
        (papers.huge_page_pdf, "page_too_large"),
        (lambda: b"GIF89a", "unknown_kind"),
        (lambda: papers.zipped({"[Content_Types].xml": "wordprocessingml.document.main+xml"}), ""),
        (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "broken_picture"),
    ],
)
def test_what_cannot_be_taken_is_named(make, problem):
    assert problem_of(make()) == problem
    assert not problem or problem_sentence(problem).endswith(".")


def test_a_main_document_must_be_a_pdf():
    assert problem_of(papers.office(".docx", "x"), "a.pdf", must_be_pdf=True) == "not_pdf"
    assert problem_of(b"Kinh gui", "a.pdf", must_be_pdf=True) == "not_pdf"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(papers.pdf()) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_letter_is_read_or_refused_and_never_breaks_the_inspection(place, junk):
    damaged = papers.pdf()[:place] + junk + papers.pdf()[place + len(junk) :]
    problem = problem_of(damaged)
    assert not problem or problem_sentence(problem)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 900), st.binary(min_size=1, max_size=9))
def test_a_damaged_office_file_never_breaks_the_inspection(place, junk):
    sound = papers.office(".docx", "Kính gửi", "box:Số: 12")
    damaged = sound[:place] + junk + sound[place + len(junk) :]
    problem = problem_of(damaged, "a.docx")
    assert not problem or problem_sentence(problem)


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr("portal.files.checks.MOST_PAGES", 2)
    assert problem_of(papers.pdf(pages=3)) == "too_many_pages"


def test_a_hybrid_file_is_taken_with_a_warning():
    found = inspect(papers.hybrid_pdf(), "a.pdf", READER)
    assert (found.problem, found.warnings) == ("", ("hybrid",))
    assert "lai" in warning_sentence("hybrid")


def test_a_wrong_ending_is_put_right_with_a_warning():
    found = inspect(papers.pdf(), "Công văn.docx", READER)
    assert (found.name, found.warnings) == ("Công văn.docx.pdf", ("other_ending",))


@needs_tesseract
@pytest.mark.parametrize(
    "name", ["15-DN-HTX.pdf", "207-TCDBVN-ATGT.pdf", "672-UBND-KGVX.pdf", "118-TB-VP-scan.pdf"]
)
def test_real_letters_of_several_producers_pass(name):
    letter = (Path("tests/golden/incoming") / name).read_bytes()
    found = inspect(letter, name, READER, must_be_pdf=True)
    assert (found.problem, found.markings, found.warnings) == ("", (), ())
