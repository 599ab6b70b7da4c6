"""Number books and signing mandates as an administrator enters them (pure), and what is wrong with them."""

from dataclasses import dataclass
from datetime import date

from portal.documents import types
from portal.kit.i18n import _

# Decree 30/2020/NĐ-CP, article 13 and annex I: "" signs in one's own office.
CAPACITIES = ("", "TM.", "KT.", "TL.", "TUQ.", "Q.")
_IN_WRITING = ("TL.", "TUQ.")


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A number book; without `type_names` it takes every type. `last_given` was given this year on paper already."""

    name: str
    direction: str
    type_names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    sort: int = 0
    last_given: int = 0


@dataclass(frozen=True, slots=True)
class MandateEntry:
    """Who signs, in which capacity; `block` is what is printed above the signature, line by line."""

    account_id: int
    capacity: str
    block: str
    type_names: tuple[str, ...] = ()
    base_document: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def capacity_names() -> list[tuple[str, str]]:
    """Every capacity with its meaning, in the viewer's language."""
    return [
        ("", _("Trực tiếp (đúng chức vụ)")),
        ("TM.", _("TM. – thay mặt tập thể")),
        ("KT.", _("KT. – ký thay cấp trưởng")),
        ("TL.", _("TL. – thừa lệnh")),
        ("TUQ.", _("TUQ. – thừa uỷ quyền")),
        ("Q.", _("Q. – quyền cấp trưởng")),
    ]


def problems_of_book(book: BookEntry) -> dict[str, str]:
    """What cannot be so, by field."""
    found = _problems_of_days(book.valid_from, book.valid_to)
    unknown = [name for name in book.type_names if book.direction == "out" and name not in types.OUTGOING]
    if unknown:
        found["type_names"] = _("Không có loại văn bản này: %(names)s.") % {"names": "; ".join(unknown)}
    return found


def problems_of_mandate(mandate: MandateEntry) -> dict[str, str]:
    """What cannot be so, by field: orders and powers of attorney are in writing, and the latter end one day."""
    found = _problems_of_days(mandate.valid_from, mandate.valid_to)
    unknown = [name for name in mandate.type_names if name not in types.OUTGOING]
    if unknown:
        found["type_names"] = _("Không có loại văn bản này: %(names)s.") % {"names": "; ".join(unknown)}
    if mandate.capacity in _IN_WRITING and not mandate.base_document:
        found["base_document"] = _("Ký thừa lệnh, thừa uỷ quyền phải theo văn bản: ghi số, ký hiệu và ngày.")
    if mandate.capacity == "TUQ." and mandate.valid_to is None:
        found.setdefault("valid_to", _("Thừa uỷ quyền phải có thời hạn: ghi ngày cuối."))
    if mandate.capacity and not mandate.block.startswith(mandate.capacity):
        found["block"] = _("Dòng đầu phải bắt đầu bằng %(capacity)s") % {"capacity": mandate.capacity}
    return found


def _problems_of_days(first: date | None, last: date | None) -> dict[str, str]:
    if first is not None and last is not None and last < first:
        return {"valid_to": _("Ngày cuối không thể trước ngày đầu.")}
    return {}
