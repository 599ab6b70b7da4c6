"""Who signed: capacity and office in capitals, and below them a name; at the list of places it goes to.

The list stands in the left column and its lines run into those of the signer, so each line is read from its end.
"""

import re
from dataclasses import dataclass

from portal.documents.reader.text import bare, is_upper

_LIST = re.compile(r"n[oư]i nhan")
_OFFICE = re.compile(
    r"\b(giam doc|chu tich|chanh|truong|pho|chu nhiem|bi thu|vien truong|thu tuong|thanh tra|ke toan|tu lenh|dai dien"
    r"|tong bien tap|hieu truong|uy vien|thu ky)\b"
)
_CAPACITY = re.compile(r"(tm|kt|tl|tuq|q)\s*[.,]\s*(?=\S)")
_NAME = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){1,7}")
_RANK = re.compile(r"^(?:(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy|uý)|Luật sư|Bác sĩ) ", re.IGNORECASE)
_PIECES = re.compile(r"[.;:,)(|]")
_AGAIN = {
    "chủ tịch": "Chủ tịch",
    "giám đốc": "Giám đốc",
    "văn phòng": "Văn phòng",
    "chánh văn": "Chánh Văn",
    "chánh thanh tra": "Chánh Thanh tra",
}
_BEFORE = 8  # lines above the list in which the signer may stand when the right column is read first


@dataclass(frozen=True, slots=True)
class Signed:
    """Name, office ("Phó Chủ tịch") and capacity ("KT"); what was not found is empty."""

    name: str = ""
    title: str = ""
    capacity: str = ""


def signer(pages: list[list[str]]) -> Signed:
    """The signer on the last page that has the list of places; nothing when no office in capitals stands there."""
    for lines in reversed(pages):
        at = next((index for index, line in enumerate(lines) if _LIST.match(bare(line))), None)
        if at is not None and (found := _in(lines[max(0, at - _BEFORE) :])).title:
            return found
    return Signed()


def _in(lines: list[str]) -> Signed:
    offices: list[str] = []
    for line in lines:
        ending = _capitals_at_end(line)
        if ending and (_is_office(ending) or (offices and line == ending)):
            offices.append(ending)
            continue
        if offices and (name := _name_in(line)):
            return Signed(name, _small(_CAPACITY.sub("", offices[-1], count=1)), _capacity(offices))
    return Signed("", _small(offices[-1]), _capacity(offices)) if offices else Signed()


def _is_office(capitals: str) -> bool:
    return bool(_CAPACITY.match(bare(capitals)) or _OFFICE.search(bare(capitals)))


def _capitals_at_end(line: str) -> str:
    """The words in capitals that a line ends with: "Nơi nhận: KT. GIÁM ĐỐC" gives "KT. GIÁM ĐỐC"."""
    words = line.split()
    start = len(words)
    while start and is_upper(words[start - 1] + "AA") and any(map(str.isalpha, words[start - 1])):
        start -= 1
    return " ".join(words[start:]).strip("-;:, ")


def _name_in(line: str) -> str:
    piece = _RANK.sub("", _PIECES.split(line)[-1].strip())
    words = piece.split()
    titled = all(word[:1].isupper() and word[1:].islower() for word in words)
    return piece if _NAME.fullmatch(piece) and titled and 2 <= len(words) <= 8 else ""


def _capacity(offices: list[str]) -> str:
    found = next((match for line in offices if (match := _CAPACITY.match(bare(line)))), None)
    return found[1].upper() if found else ""


def _small(office: str) -> str:
    """An office in small letters, the names of posts within it with a capital."""
    words = office.lower()
    words = words[:1].upper() + words[1:]
    for small, large in _AGAIN.items():
        words = re.sub(rf"(?<=\s){small}\b", large, words)
    words = re.sub(r"^Chánh văn phòng", "Chánh Văn phòng", words)
    words = re.sub(r"\bphòng (\w)", lambda m: f"phòng {m[1].upper()}", words)
    return re.sub(r"\b(vụ|sở|cục|ban) (\w)", lambda m: f"{m[1].capitalize()} {m[2].upper()}", words)
