"""Put things where they can be found, with who may find them, in the transaction of the deed.

Everything in one entry is shown to every reader of it: text with other readers is an entry of its own.
Readers are principals as in `portal.kit.viewer` ("account:7", "unit:3", "head:3", "role:clerk") and EVERYONE.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from portal.jobs.queue import enqueue
from portal.kit.database import dialect, execute, fetch_one, fetch_value, marks, transaction
from portal.kit.workers import in_thread
from portal.search.folding import aligned

EVERYONE = "everyone"
CLEAN_OUT = "search:clean-out"
_PAGES_A_STEP = 200  # of the index, 4 KiB each: some milliseconds of the write lock
_LONG = 20_000  # letters whose folding would hold up others for more than a few milliseconds


async def put(
    kind: str,
    subject_id: int,
    *,
    title: str,
    text: str,
    detail: str,
    url: str,
    at: datetime,
    readers: Iterable[str],
) -> None:
    """Make one thing findable, or bring its entry up to date: words and readers are replaced.

    `title` and `detail` are the two lines of a hit, `text` is everything else that finds it (the first 200,000 letters
    count), `at` is the aware instant shown. `kind` is declared in `portal.search.kinds`.
    """
    row = await fetch_one(
        "insert into search_entry (kind, subject_id, title, detail, url, at) values (?, ?, ?, ?, ?, ?)"
        " on conflict (kind, subject_id) do update set title = excluded.title, detail = excluded.detail,"
        " url = excluded.url, at = excluded.at returning id",
        *(kind, subject_id, title, detail, url, at),
    )
    await _write_words(row["id"], title, detail, text)
    await _write_readers(row["id"], readers)


async def remove(kind: str, subject_id: int) -> None:
    """Nobody finds it any more."""
    await execute("delete from search_entry where kind = ? and subject_id = ?", kind, subject_id)


async def have_cleaned_out() -> None:
    """In the transaction of a deed: have a job let no word of removed entries linger in the index."""
    await enqueue(CLEAN_OUT)


async def clean_out(_payload: dict) -> None:
    """Merge the parts of SQLite's index until no removed word is left in any; for what the law orders erased.

    It takes time with the size of the index, in steps so short that other writers get their turn between two.
    """
    if dialect() == "sqlite":
        pages = -_PAGES_A_STEP  # negative: take all parts for mergeable, as `optimize` would at one go
        while await _merge(pages):
            pages = _PAGES_A_STEP


async def _merge(pages: int) -> bool:
    """Whether there was something to merge: fewer than two changes say no (SQLite's description of FTS5, 6.7)."""
    async with transaction():
        before = await fetch_value("select total_changes() as n")
        await execute("insert into search_index (search_index, rank) values ('merge', ?)", pages)
        return await fetch_value("select total_changes() as n") - before >= 2


async def _write_words(entry: int, title: str, detail: str, text: str) -> None:
    """Nothing is folded or indexed again where no word changed: deeds put a paper many times, its words once."""
    digest = hashlib.sha256("\0".join((title, detail, text)).encode(errors="surrogatepass")).hexdigest()
    known = await fetch_one("select digest from search_words where entry = ?", entry)
    if known is not None and known["digest"] == digest:
        return
    _line, title_fold = aligned(f"{title} {detail}")
    body, body_fold = await in_thread(aligned, text) if len(text) > _LONG else aligned(text)
    await execute(
        "insert into search_words (entry, title_fold, body, body_fold, digest) values (?, ?, ?, ?, ?)"
        " on conflict (entry) do update set title_fold = excluded.title_fold, body = excluded.body,"
        " body_fold = excluded.body_fold, digest = excluded.digest",
        *(entry, title_fold, body, body_fold, digest),
    )


async def _write_readers(entry: int, readers: Iterable[str]) -> None:
    wanted = sorted(set(readers))
    kept = f" and principal not in ({marks(wanted)})" if wanted else ""
    await execute(f"delete from search_reader where entry = ?{kept}", entry, *wanted)
    await _insert_readers(entry, wanted)


async def _insert_readers(entry: int, readers: list[str]) -> None:
    if not readers:
        return
    rows = ", ".join("(?, ?)" for _reader in readers)
    values = [value for reader in readers for value in (entry, reader)]
    await execute(
        f"insert into search_reader (entry, principal) values {rows} on conflict do nothing", *values
    )
