"""The two registers as books on paper, A4 across, and the two papers that go with an incoming document.

Registers kept in the system must be printable with all their columns and bound (Decree 30/2020, articles 16 and 22,
annex IV). Data in, PDF/A-2b out; who may print what is decided elsewhere.
"""

from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date

from portal.documents.typesetting import Typeset

_INCOMING = (
    ("Ngày đến", 20.5),
    ("Số đến", 14),
    ("Tác giả", 32),
    ("Số, ký hiệu văn bản", 27),
    ("Ngày tháng văn bản", 20.5),
    ("Tên loại và trích yếu nội dung văn bản", 0),
    ("Đơn vị hoặc người nhận", 29),
    ("Ngày chuyển", 20.5),
    ("Ký nhận", 17),
    ("Ghi chú", 19),
)
_OUTGOING = (
    ("Số, ký hiệu văn bản", 27),
    ("Ngày tháng văn bản", 20.5),
    ("Tên loại và trích yếu nội dung văn bản", 0),
    ("Người ký", 25),
    ("Nơi nhận văn bản", 38),
    ("Đơn vị, người nhận bản lưu", 25),
    ("Số lượng bản", 14),
    ("Ngày chuyển", 20.5),
    ("Ký nhận", 17),
    ("Ghi chú", 19),
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of a book: whose it is, which year, from which day and number to which, which volume."""

    agency: str
    year: int
    parent: str = ""
    book: str = ""
    from_day: date | None = None
    to_day: date | None = None
    from_number: int | None = None
    to_number: int | None = None
    volume: int = 1


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One line of the incoming register, its ten columns in the order of the decree; "Ký nhận" is signed by hand."""

    arrived_on: date | None
    arrival_number: int | None
    author: str
    code: str
    issued_on: date | None
    about: str
    receiver: str = ""
    passed_on: date | None = None
    signed_for: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """One line of the outgoing register, its ten columns in the order of the decree."""

    code: str
    issued_on: date | None
    about: str
    signer: str
    delivered_to: str
    kept_by: str = ""
    copies: int | None = None
    passed_on: date | None = None
    signed_for: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is known of an incoming document when its slip is printed; the rest is left to be written by hand.

    `leaders`, `unit_heads` and `proposals` are what was said so far, in order, for the slip's three parts.
    """

    agency: str
    author: str
    code: str
    about: str
    parent: str = ""
    place: str = ""
    arrival_number: int | None = None
    arrived_on: date | None = None
    issued_on: date | None = None
    forwarded_to: str = ""
    dossier: str = ""
    leaders: tuple[str, ...] = ()
    unit_heads: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


def incoming_register(cover: Cover, rows: Sequence[IncomingRow]) -> bytes:
    """The register of incoming documents: cover, then a table of ten columns; without rows an empty table."""
    return _register("Sổ đăng ký văn bản đến", cover, _INCOMING, rows)


def outgoing_register(cover: Cover, rows: Sequence[OutgoingRow]) -> bytes:
    """The register of outgoing documents, made in the same way."""
    return _register("Sổ đăng ký văn bản đi", cover, _OUTGOING, rows)


def incoming_slip(slip: Slip) -> bytes:
    """The sheet "Phiếu giải quyết văn bản đến" with the stamp "ĐẾN" of 35 by 50 mm (annex IV)."""
    return Typeset("slip.typ", _printed(asdict(slip))).pdf()


def said_line(author: str, on_behalf: str | None, on: date, text: str) -> str:
    """A line of the slip: who, for whom, when, what; words of paper, so Vietnamese always."""
    who = f"{author} (được {on_behalf} uỷ quyền)" if on_behalf else author
    return f"{who}, ngày {on:%d/%m/%Y}: {text}"


def incoming_stamp(slip: Slip) -> bytes:
    """The stamp "ĐẾN" alone, a PDF page of 50 by 35 mm, to be laid over the document's first page on a copy."""
    return Typeset("stamp.typ", _printed(asdict(slip))).pdf()


def _register(
    name: str, cover: Cover, columns: tuple[tuple[str, float], ...], rows: Sequence[IncomingRow | OutgoingRow]
) -> bytes:
    data = {
        "name": name,
        "cover": _printed(asdict(cover)),
        "columns": columns,
        "rows": [[_text(value) for value in astuple(row)] for row in rows],
    }
    return Typeset("register.typ", data).pdf()


def _printed(values: dict) -> dict:
    return {name: value if isinstance(value, tuple) else _text(value) for name, value in values.items()}


def _text(value: date | int | str | None) -> str:
    """As the office writes it: 05/03/2026; nothing for what is not known."""
    return "" if value is None else value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
