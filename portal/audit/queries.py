"""Reading the log: an object's own history for whoever may see the object, the whole log for those who check it.

Names are those that people bear today, joined by id; who was erased from the people stays a number here.
"""

import json
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec

from portal.audit.facts import FACTS, sentence_for
from portal.kit.clock import HANOI
from portal.kit.database import Read, fetch, fetch_as, marks
from portal.kit.errors import Forbidden, NotFound
from portal.kit.i18n import _
from portal.kit.text import fold, words_of
from portal.kit.viewer import Viewer

READERS = ("auditor", "administrator")
_MOST_NAMESAKES = 50


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One deed as a person reads it; `actor` is empty where the portal itself did it."""

    id: int
    at: datetime
    fact: str
    actor: str
    on_behalf: str
    sentence: str
    subject_kind: str
    subject_id: int
    is_erased: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the log is wanted; what is empty does not narrow. Days are days in Vietnam, both included."""

    person: str = ""
    fact: str = ""
    from_day: date | None = None
    to_day: date | None = None
    subject_kind: str = ""
    subject_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event with everything that the chain covers."""

    line: HistoryLine
    keys: dict[str, object]
    words_hash: str
    previous: str
    digest: str
    erased_at: datetime | None


class _Row(msgspec.Struct):
    id: int
    at: datetime
    fact: str
    actor_id: int | None
    actor: str | None
    on_behalf: str | None
    subject_kind: str
    subject_id: int
    words: str | None


class _Evidence(msgspec.Struct):
    keys: str
    words_hash: str
    previous: str
    digest: str
    erased_at: datetime | None


_LINES = """
select e.id, e.at, e.fact, e.actor_id, a.full_name as actor, b.full_name as on_behalf,
    e.subject_kind, e.subject_id, w.words
from ({events}) e
left join event_words w on w.event_id = e.id
left join account a on a.id = e.actor_id
left join account b on b.id = e.on_behalf_of_id
order by {order}
"""


def history(
    viewer: Viewer, subject_kind: str, subject_id: int, *, but_not: Collection[str] = ()
) -> Read[list[HistoryLine]]:
    """Everything that was done to one thing, the oldest first; the room of the thing has let the viewer see it.

    `but_not` names facts that are left out, such as "document:opened".
    """
    del viewer  # decided by the room whose object it is
    skipped = f" and fact not in ({marks(but_not)})" if but_not else ""
    events = f"select * from event where subject_kind = ? and subject_id = ?{skipped}"
    rows = fetch_as(_Row, _LINES.format(events=events, order="e.id"), subject_kind, subject_id, *but_not)
    return rows.then(lambda found: [_line(row) for row in found])


async def log(
    viewer: Viewer, wanted: Filter, *, before: int | None = None, limit: int = 50
) -> list[HistoryLine]:
    """The newest events of the whole log, older than the event `before`. Raises Forbidden for all but its readers."""
    require_reader(viewer)
    conditions, values = await _conditions(wanted)
    if before is not None:
        conditions.append("(at, id) < ((select at from event where id = ?), ?)")
        values += [before, before]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    events = f"select * from event{where} order by at desc, id desc limit ?"
    rows = await fetch_as(_Row, _LINES.format(events=events, order="e.at desc, e.id desc"), *values, limit)
    return [_line(row) for row in rows]


async def whole_log(viewer: Viewer, wanted: Filter, batch: int = 1000) -> AsyncIterator[list[HistoryLine]]:
    """All of it, the newest first, in batches while it is written out. Raises Forbidden as `log` does."""
    before: int | None = None
    while lines := await log(viewer, wanted, before=before, limit=batch):
        yield lines
        before = lines[-1].id


async def event_for(viewer: Viewer, event_id: int) -> EventDetail:
    """One event. Raises Forbidden for all but the log's readers, and NotFound."""
    require_reader(viewer)
    lines = await fetch_as(
        _Row, _LINES.format(events="select * from event where id = ?", order="e.id"), event_id
    )
    evidence = await fetch_as(
        _Evidence,
        "select e.keys, e.words_hash, e.previous, e.digest, w.erased_at"
        " from event e left join event_words w on w.event_id = e.id where e.id = ?",
        event_id,
    )
    if not lines or not evidence:
        raise NotFound
    found = evidence[0]
    return EventDetail(
        line=_line(lines[0]),
        keys=json.loads(found.keys),
        words_hash=found.words_hash,
        previous=found.previous,
        digest=found.digest,
        erased_at=found.erased_at,
    )


def require_reader(viewer: Viewer) -> None:
    """Raises Forbidden for everybody who does not check the agency's work."""
    if not viewer.has(*READERS):
        raise Forbidden(_("Nhật ký chung chỉ dành cho người kiểm tra và quản trị viên."))


def vocabulary() -> list[tuple[str, str]]:
    """Every fact of the vocabulary with its sentence, for choosing one, by sentence."""
    pairs = [(fact, sentence_for(fact, {})) for fact in FACTS]
    return sorted(pairs, key=lambda pair: fold(pair[1]))


async def _conditions(wanted: Filter) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    values: list[object] = []

    def narrow(sql: str, *arguments: object) -> None:
        conditions.append(sql)
        values.extend(arguments)

    if wanted.person:
        ids = await _accounts_named(wanted.person)
        narrow(f"actor_id in ({marks(ids)})", *ids) if ids else narrow("1 = 0")
    if wanted.fact:
        narrow("fact = ?", wanted.fact)
    if wanted.from_day:
        narrow("at >= ?", _midnight(wanted.from_day))
    if wanted.to_day:
        narrow("at < ?", _midnight(wanted.to_day + timedelta(days=1)))
    if wanted.subject_kind:
        narrow("subject_kind = ?", wanted.subject_kind)
    if wanted.subject_kind and wanted.subject_id is not None:
        narrow("subject_id = ?", wanted.subject_id)
    return conditions, values


async def _accounts_named(text: str) -> list[int]:
    """People whose name, login or address holds every word; diacritics or not."""
    words = words_of(text)
    if not words:
        return []
    condition = " and ".join("fold like ?" for _word in words)
    rows = await fetch(
        f"select id from account where {condition} order by id limit ?",
        *(f"%{word}%" for word in words),
        _MOST_NAMESAKES,
    )
    return [row["id"] for row in rows]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HANOI)


def _line(row: _Row) -> HistoryLine:
    return HistoryLine(
        id=row.id,
        at=row.at,
        fact=row.fact,
        actor=row.actor or (f"#{row.actor_id}" if row.actor_id else ""),
        on_behalf=row.on_behalf or "",
        sentence=sentence_for(row.fact, json.loads(row.words) if row.words else {}),
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        is_erased=row.words is None,
    )
