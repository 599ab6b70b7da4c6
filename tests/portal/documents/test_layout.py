"""A document on paper by Decree 30/2020, annex I: what stands where, and what is left empty."""

import unicodedata
from contextlib import nullcontext
from dataclasses import replace

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.layout import Agency, Annex, LaidOut, Paper, lay_out
from portal.documents.typesetting import FONTS, missing_letters
from portal.kit.errors import Invalid

MM = 72 / 25.4
LETTERS = "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
AGENCY = Agency(
    "Sở Giao thông vận tải", "UBND tỉnh Quảng Nam", "Quảng Nam", ("Địa chỉ: 12 Trần Phú, Tam Kỳ",)
)
LETTER = Paper(
    AGENCY,
    "/SGTVT-VP",
    2026,
    "bổ sung xe khai thác tuyến Tam Kỳ - Đà Nẵng",
    "Sở đồng ý bổ sung 02 xe.\nSở trả lời để Hợp tác xã biết.",
    ("TL. Giám đốc", "Chánh Văn phòng"),
    "Nguyễn Thị Hoài",
    recipients=("Hợp tác xã vận tải Sông Thu",),
    copies_to=("Bến xe Tam Kỳ",),
    kept_by="VT, VP",
)
DECISION = replace(
    LETTER,
    type_name="Quyết định",
    symbol="/QĐ-SGTVT",
    subject="Về việc thành lập Tổ công tác",
    body="Căn cứ Luật Giao thông đường bộ;\nĐiều 1. Thành lập Tổ công tác.",
    recipients=(),
)


def words(laid_out: LaidOut, page: int = 0) -> str:
    """What a page says, in the order of its text layer, with single blanks."""
    return " ".join(pypdfium2.PdfDocument(laid_out.pdf)[page].get_textpage().get_text_range().split())


def box_of(laid_out: LaidOut, text: str, page: int = 0) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a text's first rectangle on a page, in points."""
    layer = pypdfium2.PdfDocument(laid_out.pdf)[page].get_textpage()
    found = layer.search(text, match_case=True).get_next()
    assert found, f"{text!r} is not on the page"
    layer.count_rects(*found)
    return layer.get_rect(0)


def rectangles(laid_out: LaidOut) -> list[tuple[float, float, float, float]]:
    layer = pypdfium2.PdfDocument(laid_out.pdf)[0].get_textpage()
    return [layer.get_rect(index) for index in range(layer.count_rects())]


def test_a_letter_has_its_boxes():
    page = words(lay_out(LETTER))
    for text in (
        "UBND TỈNH QUẢNG NAM SỞ GIAO THÔNG VẬN TẢI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "V/v bổ sung xe",
        "Kính gửi: Hợp tác xã vận tải Sông Thu",
        "Sở trả lời để Hợp tác xã biết./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Bến xe Tam Kỳ;",
        "- Lưu: VT, VP.",
        "TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG",
        "Nguyễn Thị Hoài",
        "Địa chỉ: 12 Trần Phú, Tam Kỳ",
    ):
        assert text in page


def test_a_named_type_stands_in_capitals_above_its_subject_and_is_not_addressed():
    page = words(lay_out(DECISION))
    assert "QUYẾT ĐỊNH Về việc thành lập Tổ công tác" in page
    assert "V/v" not in page
    assert "Kính gửi" not in page
    assert "Như trên" not in page


def test_number_and_date_stay_empty_and_their_places_touch_the_words_around_them():
    laid_out = lay_out(LETTER)
    places = laid_out.places
    assert box_of(laid_out, "/SGTVT-VP")[0] == pytest.approx(places.number.x + places.number.width, abs=1.5)
    assert box_of(laid_out, "Số:")[2] < places.number.x
    assert box_of(laid_out, "ngày")[2] < places.day.x < box_of(laid_out, "tháng")[0]
    assert box_of(laid_out, "tháng")[2] < places.month.x < box_of(laid_out, "năm 2026")[0]


def test_the_base_line_of_the_number_is_that_of_its_line():
    laid_out = lay_out(replace(LETTER, symbol="/EHI"))
    assert box_of(laid_out, "EHI")[1] == pytest.approx(laid_out.places.number.baseline, abs=0.7)


def test_the_signature_is_centred_between_office_and_name_and_the_seal_covers_a_third_of_it():
    laid_out = lay_out(LETTER)
    person, seal = laid_out.places.person, laid_out.places.agency
    left, _bottom, right, name_top = box_of(laid_out, "Nguyễn Thị Hoài")
    assert person.x + person.width / 2 == pytest.approx((left + right) / 2, abs=1)
    assert name_top < person.y < person.y + person.height < box_of(laid_out, "CHÁNH VĂN PHÒNG")[1]
    assert seal.x + seal.width - person.x == pytest.approx(person.width / 3)
    assert seal.width == pytest.approx(36 * MM)
    assert box_of(laid_out, "- Bến xe Tam Kỳ;")[2] < seal.x


def test_margins_are_those_of_the_decree():
    laid_out = lay_out(replace(LETTER, body="Nội dung dài. " * 60))
    boxes = [
        box_of(laid_out, "CỘNG HÒA XÃ HỘI"),
        box_of(laid_out, "Nội dung dài"),
        box_of(laid_out, "- Như trên"),
    ]
    assert min(left for left, *_ in boxes) >= 30 * MM - 0.5
    assert max(right for *_, right, _top in boxes) <= (210 - 15) * MM + 0.5


@pytest.mark.parametrize("count", range(14, 30))
def test_a_signature_never_stands_on_a_page_without_text(count):
    laid_out = lay_out(replace(LETTER, body="\n".join(["Một đoạn có nội dung."] * count)))
    page = words(laid_out, laid_out.places.person.page)
    assert "Một đoạn có nội dung./." in page
    assert "Nguyễn Thị Hoài" in page


def test_of_a_long_last_paragraph_two_lines_stay_with_the_signature():
    laid_out = lay_out(replace(LETTER, body="Câu này được viết lại rất nhiều lần. " * 105))
    assert laid_out.pages == 2
    assert words(laid_out, 1).count("Câu này") >= 2
    assert words(laid_out, 0).count("Câu này") > 60


def test_pages_are_numbered_from_the_second_and_anew_in_each_annex():
    annex = Annex("Danh sách xe", "Dòng.\n" * 60)
    laid_out = lay_out(replace(LETTER, body="Nội dung.\n" * 40, annexes=(annex, annex)))
    firsts = [words(laid_out, page).split()[0] for page in range(laid_out.pages)]
    assert firsts == ["UBND", "2", "Phụ", "2", "3", "Phụ", "2", "3"]


def test_annexes_have_roman_numbers_only_where_there_are_several_and_leave_number_and_date_blank():
    annex = Annex("Danh sách xe", "| TT | Xe |\n|---|---|\n| 1 | 92B-001.23 |")
    assert "Phụ lục DANH SÁCH XE (Kèm theo Công văn số /SGTVT-VP ngày tháng năm 2026" in words(
        lay_out(replace(LETTER, annexes=(annex,))), 1
    )
    assert words(lay_out(replace(LETTER, annexes=(annex,) * 4)), 4).startswith("Phụ lục IV")


@pytest.mark.parametrize("urgency", ["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"])
def test_urgency_and_restriction_are_stamped(urgency):
    laid_out = lay_out(replace(DECISION, urgency=urgency, restriction="LƯU HÀNH NỘI BỘ"))
    assert box_of(laid_out, urgency)[0] < 70 * MM
    assert box_of(laid_out, "LƯU HÀNH NỘI BỘ")[1] > box_of(laid_out, "CỘNG HÒA XÃ HỘI")[3]


def test_the_check_code_is_in_the_foot_of_the_first_page_and_at_least_fifteen_millimetres():
    address = "https://congvu.quangnam.gov.vn/check/Zk3vQ9pX1rT7bW5mN2cLsA"
    with_code = lay_out(replace(LETTER, check_url=address)).pdf
    image = pypdfium2.PdfDocument(with_code)[0].render(scale=4).to_pil().convert("L")
    foot = image.crop((int(150 * MM * 4), int(274.5 * MM * 4), image.width, image.height))
    left, top, right, bottom = foot.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert (bottom - top) / 4 / MM >= 15
    assert (image.width - (150 * MM * 4 + right)) / 4 / MM >= 15


@pytest.mark.parametrize(
    "text",
    [
        '#import "x"',
        "$a^2$",
        "\\ \\u{41}",
        "<label> @ref",
        "_a_ `b` = c",
        "// x /* y */",
        '#panic("x")',
        "]}{[",
    ],
)
def test_what_people_type_is_never_code(text):
    hostile = replace(
        LETTER, subject=text, body=f"Trước {text} sau\n| {text} |", recipients=(text,), signer=text
    )
    assert words(lay_out(hostile)).replace(" ", "").count(text.replace(" ", "")) >= 4


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"subject": "thử 漢"}, "subject"), ({"body": "Thử 漢."}, "body"), ({"recipients": ("漢",)}, "addressees"),
     ({"copies_to": ("漢",)}, "copies_to")],
)  # fmt: skip
def test_letters_that_cannot_be_printed_are_told_beside_their_field(typed, field):
    with pytest.raises(Invalid) as refused:
        lay_out(replace(LETTER, **typed))
    assert set(refused.value.problems) == {field} and refused.value.problems[field].endswith(": 漢")


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text("*|-# \\\n;.aĐ", max_size=80))
def test_any_text_is_laid_out_or_refused_with_a_reason(text, marked):
    paper = replace(LETTER, subject=text, signer=text, body=marked, recipients=(text, marked))
    refused = pytest.raises(Invalid) if missing_letters(text) else nullcontext()
    with refused:
        assert lay_out(paper).pages >= 1


def test_a_letter_that_the_font_cannot_print_is_refused_by_name():
    with pytest.raises(Invalid, match="漢"):
        lay_out(replace(LETTER, body="Chữ 漢 không in được."))


def test_control_marks_and_form_d_do_no_harm():
    laid_out = lay_out(replace(LETTER, body="Nô\u0323i\x00 du\u200bng\x07."))
    assert "Nội dung./." in words(laid_out)


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_the_fonts_have_every_vietnamese_letter(face):
    covered = TTFont(FONTS / f"LiberationSerif-{face}.ttf").getBestCmap()
    needed = {
        unicodedata.normalize("NFC", letter + tone) for letter in LETTERS for tone in ("", *TONES)
    } | set("đĐ–“”…₫")
    assert all(len(letter) == 1 and ord(letter) in covered for letter in needed)


def test_missing_letters_agrees_with_the_font():
    covered = TTFont(FONTS / "LiberationSerif-Regular.ttf").getBestCmap()
    text = "".join(chr(code) for code in range(0x3000) if chr(code).isalpha())
    composed = unicodedata.normalize("NFC", text)
    assert set(missing_letters(text)) == {letter for letter in composed if ord(letter) not in covered}
    assert "ก" in missing_letters(text)


def test_an_address_longer_than_a_line_is_broken_within_the_margins():
    laid_out = lay_out(replace(LETTER, body="Xem https://quangnam.gov.vn/" + "abcdefghij" * 20))
    right = max(rect[2] for rect in rectangles(laid_out))
    assert right <= (210 - 15) * MM + 1


def test_a_paper_with_nothing_on_it_is_still_laid_out():
    assert lay_out(Paper(Agency(""), "", 2026, "", "", (), "")).pages == 1


def test_the_file_is_an_archivable_pdf_with_title_and_language():
    raw = lay_out(LETTER).pdf
    document = pypdfium2.PdfDocument(raw)
    assert document.get_metadata_dict()["Title"] == "Công văn bổ sung xe khai thác tuyến Tam Kỳ - Đà Nẵng"
    assert b"pdfaid:part>2<" in raw
    assert b"/Lang(vi)" in raw


def test_the_longest_things_people_write_still_fit():
    laid_out = lay_out(
        replace(
            LETTER,
            agency=replace(AGENCY, name="Ban Quản lý các dự án đầu tư xây dựng công trình giao thông"),
            subject="quản lý, khai thác và bảo trì kết cấu hạ tầng giao thông " * 5,
            recipients=tuple(f"Ủy ban nhân dân huyện số {number}" for number in range(40)),
            copies_to=tuple(f"Đơn vị trực thuộc số {number}" for number in range(40)),
            signer="Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Thanh Trà Mi Khánh An",
            body="Một đoạn văn bản khá dài, có nhiều chữ để in ra cho đủ hai dòng trên trang giấy của cơ quan.\n"
            * 480,
        )
    )
    assert laid_out.pages > 30
    assert "huyện số 39." in words(laid_out, 1)
    signed_on = laid_out.places.person.page
    assert "Một đoạn" in words(laid_out, signed_on)
    assert "Khánh An" in words(laid_out, signed_on)
