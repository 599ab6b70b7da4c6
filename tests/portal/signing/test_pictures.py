"""Pictures of signatures: a PNG on nothing, drawn anew so that only pixels are kept."""

from io import BytesIO

import pytest
from PIL import Image

from portal.kit.errors import Invalid
from portal.signing.pictures import MOST_BYTES, cleaned
from tests.portal.signing.conftest import png


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def test_the_pixels_stay_and_the_rest_goes():
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Comment", "chụp lúc 8 giờ")
    marked = saved(Image.open(BytesIO(png())), pnginfo=told)
    drawn = cleaned(marked)
    assert b"Comment" not in drawn
    assert Image.open(BytesIO(drawn)).tobytes() == Image.open(BytesIO(png())).tobytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (saved(Image.new("RGBA", (100, 100), "white")), "nền trong suốt"),
        (saved(Image.new("RGB", (100, 100)), "JPEG"), "Hãy dùng tệp PNG"),
        (saved(Image.new("RGBA", (10, 100))), "điểm ảnh"),
        (saved(Image.new("RGBA", (100, 4000))), "điểm ảnh"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Hãy dùng tệp PNG"),
        (b"\x00" * (MOST_BYTES + 1), "512 KB"),
    ],
)
def test_what_would_not_do_is_refused(content, said):
    with pytest.raises(Invalid, match=said):
        cleaned(content)
