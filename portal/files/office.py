"""The text of Word, Excel and PowerPoint files, read without trusting them. Pure.

Sizes are counted while unpacking, because what an archive says of itself may be a lie; a document type
declaration, which no office program writes, is refused since entities could blow a small file up.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

_PARTS = {
    ".docx": re.compile(r"word/(header\d*|document|footer\d*|footnotes|endnotes|comments)\.xml"),
    ".xlsx": re.compile(r"xl/(sharedStrings|worksheets/sheet\d+|comments\d+|drawings/drawing\d+)\.xml"),
    ".pptx": re.compile(r"ppt/(slides/slide\d+|notesSlides/notesSlide\d+)\.xml"),
}
_LINE_ENDS = {"p", "br", "si", "is", "oddHeader", "oddFooter", "evenHeader", "firstHeader"}
_TEXTS = {"t", "oddHeader", "oddFooter", "evenHeader", "firstHeader"}
_MOST_UNPACKED = 64 * 1024 * 1024  # bytes of XML in all parts together
_MOST_PARTS = 2000
_HEADER_CODES = re.compile(r'&(?:[LCR]|"[^"]*"|\d+|K[0-9A-F]{6}|[A-Z])')


class Unreadable(Exception):
    """The office file is broken, encrypted, or too large once unpacked."""


def office_text(data: bytes, ending: str) -> str:
    """All text of a .docx, .xlsx or .pptx, a paragraph or cell a line, headers first. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(line for part in _parts(archive, ending) for line in _lines(part))
    except (zipfile.BadZipFile, ElementTree.ParseError, RuntimeError, NotImplementedError) as error:
        raise Unreadable(str(error)) from error
    except (zlib.error, OSError, ValueError, EOFError) as error:
        raise Unreadable(str(error)) from error


def _parts(archive: zipfile.ZipFile, ending: str) -> Iterator[bytes]:
    names = [name for name in archive.namelist() if _PARTS[ending].fullmatch(name)]
    if len(names) > _MOST_PARTS:
        raise Unreadable("too many parts")
    left = _MOST_UNPACKED
    for name in sorted(names, key=lambda name: "header" not in name):
        with archive.open(name) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise Unreadable("too large once unpacked")
        if b"<!DOCTYPE" in data:
            raise Unreadable("document type declaration")
        yield data


def _lines(part: bytes) -> Iterator[str]:
    """Paragraphs of one part. A text box stands inside a paragraph, so a new one ends what came before."""
    waiting: list[str] = []
    for event, element in ElementTree.iterparse(io.BytesIO(part), events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "end" and tag in _TEXTS and element.text:
            waiting.append(_HEADER_CODES.sub("\n", element.text) if "er" in tag else element.text)
        if event == "end" and tag == "tab":
            waiting.append("\t")
        if tag in _LINE_ENDS and waiting:
            yield "".join(waiting)
            waiting.clear()
        if event == "end" and tag in _LINE_ENDS:
            element.clear()
    yield "".join(waiting)
