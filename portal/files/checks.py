"""Looks into an uploaded file before it may be kept. For worker processes, which open the sealed file themselves.

The plain bytes exist in the worker's memory only. What is found is told as codes; `problem_sentence` and
`warning_sentence` say them to people in their own language, in the portal's process.
"""

import io
import logging
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pypdfium2
from PIL import Image, UnidentifiedImageError

from portal.files.gateways.tesseract import DPI, Reading, read_picture
from portal.files.kinds import Kind, guess, kind_of
from portal.files.markings import Line, Marking, find_placed, is_internal, lines_of, may_hold_stamp
from portal.files.names import with_ending
from portal.files.office import Unreadable, office_text
from portal.files.pdf import (
    LONGEST_EDGE,
    MOST_PAGES,
    Broken,
    Encrypted,
    Pageless,
    has_picture_on_top,
    is_hybrid,
    opened,
    page_notes,
    page_text,
    page_words,
    pieces,
)
from portal.files.sealed import unseal_all
from portal.kit.i18n import _

_LETTERS_OF_A_TEXT = 20  # fewer on a page, and the page is taken for a picture
_MOST_POINTS = 60_000_000  # of a picture, so that a small file does not unpack to gigabytes
_MOST_TEXT = 5_000_000  # letters kept of all pages together


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """How scans are read: the program and the number of first pages."""

    program: str
    pages: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file.

    `problem` is a code that refuses the file; the rest is then of no use. `text_by_page` holds the text
    layer, or what was recognised. `unread_pages` are pages, from 1, that are pictures nobody could read.
    """

    name: str
    media_type: str = ""
    pages: int = 0
    text_by_page: tuple[str, ...] = field(default=(), repr=False)
    is_scanned: bool = False
    unread_pages: tuple[int, ...] = ()
    markings: tuple[Marking, ...] = ()
    is_internal: bool = False
    warnings: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether the search for stamps could see every page it had to."""
        return not self.unread_pages


class Virus(StrEnum):
    """What is known of a file: the value of `stored_file.virus_state`."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class Scan:
    """An answer; `detail` is the name of the virus, or why nothing was scanned (for the log, in English)."""

    state: Virus
    detail: str = ""


@dataclass(slots=True)
class _Findings:
    """What pages gave so far."""

    texts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    is_scanned: bool = False


class _Problem(Exception):
    """The file cannot be taken; the message is the code."""


def inspect_sealed(path: Path, key: bytes, name: str, reader: Reader, *, must_be_pdf: bool) -> Inspection:
    """Open a sealed file and look into it; never raises for what the file holds. Raises sealed.Tampered."""
    return inspect(unseal_all(path, key), name, reader, must_be_pdf=must_be_pdf)


def inspect(data: bytes, name: str, reader: Reader, *, must_be_pdf: bool = False) -> Inspection:
    """Look into the bytes of a file called `name`; never raises for what they hold."""
    kind = kind_of(data)
    if kind is None or (must_be_pdf and not kind.is_pdf):
        problem = "not_pdf" if must_be_pdf else "unknown_kind"
        return Inspection(name, kind.media_type if kind else guess(data), problem=problem)
    try:
        findings, warnings = _look(data, kind, reader)
    except _Problem as problem:
        return Inspection(name, kind.media_type, problem=str(problem))
    except Exception:  # A file may be built to trip its reader, which then raises nearly anything.
        log.warning("a file of the kind %s tripped its reader", kind.media_type, exc_info=True)
        return Inspection(name, kind.media_type, problem=_broken(kind))
    return _conclude(name, kind, findings, warnings)


def _look(data: bytes, kind: Kind, reader: Reader) -> tuple[_Findings, list[str]]:
    findings = _Findings()
    if kind.is_pdf:
        return findings, _look_into_pdf(data, reader, findings)
    if kind.is_image:
        _look_at_picture(data, reader, findings)
        return findings, []
    try:
        findings.texts.append(office_text(data, kind.ending))
    except Unreadable as error:
        raise _Problem("broken_office") from error
    findings.lines.extend(lines_of(findings.texts))
    return findings, []


def _broken(kind: Kind) -> str:
    return "broken_pdf" if kind.is_pdf else "broken_picture" if kind.is_image else "broken_office"


def _conclude(name: str, kind: Kind, findings: _Findings, warnings: list[str]) -> Inspection:
    own_name = with_ending(name, kind.ending, kind.also)
    return Inspection(
        own_name,
        kind.media_type,
        len(findings.texts) if kind.is_pdf or kind.is_image else 0,
        _cut(findings.texts),
        findings.is_scanned,
        tuple(findings.unread),
        tuple(find_placed(findings.lines, name)),
        is_internal(findings.texts),
        tuple(warnings + (["other_ending"] if own_name != name else [])),
    )


def _look_into_pdf(data: bytes, reader: Reader, findings: _Findings) -> list[str]:
    """Read every page's text, and the first pages as pictures where text is missing; the warnings."""
    try:
        with opened(data) as document:
            if len(document) > MOST_PAGES:
                raise _Problem("too_many_pages")
            warnings = ["hybrid"] if is_hybrid(data) else []
            if document.count_attachments():
                warnings.append("attachments")
            findings.lines += [
                Line(document.get_attachment(n).get_name(), 0) for n in range(_attached(document))
            ]
            for index in range(len(document)):
                _look_at_page(document, index, reader, findings)
    except Encrypted as error:
        raise _Problem("encrypted") from error
    except Pageless as error:
        raise _Problem("no_pages") from error
    except (Broken, pypdfium2.PdfiumError) as error:
        raise _Problem("broken_pdf") from error
    return warnings


def _attached(document: pypdfium2.PdfDocument) -> int:
    return min(document.count_attachments(), 100)


def _look_at_page(document: pypdfium2.PdfDocument, index: int, reader: Reader, findings: _Findings) -> None:
    if max(document.get_page_size(index)) > LONGEST_EDGE:
        raise _Problem("page_too_large")
    text, notes = page_text(document, index), page_notes(document, index)
    has_text = sum(map(str.isalnum, text)) >= _LETTERS_OF_A_TEXT
    findings.lines += [*_placed_lines(document, index, text), *(Line(note, index + 1) for note in notes)]
    is_early = index < reader.pages
    if (is_early and not has_text) or (index == 0 and has_picture_on_top(document, index)):
        reading = _read_page(document, index, reader)
        _take_reading(reading, index + 1, findings, is_needed=not has_text)
        text = text if has_text or reading is None else reading.text
    findings.texts.append("\n".join([text, *notes]))


def _placed_lines(document: pypdfium2.PdfDocument, index: int, text: str) -> list[Line]:
    """Lines with places, worked out only where letters that could be a stamp's stand somewhere on the page."""
    if not may_hold_stamp(text):
        return []
    width, height = document.get_page_size(index)
    return pieces(page_words(document, index), index + 1, shape=width / (height or 1))


def _read_page(document: pypdfium2.PdfDocument, index: int, reader: Reader) -> Reading | None:
    page = document.get_page(index)
    try:
        width, height = page.get_size()
        scale = min(DPI / 72, (_MOST_POINTS / max(width * height, 1)) ** 0.5)
        return read_picture(page.render(scale=scale, grayscale=True).to_pil(), reader.program)
    finally:
        page.close()


def _take_reading(reading: Reading | None, page: int, findings: _Findings, *, is_needed: bool) -> None:
    if reading is not None:
        for row in reading.rows:
            findings.lines += pieces(row, page, is_recognised=True)
        findings.lines += [Line(text, page, top, is_recognised=True) for text, top in reading.framed]
    if is_needed:
        findings.is_scanned = True
        if reading is None or not reading.is_readable:
            findings.unread.append(page)


def _look_at_picture(data: bytes, reader: Reader, findings: _Findings) -> None:
    """A picture is a scan of one page, a TIFF of several."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            if picture.width * picture.height > _MOST_POINTS:
                raise _Problem("page_too_large")
            frames = getattr(picture, "n_frames", 1)
            if frames > MOST_PAGES:
                raise _Problem("too_many_pages")
            for number in range(frames):
                picture.seek(number)
                reading = (
                    read_picture(picture, reader.program) if number < reader.pages else Reading([], True)
                )
                _take_reading(reading, number + 1, findings, is_needed=True)
                findings.texts.append(reading.text if reading else "")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _Problem("broken_picture") from error


def _cut(texts: list[str]) -> tuple[str, ...]:
    left, kept = _MOST_TEXT, []
    for text in texts:
        kept.append(text[:left])
        left -= len(kept[-1])
    return tuple(kept)


def problem_sentence(problem: str) -> str:
    """Why a file cannot be taken and what to do about it."""
    return {
        "not_pdf": _("Tệp không phải là PDF; văn bản chính phải là PDF."),
        "unknown_kind": _("Chỉ nhận tệp PDF, Word, Excel, PowerPoint (không có macro), PNG, JPEG và TIFF."),
        "encrypted": _("Tệp PDF có mật khẩu hoặc bị khoá quyền; đề nghị gỡ khoá rồi gửi lại."),
        "broken_pdf": _("Tệp PDF bị hỏng hoặc tải lên chưa hết; đề nghị nơi gửi xuất lại PDF."),
        "no_pages": _("Tệp PDF không có trang nào."),
        "too_many_pages": _("Tệp có quá nhiều trang (hơn %(most)s); đề nghị chia nhỏ.")
        % {"most": MOST_PAGES},
        "page_too_large": _(
            "Tệp có trang quá lớn nên không thể hiển thị; đề nghị xuất lại theo khổ giấy thường."
        ),
        "broken_office": _(
            "Tệp Word, Excel hoặc PowerPoint bị hỏng hoặc có mật khẩu; đề nghị lưu lại rồi gửi."
        ),
        "broken_picture": _("Tệp ảnh bị hỏng; đề nghị chụp hoặc quét lại."),
        "died": _("Không đọc được tệp: chương trình đọc dừng giữa chừng. Đề nghị xuất lại tệp."),
    }[problem]


def warning_sentence(warning: str) -> str:
    """What to keep in mind about a file that was taken."""
    return {
        "hybrid": _("PDF có hai bảng tham chiếu (kiểu lai); chữ ký số trong tệp có thể được hiểu khác nhau."),
        "attachments": _("PDF có tệp khác đính bên trong; cổng không đọc và không kiểm tra các tệp đó."),
        "other_ending": _("Đuôi tên tệp không khớp với nội dung nên đã được đặt lại."),
    }[warning]
