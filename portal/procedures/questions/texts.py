"""Plain words (pure): short and long text, e-mail addresses."""

import re
import unicodedata

from portal.kit.i18n import _
from portal.kit.text import nfc
from portal.procedures.questions.asked import Question, Raw, Reading, Surroundings

_SHORT, _LONG, _LONGEST_EMAIL = 300, 10_000, 254
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMAIL = re.compile(r"[a-z0-9._%+'-]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def one_line(raw: Raw) -> str:
    """What was typed as one line in normal form C, blanks squeezed; of several texts the last, else nothing."""
    text = raw if isinstance(raw, str) else raw[-1] if isinstance(raw, list | tuple) and raw else ""
    return nfc(_UNKEEPABLE.sub("", text))


def read_short(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """One line of text."""
    return _measured(one_line(raw), question.limits.longest or _SHORT)


def read_long(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """Several lines, kept as lines, blanks squeezed within each."""
    text = unicodedata.normalize("NFC", raw if isinstance(raw, str) else one_line(raw))
    lines = _UNKEEPABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip()
    return _measured(kept, question.limits.longest or _LONG)


def read_email(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """An e-mail address, in lower case."""
    text = one_line(raw).replace(" ", "").lower()
    if text and (len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text)):
        return Reading(problem=_("Địa chỉ thư điện tử cần có dạng ten@noi.vn."))
    return Reading(text or None)


def mask_email(value: str) -> str:
    """The first letter and the domain: "h***@gmail.com"."""
    name, _at, domain = value.rpartition("@")
    return f"{name[:1]}***@{domain}"


def _measured(text: str, longest: int) -> Reading:
    if len(text) > longest:
        return Reading(problem=_("Chỉ được viết nhiều nhất %(most)s ký tự.") % {"most": longest})
    return Reading(text or None)
