"""Typst with the portal's own fonts: one template and its data in, a PDF/A-2b file and what it says of itself out.

Data travel as one JSON string beside the template and are never spliced into it, so nothing that people type can
become code. Fonts of the machine are ignored: some of them lack Vietnamese letters and print boxes instead.
"""

import json
import re
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from portal.kit.errors import Invalid
from portal.kit.i18n import _

_ROOT = Path(__file__).resolve().parents[2]
_TEMPLATES = _ROOT / "templates" / "documents" / "typst"
FONTS = _ROOT / "static" / "fonts" / "liberation"
_NOT_PRINTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


class Typeset:
    """One compiled template: `pdf()` once, `told(label)` for the metadata that it carries under a label."""

    def __init__(self, template: str, data: object):
        text = json.dumps(_clean(data), ensure_ascii=False)
        refuse_missing_letters(text)
        self._compiler = typst.Compiler(
            _TEMPLATES / template,
            root=_TEMPLATES,
            font_paths=_fonts(),
            sys_inputs={"data": text},
            ignore_system_fonts=True,
        )

    def pdf(self) -> bytes:
        """The file, PDF/A-2b, every font embedded. Raises `typst.TypstError` only for a fault of the template."""
        return cast(bytes, self._compiler.compile(format="pdf", pdf_standards=["a-2b"]))

    def told(self, label: str) -> list[Any]:
        """The values of all `metadata` elements with this label, in the order of the pages."""
        return json.loads(self._compiler.query(f"<{label}>", field="value"))


def missing_letters(text: str) -> str:
    """The letters of a text that the fonts cannot print, each once, in order; empty when all can be printed."""
    return "".join(
        dict.fromkeys(
            letter for letter in str(_clean(text)) if letter not in "\n\t" and ord(letter) not in _covered()
        )
    )


def _clean(data: object) -> object:
    """Data in Unicode form C without control marks, which have no shape on paper."""
    if isinstance(data, str):
        return _NOT_PRINTED.sub("", unicodedata.normalize("NFC", data))
    if isinstance(data, dict):
        return {key: _clean(value) for key, value in data.items()}
    return [_clean(item) for item in data] if isinstance(data, list | tuple) else data


def refuse_missing_letters(text: str, field: str = "") -> None:
    """Raises Invalid for a text that the fonts cannot print whole, beside the field in which it was typed."""
    if missing := missing_letters(text):
        raise Invalid(
            {field: _("Không in được các ký tự: %(letters)s") % {"letters": " ".join(missing[:20])}}
        )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _covered() -> frozenset[int]:
    """Code points of the regular face: table `cmap`, format 4 (OpenType 1.9, "cmap")."""
    font = (FONTS / "LiberationSerif-Regular.ttf").read_bytes()
    table = _table(font, b"cmap")
    for index in range(struct.unpack_from(">H", font, table + 2)[0]):
        start = table + struct.unpack_from(">I", font, table + 8 + 8 * index)[0]
        if struct.unpack_from(">H", font, start)[0] == 4:
            return _segments(font, start)
    raise ValueError("the font has no character map of format 4")


def _table(font: bytes, tag: bytes) -> int:
    for index in range(struct.unpack_from(">H", font, 4)[0]):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return offset
    raise ValueError(f"the font has no table {tag!r}")


def _segments(font: bytes, start: int) -> frozenset[int]:
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
    return frozenset(
        code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)
    )
