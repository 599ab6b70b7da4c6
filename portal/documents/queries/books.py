"""Which book gives a document its number."""

from datetime import date
from typing import NamedTuple

import msgspec

from portal.documents.queries.access import is_id
from portal.kit.database import fetch, fetch_as
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people.rights import require_administrator


class Book(NamedTuple):
    """A number book; `type_names` empty takes every type."""

    id: int
    name: str
    type_names: frozenset[str]
    valid_from: date | None
    valid_to: date | None

    def takes(self, type_name: str, day: date) -> bool:
        """Whether the book is in force on a day for a type."""
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_to is not None and self.valid_to < day
        return begun and not ended and (not self.type_names or type_name in self.type_names)


async def books(direction: str) -> list[Book]:
    """All books of a direction in their order."""
    rows = await fetch(
        "select id, name, type_names, valid_from, valid_to from number_book where direction = ? order by sort, id",
        direction,
    )
    return [
        Book(
            row["id"],
            row["name"],
            frozenset(name.strip() for name in row["type_names"].split(";") if name.strip()),
            row["valid_from"],
            row["valid_to"],
        )
        for row in rows
    ]


class BookRow(msgspec.Struct, frozen=True):
    """A book as an administrator sees it; `last` is the last number it gave in `year`, None before the first."""

    id: int
    name: str
    direction: str
    type_names: str
    sort: int
    valid_from: date | None
    valid_to: date | None
    year: int | None
    last: int | None


async def all_books(viewer: Viewer) -> list[BookRow]:
    """Every book, incoming first, with its last number of the latest year. Raises Forbidden but for administrators."""
    require_administrator(viewer)
    return await fetch_as(BookRow, f"{_BOOKS} order by b.direction, b.sort, b.id")


async def book(viewer: Viewer, book_id: int) -> BookRow:
    """One book. Raises Forbidden but for administrators, NotFound."""
    require_administrator(viewer)
    rows = await fetch_as(BookRow, f"{_BOOKS} where b.id = ?", book_id) if is_id(book_id) else []
    if not rows:
        raise NotFound
    return rows[0]


_BOOKS = (
    "select b.id, b.name, b.direction, b.type_names, b.sort, b.valid_from, b.valid_to, c.year, c.last"
    " from number_book b left join number_counter c on c.book_id = b.id"
    " and c.year = (select max(n.year) from number_counter n where n.book_id = b.id)"
)


async def book_for(direction: str, type_name: str, day: date) -> Book:
    """The first book that names the type, else the first that takes every type. Raises NotAllowed without one."""
    fitting = [book for book in await books(direction) if book.takes(type_name, day)]
    fitting.sort(key=lambda book: not book.type_names)
    if not fitting:
        raise NotAllowed(
            _("Chưa có sổ văn bản nào nhận loại văn bản này. Quản trị viên mở sổ trong mục Sổ văn bản.")
        )
    return fitting[0]


async def preview_number(direction: str, type_name: str, day: date) -> int:
    """The number that would be given now; somebody else may be faster."""
    book = await book_for(direction, type_name, day)
    rows = await fetch("select last from number_counter where book_id = ? and year = ?", book.id, day.year)
    return (rows[0]["last"] if rows else 0) + 1
