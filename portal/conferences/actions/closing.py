"""Ends meetings that everybody has left."""

from datetime import datetime, timedelta

from portal.audit.record import record
from portal.conferences.actions.effects import locked, move, subject_of
from portal.kit.database import fetch, transaction

EMPTY_FOR = timedelta(minutes=30)  # after the planned end


async def close_empty(now: datetime) -> int:
    """End open meetings in which nobody is, half an hour after their planned end and the last leaving; how many."""
    rows = await fetch(
        "select c.id from conference c where c.state = 'open' and c.ends_at < ? and c.opened_at < ? and not exists"
        " (select 1 from conference_attendance a where a.conference_id = c.id"
        " and (a.left_at is null or a.left_at > ?))",
        *(now - EMPTY_FOR, now - EMPTY_FOR, now - EMPTY_FOR),
    )
    for row in rows:
        async with transaction():
            conference = await locked(row["id"])
            if conference.state == "open":
                await move(conference, "end", ended_at=now, ended_why="empty")
                await record("conference:ended", None, subject_of(conference.id))
    return len(rows)
