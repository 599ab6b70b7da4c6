"""Keeping the number books; only an administrator may."""

from portal.audit.record import record
from portal.documents.admin import BookEntry, problems_of_book
from portal.documents.tables import NumberBook
from portal.files.door import check_text
from portal.kit.clock import local, utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people.rights import require_administrator


async def create_book(viewer: Viewer, entry: BookEntry) -> int:
    """Open a book; returns its id. Numbers given on paper this year are counted in, so that none is given twice."""
    require_administrator(viewer)
    _check(entry)
    async with transaction():
        book = NumberBook(
            name=entry.name,
            direction=entry.direction,
            type_names="; ".join(entry.type_names),
            sort=entry.sort,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        await book.save()
        if entry.last_given:
            await execute(
                "insert into number_counter (book_id, year, last) values (?, ?, ?)",
                *(book.id, local(utc_now()).year, entry.last_given),
            )
        words = {"name": entry.name}
        await record(
            "number-book:created", viewer, ("number-book", book.id), words=words, last=entry.last_given
        )
    return book.id


async def change_book(viewer: Viewer, book_id: int, entry: BookEntry) -> None:
    """Change a book; which way it goes stays as it was once it gave a number. Raises NotFound, Invalid."""
    require_administrator(viewer)
    _check(entry)
    async with transaction():
        direction = await fetch_value("select direction from number_book where id = ?", book_id)
        if direction is None:
            raise NotFound
        used = await fetch_value("select count(*) from number_counter where book_id = ?", book_id)
        if used and entry.direction != direction:
            raise Invalid({"direction": _("Sổ đã cấp số nên không đổi chiều được. Hãy mở sổ mới.")})
        await execute(
            "update number_book set name = ?, direction = ?, type_names = ?, sort = ?, valid_from = ?, valid_to = ?"
            " where id = ?",
            *(entry.name, entry.direction, "; ".join(entry.type_names), entry.sort),
            *(entry.valid_from, entry.valid_to, book_id),
        )
        await record("number-book:changed", viewer, ("number-book", book_id), words={"name": entry.name})


def _check(entry: BookEntry) -> None:
    check_text(entry.name, "name")
    check_text("\n".join(entry.type_names), "type_names")
    problems = problems_of_book(entry)
    if problems:
        raise Invalid(problems)
