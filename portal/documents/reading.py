"""What an incoming document says of itself, read from its text layer or from OCR: a proposal for the clerk.

Pure, and it never raises: text comes in any order, with columns that run into each other, in Unicode form D, with the
mistakes of OCR. What is not plainly there stays empty; nothing is filled in from what is usual.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.documents import types
from portal.documents.numbering import Code
from portal.documents.reader.agency import issuer_and_parent
from portal.documents.reader.signer import signer
from portal.documents.reader.text import CUT, bare, clean, cut, is_upper, lines, without_nation

SURE, LIKELY, UNSURE = 0.95, 0.8, 0.6
URGENCIES = {"khan": 1, "thuong khan": 2, "hoa toc": 3}
_HEAD_LINES, _HEAD_LETTERS = 45, 8000
_PLACE_LETTERS = 80
_NAME_LETTERS = 20_000
_DATE = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam(?:\s*(\d{4}))?")
_SHORT_DATE = re.compile(
    r"(?:(?<=, )|(?<=,)|^)(?:ngay:?\s*)?(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b", re.MULTILINE
)
_PLACE = re.compile(r"([^\W\d_][\w.]*(?: [^\W\d_][\w.]*){0,5})\s?,\s{0,2}$")
_YEAR_AT_END = re.compile(r"\b(20\d\d)$")
_NUMBER = re.compile(r"(?:^|(?<=\x1e )|(?<=\d{4} ))s[o06]\s*[:.;]?\s*(\d{1,7})\s*/\s*", re.MULTILINE)
_SYMBOL = re.compile(r"[^\W_]+(?:\s?[-–—/.&]\s?[^\W_]+)*")
_ABOUT = re.compile(r"v\s*/\s*v\s*:?\s*(?=\S)")
_TO = re.compile(r"kinh g[uư]i\s*:?\s*")
_BODY = re.compile(r"(can cu|dieu \d|thuc hien|[ivx]+\.|\d+\.|kinh gui|so\s*[:.]|noi nhan)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found. Texts are empty and `number`, `issued_on` None where nothing was; `urgency` is 0 to 3.

    `symbol` is what follows the stroke, without it. `confidence` has a value between 0 and 1 for each field found.
    """

    number: int | None = None
    symbol: str = ""
    issued_on: date | None = None
    place: str = ""
    type_name: str = ""
    subject: str = ""
    issuer: str = ""
    parent: str = ""
    signer_name: str = ""
    signer_title: str = ""
    capacity: str = ""
    recipients: tuple[str, ...] = ()
    urgency: int = 0
    confidence: dict[str, float] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Number and symbol as they are printed ("05/QĐ-SNV"); empty when there is no number."""
        return str(Code(self.number, self.symbol)) if self.number is not None else ""


def read(text_by_page: list[str]) -> Reading:
    """Everything the pages say, first page first; a scan without text gives an empty reading."""
    pages = [clean(page) for page in text_by_page]
    if not any(pages):
        return Reading()
    whole = "\n".join(pages)
    text = without_nation("\n".join(whole.split("\n")[:_HEAD_LINES])[:_HEAD_LETTERS])
    text, number, symbol = _number(text)
    text, issued_on, place, date_sure = _date(text)
    head = lines(text)
    type_name, type_sure, subject, subject_sure = _type_and_subject(head, symbol)
    symbol, symbol_sure = _with_marks(symbol, type_name)
    issuer, parent = issuer_and_parent(_above_body(head), whole[:_NAME_LETTERS])
    signed = signer([page.split("\n") for page in pages])
    found: dict[str, tuple[Any, float]] = {
        "number": (number, SURE),
        "symbol": (symbol, symbol_sure),
        "issued_on": (issued_on, date_sure),
        "place": (place, date_sure),
        "type_name": (type_name, type_sure),
        "subject": (subject[:500], subject_sure),
        "issuer": (issuer, LIKELY),
        "parent": (parent, LIKELY),
        "signer_name": (signed.name, LIKELY),
        "signer_title": (signed.title, LIKELY),
        "capacity": (signed.capacity, LIKELY),
        "recipients": (_recipients(head), LIKELY),
        "urgency": (_urgency(head), SURE),
    }
    values = {name: value for name, (value, _sure) in found.items()}
    return Reading(**values, confidence={name: sure for name, (value, sure) in found.items() if value})


def _date(text: str) -> tuple[str, date | None, str, float]:
    """The date of the document and its place, and the text without them: a place stands before it, or it has a line
    of its own. Dates within sentences are not taken.
    """
    flat = bare(text)
    for match in [*_DATE.finditer(flat), *_SHORT_DATE.finditer(flat)]:
        place = _place(text[: match.start()])
        if place is None and not _is_whole_line(flat, match):
            continue
        without = cut(text, match.start() - len(place or ""), match.end())
        year, without = (match[3], without) if match[3] else _year_of_next_line(without, flat, match.end())
        if day := _day(year, match[2], match[1]):
            return without, day, (place or "").strip(" ,\n"), SURE if place and match[3] else LIKELY
    return text, None, "", 0.0


def _place(before: str) -> str | None:
    """The place with its comma that a text ends with, perhaps a line above; every word has a capital."""
    match = _PLACE.search(before[-_PLACE_LETTERS:].replace(CUT, "\n"))
    return match[0] if match and all(word[:1].isupper() for word in match[1].split()) else None


def _is_whole_line(flat: str, match: re.Match) -> bool:
    start, stop = flat.rfind("\n", 0, match.start()) + 1, flat.find("\n", match.end())
    around = flat[start : match.start()] + flat[match.end() : stop if stop >= 0 else None]
    return not around.strip(" .,;")


def _year_of_next_line(text: str, flat: str, end: int) -> tuple[str, str]:
    """A year that the narrow column pushed to the next line, behind the words of the other column."""
    start = flat.find("\n", end) + 1
    stop = flat.find("\n", start) if start else -1
    year = _YEAR_AT_END.search(flat[start : stop if stop >= 0 else None]) if start else None
    return (year[1], cut(text, start + year.start(), start + year.end())) if year else ("", text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _number(text: str) -> tuple[str, int | None, str]:
    """Number and symbol of the head, and the text without them; the line must begin with "Số" or follow the date."""
    for match in _NUMBER.finditer(bare(text)):
        stop = text.find("\n", match.end())
        symbol = _SYMBOL.match(text[match.end() : stop if stop >= 0 else None].replace(CUT, "\n"))
        if (
            text[match.start()] == "S"
            and symbol
            and is_upper(symbol[0] + "AA") | bool(re.match(r"[A-ZĐ]", symbol[0]))
        ):
            tidy = re.sub(r"\s*([-/–—])\s*", lambda gap: "/" if gap[1] == "/" else "-", symbol[0])
            return cut(text, match.start(), match.end() + symbol.end()), int(match[1]), tidy
    return text, None, ""


def _with_marks(symbol: str, type_name: str) -> tuple[str, float]:
    """The symbol with đ restored in the abbreviation of the type, where OCR lost it ("QD-SNV" of a Quyết định)."""
    parts = symbol.split("-")
    right = types.abbreviation(type_name)
    if right and parts[0] != right and bare(parts[0]) == bare(right):
        return "-".join([right, *parts[1:]]), LIKELY
    return symbol, SURE


def _type_and_subject(head: list[str], symbol: str) -> tuple[str, float, str, float]:
    for index, line in enumerate(head):
        if about := _ABOUT.match(bare(line)):
            return types.LETTER, SURE, _letter_subject(line[about.end() :], head[index + 1 :]), SURE
        if is_upper(line) and (name := types.known(line)):
            return name, SURE, _named_subject(head[index + 1 :]), LIKELY
    of_symbol = next(
        (name for name, short in types.ABBREVIATIONS.items() if short and short == symbol.split("-")[0]), ""
    )
    return (of_symbol, UNSURE, "", 0.0) if of_symbol and "-" in symbol else ("", 0.0, "", 0.0)


def _letter_subject(first: str, following: list[str]) -> str:
    """The subject of a letter: it goes on to the first line that is plainly something else."""
    taken = [first]
    for line in following:
        if not line or CUT in line or is_upper(line) or _BODY.match(bare(line)):
            return " ".join(taken)
        taken.append(line)
        if len(taken) > 12:
            break
    return first


def _named_subject(following: list[str]) -> str:
    """The subject below the name of a type: a next line that begins small, or inside a name, goes on with it."""
    taken: list[str] = []
    for line in following:
        if CUT in line or (not line and not taken):
            continue
        if not line or (is_upper(line) and not bare(line).startswith("ve ")) or _BODY.match(bare(line)):
            break
        if taken and not (line[:1].islower() or taken[-1].split()[-1][:1].isupper()):
            break
        taken.append(line)
        if line.endswith("."):
            break
    return " ".join(taken)


def _above_body(head: list[str]) -> list[str]:
    """The lines above the name of the type, the subject or the receivers."""
    for index, line in enumerate(head):
        if _ABOUT.match(bare(line)) or _TO.match(bare(line)) or (is_upper(line) and types.known(line)):
            return head[:index]
    return head[:12]


def _recipients(head: list[str]) -> tuple[str, ...]:
    at, match = next(((i, m) for i, line in enumerate(head) if (m := _TO.match(bare(line)))), (0, None))
    if match is None:
        return ()
    found = [head[at][match.end() :]] if head[at][match.end() :] else []
    for line in head[at + 1 :]:
        if line.startswith(("-", "–")):
            found.append(line.lstrip("-– "))
        elif found and line[:1].islower() and not found[-1].endswith((".", ";")):
            found[-1] = f"{found[-1]} {line}"
        elif line:
            break
    return tuple(one.rstrip(" .;") for one in found if one.strip(" .;-–"))


def _urgency(head: list[str]) -> int:
    return max((URGENCIES.get(bare(line).strip(" .|[]"), 0) for line in head if is_upper(line)), default=0)
