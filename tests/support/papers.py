"""Papers that tests bring to the door: real PDFs, scans, broken and hostile files, office files."""

import io
import os
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pypdfium2
import typst
from PIL import Image
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

FONTS = "static/fonts/liberation"
LETTER = "Sở Giao thông vận tải báo cáo kết quả rà soát điểm đen tai nạn giao thông trên các tuyến quốc lộ."
# The test file every scanner knows, in two pieces so that no scanner minds this one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"

_PAGE = """
#set page(paper: "a4", margin: 2cm)
#set text(font: "Liberation Serif", size: 14pt)
#grid(columns: (1fr, 1.5fr), align: center,
  [SỞ GIAO THÔNG VẬN TẢI \\ Số: 12/BC-SGTVT], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM \\ Độc lập - Tự do - Hạnh phúc])
#grid(columns: (1fr, 1.5fr), align: center, [%(stamp)s], [Quảng Nam, ngày 14 tháng 02 năm 2020])
#v(2cm)
%(text)s
"""


@cache
def pdf(text: str = LETTER, stamp: str = "", pages: int = 1) -> bytes:
    """A letter whose stamp stands in box 10a, on one line with place and date; the text may be Typst markup."""
    page = _PAGE % {"stamp": stamp, "text": text}
    return typst.compile("\n#pagebreak()\n".join([page] * pages).encode(), font_paths=[FONTS])


@cache
def scan(text: str = LETTER, stamp: str = "", dpi: int = 200) -> bytes:
    """The same as a scan: a picture on a page, with no text layer."""
    written = io.BytesIO()
    picture_of(pdf(text, stamp), dpi).save(written, "PDF", resolution=dpi)
    return written.getvalue()


def picture_of(paper: bytes, dpi: int = 200) -> Image.Image:
    """The first page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(paper)
    return document[0].render(scale=dpi / 72).to_pil().convert("L")


def pdf_with_picture(stamp: str) -> bytes:
    """A letter with a text layer onto which a picture of the stamp was laid."""
    drawn = typst.compile(
        f'#set page(width: auto, height: auto, margin: 6pt)\n#set text(font: "Liberation Serif")\n{stamp}'.encode(),
        font_paths=[FONTS],
        format="png",
        ppi=200,
    )
    source = (_PAGE % {"stamp": '#image("stamp.png", width: 4cm)', "text": LETTER}).encode()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stamp.png").write_bytes(drawn)
        (Path(folder) / "letter.typ").write_bytes(source)
        return typst.compile(str(Path(folder) / "letter.typ"), font_paths=[FONTS])


def smudge() -> bytes:
    """A scan that nobody can read: grey stains and no letter."""
    picture = Image.radial_gradient("L").resize((1240, 1754))
    written = io.BytesIO()
    picture.save(written, "PDF", resolution=150)
    return written.getvalue()


def png(paper: bytes) -> bytes:
    """The first page of a PDF as a PNG file."""
    written = io.BytesIO()
    picture_of(paper).save(written, "PNG")
    return written.getvalue()


def encrypted_pdf(password: str = "") -> bytes:
    """A PDF protected by rights alone, or by a password too."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.encrypt("chủ", password)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def hybrid_pdf() -> bytes:
    """A PDF with a table and, beside it, a stream of references, as some office programs write them."""
    objects = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n",
    ]
    body, offsets = b"%PDF-1.5\n", []
    for each in objects:
        offsets.append(len(body))
        body += each
    entry = (0).to_bytes(1, "big") + (0).to_bytes(2, "big") + b"\xff"
    at = len(body)
    body += b"4 0 obj\n<< /Type /XRef /Size 5 /W [1 2 1] /Index [4 1] /Length 4 >>\nstream\n"
    body += b"\x01" + at.to_bytes(2, "big") + b"\x00" + b"\nendstream\nendobj\n"
    assert len(entry) == 4
    table = len(body)
    rows = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"xref\n0 4\n" + rows + b"trailer\n<< /Size 5 /Root 1 0 R /XRefStm %d >>\n" % at
    return body + b"startxref\n%d\n%%%%EOF\n" % table


def misdirected_pdf() -> bytes:
    """A PDF whose last line points into the void."""
    head, _mark, _tail = pdf().rpartition(b"startxref")
    return head + b"startxref\n99\n%%EOF\n"


def cut_pdf() -> bytes:
    """A PDF of which the second half did not arrive."""
    return pdf()[: len(pdf()) // 2]


def pageless_pdf() -> bytes:
    """A sound PDF without a page."""
    document = pypdfium2.PdfDocument.new()
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def huge_page_pdf() -> bytes:
    """A page five hundred metres wide."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(1_400_000, 842)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def office(ending: str, *lines: str, macros: bool = False) -> bytes:
    """A small .docx or .xlsx; a line that begins with "box:" stands in a text box."""
    kind = "wordprocessingml.document" if ending == ".docx" else "spreadsheetml.sheet"
    main = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    if macros:
        main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    parts = {"[Content_Types].xml": f'<Types><Override PartName="/x" ContentType="{main}"/></Types>'}
    if ending == ".docx":
        parts["word/document.xml"] = f'<w:document xmlns:w="w">{"".join(map(_paragraph, lines))}</w:document>'
    else:
        cells = "".join(f"<si><t>{line}</t></si>" for line in lines)
        parts["xl/sharedStrings.xml"] = f"<sst>{cells}</sst>"
    return zipped(parts)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def _paragraph(line: str) -> str:
    run = f"<w:r><w:t>{line.removeprefix('box:')}</w:t></w:r>"
    if line.startswith("box:"):
        return f"<w:p><w:r><w:t>Số: 12</w:t></w:r><w:txbxContent><w:p>{run}</w:p></w:txbxContent></w:p>"
    return f"<w:p>{run}</w:p>"


def weighty_pdf(mib: int) -> bytes:
    """A sound letter that weighs so many MiB: it carries a stream that no page uses."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf()))
    writer.add_object(StreamObject(stream_data=os.urandom(1024 * 1024) * mib))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
