"""The registers as rows: incoming by number of arrival, outgoing by number (Decree 30/2020/NĐ-CP, annex IV)."""

from datetime import date, datetime

import msgspec

from portal.documents.queries.access import visible
from portal.documents.queries.names import names_of
from portal.kit.database import fetch, fetch_as, marks
from portal.kit.viewer import Viewer


class Entry(msgspec.Struct, frozen=True):
    """One line of a register. `number` is the number of arrival for incoming documents."""

    id: int
    number: int
    code: str
    issued_on: date | None
    issuer: str
    type_name: str
    subject: str
    signer: str
    state: str
    note: str
    at: datetime | None
    book: str
    cancelled_reason: str
    receivers: str = ""
    passed_at: datetime | None = None


async def entries(
    viewer: Viewer, direction: str, year: int, *, book: int | None = None, before: int | None = None, first: int = 1,
    last: int | None = None, limit: int = 50,
) -> list[Entry]:  # fmt: skip
    """Lines of a year's register by number, newest first; `before`, `first` and `last` are numbers.

    A `book` counts for itself, so whoever turns pages by number names one; without it all books stand together.

    A number that was cancelled has its line too. What the viewer may not see is left out.
    """
    condition, values = visible(viewer)
    signer = "s.full_name" if direction == "out" else "d.signer_name"
    rows = await fetch_as(
        Entry,
        "select d.id, n.number, d.code, d.issued_on, d.issuer, d.type_name, d.subject,"
        f" coalesce({signer}, '') as signer, d.state, d.note, coalesce(d.issued_at, d.arrived_at) as at,"
        " b.name as book,"
        " n.cancelled_reason from number_taken n join document d on d.id = n.document_id"
        " join number_book b on b.id = n.book_id left join account s on s.id = d.signer_id"
        f" where d.direction = ? and n.year = ? and n.number >= ? and n.number <= ? and n.number < ?"
        f" and (? = 0 or n.book_id = ?) and {condition}"
        " order by n.number desc, n.id desc limit ?",
        direction,
        year,
        first,
        last if last is not None else 10**12,
        before if before is not None else 10**12,
        book or 0,
        book or 0,
        *values,
        limit,
    )
    return await _with_receivers(rows, direction)


async def _with_receivers(rows: list[Entry], direction: str) -> list[Entry]:
    """Fill in who got each document and when, in one read for the whole page."""
    if not rows:
        return rows
    ids = [row.id for row in rows]
    found: dict[int, list[str]] = {}
    passed: dict[int, datetime] = {}
    if direction == "out":
        for line in await fetch(
            f"select document_id, name from recipient where document_id in ({marks(ids)}) order by sort",
            *ids,
        ):
            found.setdefault(line["document_id"], []).append(line["name"])
    else:
        lines = await fetch(
            "select document_id, principal, at from assignment where role = 'lead' and state <> 'replaced'"
            f" and document_id in ({marks(ids)}) order by id",
            *ids,
        )
        names = await names_of(line["principal"] for line in lines)
        for line in lines:
            found.setdefault(line["document_id"], []).append(names[line["principal"]])
            passed.setdefault(line["document_id"], _instant(line["at"]))
    return [
        msgspec.structs.replace(row, receivers="; ".join(found.get(row.id, ())), passed_at=passed.get(row.id))
        for row in rows
    ]


def _instant(value: datetime | str) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


async def books_used(direction: str, year: int) -> list[tuple[int, str]]:
    """The books (id, name) that gave numbers in a year, in their order."""
    rows = await fetch(
        "select b.id, b.name from number_counter c join number_book b on b.id = c.book_id"
        " where b.direction = ? and c.year = ? order by b.sort, b.id",
        direction,
        year,
    )
    return [(row["id"], row["name"]) for row in rows]


async def years(direction: str) -> list[int]:
    """Years in which numbers were given, newest first."""
    rows = await fetch(
        "select distinct c.year from number_counter c join number_book b on b.id = c.book_id where b.direction = ?"
        " order by c.year desc",
        direction,
    )
    return [row["year"] for row in rows]
