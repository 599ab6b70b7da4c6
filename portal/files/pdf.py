"""What is inside a PDF: structure, text and words with their places, by pdfium. For worker processes.

The portal never mends a PDF: a file whose cross-reference is broken may show different pages in different
programs, and no signature in it can be checked.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from portal.files.markings import Line

MOST_PAGES = 2000
LONGEST_EDGE = 14_400  # points, the bound of ISO 32000-1, annex C
_NOT_ENCRYPTED = -1
_GAP = 1.8  # a gap between words wider than this many times their height parts columns
_SAME_LINE = 0.5  # of the height: how far the middles of two words on one line may differ
_SQUARE = 0.7071  # width by height of a page of the A series, upright
_STAMP_WIDTH, _STAMP_HEIGHT = 25, 10  # points; no stamp that can be read is smaller


class Encrypted(Exception):
    """The PDF is protected by a password or by rights."""


class Pageless(Exception):
    """The PDF is sound but has no page."""


class Broken(Exception):
    """The PDF is cut off or its structure is damaged."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a page: its place in parts of the page's width and height, from the upper left, and its text."""

    x: float
    y: float
    w: float
    h: float
    text: str


@contextmanager
def opened(source: bytes | Path) -> Iterator[pypdfium2.PdfDocument]:
    """An open document, from bytes or from a file. Raises Encrypted, Pageless, Broken."""
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise _reason(source if isinstance(source, bytes) else source.read_bytes(), error) from error
    try:
        if pdfium.FPDF_GetSecurityHandlerRevision(document) != _NOT_ENCRYPTED:
            raise Encrypted
        yield document
    finally:
        document.close()


def is_hybrid(data: bytes) -> bool:
    """Whether the file has two cross-references that may disagree (ISO 32000-1, 7.5.8.4).

    Raises Broken when the cross-reference cannot be followed.
    """
    return _structure(data)[0]


def page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    """The text layer of a page (index from 0), line ends as "\\n"."""
    with _text_of(document, index) as (_page, text):
        return text.get_text_range().replace("\r\n", "\n").replace("\x00", "")


def page_notes(document: pypdfium2.PdfDocument, index: int) -> list[str]:
    """What notes and stamps laid over a page (index from 0) say; they are no part of its text layer."""
    page = document.get_page(index)
    try:
        return [note for note in _notes(page) if note]
    finally:
        page.close()


def page_words(document: pypdfium2.PdfDocument, index: int) -> list[Word]:
    """The words of a page (index from 0) with their places, in the order of the text layer."""
    with _text_of(document, index) as (page, text):
        left, bottom, right, top = page.get_cropbox()
        frame = (left, bottom, (right - left) or 1.0, (top - bottom) or 1.0)
        return [_word(letters, frame, page.get_rotation()) for letters in _letters(text)]


def pieces(
    words: Iterable[Word], page: int, *, is_recognised: bool = False, shape: float = _SQUARE
) -> list[Line]:
    """Lines of a page from its words in reading order; `shape` is the page's width by its height.

    Words go together when they stand on one line with no more than a blank's width (letter-spaced words
    included) between them.
    """
    rows: list[list[Word]] = []
    for word in words:
        if rows and _goes_on(rows[-1][-1], word, shape):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [
        Line(" ".join(word.text for word in row), page, row[0].y + row[0].h / 2, is_recognised)
        for row in rows
    ]


def has_picture_on_top(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether a picture stands in the upper half of a page: a stamp may be one that the text layer lacks."""
    page = document.get_page(index)
    try:
        middle = sum(page.get_cropbox()[1::2]) / 2
        pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        return any(_could_be_stamp(picture.get_bounds(), middle) for picture in pictures)
    finally:
        page.close()


def _reason(data: bytes, error: pypdfium2.PdfiumError) -> Exception:
    """Why pdfium does not open a file. It has no word for a missing page, and may repeat its last complaint."""
    if b"/Encrypt" in data and error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return Encrypted()
    try:
        return Broken(str(error)) if _structure(data)[1] else Pageless()
    except Broken as broken:
        return broken


def _structure(data: bytes) -> tuple[bool, int]:
    """Whether the file is hybrid, and how many pages it says it has. Raises Broken."""
    # Imported here since pyHanko takes half a second to load, which only workers should pay.
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        return bool(reader.xrefs.hybrid_xrefs_present), int(reader.root["/Pages"]["/Count"])
    except (PdfError, LookupError, ValueError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise Broken(str(error)) from error


def _goes_on(before: Word, word: Word, shape: float) -> bool:
    height = max(before.h, word.h)
    apart = abs((before.y + before.h / 2) - (word.y + word.h / 2))
    gap = (word.x - (before.x + before.w)) * shape
    return apart <= height * _SAME_LINE and -height * _GAP <= gap <= height * _GAP


def _could_be_stamp(bounds: tuple[float, float, float, float], middle: float) -> bool:
    left, bottom, right, top = bounds
    return top > middle and right - left >= _STAMP_WIDTH and top - bottom >= _STAMP_HEIGHT


Letter = tuple[str, float, float, float, float]  # the letter, left, bottom, right, top in points


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[list[Letter]]:
    """Runs of letters without a blank, a line end or a wide gap between them."""
    run: list[Letter] = []
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if letter.isspace() or letter in "\x00\ufffe\uffff":
            if run:
                yield run
            run = []
        else:
            run.append((letter, *text.get_charbox(index, loose=True)))
    if run:
        yield run


def _word(letters: list[Letter], frame: tuple[float, float, float, float], rotation: int) -> Word:
    left, bottom, width, height = frame
    x0 = (min(letter[1] for letter in letters) - left) / width
    y0 = (min(letter[2] for letter in letters) - bottom) / height
    x1 = (max(letter[3] for letter in letters) - left) / width
    y1 = (max(letter[4] for letter in letters) - bottom) / height
    x, y, w, h = _turned(x0, y0, x1, y1, rotation)
    text = "".join(letter[0] for letter in letters)
    return Word(round(x, 4), round(y, 4), round(w, 4), round(h, 4), text)


def _turned(x0: float, y0: float, x1: float, y1: float, rotation: int) -> tuple[float, float, float, float]:
    """From page space (y upwards, not turned) to what is seen (y downwards, turned clockwise)."""
    if rotation == 90:
        return y0, x0, y1 - y0, x1 - x0
    if rotation == 180:
        return 1 - x1, y0, x1 - x0, y1 - y0
    if rotation == 270:
        return 1 - y1, 1 - x1, y1 - y0, x1 - x0
    return x0, 1 - y1, x1 - x0, y1 - y0


@contextmanager
def _text_of(
    document: pypdfium2.PdfDocument, index: int
) -> Iterator[tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]]:
    try:
        page = document.get_page(index)
        text = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise Broken(f"page {index + 1}") from error
    try:
        yield page, text
    finally:
        text.close()
        page.close()


def _notes(page: pypdfium2.PdfPage) -> Iterator[str]:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        length = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
        buffer = (pdfium.FPDF_WCHAR * (length // 2 + 1))()
        pdfium.FPDFAnnot_GetStringValue(note, b"Contents", buffer, length)
        pdfium.FPDFPage_CloseAnnot(note)
        yield bytes(buffer).decode("utf-16-le", "replace").split("\x00", 1)[0].strip()
