"""What a signature shows: pictures without text on the document, black lines elsewhere; every font embedded."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.signing.appearance import FONTS, picture
from portal.signing.places import Box
from portal.signing.refusals import CannotSign

MOMENT = datetime(2026, 3, 5, 7, 30, 22, tzinfo=UTC)
VIETNAMESE = (
    "ĂăÂâĐđÊêÔôƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)


def fonts_of(pdf: bytes) -> list[DictionaryObject]:
    reader = PdfFileReader(BytesIO(pdf))
    revisions = range(reader.xrefs.total_revisions)
    references = {each for revision in revisions for each in reader.xrefs.explicit_refs_in_revision(revision)}
    objects = [reader.get_object(each) for each in references]
    return [each for each in objects if isinstance(each, DictionaryObject) and each.get("/Type") == "/Font"]


@pytest.mark.parametrize("font", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_the_vendored_fonts_have_every_vietnamese_letter(font):
    missing = [letter for letter in VIETNAMESE if ord(letter) not in TTFont(font).getBestCmap()]
    assert not missing


def test_no_font_is_left_outside_the_file(stages):
    """A text stamp of the library would bring Courier along, and the file would be PDF/A no more."""
    fonts = [font for font in fonts_of(stages.sealed.pdf) if font["/Subtype"] != "/Type0"]
    assert fonts
    for font in fonts:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"])


def test_the_document_is_signed_with_pictures_alone(stages):
    assert b"/Font" not in picture(b'<svg xmlns="http://www.w3.org/2000/svg"/>', stages.places.person)


def test_a_transparent_png_stays_transparent():
    drawn = BytesIO()
    Image.new("RGBA", (90, 50), (20, 40, 160, 90)).save(drawn, "PNG")
    assert b"/SMask" in picture(drawn.getvalue(), Box(0, 0, 0, 90, 50))


def test_a_picture_that_is_none_is_refused():
    with pytest.raises(CannotSign, match="Không vẽ được"):
        picture(b"\x89PNG but not really", Box(0, 0, 0, 10, 10))
