"""What a file is, told by its bytes and never by its name alone. Pure."""

import io
import zipfile
from dataclasses import dataclass

import puremagic


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file the portal takes: its media type, the ending of its name, other endings it may bear."""

    media_type: str
    ending: str
    also: tuple[str, ...] = ()

    @property
    def is_pdf(self) -> bool:
        """Whether this is the kind a main document must be."""
        return self is PDF

    @property
    def is_image(self) -> bool:
        """Whether this is a picture, to be read like a scan."""
        return self.media_type.startswith("image/")


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("application/pdf", ".pdf")
DOCX = Kind(_OFFICE + "wordprocessingml.document", ".docx")
XLSX = Kind(_OFFICE + "spreadsheetml.sheet", ".xlsx")
PPTX = Kind(_OFFICE + "presentationml.presentation", ".pptx")
PNG = Kind("image/png", ".png")
JPEG = Kind("image/jpeg", ".jpg", (".jpeg",))
TIFF = Kind("image/tiff", ".tif", (".tiff",))
WEBP = Kind("image/webp", ".webp")  # never uploaded: the portal's own page images

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
    b"presentationml.presentation.main+xml": PPTX,
}
_HEADER_WITHIN = 1024  # bytes in which the header of a PDF may begin (ISO 32000-1, annex H, note 13)
_CONTENT_TYPES_LIMIT = 1024 * 1024


def kind_of(data: bytes) -> Kind | None:
    """The kind of file these bytes are; None when it is none that the portal takes."""
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return PDF
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    return _office_kind(data) if data.startswith(b"PK\x03\x04") else None


def guess(data: bytes) -> str:
    """A media type for what is refused, to be named to the person; empty when nothing is known."""
    try:
        return puremagic.from_string(data[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return ""


def _office_kind(data: bytes) -> Kind | None:
    """A Word, Excel or PowerPoint file without macros, told by its list of content types (ECMA-376, part 2)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("[Content_Types].xml")
            if info.file_size > _CONTENT_TYPES_LIMIT:
                return None
            types = archive.read(info)
    except Exception:  # The archive may be built to trip its reader, which then raises nearly anything.
        return None
    if b"macroEnabled" in types or b"vbaProject" in types:
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in types), None)
