"""Plates of vehicles (pure): a province, a series, four or five digits; also of the army, diplomats and foreigners."""

import re

from portal.kit.i18n import _
from portal.procedures.questions.asked import Question, Raw, Reading, Surroundings
from portal.procedures.questions.texts import one_line

_SPACED = re.compile(r"[\s.\-–]+")
# U+0110 is the D with a stroke, in the series of electric motorcycles.
# Typed with something between series and digits there is no doubt where the series ends: 92H1-2345.
_APART = re.compile(r"([0-9]{2})[\s.\-–]*([A-Z\u0110]{1,2}[0-9]?)[\s.\-–]+([0-9]{3}[\s.]?[0-9]{2}|[0-9]{4})")
# Typed in one: cars have letters and five or four digits, motorcycles a digit more in the series.
_TOGETHER = (
    re.compile(r"([0-9]{2})([A-Z\u0110]{1,2}[0-9]?)([0-9]{5})"),
    re.compile(r"([0-9]{2})([A-Z\u0110]{1,2})([0-9]{4,5})"),
)
_ARMY = re.compile(r"([A-Z]{2})([0-9]{2})([0-9]{2})")
_DIPLOMATIC = re.compile(r"([0-9]{2})([0-9]{3})(NG|NN|QT|CV)([0-9]{2})")


def read_plate(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """A plate as it is shown: "43A-123.45", "92H1-2345", "TM-12-34", "80-011-NG-05"."""
    text = one_line(raw).upper()
    if not text:
        return Reading()
    plate = _civil(text) or _special(_SPACED.sub("", text))
    if not plate:
        return Reading(problem=_("Biển số xe cần có dạng 43A-123.45 hoặc 92H1-123.45."))
    return Reading(plate)


def _civil(text: str) -> str:
    together = _SPACED.sub("", text)
    found = _APART.fullmatch(text) or next((m for each in _TOGETHER if (m := each.fullmatch(together))), None)
    if found is None:
        return ""
    digits = _SPACED.sub("", found[3])
    return f"{found[1]}{found[2]}-{digits if len(digits) == 4 else f'{digits[:3]}.{digits[3:]}'}"


def _special(together: str) -> str:
    found = _ARMY.fullmatch(together) or _DIPLOMATIC.fullmatch(together)
    return "-".join(found.groups()) if found else ""
