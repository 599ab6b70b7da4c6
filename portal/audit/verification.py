"""Checking the stored chain, a stretch at a time, so that a log of any length can be checked while one looks on.

A chain of hashes proves that nothing in its middle was touched; that its end was not cut off, or the whole not written
anew, is proven by a seal: the id and digest of the last event, noted outside the database on an earlier day.
"""

import re
from dataclasses import dataclass

from portal.audit import chain
from portal.kit.database import fetch, fetch_one, marks
from portal.kit.workers import in_thread

STRETCH = 10_000
_BATCH = 2_000
_SEAL = re.compile(r"(\d{1,18})-([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was found in one stretch; `last` is where the next one goes on, None after the end of the log."""

    checked: int
    breaks: tuple[chain.Break, ...]
    last: int | None


async def check(after: int = 0, most: int = STRETCH) -> Stretch:
    """Check at most `most` events that follow the event `after`, which is trusted as it stands."""
    checked, breaks, previous = 0, [], await _digest_of(after)
    while checked < most:
        rows = await _rows(after, min(_BATCH, most - checked))
        if not rows:
            return Stretch(checked, tuple(breaks), None)
        breaks += await in_thread(chain.breaks_in, [_triple(row) for row in rows], previous)
        breaks += await _unlawful([row["id"] for row in rows if row["words"] is None])
        checked, after, previous = checked + len(rows), rows[-1]["id"], rows[-1]["digest"]
    return Stretch(checked, tuple(sorted(breaks, key=lambda each: each.event_id)), after)


async def check_all() -> Stretch:
    """The whole log in one go, for the command line and for tests."""
    checked, breaks, after = 0, [], 0
    while True:
        stretch = await check(after)
        checked, breaks = checked + stretch.checked, breaks + list(stretch.breaks)
        if stretch.last is None:
            return Stretch(checked, tuple(breaks), None)
        after = stretch.last


async def seal() -> str:
    """The end of the log as a word to note down, "id-digest"; empty while nothing was recorded."""
    last = await fetch_one("select id, digest from event order by id desc limit 1")
    return f"{last['id']}-{last['digest']}" if last else ""


async def holds(noted: str) -> bool:
    """Whether the log still contains, unchanged, the event of a seal noted earlier."""
    found = _SEAL.fullmatch(noted.strip().lower())
    if not found:
        return False
    row = await fetch_one("select digest from event where id = ?", int(found[1]))
    return row is not None and row["digest"] == found[2]


async def _digest_of(event_id: int) -> str:
    row = await fetch_one("select digest from event where id = ?", event_id)
    return row["digest"] if row else chain.FIRST


async def _rows(after: int, limit: int) -> list[dict]:
    return await fetch(
        "select e.id, e.at, e.fact, e.actor_id, e.on_behalf_of_id, e.subject_kind, e.subject_id, e.keys, e.words_hash,"
        " e.previous, e.digest, w.salt, w.words from event e left join event_words w on w.event_id = e.id"
        " where e.id > ? order by e.id limit ?",
        *(after, limit),
    )


def _triple(row: dict) -> tuple[chain.Link, str | None, str | None]:
    values = dict(row)
    salt, words = values.pop("salt"), values.pop("words")
    return chain.Link(**values), salt, words


async def _unlawful(wordless: list[int]) -> list[chain.Break]:
    """Events without words of whose erasure no event tells."""
    if not wordless:
        return []
    rows = await fetch(
        "select subject_id from event where subject_kind = 'event' and fact = 'audit:words-erased'"
        f" and subject_id in ({marks(wordless)})",
        *wordless,
    )
    told = {row["subject_id"] for row in rows}
    return [chain.Break(event_id, "erased") for event_id in wordless if event_id not in told]
