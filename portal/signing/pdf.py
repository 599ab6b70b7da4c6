"""What is written into a PDF around the signatures: places before the first one, number and date between the two.

Each function appends one revision and touches nothing before it. The order is that of `order`.
"""

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)

from portal.signing.appearance import VectorPage, typeset
from portal.signing.order import Step
from portal.signing.places import DAY, MONTH, NUMBER, SIG_AGENCY, SIG_PERSON, Box, Line, Places
from portal.signing.refusals import CannotSign, Refusal

# The reader promises PdfError alone, but hostile files reach plain Python errors too.
BAD_FILE = (
    PdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    OverflowError,
)

_READ_ONLY = 1  # ISO 32000-1, table 221: field flag
_PRINT = 4  # ISO 32000-1, table 165: annotation flag

# After the person signed, only these may still change; after the agency signed, nothing.
_PERSON_LOCK = FieldMDPSpec(FieldMDPAction.EXCLUDE, fields=[NUMBER, DAY, MONTH, SIG_AGENCY])
# That is said by NO_CHANGES alone. Locking the text fields by name as well would say it twice, but pyHanko 0.38
# then takes an archival update for a change of every locked field that was filled before the signature.
_AGENCY_LOCK = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=[SIG_PERSON])
ALLOWED_AFTER = {SIG_PERSON: MDPPerm.FILL_FORMS, SIG_AGENCY: MDPPerm.NO_CHANGES}

_LINE = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#set text(font: "Liberation Serif", size: {size}pt, style: "{style}", lang: "vi",
  top-edge: "baseline", bottom-edge: "baseline")
#context {{
  let said = box(sys.inputs.said)
  let squeeze = calc.min(100%, {width}pt / measure(said).width * 100%)
  place(bottom + {align}, dy: -{below}pt, scale(x: squeeze, reflow: true, said))
}}
"""


def prepare(pdf: bytes, places: Places) -> bytes:
    """Make both signature fields and the read-only text fields, empty, in one incremental write.

    They must all exist before the first signature: a visible field made later breaks it.
    Raises CannotSign: bad file, signatures already there, a place outside its page.
    """
    writer = open_for_writing(pdf)
    if writer.prev.embedded_signatures:
        raise CannotSign(Refusal.ALREADY_SIGNED)
    boxes = [box for box in (places.person, places.agency) if box]
    for box in [*boxes, *(line.box for line in places.lines.values())]:
        _refuse_outside(writer, box)
    for name, box, said, lock in (
        (SIG_PERSON, places.person, "Chữ ký của người có thẩm quyền", _PERSON_LOCK),
        (SIG_AGENCY, places.agency, "Chữ ký số của cơ quan", _AGENCY_LOCK),
    ):
        if box:
            spec = SigFieldSpec(
                name,
                on_page=box.page,
                box=box.corners,
                field_mdp_spec=lock,
                doc_mdp_update_value=ALLOWED_AFTER[name],
                readable_field_name=said,
            )
            append_signature_field(writer, spec)
    for name, line in places.lines.items():
        _append_text_field(writer, name, line.box)
    return _written(writer)


def fill(pdf: bytes, lines: dict[str, Line], texts: dict[str, str]) -> bytes:
    """Write number and date into their fields: value and appearance, in one incremental write.

    `lines` and `texts` go by field name; each text is one line of Liberation Serif set on the given
    baseline, squeezed when it is wider than its room. Raises CannotSign: no such field, filled already,
    or the agency has signed.
    """
    writer = open_for_writing(pdf)
    fields = _fields(writer)
    if any(name == SIG_AGENCY for name, value, _ in enumerate_sig_fields(writer.prev) if value is not None):
        raise CannotSign(Refusal.SEALED)
    for name, text in texts.items():
        if name not in fields or name not in lines or fields[name].get("/FT") != "/Tx":
            raise CannotSign(Refusal.NO_SUCH_FIELD)
        field = fields[name]
        if "/V" in field:
            raise CannotSign(Refusal.FIELD_IS_FILLED)
        field["/V"] = pdf_string(text)
        field["/AP"] = _appearance(writer, _set_line(lines[name], text), lines[name].box)
        writer.update_container(field)
    return _written(writer)


def steps_done(pdf: bytes) -> tuple[Step, ...]:
    """How far the file has come, read from its fields. Raises CannotSign for a bad file."""
    writer = open_for_writing(pdf)
    fields = _fields(writer)
    signed = {name for name, value, _ in enumerate_sig_fields(writer.prev) if value is not None}
    found = {
        Step.PREPARE: SIG_AGENCY in fields,
        Step.PERSON: SIG_PERSON in signed,
        Step.NUMBER: NUMBER in fields and "/V" in fields[NUMBER],
        Step.SEAL: SIG_AGENCY in signed,
    }
    return tuple(step for step, is_done in found.items() if is_done)


def open_for_writing(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer that only appends.

    Raises CannotSign for what is no PDF, is encrypted, is broken, or has a hybrid cross-reference:
    two readers may see two different documents in that, so nobody should sign it.
    """
    if b"%PDF-" not in pdf[:1024]:
        raise CannotSign(Refusal.NOT_A_PDF)
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
        if writer.prev.encrypted:
            raise CannotSign(Refusal.ENCRYPTED)
        if writer.prev.xrefs.hybrid_xrefs_present:
            raise CannotSign(Refusal.HYBRID)
        return IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
    except CannotSign:
        raise
    except BAD_FILE as error:
        raise CannotSign(Refusal.BROKEN) from error


def _refuse_outside(writer: IncrementalPdfFileWriter, box: Box) -> None:
    if not 0 <= box.page < int(writer.root["/Pages"]["/Count"]):
        raise CannotSign(Refusal.OUTSIDE_PAGE)
    page = writer.find_page_for_modification(box.page)[0].get_object()
    while "/MediaBox" not in page:  # the page may inherit it
        page = page["/Parent"]
    left, bottom, right, top = (float(edge) for edge in page["/MediaBox"])
    x1, y1, x2, y2 = box.corners
    if x1 < left or y1 < bottom or x2 > right or y2 > top:
        raise CannotSign(Refusal.OUTSIDE_PAGE)


def _append_text_field(writer: IncrementalPdfFileWriter, name: str, box: Box) -> None:
    page_reference = writer.find_page_for_modification(box.page)[0]
    page = page_reference.get_object()
    empty = RawContent(b"", box=BoxConstraints(width=box.width, height=box.height))
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string(name),
            pdf_name("/Ff"): generic.NumberObject(_READ_ONLY),
            pdf_name("/F"): generic.NumberObject(_PRINT),
            pdf_name("/P"): page_reference,
            pdf_name("/Rect"): generic.ArrayObject(generic.FloatObject(edge) for edge in box.corners),
            pdf_name("/AP"): _appearance(writer, empty, box),
        }
    )
    reference = writer.add_object(field)
    form = writer.root["/AcroForm"] if "/AcroForm" in writer.root else _new_form(writer)
    _append_to(writer, form, "/Fields", reference)
    _append_to(writer, page, "/Annots", reference)


def _new_form(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
    writer.root["/AcroForm"] = writer.add_object(form)
    writer.update_root()
    return form


def _append_to(
    writer: IncrementalPdfFileWriter,
    owner: generic.DictionaryObject,
    key: str,
    reference: generic.IndirectObject,
) -> None:
    if key not in owner:
        owner[key] = generic.ArrayObject()
    owner[key].append(reference)
    # The array may be an object of its own or part of its owner: both are marked where they live.
    writer.update_container(owner[key])
    writer.update_container(owner)


def _set_line(line: Line, text: str) -> VectorPage:
    source = _LINE.format(
        width=line.box.width,
        height=line.box.height,
        size=line.size,
        below=line.below,
        style="italic" if line.italic else "normal",
        align=line.align,
    )
    return VectorPage(typeset(source, {"said": text}))


def _appearance(
    writer: IncrementalPdfFileWriter, content: VectorPage | RawContent, box: Box
) -> generic.DictionaryObject:
    content.set_writer(writer)
    form = content.as_form_xobject()
    # The library cuts the box to whole points, and readers would stretch the line to fill its room again.
    form["/BBox"] = generic.ArrayObject(generic.FloatObject(edge) for edge in (0, 0, box.width, box.height))
    return generic.DictionaryObject({pdf_name("/N"): writer.add_object(form)})


def _fields(writer: IncrementalPdfFileWriter) -> dict[str, generic.DictionaryObject]:
    """The top-level form fields by name."""
    form = writer.root["/AcroForm"] if "/AcroForm" in writer.root else {}
    fields = [each.get_object() for each in form["/Fields"]] if "/Fields" in form else []
    return {str(field["/T"]): field for field in fields if "/T" in field}


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    """The old bytes with the new revision after them."""
    output = BytesIO()
    writer.write(output)
    return output.getvalue()
