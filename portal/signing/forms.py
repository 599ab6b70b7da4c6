"""What is brought to the pages of keys: small secret files and a few fields. Nothing of it touches a disk."""

from dataclasses import dataclass

from litestar import Request

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.signing.custody import Custody
from portal.signing.pictures import MOST_BYTES as MOST_PICTURE_BYTES
from portal.signing.refusals import given_passphrase
from portal.web.forms import Fields, FormData
from portal.web.uploads import FilePart, UploadForm

MOST_KEY_BYTES = 64 * 1024
_MOST_BYTES = {"key": MOST_KEY_BYTES, "picture": MOST_PICTURE_BYTES}


@dataclass(frozen=True, slots=True)
class Brought:
    """The text fields, as typed, and the files by field."""

    form: FormData
    files: dict[str, bytes]

    def file(self, name: str) -> bytes:
        """A file that must be there. Raises Invalid."""
        if not self.files.get(name):
            raise Invalid({name: _("Hãy chọn tệp.")})
        return self.files[name]


async def read_brought(request: Request) -> Brought:
    """The form with its files in memory, each of bounded size. Raises Invalid for one that is too large."""
    upload = UploadForm(request)
    files = {part.field: await _content(part) async for part in upload.files()}
    return Brought(upload.form, files)


async def _content(part: FilePart) -> bytes:
    most = _MOST_BYTES.get(part.field, 0)
    content = bytearray()
    async for chunk in part.chunks:
        content += chunk
        if len(content) > most:
            words = {"most": most // 1024}
            raise Invalid({part.field: _("Tệp lớn quá %(most)s KB.") % words})
    return bytes(content)


def relocking(form: FormData) -> tuple[str, str]:
    """(the old passphrase, the new one), of which the new one was typed twice alike. Raises Invalid."""
    if form["new"] != form["again"]:
        raise Invalid({"again": _("Hai lần nhập không giống nhau.")})
    return given_passphrase(form["old"], "old"), form["new"]


def seal_tenths(form: FormData) -> int:
    """The seal's diameter as typed, "36" or "35,5" mm, in tenths of a millimetre. Raises Invalid."""
    whole, _comma, tenth = form["seal_mm"].strip().replace(".", ",").partition(",")
    if not (whole.isdecimal() and whole.isascii() and len(whole) <= 3):
        raise Invalid({"seal_mm": _("Ghi đường kính bằng mm, ví dụ 36 hoặc 35,5.")})
    if tenth and not (tenth.isdecimal() and tenth.isascii() and len(tenth) == 1):
        raise Invalid({"seal_mm": _("Ghi đường kính bằng mm, ví dụ 36 hoặc 35,5.")})
    return int(whole) * 10 + int(tenth or 0)


def handover(form: FormData) -> Custody:
    """Who keeps the agency's key, by which papers, from when to when. Raises Invalid."""
    fields = Fields(form)
    holder = fields.integer("holder_id", required=True, least=1)
    wanted = {
        "authority": fields.text("authority", required=True, max_length=300),
        "minutes": fields.text("minutes", required=True, max_length=300),
        "valid_from": fields.day("valid_from", required=True),
        "valid_to": fields.day("valid_to"),
    }
    fields.done()
    return Custody(holder, **wanted)
