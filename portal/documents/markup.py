"""What a drafter types into the text field, as blocks: plain lines with very few marks.

| typed | printed |
|---|---|
| a line | a paragraph; empty lines change nothing |
| `Căn cứ …;` | a legal basis, in italics; the last one of the run ends with a full stop |
| `Điều 1. …` | an article, its number in bold |
| `QUYẾT ĐỊNH:` (all capitals) | a centred bold line |
| `I. TÌNH HÌNH CHUNG` (all capitals after a number) | a bold heading |
| `1. …`, `a) …`, `- …` | a point: its own paragraph |
| `| a | b |` | a row of a table; a row `|---|---|` below the first one makes that one a repeated head |
| `**đậm**`, `*nghiêng*`, `***cả hai***` | bold, italic, both; `\\*` is a star |

Decree 30/2020, annex I, part II, 6 gives the shapes. Never raises: a mark that is not closed is a star.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from portal.kit.i18n import _

_BASIS = re.compile(r"(Căn cứ|Theo đề nghị|Theo ý kiến|Xét đề nghị|Xét|Thực hiện)\s")
_ARTICLE = re.compile(r"(Điều \d+[a-zđ]?\.)(.*)")
_NUMBERED = re.compile(r"([IVXLC]+|\d+(\.\d+)*|[A-ZĐ])\.\s+")
_MARKS = re.compile(r"\\\*|\*{1,3}")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face: upright or not, bold or not."""

    text: str
    bold: bool = False
    italic: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body. `kind`: paragraph, basis, centred, heading or table; a table has `rows` and no `runs`."""

    kind: str
    runs: Line = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    headed: bool = False


def help_line() -> str:
    """One sentence to show below the text field."""
    return _(
        "Mỗi dòng là một đoạn. **đậm**, *nghiêng*; dòng “Căn cứ …;” tự in nghiêng; dòng viết hoa toàn bộ tự căn giữa; "
        "bảng: | cột 1 | cột 2 |."
    )


def blocks(text: str) -> tuple[Block, ...]:
    """The body as blocks, in order. Text is brought to Unicode form C first."""
    lines = [line.strip() for line in unicodedata.normalize("NFC", text).splitlines()]
    found: list[Block] = []
    table: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            table.append(line)
            continue
        if table:
            found.append(_table(table))
            table = []
        if line:
            found.append(_block(line, after_basis=bool(found) and found[-1].kind == "basis"))
    return tuple(found)


def closed(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with the mark "./." that says here the text ends, unless it ends with a table or has the mark."""
    if not body or body[-1].kind == "table" or not body[-1].runs:
        return body
    *before, last = body[-1].runs
    text = last.text.rstrip()
    ending = "" if text.endswith("./.") else "/." if text.endswith(".") else "./."
    return (*body[:-1], Block(body[-1].kind, (*before, Run(text + ending, last.bold, last.italic))))


def runs(text: str) -> Line:
    """A line with its stars as runs; stars that do not close stay stars."""
    found: list[Run] = []
    bold = italic = False
    start = 0
    marks = list(_MARKS.finditer(text))
    later = Counter(mark[0] for mark in marks)
    for mark in marks:
        stars = mark[0]
        later[stars] -= 1
        if stars == "\\*":
            found += [Run(text[start : mark.start()], bold, italic), Run("*", bold, italic)]
        elif _is_open(stars, bold, italic) or (later[stars] and _touches_word(text, mark.end())):
            found.append(Run(text[start : mark.start()], bold, italic))
            bold, italic = bold ^ (len(stars) > 1), italic ^ (len(stars) != 2)
        else:
            found.append(Run(text[start : mark.end()], bold, italic))
        start = mark.end()
    found.append(Run(text[start:], bold, italic))
    return tuple(run for run in found if run.text)


def _is_open(stars: str, bold: bool, italic: bool) -> bool:
    """Whether the face of these stars is on, so that they end it."""
    return {"**": bold, "*": italic}.get(stars, bold and italic)


def _touches_word(text: str, place: int) -> bool:
    return text[place : place + 1].strip() != ""


def _block(line: str, after_basis: bool) -> Block:
    if _BASIS.match(line) and (line.endswith(";") or (after_basis and line.endswith((".", ",")))):
        return Block("basis", runs(line))
    if article := _ARTICLE.fullmatch(line):
        return Block("paragraph", (Run(article[1], bold=True), *runs(article[2])))
    if _is_capital(line):
        return Block(
            "heading" if _NUMBERED.match(line) else "centred", (Run(line.replace("*", ""), bold=True),)
        )
    return Block("paragraph", runs(line))


def _is_capital(line: str) -> bool:
    """Whether a line shouts: at least six letters, none small, short enough to be a heading."""
    return sum(letter.isalpha() for letter in line) >= 6 and line == line.upper() and len(line) <= 150


def _is_rule(line: str) -> bool:
    """Whether a row is the one of dashes below the head of a table."""
    return "-" in line and set(line) <= set("|:- ")


def _table(lines: list[str]) -> Block:
    headed = len(lines) > 1 and _is_rule(lines[1])
    rows = [
        [runs(cell.strip()) for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not _is_rule(line)
    ]
    width = max((len(row) for row in rows), default=0)
    return Block("table", rows=tuple(tuple(row + [()] * (width - len(row))) for row in rows), headed=headed)
