"""Lists of meetings and the counter in the menu."""

from datetime import datetime, timedelta

import msgspec

from portal.conferences.queries.access import visible
from portal.kit.clock import HANOI, local
from portal.kit.database import Read, fetch_as
from portal.kit.viewer import Viewer

BOXES = ("today", "coming", "past")
A_PAGE = 50


class Row(msgspec.Struct, frozen=True):
    """A meeting as a line of a list."""

    id: int
    state: str
    title: str
    starts_at: datetime
    ends_at: datetime
    chair_name: str
    people: int


class Counts(msgspec.Struct, frozen=True):
    """Meetings of today that are not over, and how many of them are open now."""

    today: int
    open: int


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """The first instant of the day in Vietnam, and that of the next."""
    first = datetime.combine(local(now).date(), datetime.min.time(), HANOI)
    return first, first + timedelta(days=1)


async def meetings(viewer: Viewer, box: str, now: datetime, *, before: datetime | None = None) -> list[Row]:
    """One list, at most a page and one line more: today and what is open, what comes, what was (latest first)."""
    first, next_day = day_of(now)
    condition, values = visible(viewer)
    chosen, more, order = {
        "today": (
            "(c.state = 'open' or (c.state <> 'cancelled' and c.starts_at >= ? and c.starts_at < ?))",
            [first, next_day],
            "c.starts_at, c.id",
        ),
        "coming": ("c.state = 'planned' and c.starts_at >= ?", [next_day], "c.starts_at, c.id"),
        "past": (
            "c.starts_at < ? and (c.state in ('ended', 'cancelled') or (c.state = 'planned' and c.ends_at < ?))",
            [before or next_day, now],
            "c.starts_at desc, c.id desc",
        ),
    }[box]
    return await fetch_as(
        Row,
        "select c.id, c.state, c.title, c.starts_at, c.ends_at, a.full_name as chair_name,"
        " (select count(distinct p.person) from conference_attendance p where p.conference_id = c.id"
        " and (c.state <> 'open' or p.left_at is null)) as people"
        f" from conference c join account a on a.id = c.chair_id where {chosen} and {condition}"
        f" order by {order} limit ?",
        *more,
        *values,
        A_PAGE + 1,
    )


async def about_document(viewer: Viewer, document_id: int) -> list[Row]:
    """Meetings about a document that the viewer may know of, the latest first."""
    condition, values = visible(viewer)
    return await fetch_as(
        Row,
        "select c.id, c.state, c.title, c.starts_at, c.ends_at, a.full_name as chair_name, 0 as people"
        " from conference c join account a on a.id = c.chair_id"
        f" where c.document_id = ? and c.state <> 'cancelled' and {condition} order by c.starts_at desc limit 20",
        document_id,
        *values,
    )


def counts(viewer: Viewer, now: datetime) -> Read[Counts]:
    """What the menu says beside "Họp"."""
    _first, next_day = day_of(now)
    condition, values = visible(viewer)
    rows = fetch_as(
        Counts,
        "select count(*) as today, coalesce(sum(case when c.state = 'open' then 1 else 0 end), 0) as open"
        " from conference c where (c.state = 'open' or (c.state = 'planned' and c.ends_at >= ? and c.starts_at < ?))"
        f" and {condition}",
        now,
        next_day,
        *values,
    )
    return rows.then(lambda found: found[0])
