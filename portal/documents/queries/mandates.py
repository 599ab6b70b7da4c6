"""Who may sign a document of a type on a day, and in which capacity."""

from datetime import date

import msgspec

from portal.documents.queries.access import is_id
from portal.kit.database import fetch_as
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.people.rights import require_administrator


class Mandated(msgspec.Struct, frozen=True):
    """A signer's mandate: `block` is what is printed above the signature, line by line."""

    id: int
    account_id: int
    full_name: str
    block: str
    type_names: str
    capacity: str = ""
    base_document: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the mandate is in force on a day; the first and the last day count."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    @property
    def lines(self) -> tuple[str, ...]:
        """Box 7a, line by line."""
        return tuple(line for line in self.block.splitlines() if line.strip())

    def covers(self, type_name: str) -> bool:
        """Whether the mandate allows documents of a type such as "Công văn"."""
        names = {name.strip() for name in self.type_names.split(";") if name.strip()}
        return not names or type_name in names


_MANDATES = (
    "select m.id, m.account_id, a.full_name, m.block, m.type_names, m.capacity, m.base_document, m.valid_from,"
    " m.valid_to from mandate m join account a on a.id = m.account_id"
)


async def mandates_on(day: date) -> list[Mandated]:
    """Every mandate in force on a day."""
    return await fetch_as(
        Mandated,
        f"{_MANDATES} where (m.valid_from is null or m.valid_from <= ?) and (m.valid_to is null or m.valid_to >= ?)"
        " and a.state = 'active' order by m.id",
        day,
        day,
    )


async def all_mandates(viewer: Viewer) -> list[Mandated]:
    """Every mandate there is or was, the newest first. Raises Forbidden but for administrators."""
    require_administrator(viewer)
    return await fetch_as(Mandated, f"{_MANDATES} order by m.id desc")


async def mandate(mandate_id: int) -> Mandated:
    """One mandate, in force or not."""
    rows = await fetch_as(Mandated, f"{_MANDATES} where m.id = ?", mandate_id) if is_id(mandate_id) else []
    if not rows:
        raise NotFound
    return rows[0]
