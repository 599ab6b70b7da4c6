"""The registers as printed books and the papers that go with an incoming document (Decree 30/2020, annex IV)."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from portal.documents.registers_print import (
    Cover,
    IncomingRow,
    OutgoingRow,
    Slip,
    incoming_register,
    incoming_slip,
    incoming_stamp,
    outgoing_register,
)

MM = 72 / 25.4
COVER = Cover(
    "Sở Giao thông vận tải", 2026, "UBND tỉnh Quảng Nam", "", date(2026, 1, 1), date(2026, 3, 31), 1, 215
)
RECEIVED = IncomingRow(
    date(2026, 2, 16),
    215,
    "Ủy ban nhân dân tỉnh Quảng Nam",
    "672/UBND-KGVX",
    date(2026, 2, 14),
    "Gửi văn bản điện tử",
)
SENT = OutgoingRow(
    "05/SGTVT-VP", date(2026, 2, 17), "Bổ sung xe", "Nguyễn Thị Hoài", "Hợp tác xã Sông Thu", "VT", 5
)
SLIP = Slip(
    "Sở Giao thông vận tải",
    "Ủy ban nhân dân tỉnh",
    "672/UBND-KGVX",
    "Gửi văn bản điện tử",
    arrival_number=215,
)


def pages(pdf: bytes) -> list[str]:
    """The words of each page with single blanks."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def test_the_cover_names_agency_book_year_days_numbers_and_volume():
    cover = pages(incoming_register(COVER, [RECEIVED]))[0]
    assert cover.startswith("UBND TỈNH QUẢNG NAM SỞ GIAO THÔNG VẬN TẢI SỔ ĐĂNG KÝ VĂN BẢN ĐẾN")
    for words in ("Năm: 2026", "Từ ngày 01/01/2026 đến ngày 31/03/2026", "Từ số 1 đến số 215", "Quyển số: 1"):
        assert words in cover


@pytest.mark.parametrize(
    ("register", "row", "columns"),
    [
        (
            incoming_register,
            RECEIVED,
            ("Ngày đến", "Số đến", "Tác giả", "Đơn vị hoặc người nhận", "Ký nhận", "Ghi chú"),
        ),
        (
            outgoing_register,
            SENT,
            ("Người ký", "Nơi nhận văn bản", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"),
        ),
    ],
)
def test_the_table_has_ten_columns_and_repeats_their_names_on_every_page(register, row, columns):
    _cover, *tables = pages(register(COVER, [row] * 60))
    assert len(tables) > 1
    assert all(name in table for table in tables for name in (*columns, "(10)"))


def test_a_row_prints_its_values_and_days_as_the_office_writes_them():
    table = pages(incoming_register(COVER, [RECEIVED]))[1]
    assert "16/02/2026 215 Ủy ban nhân dân tỉnh Quảng Nam" in table
    assert "14/02/2026" in table


def test_an_empty_register_prints_its_cover_and_an_empty_table():
    cover, table = pages(outgoing_register(Cover("Sở Giao thông vận tải", 2026), []))
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in cover
    assert table.endswith("(10)")


def test_the_book_lies_across_and_no_word_of_a_long_row_is_lost():
    long = replace(
        RECEIVED, about="rất dài " * 100 + "hết", receiver="; ".join(f"Phòng số {n}" for n in range(80))
    )
    pdf = incoming_register(COVER, [long])
    page = pypdfium2.PdfDocument(pdf)[1]
    assert [round(side / MM) for side in page.get_size()] == [297, 210]
    printed = " ".join(pages(pdf))
    assert "hết" in printed
    assert "số 79" in printed


def test_the_stamp_is_fifty_by_thirty_five_millimetres_and_keeps_dots_for_what_is_not_known():
    pdf = incoming_stamp(SLIP)
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (round(width / MM), round(height / MM)) == (51, 36)
    assert "ĐẾN Số: 215" in pages(pdf)[0]
    assert "Chuyển: ...." in pages(pdf)[0]


def test_the_slip_prints_what_was_said_and_leaves_room_for_the_rest():
    (page,) = pages(incoming_slip(replace(SLIP, leaders=("Giao Văn phòng chủ trì.",))))
    assert "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN" in page
    assert "1. Ý kiến của lãnh đạo cơ quan, tổ chức Giao Văn phòng chủ trì." in page
    assert "3. Đề xuất của người giải quyết ....." in page
