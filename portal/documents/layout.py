"""A document as its drafter knows it, laid out by Decree 30/2020, annex I, into one PDF/A-2b file.

Number, day and month stay empty here: they are set after the signature, at the places that the layout itself tells.
Nothing is decided about who may sign or what the number is.
"""

from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Literal

import segno

from portal.documents.markup import blocks, closed
from portal.documents.types import LETTER, is_letter
from portal.documents.typesetting import Typeset, refuse_missing_letters
from portal.signing.places import POINTS_PER_MM, Box, Line, Places, seal_box

_A4_HEIGHT = 297 * POINTS_PER_MM
_SIGNATURE = (45.0, 25.0)
_URGENT = {"KHẨN": 20, "THƯỢNG KHẨN": 40, "HỎA TỐC": 30}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True, slots=True)
class Agency:
    """The agency's identity as it was on the day of the document. `contact` is box 13, one line each; may be empty."""

    name: str
    parent: str = ""
    place: str = ""
    contact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex in the same file. The layout counts it: "Phụ lục" alone, "Phụ lục I" where there are several."""

    title: str
    body: str
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is printed. Texts are plain; `body` and annexes are in the markup of `portal.documents.markup`.

    `type_name` is empty or "Công văn" for a letter, whose subject then stands as "V/v …" below the symbol.
    `symbol` is what follows the number, with its stroke: "/SGTVT-VP". `recipients` is box 9a, `copies_to` and
    `kept_by` make box 9b. `capacity` is box 7a line by line. `urgency` is KHẨN, THƯỢNG KHẨN, HỎA TỐC or empty.
    `number_digits` is how many digits the book has come to, `seal_mm` the real diameter of the seal.
    `check_url` becomes the QR code; `copy_note` is box 14, `restriction` box 11, `drafter` box 12 ("PL.(300)").
    """

    agency: Agency
    symbol: str
    year: int
    subject: str
    body: str
    capacity: tuple[str, ...]
    signer: str
    type_name: str = ""
    recipients: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    kept_by: str = "VT"
    urgency: str = ""
    restriction: str = ""
    drafter: str = ""
    annexes: tuple[Annex, ...] = ()
    check_url: str = ""
    copy_note: str = ""
    number_digits: int = 4
    seal_mm: float = 36


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The file, what it leaves empty and where, and how many pages it has."""

    pdf: bytes
    places: Places
    pages: int


def lay_out(paper: Paper) -> LaidOut:
    """Set the document. Raises `Invalid` by the drafter's field for letters that the font cannot print."""
    for field, text in _typed(paper).items():
        refuse_missing_letters(text, field)
    typeset = Typeset("paper.typ", _data(paper))
    pdf = typeset.pdf()
    told = {place["name"]: place for place in typeset.told("place")}
    return LaidOut(pdf, _places(told, paper.seal_mm), typeset.told("pages")[0])


def _typed(paper: Paper) -> dict[str, str]:
    """What a drafter types, under the names of the draft's fields."""
    return {
        "subject": paper.subject,
        "addressees": "\n".join(paper.recipients),
        "body": paper.body,
        "copies_to": "\n".join(paper.copies_to),
    }


def _data(paper: Paper) -> dict:
    kind = "" if is_letter(paper.type_name) else paper.type_name.upper()
    return {
        "title": f"{paper.type_name or LETTER} {paper.subject}".strip(),
        "parent": paper.agency.parent.upper(),
        "agency": paper.agency.name.upper(),
        "place": paper.agency.place,
        "contact": paper.agency.contact,
        "symbol": paper.symbol,
        "year": paper.year,
        "type": kind,
        "subject": paper.subject,
        "receivers": _listed(paper.recipients) if len(paper.recipients) > 1 else paper.recipients,
        "body": [asdict(block) for block in closed(blocks(paper.body))],
        "capacity": [line.upper() for line in paper.capacity],
        "signer": paper.signer,
        "copies": _listed(
            (*(("Như trên",) if paper.recipients else ()), *paper.copies_to, f"Lưu: {paper.kept_by}")
        ),
        "drafter": paper.drafter,
        "urgency": {"label": paper.urgency, "width": _URGENT[paper.urgency]} if paper.urgency else None,
        "restriction": paper.restriction,
        "copy_note": paper.copy_note,
        "annexes": _annexes(paper.annexes),
        "enclosed": _enclosed(paper),
        "code": _code(paper.check_url),
        "digits": paper.number_digits,
        "seal": paper.seal_mm,
    }


def _enclosed(paper: Paper) -> tuple[str, str]:
    """The line below an annex's title; number and date stay blank on an electronic document (annex I, part III, 1)."""
    blank = "\u00a0" * 8
    kind = paper.type_name or LETTER
    return (
        f"(Kèm theo {kind} số{blank}{paper.symbol} ngày{blank}tháng{blank}năm {paper.year}",
        f"của {paper.agency.name})",
    )


def _listed(lines: tuple[str, ...]) -> list[str]:
    """Lines that end with a semicolon, the last one with a full stop, whatever they were typed with."""
    bare = [line.strip().lstrip("-–• ").rstrip(" ;,.") for line in lines if line.strip()]
    return [f"{line};" for line in bare[:-1]] + [f"{line}." for line in bare[-1:]]


def _annexes(annexes: tuple[Annex, ...]) -> list[dict]:
    return [
        {
            "name": "Phụ lục" if len(annexes) == 1 else f"Phụ lục {_roman(index)}",
            "title": annex.title.upper(),
            "body": [asdict(block) for block in blocks(annex.body)],
            "landscape": annex.landscape,
        }
        for index, annex in enumerate(annexes, 1)
    ]


def _roman(number: int) -> str:
    for value, sign in _ROMAN:
        if number >= value:
            return sign + _roman(number - value)
    return ""


def _code(url: str) -> str:
    """The QR code as SVG with its quiet zone of four modules (ISO/IEC 18004, 9.1); empty without an address."""
    if not url:
        return ""
    picture = BytesIO()
    segno.make_qr(url, error="m").save(picture, kind="svg", border=4, xmldecl=False, light="white")
    return picture.getvalue().decode()


def _places(told: dict[str, dict], seal_mm: float) -> Places:
    room = told["signing"]
    width, height = (side * POINTS_PER_MM for side in _SIGNATURE)
    page, centre = room["page"] - 1, room["x"] + room["width"] / 2
    middle = _A4_HEIGHT - room["y"] - room["height"] / 2
    person = Box(page, centre - width / 2, middle - height / 2, width, height)
    return Places(
        person,
        seal_box(person, seal_mm),
        _line(told["number"], "right"),
        _line(told["day"], "center", True),
        _line(told["month"], "center", True),
    )


def _line(told: dict, align: Literal["right", "center"], italic: bool = False) -> Line:
    return Line(
        told["page"] - 1, told["x"], _A4_HEIGHT - told["y"], told["width"], told["size"], align, italic
    )
