"""What an attacker, or a careless program, does to a signed file. Each takes and gives bytes."""

from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field


def appended(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The file with one more revision in which `change` was made."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def with_a_sentence_added(pdf: bytes) -> bytes:
    """Something is drawn over the first page."""
    stream = generic.StreamObject(stream_data=b"q 1 0 0 rg 100 400 300 40 re f Q")
    return appended(pdf, lambda writer: writer.add_stream_to_page(0, writer.add_object(stream)))


def with_a_comment(pdf: bytes) -> bytes:
    """A note is stuck to the first page."""

    def stick(writer: IncrementalPdfFileWriter) -> None:
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Text"),
                pdf_name("/Rect"): generic.ArrayObject(generic.NumberObject(n) for n in (10, 10, 30, 30)),
                pdf_name("/Contents"): pdf_string("Hủy"),
            }
        )
        page = writer.find_page_for_modification(0)[0].get_object()
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page["/Annots"])
        writer.update_container(page)

    return appended(pdf, stick)


def with_another_number(pdf: bytes, number: str) -> bytes:
    """The number field says something else."""

    def renumber(writer: IncrementalPdfFileWriter) -> None:
        field = next(
            f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/T"] == "Number"
        )
        field["/V"] = pdf_string(number)
        writer.update_container(field)

    return appended(pdf, renumber)


def with_another_signature_field(pdf: bytes) -> bytes:
    """One more visible place to sign appears."""
    spec = SigFieldSpec("SigOther", on_page=0, box=(100, 100, 200, 150))
    return appended(pdf, lambda writer: append_signature_field(writer, spec))


def with_a_changed_byte(pdf: bytes) -> bytes:
    """One byte of the first revision differs and the file still opens: a letter of the file's comment line."""
    at = pdf.index(b"\n%") + 2
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def encrypted(pdf: bytes) -> bytes:
    """The same pages behind a password."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.encrypt("owner", "user")
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def hybrid() -> bytes:
    """A one-page file with a classic table and, beside it, a cross-reference stream (ISO 32000-1, 7.5.8.4)."""
    parts = [
        b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n",
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n",
    ]
    starts = [sum(map(len, parts[: index + 1])) for index in range(len(parts))]
    body = b"".join(parts)
    row = b"\x01" + starts[3].to_bytes(4, "big") + b"\x00"
    stream_at = len(body)
    body += b"4 0 obj\n<< /Type /XRef /Size 6 /Index [5 1] /W [1 4 1] /Length 6 >>\nstream\n" + row
    body += b"\nendstream\nendobj\n"
    table_at = len(body)
    rows = b"".join(b"%010d 00000 n \n" % start for start in starts[:3])
    body += b"xref\n0 4\n0000000000 65535 f \n" + rows
    body += b"trailer\n<< /Size 6 /Root 1 0 R /XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        stream_at,
        table_at,
    )
    return body
