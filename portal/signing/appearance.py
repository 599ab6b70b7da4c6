"""What a signature shows: the handwritten picture in blue, the seal in red (Decree 30/2020/NĐ-CP, annex I).

The decree prescribes pictures without any text on the document itself.
"""

import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path

import typst
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from portal.signing.places import Box
from portal.signing.refusals import CannotSign, Refusal

FONTS = Path(__file__).parents[2] / "static" / "fonts" / "liberation"

_PICTURE = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image("picture", width: 100%, height: 100%, fit: "contain")
"""


def picture(image: bytes, box: Box) -> bytes:
    """A one-page PDF of the size of `box` with a PNG or SVG drawn as large as fits, on nothing.

    Used for the signature (blue, transparent) and for the seal (red, transparent, `seal_box`).
    """
    return typeset(_PICTURE.format(width=box.width, height=box.height), {}, image)


def stamp_style(page: bytes) -> StaticStampStyle:
    """The one-page PDF as pyHanko's appearance, edge to edge, with no frame and no font of its own."""
    return StaticStampStyle(
        background=VectorPage(page),
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
        background_opacity=1.0,
        border_width=0,
    )


@cache
def liberation() -> typst.Fonts:
    """The vendored fonts alone: with the system's, Typst may choose an old Liberation without Vietnamese."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def typeset(source: str, inputs: dict[str, str], picture: bytes | None = None) -> bytes:
    """A PDF/A-2b page from Typst source; `picture` (PNG or SVG) is the file "picture" of that source.

    Raises CannotSign where the fonts lack a letter or the picture cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="typeset-") as folder:
        (Path(folder) / "page.typ").write_text(source, encoding="utf-8")
        if picture is not None:
            (Path(folder) / "picture").write_bytes(picture)
        compiler = typst.Compiler(str(Path(folder) / "page.typ"), root=folder, font_paths=liberation())
        try:
            return compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"])
        except typst.TypstError as error:
            raise CannotSign(Refusal.CANNOT_DRAW) from error


class VectorPage(PdfContent):
    """The first page of a PDF in memory as something pyHanko can stamp, fonts and all."""

    def __init__(self, pdf: bytes):
        self.pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        """Content stream operators that draw the page; its media box becomes the box of this content."""
        try:
            form = self.writer.import_page_as_xobject(PdfFileReader(BytesIO(self.pdf)), page_ix=0)
        except PdfError as error:
            raise CannotSign(Refusal.CANNOT_DRAW) from error
        self.resources.xobject["/Page"] = form
        left, bottom, right, top = (float(edge) for edge in form.get_object()["/BBox"])
        self.box = layout.BoxConstraints(width=right - left, height=top - bottom)
        return b"/Page Do"
