"""The 29 types of administrative documents (Decree 30/2020, article 7) with their abbreviations (annex III).

What arrives may be of other types too, so the list for incoming documents is longer and stays open:
any name may be entered there.
"""

from portal.kit.text import fold

LETTER = "Công văn"

ABBREVIATIONS: dict[str, str] = {
    "Nghị quyết": "NQ",
    "Quyết định": "QĐ",
    "Chỉ thị": "CT",
    "Quy chế": "QC",
    "Quy định": "QyĐ",
    "Thông cáo": "TC",
    "Thông báo": "TB",
    "Hướng dẫn": "HD",
    "Chương trình": "CTr",
    "Kế hoạch": "KH",
    "Phương án": "PA",
    "Đề án": "ĐA",
    "Dự án": "DA",
    "Báo cáo": "BC",
    "Biên bản": "BB",
    "Tờ trình": "TTr",
    "Hợp đồng": "HĐ",
    "Công điện": "CĐ",
    LETTER: "",
    "Thư công": "",
    "Bản ghi nhớ": "BGN",
    "Bản thỏa thuận": "BTT",
    "Giấy ủy quyền": "GUQ",
    "Giấy mời": "GM",
    "Giấy giới thiệu": "GGT",
    "Giấy nghỉ phép": "GNP",
    "Phiếu gửi": "PG",
    "Phiếu chuyển": "PC",
    "Phiếu báo": "PB",
}
COPIES: dict[str, str] = {"Sao y": "SY", "Trích sao": "TrS", "Sao lục": "SL"}
_OTHERS: dict[str, str] = {
    "Luật": "QH",
    "Pháp lệnh": "PL",
    "Lệnh": "L",
    "Nghị định": "NĐ",
    "Thông tư": "TT",
    "Thông tư liên tịch": "TTLT",
    "Kết luận": "KL",
    "Đơn": "",
    "Giấy đề nghị": "",
    "Bản án": "",
    "Giấy triệu tập": "",
    "Công hàm": "",
}
OUTGOING: tuple[str, ...] = tuple(ABBREVIATIONS)
INCOMING: tuple[str, ...] = (*ABBREVIATIONS, *COPIES, *_OTHERS)
_BY_FOLD = {fold(name): name for name in INCOMING}
_ALL = ABBREVIATIONS | COPIES | _OTHERS


def abbreviation(type_name: str) -> str:
    """The abbreviation of a type; empty for a letter, for a public letter and for a type that has none."""
    return _ALL.get(known(type_name), "")


def is_letter(type_name: str) -> bool:
    """Whether this is a công văn: no name of a type on the page, its subject below the symbol."""
    return not type_name.strip() or known(type_name) == LETTER


def known(name: str) -> str:
    """The usual spelling of a type's name whatever its case and marks ("QUYẾT ĐỊNH", "Giấy uỷ quyền"); or empty."""
    return _BY_FOLD.get(fold(name), "")
