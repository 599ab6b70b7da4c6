"""Preparing places and filling number and date: always by appending, never over a signature."""

from io import BytesIO

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from portal.signing.pdf import fill, prepare
from portal.signing.places import DAY, MONTH, NUMBER, SIG_AGENCY, SIG_PERSON, Box, Line, Places
from portal.signing.refusals import CannotSign, Refusal
from tests.portal.signing import forgery


def fields_of(pdf: bytes) -> dict:
    reader = PdfFileReader(BytesIO(pdf))
    return {field.get_object()["/T"]: field.get_object() for field in reader.root["/AcroForm"]["/Fields"]}


def refusal_of(call, *args) -> Refusal:
    with pytest.raises(CannotSign) as caught:
        call(*args)
    assert str(caught.value).endswith(".")
    return caught.value.refusal


def test_both_signature_fields_and_the_text_fields_are_made_at_once(stages):
    assert set(fields_of(stages.prepared)) == {SIG_PERSON, SIG_AGENCY, NUMBER, DAY, MONTH}
    assert PdfFileReader(BytesIO(stages.prepared)).xrefs.total_revisions == 2


def test_fields_stand_where_the_layout_says(stages):
    rectangle = [float(edge) for edge in fields_of(stages.prepared)[SIG_PERSON]["/Rect"]]
    assert rectangle == pytest.approx(stages.places.person.corners, abs=0.01)


def test_number_and_date_are_read_only_and_printed(stages):
    field = fields_of(stages.prepared)[NUMBER]
    assert (field["/Ff"], field["/F"]) == (1, 4)
    assert "/V" not in field


@pytest.mark.parametrize(("before", "after"), [("laid_out", "prepared"), ("numbered", "sealed")])
def test_every_step_only_appends(stages, before, after):
    later = getattr(stages, after)
    assert getattr(later, "pdf", later).startswith(getattr(stages, before))


def test_the_number_is_in_the_field_for_machines(stages):
    assert fields_of(stages.numbered)[NUMBER]["/V"] == "1234"


def test_the_number_stands_on_the_baseline_of_its_line(stages):
    ink = ink_of(stages.numbered, stages.places.number)
    assert ink.bottom == pytest.approx(stages.places.number.baseline, abs=0.2)
    assert ink.left >= stages.places.number.x - 0.5
    # Four digits at 13 points are 26 points wide when they are not spaced out.
    assert ink.right - ink.left == pytest.approx(25, abs=1.5)


def test_a_line_is_not_stretched_to_whole_points(stages):
    """ "22" has no round foot: it ends on the baseline to a tenth of a point."""
    assert ink_of(stages.numbered, stages.places.day).bottom == pytest.approx(
        stages.places.day.baseline, abs=0.1
    )


def test_a_text_wider_than_its_room_is_squeezed_not_cut(stages):
    filled = fill(stages.by_person.pdf, stages.places.lines, {NUMBER: "123456789"})
    ink = ink_of(filled, stages.places.number)
    assert ink.right <= stages.places.number.x + stages.places.number.width + 0.5
    assert ink.right - ink.left > 24


def test_a_second_number_is_refused(stages):
    assert refusal_of(fill, stages.numbered, stages.places.lines, {NUMBER: "2"}) is Refusal.FIELD_IS_FILLED


def test_nothing_is_filled_after_the_seal(stages, viet):
    assert refusal_of(fill, stages.sealed.pdf, stages.places.lines, {NUMBER: "2"}) is Refusal.SEALED


@pytest.mark.parametrize("name", ["Soo", SIG_PERSON])
def test_only_a_text_field_that_exists_is_filled(stages, name):
    lines = {**stages.places.lines, name: stages.places.number}
    assert refusal_of(fill, stages.prepared, lines, {name: "1"}) is Refusal.NO_SUCH_FIELD


def test_a_signed_file_gets_no_new_places(stages):
    assert refusal_of(prepare, stages.by_person.pdf, stages.places) is Refusal.ALREADY_SIGNED


@pytest.mark.parametrize(
    "places",
    [
        Places(person=Box(7, 10, 10, 50, 50)),
        Places(person=Box(-1, 10, 10, 50, 50)),
        Places(agency=Box(0, 580, 10, 50, 50)),
        Places(number=Line(0, 10, 900, 40)),
    ],
)
def test_a_place_outside_the_paper_is_refused(stages, places):
    assert refusal_of(prepare, stages.laid_out, places) is Refusal.OUTSIDE_PAGE


def test_a_document_may_lack_places(stages):
    copy = prepare(stages.laid_out, Places(agency=stages.places.agency))
    assert [name for name, _, _ in enumerate_sig_fields(PdfFileReader(BytesIO(copy)))] == [SIG_AGENCY]


def test_bad_files_are_refused_by_name(stages):
    assert refusal_of(prepare, b"Not a PDF at all", stages.places) is Refusal.NOT_A_PDF
    assert refusal_of(prepare, b"", stages.places) is Refusal.NOT_A_PDF
    assert refusal_of(prepare, b"%PDF-1.7\nnothing else", stages.places) is Refusal.BROKEN
    assert refusal_of(prepare, stages.laid_out[:4000], stages.places) is Refusal.BROKEN
    assert refusal_of(prepare, forgery.encrypted(stages.laid_out), stages.places) is Refusal.ENCRYPTED
    assert refusal_of(prepare, forgery.hybrid(), stages.places) is Refusal.HYBRID


def test_a_letter_that_the_font_lacks_is_refused_not_boxed(stages):
    assert refusal_of(fill, stages.prepared, stages.places.lines, {NUMBER: "漢"}) is Refusal.CANNOT_DRAW


class Ink:
    """Where something was drawn in the room of a line that was empty before, in points."""

    def __init__(self, pdf: bytes, line: Line):
        scale = 16
        document = pypdfium2.PdfDocument(pdf)
        document.init_forms()
        page = document[line.page]
        image = page.render(scale=scale).to_pil().convert("L").point(lambda grey: 255 if grey < 128 else 0)
        height, box = page.get_height(), line.box
        top = height - line.baseline - line.size
        edges = (box.x, top, box.x + box.width, height - box.y)
        ink = image.crop(tuple(int(edge * scale) for edge in edges)).getbbox()
        self.left, self.right = line.x + ink[0] / scale, line.x + ink[2] / scale
        self.bottom = height - top - ink[3] / scale


def ink_of(pdf: bytes, line: Line) -> Ink:
    return Ink(pdf, line)
