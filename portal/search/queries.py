"""What a viewer finds. Who may read is part of each statement: hits, counts and snippets know nothing else.

Three statements at most, whatever is found. The text of papers never travels: snippets are cut in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from markupsafe import Markup

from portal.kit.database import dialect, fetch, fetch_as, fetch_value, marks
from portal.kit.viewer import Viewer
from portal.search.index import EVERYONE
from portal.search.snippets import AROUND, LENGTH, marked, snippet
from portal.search.words import Term, anchors_of, fts5_query, terms_of, tsquery

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `title`, `detail` and `snippet` are HTML with what was found in <mark>."""

    id: int
    kind: str
    subject_id: int
    title: Markup
    detail: Markup
    snippet: Markup
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Results:
    """Hits, the newest first. `before` asks for the next page and is None after the last one.

    `count` is exact up to 1,000; `is_capped` says that there are more. It is None on later pages.
    """

    hits: tuple[Hit, ...] = ()
    count: int | None = 0
    is_capped: bool = False
    before: int | None = None


class _Row(msgspec.Struct):
    id: int
    kind: str
    subject_id: int
    title: str
    detail: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Condition:
    """The part that hits and counts share: who may read comes with what is asked, never apart from it."""

    sql: str
    values: tuple[object, ...]


async def search(
    viewer: Viewer, text: str, *, kinds: Sequence[str] = (), before: int | None = None, limit: int = 25
) -> Results:
    """The newest things that the viewer may read and that hold all words of `text`; of these kinds only, when named."""
    terms = terms_of(text)
    if not terms:
        return Results()
    condition = _condition(viewer, terms, kinds)
    rows = await _page(condition, before, limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    count = await _count(condition) if more and before is None else len(rows)
    snippets = await _snippets([row.id for row in rows], terms)
    return Results(
        hits=tuple(_hit(row, snippets, terms) for row in rows),
        count=None if before is not None else min(count, MOST_COUNTED),
        is_capped=before is None and count > MOST_COUNTED,
        before=rows[-1].id if more else None,
    )


def _condition(viewer: Viewer, terms: tuple[Term, ...], kinds: Sequence[str]) -> _Condition:
    readers = (*viewer.all_principals, EVERYONE)
    if dialect() == "sqlite":
        words, question = (
            "search_index i join search_entry e on e.id = i.rowid where search_index match ?",
            fts5_query(terms),
        )
    else:
        words = (
            "search_words i join search_entry e on e.id = i.entry where i.lexemes @@ to_tsquery('simple', ?)"
        )
        question = tsquery(terms)
    sql = (
        f"{words} and exists (select 1 from search_reader r where r.entry = e.id"
        f" and r.principal in ({marks(readers)}))"
    )
    if kinds:
        sql += f" and e.kind in ({marks(kinds)})"
    return _Condition(sql, (question, *readers, *kinds))


async def _page(condition: _Condition, before: int | None, limit: int) -> list[_Row]:
    key = "i.rowid" if dialect() == "sqlite" else "e.id"
    older = f" and {key} < ?" if before is not None else ""
    return await fetch_as(
        _Row,
        "select e.id, e.kind, e.subject_id, e.title, e.detail, e.url, e.at"
        f" from {condition.sql}{older} order by {key} desc limit ?",
        *(*condition.values, *(() if before is None else (before,)), limit),
    )


async def _count(condition: _Condition) -> int:
    return await fetch_value(
        f"select count(*) from (select 1 from {condition.sql} limit ?) counted",
        *condition.values,
        MOST_COUNTED + 1,
    )


async def _snippets(entries: list[int], terms: tuple[Term, ...]) -> dict[int, Markup]:
    """Pieces of text around the longest term, of entries that the viewer was just found to read."""
    if not entries:
        return {}
    instr, greatest = ("instr", "max") if dialect() == "sqlite" else ("strpos", "greatest")
    anchors = anchors_of(terms)
    found = ", ".join(f"nullif({instr}(' ' || body_fold || ' ', ?), 0)" for _anchor in anchors)
    rows = await fetch(
        "select entry, found, length(body) as length,"
        f" substr(body, {greatest}(found - {AROUND}, 1), {LENGTH}) as piece"
        f" from (select entry, body, coalesce({found}, 0) as found"
        f" from search_words where entry in ({marks(entries)})) placed where found > 0",
        *(*anchors, *entries),
    )
    return {row["entry"]: _cut(row, terms) for row in rows}


def _cut(row: dict, terms: tuple[Term, ...]) -> Markup:
    start = max(row["found"] - AROUND, 1)
    return snippet(row["piece"], terms, starts_text=start == 1, ends_text=start + LENGTH > row["length"])


def _hit(row: _Row, snippets: dict[int, Markup], terms: tuple[Term, ...]) -> Hit:
    return Hit(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        title=marked(row.title, terms),
        detail=marked(row.detail, terms),
        snippet=snippets.get(row.id, Markup("")),
        url=row.url,
        at=row.at,
    )
