"""Taking numbers: the counter is one locked row, every number given is a row of its own, none is given twice."""

from datetime import datetime

from portal.documents.queries.books import book_for
from portal.kit.clock import local
from portal.kit.database import execute, fetch_one


async def take_number(direction: str, type_name: str, document_id: int, at: datetime) -> tuple[int, int]:
    """The next (book id, number) of the year for a document, in the transaction of its deed.

    A rolled-back deed gives its number back with everything else, so the book has no gaps.
    """
    book = await book_for(direction, type_name, local(at).date())
    year = local(at).year
    row = await fetch_one(
        "insert into number_counter (book_id, year, last) values (?, ?, 1)"
        " on conflict (book_id, year) do update set last = number_counter.last + 1 returning last",
        book.id,
        year,
    )
    await execute(
        "insert into number_taken (book_id, year, number, document_id, taken_at) values (?, ?, ?, ?, ?)",
        book.id,
        year,
        row["last"],
        document_id,
        at,
    )
    return book.id, row["last"]


async def cancel_number(document_id: int, reason: str) -> None:
    """Keep a number in the book with the reason why its document will never be issued."""
    await execute("update number_taken set cancelled_reason = ? where document_id = ?", reason, document_id)
