"""Who issued it, out of the capitals of the left column; and capitals put into the usual small letters.

Small letters follow Decree 30/2020, annex II. Where they cannot be known (a company named after a place or a person)
the name stays in capitals, unless the document itself writes it in small letters somewhere.
"""

import re

from portal.documents.reader.text import bare, is_upper

_HEADS = re.compile(
    r"(ubnd|hdnd|uy ban|hoi dong|chinh phu|thu tuong|quoc hoi|van phong|bo|so|tong cuc|cuc|chi cuc|vu|ban|phong"
    r"|thanh tra|trung tam|truong|dai hoc|hoc vien|vien|toa an|cong an|benh vien|hop tac xa|htx|hoi|hiep hoi|lien"
    r"|mat tran|doan|tinh (uy|doan)|huyen uy|thanh (uy|doan)|dang (uy|bo)|ngan hang|kho bac|bao hiem|quy|dai|khu"
    r"|cong ty|tong cong ty|tap doan|chi nhanh|xi nghiep|nha may|ben xe|cang|hat|doi|tram|doanh nghiep|thue)\b"
)
_UNFINISHED = re.compile(r"(ban (chap hanh|chi dao|chi huy|thuong vu|quan ly)|cong ty (tnhh|co phan|cp))$")
_NOT_AGENCY = re.compile(
    r"(khan|thuong khan|hoa toc|ban sao|sao y|luu hanh noi bo|xem xong tra lai|\W*\d+\W*)$"
)
_STATE = re.compile(
    r"(Ủy ban nhân dân|Hội đồng nhân dân|UBND|HĐND|Tổng cục|Chi cục|Cục|Bộ|Sở|Vụ|Văn phòng|Thanh tra)\b"
)
_AREA = re.compile(r"\b(tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường)\s+(.+)$")
_GENERAL = {"Văn phòng", "Thanh tra"}


def agencies(lines: list[str]) -> list[str]:
    """The agencies above the number, highest first, in capitals; a name over several lines is put together."""
    found: list[str] = []
    for line in lines:
        flat = bare(line)
        if not is_upper(line) or _NOT_AGENCY.match(flat):
            continue
        if not found or (_HEADS.match(flat) and not _UNFINISHED.search(bare(found[-1]))):
            found.append(line)
        else:
            found[-1] = f"{found[-1]} {line}"
    return found


def issuer_and_parent(lines: list[str], text: str) -> tuple[str, str]:
    """The issuing agency and the one above it; an office or inspectorate without a name takes that of its parent."""
    names = [written(name, text) for name in agencies(lines)]
    if not names:
        return "", ""
    issuer, parent = names[-1], names[-2] if len(names) > 1 else ""
    return (f"{issuer} {parent}" if issuer in _GENERAL and parent else issuer), parent


def written(capitals: str, text: str) -> str:
    """A name as it is written in running text; in capitals where that cannot be known."""
    for place in re.finditer(re.escape(bare(capitals)), bare(text)):
        here = text[slice(*place.span())]
        if not is_upper(here) and here[:1].isupper():
            return here.replace("\n", " ")
    return _state_name(capitals)


def _state_name(capitals: str) -> str:
    name = capitals[:1] + capitals[1:].lower()
    name = re.sub(r"^(ubnd|hđnd)\b", lambda m: m[0].upper(), name, flags=re.IGNORECASE)
    head = _STATE.match(name)
    if not head:
        return capitals
    rest = name[head.end() :].strip()
    if area := _AREA.search(rest):
        field, where = rest[: area.start()].strip(), f"{area[1]} {area[2].title()}"
    else:
        field, where = (
            (rest.removesuffix("việt nam").strip(), "Việt Nam") if rest.endswith("việt nam") else (rest, "")
        )
    return " ".join(part for part in (head[0], field[:1].upper() + field[1:], where) if part)
