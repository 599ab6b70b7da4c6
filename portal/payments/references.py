"""A dossier's reference in the words of a bank transfer: making it, and finding it again (pure).

VietQR has no call-back, so a transfer is matched by its words alone. Banks fold them to capitals, strip dots and
dashes, put their own words around them and cut the end off. A reference is therefore short, without
punctuation, and stands first.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.text import fold

_CODE = re.compile(r".*-(\d{8}|\d{6})-(\d{4,10})", re.ASCII)
_REFERENCE = re.compile(r"HS(\d{11,})", re.ASCII)
_LONGEST = 19  # digits: a date of eight, a number of ten, and the check digit
_SHORTEST = 11
_BARRED_D = {0x0110: "D", 0x0111: "d"}  # The one Vietnamese letter that Unicode does not take apart.


def plain(text: str) -> str:
    """The words in printable ASCII, as banks take them: no diacritics, case and punctuation kept.

    "Nộp lệ phí  đổi GPLX" becomes "Nop le phi doi GPLX"; what has no ASCII form becomes a blank.
    """
    apart = unicodedata.normalize("NFKD", text.translate(_BARRED_D))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join("".join(each if " " < each <= "~" else " " for each in bare).split())


def reference_for(code: str) -> str:
    """The reference of a dossier: "HS20040800017" for "000.00.12.H47-200408-0001".

    "HS", the date and the number of the code, and a check digit (Luhn, ISO/IEC 7812-1 annex B) over every digit
    of the whole code, so that a mistyped digit or another agency's number of the same day is rarely known here.
    Raises Invalid for a code that does not end in a date and a number.
    """
    found = _CODE.fullmatch(code)
    if found is None:
        raise Invalid({"code": _("Mã hồ sơ không kết thúc bằng ngày và số thứ tự.")})
    return f"HS{found[1]}{found[2]}{_check_digit(re.sub('[^0-9]', '', code))}"


def references_in(text: str) -> Iterator[tuple[str, ...]]:
    """What may be references in a bank's words: for each place the readings of it, the longest first.

    A bank may have put digits of its own right behind the reference, so one place has several readings.
    """
    squeezed = fold(text).replace(" ", "").upper()
    for found in _REFERENCE.finditer(squeezed):
        digits = found[1][:_LONGEST]
        yield tuple(f"HS{digits[:length]}" for length in range(len(digits), _SHORTEST - 1, -1))


def known_in(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The references of `known` that a bank's words name, each once, in the order they stand there."""
    named = (next((each for each in readings if each in known), None) for readings in references_in(text))
    return tuple(dict.fromkeys(each for each in named if each is not None))


def _check_digit(digits: str) -> int:
    doubled = [int(each) * (2 - place % 2) for place, each in enumerate(reversed(digits))]
    return -sum(each - 9 if each > 9 else each for each in doubled) % 10
