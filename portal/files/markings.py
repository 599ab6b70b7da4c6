"""Finds the stamps of state secrets in text, before a byte is kept. Pure.

The law puts the degree as a stamp of its own: MẬT, TỐI MẬT or TUYỆT MẬT in capitals, alone on its line,
in box 10a of the first page (Decree 30/2020, annex I), and TÀI LIỆU THU HỒI below it. So a line counts only
when it is nothing but the stamp, or where the stamp in capitals stands on one baseline before or after small
letters; "bảo mật", "mật độ" or "trừ văn bản mật" inside a sentence never do.
What recognition of scans, old fonts and letter spacing do to the stamp is undone first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Degree(StrEnum):
    """What was found: the three degrees of Law 29/2018, article 8, and the order to give a paper back."""

    SECRET = "mat"
    TOP_SECRET = "toi_mat"
    UTMOST_SECRET = "tuyet_mat"
    TO_BE_RETURNED = "thu_hoi"


@dataclass(frozen=True, slots=True)
class Line:
    """A stand-alone piece of text. `page` counts from 1; `top` is 0 at its upper edge and 1 at its lower.

    Without a place (`top` None: typed text, office files) the line counts wherever it stands.
    """

    text: str
    page: int = 1
    top: float | None = None
    is_recognised: bool = False


@dataclass(frozen=True, slots=True)
class Marking:
    """A stamp found: its degree and the page; page 0 means the file's name. Never any other text."""

    degree: Degree
    page: int


_UPPER_PART = 0.5  # of the first page: box 10a ends at about a third, scans are often shifted
_OWN_TOP = 0.25  # of any later page: an annex may bear a stamp of its own

_EXACT = {
    "MẬT": Degree.SECRET,
    "TỐIMẬT": Degree.TOP_SECRET,
    "TUYỆTMẬT": Degree.UTMOST_SECRET,
    "TÀILIỆUTHUHỒI": Degree.TO_BE_RETURNED,
}
_BARE = {
    "MAT": Degree.SECRET,
    "TOIMAT": Degree.TOP_SECRET,
    "TUYETMAT": Degree.UTMOST_SECRET,
    "TAILIEUTHUHOI": Degree.TO_BE_RETURNED,
}
_TWO_WORDS = {("TỐI", "MẬT"): Degree.TOP_SECRET, ("TUYỆT", "MẬT"): Degree.UTMOST_SECRET}
# What the stamps look like in the 8-bit fonts TCVN3 (the second of each pair: its capital fonts) and VNI.
_OLD_FONTS = {
    "MËT": Degree.SECRET,
    "mËt": Degree.SECRET,
    "TèIMËT": Degree.TOP_SECRET,
    "tèimËt": Degree.TOP_SECRET,
    "TUYÖTMËT": Degree.UTMOST_SECRET,
    "tuyÖtmËt": Degree.UTMOST_SECRET,
    "MAÄT": Degree.SECRET,
    "TOÁIMAÄT": Degree.TOP_SECRET,
    "TUYEÄTMAÄT": Degree.UTMOST_SECRET,
}
_STUTTER = re.compile(r"(.)\1+")  # recognition sees one letter twice
_SIGNS = re.compile("M[ẬAÂẠËÄ]T|MAÄT|mËt|THUH|(?i:độmật)")
_LOOKALIKES = str.maketrans({"А": "A", "М": "M", "Т": "T", "О": "O", "І": "I", "0": "O", "1": "I", "|": "I"})
_FRAME = re.compile(r"^[\W_]+|[\W_]+$")
_BETWEEN = re.compile(r"[\s._\-–*]+")
_LABELLED = re.compile(r"^(?:độ|mức độ|dấu chỉ độ) mật\s*[:\-–]\s*(tuyệt mật|tối mật|mật)\W*$", re.IGNORECASE)
_RETURNED_UNTIL = re.compile(r"(THỜIHẠN|THOIHAN).*$", re.IGNORECASE)
_HEADING_GOES_ON = re.compile(r"\b(BẢO|BÍ|CƠ|GIỮ|THÂN|TÚI)$")


def find(text_by_page: Sequence[str], name: str = "") -> list[Marking]:
    """Stamps in text whose place on the page is unknown, and in the file's name."""
    return find_placed(lines_of(text_by_page), name)


def find_placed(lines: Iterable[Line], name: str = "") -> list[Marking]:
    """Stamps among placed lines, and in the file's name; each degree once a page, the file's name first."""
    found = dict.fromkeys(_in_name(name))
    standing = [line for line in lines if _may_bear_stamp(line)]
    for before, line in pairwise([Line("", 0), *standing]):
        degree = degree_of(line.text, is_recognised=line.is_recognised) or _beside_text(line)
        if degree and not _ends_heading(before, line):
            found[Marking(degree, line.page)] = None
        joined = _squeezed(before.text + line.text)
        if before.page == line.page and _lookup(joined, line.is_recognised) is Degree.TO_BE_RETURNED:
            found[Marking(Degree.TO_BE_RETURNED, line.page)] = None
    return list(found)


def _beside_text(line: Line) -> Degree | None:
    """A stamp set on one baseline with other words: capitals before or after a line of small letters on page 1.

    Only where the place is known; MẬT alone counts at an end that no word of the sentence leads to.
    """
    if line.top is None or line.page != 1 or line.text.isupper():
        return None
    words = tuple(unicodedata.normalize("NFC", line.text).split()) or ("",)
    for stamp, degree in _TWO_WORDS.items():
        if stamp in (words[:2], words[-2:]):
            return degree
    begins = words[0] == "MẬT" and len(words) > 1 and words[1][:1].isupper()
    ends = words[-1] == "MẬT" and len(words) > 1 and (words[-2][-1] in ".,:;" or words[-2].isdigit())
    return Degree.SECRET if begins or ends else None


def lines_of(text_by_page: Sequence[str]) -> Iterator[Line]:
    """The lines of plain text as lines without a place; a tab ends one too, as it parts columns."""
    for number, text in enumerate(text_by_page, 1):
        yield from (Line(piece, number) for piece in re.split(r"[\n\r\t\f\v]+", text) if piece.strip())


def degree_of(text: str, *, is_recognised: bool = False) -> Degree | None:
    """The degree when the whole text is a stamp and nothing else.

    `is_recognised` says that the text was read from a picture, where marks over letters are often wrong:
    then MẤT, MÂT and MAT count as MẬT too.
    """
    labelled = _LABELLED.match(unicodedata.normalize("NFC", text.strip()))
    if labelled:
        return _EXACT[_squeezed(labelled.group(1)).upper()]
    return _lookup(_squeezed(text), is_recognised)


def may_hold_stamp(text: str) -> bool:
    """Whether letters of a stamp follow one another anywhere; False spares working out where words stand."""
    return bool(_SIGNS.search(_squeezed(text).translate(_LOOKALIKES)))


def is_internal(text_by_page: Sequence[str]) -> bool:
    """Whether the paper says LƯU HÀNH NỘI BỘ: not a state secret, but not for outsiders either."""
    return any("LUUHANHNOIBO" in _bare(_squeezed(text)) for text in text_by_page)


def _may_bear_stamp(line: Line) -> bool:
    return line.top is None or line.top <= (_UPPER_PART if line.page == 1 else _OWN_TOP)


def _ends_heading(before: Line, line: Line) -> bool:
    """A title in capitals that breaks between BẢO and MẬT is no stamp."""
    text = unicodedata.normalize("NFC", before.text.strip())
    return before.page == line.page and text.isupper() and bool(_HEADING_GOES_ON.search(text))


def _squeezed(text: str) -> str:
    """Without frames and blanks, so that "[ M Ậ T ]" is "MẬT"."""
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return _BETWEEN.sub("", _FRAME.sub("", unicodedata.normalize("NFC", visible)))


def _lookup(squeezed: str, is_recognised: bool) -> Degree | None:
    squeezed = _RETURNED_UNTIL.sub("", squeezed).rstrip(".:;,-–")
    plain = squeezed.translate(_LOOKALIKES)
    if plain in _EXACT or squeezed in _OLD_FONTS:
        return _EXACT.get(plain) or _OLD_FONTS[squeezed]
    if is_recognised:
        return _BARE.get(_STUTTER.sub(r"\1", _bare(plain)))
    return _BARE.get(_bare(plain)) if _is_careless(plain) else None


def _is_careless(plain: str) -> bool:
    """No marks at all, or only those of MẬT and its neighbours; MẶT, MẤT and MÁT are other words."""
    return plain.isascii() or _bare(plain) != "MAT" or plain in {"MÂT", "MẠT"}


def _bare(text: str) -> str:
    """Without marks over and under letters; capitals stay capitals."""
    apart = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


# In a file's name the word may stand between others. Folded neighbours that make it another word: of mật
# itself, and, for MAT without marks, of mặt, mất and mát as well.
_MAT_AFTER = frozenset("bao bi cau co ngot than tui trang ong giu".split())
_MAT_BEFORE = frozenset("do khau ma ong thiet vu bao nghi lenh mia gau".split())
_OTHERS_AFTER = _MAT_AFTER | frozenset("be bo guong hop kinh nhan van".split())
_OTHERS_BEFORE = _MAT_BEFORE | frozenset(
    "bang cat cau cuoi dat dien duong hang ket nuoc tich tran trang".split()
)
_NAME_TOKENS = re.compile(r"[^\W\d_]+")
_BY_ITSELF = re.compile(r"(?:^|[-_(\[.,+])\s*mật\s*(?:$|[-_)\].,+])", re.IGNORECASE)


def _in_name(name: str) -> Iterator[Marking]:
    plain = unicodedata.normalize("NFC", name)
    tokens = ["", *_NAME_TOKENS.findall(plain), ""]
    by_itself = bool(_BY_ITSELF.search(plain))
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        degree = _degree_in_name(_bare(before).lower(), token, _bare(after).lower(), by_itself)
        if degree:
            yield Marking(degree, 0)


def _degree_in_name(before: str, token: str, after: str, by_itself: bool) -> Degree | None:
    if _bare(token).lower() != "mat":
        return None
    is_plain, is_marked = token in {"MAT", "MÂT"}, token.upper() == "MẬT"
    if before in {"tuyet", "toi"} and (is_marked or token.isascii()):
        return Degree.UTMOST_SECRET if before == "tuyet" else Degree.TOP_SECRET
    if is_marked and (token.isupper() or by_itself):
        return None if before in _MAT_AFTER or after in _MAT_BEFORE else Degree.SECRET
    is_other = before in _OTHERS_AFTER or after in _OTHERS_BEFORE
    return Degree.SECRET if is_plain and not is_other else None
