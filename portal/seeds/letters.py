"""The letters that came in to the demo's department: four as other programs made them, a few set here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.documents.layout import Agency, Paper, lay_out
from portal.documents.numbering import Code, padded
from portal.signing.pdf import fill, prepare
from portal.signing.places import DAY, MONTH, NUMBER

FOLDER = Path(__file__).parent / "letters"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and what the register says of it. `file` is a name in `letters/`, or empty: then it is set here."""

    code: Code
    issued_on: date
    issuer: str
    subject: str
    type_name: str = "Công văn"
    signer: str = ""
    signer_title: str = ""
    urgency: int = 0
    file: str = ""
    parent: str = ""
    body: str = ""


LETTERS = (
    Letter(
        Code(91, "STTTT-CNTT"), date(2020, 2, 10), "Sở Thông tin và Truyền thông",
        "Hướng dẫn sử dụng hệ thống họp trực tuyến trên nền web", signer="Phạm Hồng Quảng",
        signer_title="Giám đốc", parent="UBND tỉnh Quảng Nam",
        body="Sở Thông tin và Truyền thông hướng dẫn các cơ quan sử dụng hệ thống họp trực tuyến trên nền web.\n\n"
        "1. Mỗi đơn vị cử một cán bộ đầu mối và gửi danh sách về Sở.\n\n2. Đề nghị trả lời bằng văn bản.",
    ),
    Letter(
        Code(45, "KH-BATGT"), date(2020, 2, 12), "Ban An toàn giao thông tỉnh",
        "Tuần tra, kiểm soát tải trọng xe quý I năm 2020", type_name="Kế hoạch", signer="Lê Văn Thanh",
        signer_title="Phó Trưởng ban", parent="UBND tỉnh Quảng Nam",
        body="Ban An toàn giao thông tỉnh tổ chức tuần tra, kiểm soát tải trọng xe trên các tuyến quốc lộ.\n\n"
        "1. Thời gian: từ ngày 15 tháng 02 đến ngày 31 tháng 3 năm 2020.\n\n"
        "2. Đề nghị Sở Giao thông vận tải bố trí lực lượng Thanh tra phối hợp.",
    ),
    Letter(
        Code(672, "UBND-KGVX"), date(2020, 2, 14), "Ủy ban nhân dân tỉnh Quảng Nam",
        "Gửi, nhận văn bản điện tử giữa các cơ quan nhà nước", signer="Nguyễn Thị An",
        signer_title="Phó Chủ tịch", file="672-UBND-KGVX.pdf",
    ),
    Letter(
        Code(207, "TCĐBVN-ATGT"), date(2020, 2, 11), "Tổng cục Đường bộ Việt Nam",
        "Rà soát điểm đen tai nạn giao thông trên quốc lộ", signer="Trần Công Chính",
        signer_title="Vụ trưởng Vụ An toàn giao thông", file="207-TCDBVN-ATGT.pdf",
    ),
    Letter(
        Code(118, "TB-VP"), date(2020, 2, 13), "Văn phòng Ủy ban nhân dân tỉnh Quảng Nam",
        "Kết luận cuộc họp về hạ tầng giao thông nông thôn", type_name="Thông báo", urgency=3,
        parent="UBND tỉnh Quảng Nam", signer="Nguyễn Văn Trí", signer_title="Phó Chánh Văn phòng",
        body="Văn phòng Ủy ban nhân dân tỉnh thông báo kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh:\n\n"
        "1. Sở Giao thông vận tải tổng hợp khối lượng đường giao thông nông thôn đã hoàn thành.\n\n"
        "2. Báo cáo Ủy ban nhân dân tỉnh trong ba ngày làm việc.",
    ),
    Letter(
        Code(15, "ĐN-HTX"), date(2020, 2, 10), "Hợp tác xã vận tải Sông Thu",
        "Bổ sung xe khai thác tuyến cố định Tam Kỳ - Đà Nẵng", type_name="Đơn đề nghị", signer="Phạm Đức Dũng",
        signer_title="Giám đốc", file="15-DN-HTX.pdf",
    ),
)  # fmt: skip


def pdf_of(letter: Letter) -> bytes:
    """The letter's file; set by our own layout as its sender would have, with number and date filled in."""
    if letter.file:
        return (FOLDER / letter.file).read_bytes()
    laid_out = lay_out(
        Paper(
            agency=Agency(letter.issuer, letter.parent, "Quảng Nam"),
            symbol=f"/{letter.code.symbol}",
            year=letter.issued_on.year,
            subject=letter.subject,
            body=letter.body,
            capacity=(letter.signer_title,),
            signer=letter.signer,
            type_name="" if letter.type_name == "Công văn" else letter.type_name,
            recipients=("Sở Giao thông vận tải",),
            urgency=("", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")[letter.urgency],
        )
    )
    month = letter.issued_on.month
    texts = {
        NUMBER: padded(letter.code.number),
        DAY: padded(letter.issued_on.day),
        MONTH: padded(month) if month < 3 else str(month),
    }
    return fill(prepare(laid_out.pdf, laid_out.places), laid_out.places.lines, texts)


async def in_chunks(data: bytes, size: int = 65536) -> AsyncIterator[bytes]:
    """As an upload arrives."""
    for start in range(0, len(data), size):
        yield data[start : start + size]
