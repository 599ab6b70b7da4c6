"""What is read from a received document, shown on the text of real letters (the scan's text is that of Tesseract)."""

import unicodedata
from dataclasses import asdict
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.reading import Reading, read

LETTERS = Path(__file__).parents[2] / "golden" / "letters"

DECISION = """UBND TỈNH QUẢNG NAM CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc
Số : 12 / QĐ - SNV Hà Nội, ngày 5 tháng 3 năm 2026
QUYẾT ĐỊNH
Về việc điều động công chức
GIÁM ĐỐC SỞ NỘI VỤ
Căn cứ Luật Cán bộ, công chức số 22/2008/QH12 ngày 13 tháng 11 năm 2008;
Nơi nhận: KT. GIÁM ĐỐC
- Như Điều 2; PHÓ GIÁM ĐỐC
- Lưu: VT, TCCB.
Trần Văn Ánh"""

RIGHT_COLUMN_FIRST = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Đà Nẵng, ngày 05/03/2026
BỘ GIAO THÔNG VẬN TẢI
CỤC QUẢN LÝ ĐƯỜNG BỘ
Số: 0345/CQLĐB-VP
V/v phối hợp bảo đảm trật tự
THƯỢNG KHẨN
Kính gửi:
- Sở Giao thông vận tải;
- Ban An toàn giao thông.
TL. CỤC TRƯỞNG
CHÁNH VĂN PHÒNG
Thượng tá Nguyễn Văn Hùng
Nơi nhận:
- Như trên;"""


def letter(name: str) -> Reading:
    return read([(LETTERS / f"{name}.txt").read_text(encoding="utf-8")])


def test_reads_a_letter_whose_columns_follow_each_other():
    found = letter("672-UBND-KGVX")
    assert (found.code, found.issued_on, found.place) == ("672/UBND-KGVX", date(2020, 2, 14), "Quảng Nam")
    assert (found.type_name, found.issuer, found.parent) == ("Công văn", "Ủy ban nhân dân tỉnh Quảng Nam", "")
    assert found.subject == "gửi, nhận văn bản điện tử giữa các cơ quan nhà nước"
    assert found.recipients == (
        "Các sở, ban, ngành thuộc tỉnh",
        "Ủy ban nhân dân các huyện, thị xã, thành phố",
    )
    assert (found.signer_name, found.signer_title, found.capacity) == ("Nguyễn Thị An", "Phó Chủ tịch", "KT")


def test_reads_a_letter_of_an_agency_below_a_ministry():
    found = letter("207-TCDBVN-ATGT")
    assert (found.code, found.issued_on, found.place) == ("207/TCĐBVN-ATGT", date(2020, 2, 11), "Hà Nội")
    assert (found.issuer, found.parent) == ("Tổng cục Đường bộ Việt Nam", "Bộ Giao thông vận tải")
    assert found.subject == "rà soát điểm đen tai nạn giao thông trên quốc lộ"
    assert (found.signer_name, found.capacity) == ("Trần Công Chính", "TL")
    assert found.signer_title == "Vụ trưởng Vụ An toàn giao thông"


def test_reads_a_letter_of_a_cooperative_and_leaves_a_name_it_cannot_spell_in_capitals():
    found = letter("15-DN-HTX")
    assert (found.code, found.issued_on, found.place) == ("15/ĐN-HTX", date(2020, 2, 10), "Tam Kỳ")
    assert found.issuer == "HỢP TÁC XÃ VẬN TẢI SÔNG THU"
    assert found.subject == "bổ sung xe khai thác tuyến cố định Tam Kỳ - Đà Nẵng"
    assert (found.signer_name, found.signer_title) == ("Phạm Đức Dũng", "Giám đốc")


def test_reads_a_scan_with_its_urgency_stamp():
    found = letter("118-TB-VP-scan")
    assert (found.code, found.issued_on, found.place) == ("118/TB-VP", date(2020, 2, 13), "Quảng Nam")
    assert (found.type_name, found.urgency) == ("Thông báo", 3)
    assert found.subject == "Kết luận cuộc họp về hạ tầng giao thông nông thôn"
    assert found.issuer == "Văn phòng Ủy ban nhân dân tỉnh Quảng Nam"
    assert (found.signer_name, found.signer_title) == ("Lê Văn Bình", "Chánh Văn phòng")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_reads_columns_that_run_into_each_other(form):
    found = read([unicodedata.normalize(form, DECISION)])
    assert (found.number, found.symbol, found.issued_on) == (12, "QĐ-SNV", date(2026, 3, 5))
    assert (found.type_name, found.subject) == ("Quyết định", "Về việc điều động công chức")
    assert (found.issuer, found.parent) == ("Sở Nội vụ", "UBND tỉnh Quảng Nam")
    assert (found.signer_name, found.signer_title, found.capacity) == ("Trần Văn Ánh", "Phó Giám đốc", "KT")


def test_reads_the_right_column_first_and_a_date_in_figures():
    found = read([RIGHT_COLUMN_FIRST])
    assert (found.code, found.issued_on, found.place) == ("345/CQLĐB-VP", date(2026, 3, 5), "Đà Nẵng")
    assert (found.urgency, found.signer_name) == (2, "Nguyễn Văn Hùng")
    assert found.recipients == ("Sở Giao thông vận tải", "Ban An toàn giao thông")


def test_restores_the_mark_that_ocr_lost_in_an_abbreviation_and_is_less_sure():
    found = read([DECISION.replace("Số : 12 / QĐ", "Só: 12/QD").replace("QUYẾT", "QUYÉT")])
    assert (found.symbol, found.type_name) == ("QĐ-SNV", "Quyết định")
    assert found.confidence["symbol"] < found.confidence["number"]


@pytest.mark.parametrize(
    "day", ["ngày 31 tháng 02 năm 2026", "ngày      tháng      năm 2026", "ngày l3 tháng 4"]
)
def test_leaves_a_date_empty_that_is_none(day):
    assert read([DECISION.replace("ngày 5 tháng 3 năm 2026", day)]).issued_on is None


def test_takes_no_number_and_no_date_from_the_middle_of_a_sentence():
    found = read(
        ["Kính gửi anh, theo Công văn số 12/UBND-VP thì\nhôm nay, ngày 12 tháng 3 năm 2024 họp về việc này."]
    )
    assert (found.number, found.code, found.issued_on, found.type_name) == (None, "", None, "")


def test_an_empty_number_room_is_no_number():
    assert read([DECISION.replace("12 / QĐ - SNV", "/QĐ-SNV")]).number is None


def test_a_scan_without_text_gives_nothing():
    assert read(["", " \n "]) == read([]) == Reading()


def test_finds_the_signer_before_the_annexes():
    assert read([DECISION, "PHỤ LỤC\nDanh sách\nTrưởng phòng Lê Thị Bé"]).signer_name == "Trần Văn Ánh"


@pytest.mark.parametrize(
    "piece",
    ["a", "A ", "ngày ", "Số: 1/", "Sở ", "- ", "V/v ", "\n", "Nơi nhận:\n", "(((", ", ngày 1 tháng 1 năm\n"],
)
def test_no_text_takes_long(piece):
    started = perf_counter()
    read([DECISION + piece * 20_000, piece * 20_000 + DECISION])
    assert perf_counter() - started < 3


@given(st.lists(st.text(max_size=300), max_size=4))
def test_never_raises_on_any_text(pages):
    found = read(pages)
    assert set(found.confidence) <= set(asdict(found))


@given(
    st.lists(
        st.sampled_from([*DECISION.split("\n"), *RIGHT_COLUMN_FIRST.split("\n"), "ngày 9", "Số:", "İ", "V/v"])
    )
)
def test_never_raises_on_shuffled_lines_and_invents_no_word(shuffled):
    found = read(["\n".join(shuffled)])
    words = " ".join(shuffled).split()
    assert set(found.signer_name.split()) <= set(words)
    assert set(found.subject.split()) <= set(words)
