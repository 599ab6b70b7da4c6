"""Lists of documents as their readers work: what waits for me, what is late, what I help with, everything.

A list is read by key (`before` an id), so that it does not shift under a reader while it grows.
"""

from datetime import datetime
from typing import Any

import msgspec

from portal.documents.queries.access import sees_all, visible
from portal.documents.routing import PERSONAL
from portal.kit.database import Read, fetch, fetch_as, marks
from portal.kit.viewer import Viewer

PAGE = 25

IN_BOXES = ("mine", "late", "coordinate", "informed", "all")
OUT_BOXES = ("mine", "drafts", "waiting", "issued", "all")
# What is in these waits for the viewer, so they begin with the few turns there are.
_WAITING = ("mine", "late", "coordinate", "informed")
_DEEDS = {"mine": (), "coordinate": ("contribute",), "informed": ("read",)}


class Row(msgspec.Struct, frozen=True):
    """One line of a list. `deed` is what waits for the viewer, empty when nothing does."""

    id: int
    direction: str
    state: str
    code: str
    type_name: str
    issuer: str
    subject: str
    urgency: int
    arrival_number: int | None
    at: datetime
    due_at: datetime | None
    deed: str | None
    opened_by_me: int | None
    who: str | None = None


_TURNS = "select document_id, min(deed) as deed, min(due_at) as due_at from turn"

# `who` stands for the sender where the agency itself is: the signer once there is a signature, before that the drafter.
_COLUMNS = (
    "d.id, d.direction, d.state, d.code, d.type_name, d.issuer, d.subject, d.urgency, d.arrival_number,"
    " d.changed_at as at, coalesce(t.due_at, d.due_at) as due_at, t.deed, o.account_id as opened_by_me,"
    " (select a.full_name from account a where a.id = case when d.state in ('signed', 'numbered', 'sealed', 'issued',"
    " 'recalled') then d.signer_id else d.drafter_id end) as who"
)


def documents(
    viewer: Viewer, direction: str, box: str, *, before: int | None = None, now: datetime, limit: int = PAGE
) -> Read[list[Row]]:
    """One page of a box, newest first, and one row more when there is a further page."""
    sql, values = page_statement(viewer, direction, box, before=before, now=now, limit=limit)
    return fetch_as(Row, sql, *values)


def page_statement(
    viewer: Viewer, direction: str, box: str, *, before: int | None = None, now: datetime, limit: int = PAGE
) -> tuple[str, list[object]]:
    """The statement of `documents`, and its values."""
    mine, principals = _mine(viewer)
    turns = f"{_TURNS} where {mine}"
    deeds = _DEEDS.get(box, ())
    if deeds:
        turns += f" and deed in ({marks(deeds)})"
    join = "join" if box in _WAITING else "left join"
    where, values = _page(viewer, direction, box, before, now, limit + 1)
    sql = (
        f"select {_COLUMNS} from document d {join} ({turns} group by document_id) t"
        " on t.document_id = d.id left join opened o on o.document_id = d.id and o.account_id = ?"
        f" where {where} order by d.id desc limit {limit + 1:d}"
    )
    return sql, [*principals, *deeds, viewer.account_id, *values]


def _mine(viewer: Viewer) -> tuple[str, list[object]]:
    """Which turns wait for the viewer, as a condition and its values: what is lent brings no personal deed along."""
    names: list[object] = list(viewer.all_principals)
    lent = [name for name in viewer.acting_for if name not in viewer.principals]
    condition = f"principal in ({marks(names)})"
    if not lent:
        return condition, names
    personal = sorted(PERSONAL)
    return (
        f"{condition} and not (deed in ({marks(personal)}) and principal in ({marks(lent)}))",
        [*names, *personal, *lent],
    )


def _page(
    viewer: Viewer, direction: str, box: str, before: int | None, now: datetime, many: int
) -> tuple[str, list[object]]:
    """Which documents stand on the page, as a condition on `d` and its values."""
    where, values = _box(viewer, direction, box, now)
    if before is not None:
        where, values = f"{where} and d.id < ?", [*values, before]
    if box in _WAITING or sees_all(viewer):
        condition, readers = visible(viewer)
        return f"{where} and {condition}", [*values, *readers]
    return _newest_readable(viewer.all_principals, where, values, before, many)


def _newest_readable(
    names: tuple[str, ...], where: str, values: list[object], before: int | None, many: int
) -> tuple[str, list[object]]:
    """The newest documents each principal may read, so many of each: a walk down an index that soon ends.

    The condition on the document is a subquery that no planner takes apart: a join, it would rather begin with the
    documents of everybody. The limit is written out, because one in a parameter is planned as a tenth of the table.
    """
    older = "" if before is None else " and r.document_id < ?"
    walk = (
        f"select document_id from (select r.document_id from reader r where r.principal = ?{older} and"
        f" (select {where} from document d where d.id = r.document_id) order by r.document_id desc limit {many:d}) one"
    )
    one = [*([] if before is None else [before]), *values]
    condition = f"d.id in ({' union '.join([walk] * len(names))})"
    return condition, [value for name in names for value in (name, *one)]


def _box(viewer: Viewer, direction: str, box: str, now: datetime) -> tuple[str, list[object]]:
    condition, values = "d.direction = 'out'", []
    if direction == "in":
        values += viewer.all_principals
        condition = (
            "(d.direction = 'in' or (d.direction = 'out' and d.state in ('issued', 'recalled') and exists"
            " (select 1 from reader own where own.document_id = d.id and own.why = 'recipient' and own.principal in"
            f" ({marks(values)}))))"
        )
    if box == "late":
        return f"{condition} and t.due_at < ?", [*values, now]
    if box == "drafts":
        return f"{condition} and d.state = 'drafting' and d.drafter_id = ?", [*values, viewer.account_id]
    if box == "waiting":
        return f"{condition} and d.state like 'awaiting%'", values
    if box == "issued":
        return f"{condition} and d.state in ('issued', 'recalled')", values
    return condition, values


class Counts(msgspec.Struct, frozen=True):
    """How much waits for a viewer, counted to a hundred."""

    incoming: int = 0
    outgoing: int = 0
    late: int = 0
    coordinate: int = 0
    informed: int = 0
    by_deed: dict[str, int] = {}


def counts(viewer: Viewer, now: datetime) -> Read[Counts]:
    """All counters of a viewer in one read."""
    mine, principals = _mine(viewer)
    rows = fetch(
        "select d.direction, d.state, t.deed, count(distinct d.id) as many,"
        " count(distinct case when t.due_at < ? then d.id end) as late"
        f" from turn t join document d on d.id = t.document_id where {mine}"
        " group by d.direction, d.state, t.deed",
        now,
        *principals,
    )
    return rows.then(_counted)


def _counted(rows: list[dict[str, Any]]) -> Counts:
    incoming = [row for row in rows if row["direction"] == "in" or row["deed"] == "read"]
    return Counts(
        incoming=sum(row["many"] for row in incoming),
        outgoing=sum(row["many"] for row in rows if row["direction"] == "out" and row["deed"] != "read"),
        late=sum(row["late"] for row in incoming),
        coordinate=sum(row["many"] for row in incoming if row["deed"] == "contribute"),
        informed=sum(row["many"] for row in incoming if row["deed"] == "read"),
        by_deed=_by_deed(rows),
    )


def _by_deed(rows: list[dict]) -> dict[str, int]:
    """How many documents wait with each deed, whatever their direction and state."""
    many: dict[str, int] = {}
    for row in rows:
        many[row["deed"]] = many.get(row["deed"], 0) + row["many"]
    return many


def waiting(viewer: Viewer, limit: int) -> Read[list[Row]]:
    """What waits for the viewer in either direction: the nearest deadline first, then what has none, newest first."""
    mine, principals = _mine(viewer)
    return fetch_as(
        Row,
        f"select {_COLUMNS} from ({_TURNS} where {mine} group by document_id) t"
        " join document d on d.id = t.document_id left join opened o on o.document_id = d.id and o.account_id = ?"
        " order by case when t.due_at is null then 1 else 0 end, t.due_at, d.urgency desc, d.id desc"
        f" limit {limit:d}",
        *principals,
        viewer.account_id,
    )


async def known_issuers(viewer: Viewer, limit: int = 200) -> list[str]:
    """Senders of earlier documents, the most frequent first, to complete what a clerk types."""
    condition, values = visible(viewer)
    rows = await fetch(
        "select issuer from (select d.issuer, d.id from document d where d.direction = 'in' and d.issuer <> ''"
        f" and {condition} order by d.id desc limit 2000) recent group by issuer"
        " order by count(*) desc, issuer limit ?",
        *values,
        limit,
    )
    return [row["issuer"] for row in rows]
