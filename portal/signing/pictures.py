"""Pictures of signatures and seals as people bring them: PNG alone, of sensible size, on nothing. Pure.

SVG is not taken: it can hold scripts and addresses, and a scan of a signature is a PNG anyway
(Decree 30/2020/NĐ-CP, annex I: ".png, transparent background").
"""

from io import BytesIO

from PIL import Image

from portal.kit.errors import Invalid
from portal.kit.i18n import _

MOST_BYTES = 512 * 1024
_LEAST_SIDE, _MOST_SIDE = 60, 3000  # pixels


def cleaned(content: bytes) -> bytes:
    """The picture drawn anew, without anything but its pixels. Raises Invalid({"picture": …})."""
    if len(content) > MOST_BYTES:
        raise Invalid({"picture": _("Hình lớn quá 512 KB.")})
    try:
        image = Image.open(BytesIO(content), formats=["PNG"])
        sides = image.size
        if min(sides) < _LEAST_SIDE or max(sides) > _MOST_SIDE:
            raise Invalid({"picture": _("Mỗi cạnh của hình phải từ 60 đến 3000 điểm ảnh.")})
        drawn = image.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid({"picture": _("Không đọc được hình. Hãy dùng tệp PNG.")}) from error
    if drawn.getchannel("A").getextrema()[0] > 0:
        raise Invalid({"picture": _("Hình phải có nền trong suốt, để không che chữ trên văn bản.")})
    written = BytesIO()
    drawn.save(written, "PNG")
    return written.getvalue()
