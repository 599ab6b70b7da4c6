"""What is known about jobs: for the page of an administrator, and for the thing a job is about."""

from datetime import datetime

import msgspec

from portal.kit.database import fetch_as

_COLUMNS = "id, kind, payload, state, attempts, due_at, last_error, subject_kind, subject_id, created_at, finished_at"


class JobRow(msgspec.Struct, frozen=True):
    """One job as it stands. `due_at` is the next attempt; None when there will be none."""

    id: int
    kind: str
    payload: str
    state: str
    attempts: int
    due_at: datetime | None
    last_error: str
    subject_kind: str | None
    subject_id: int | None
    created_at: datetime
    finished_at: datetime | None


async def dead_jobs(most: int = 100) -> list[JobRow]:
    """What was given up, the latest first; only administrators are shown it."""
    return await fetch_as(
        JobRow, f"select {_COLUMNS} from job where state = 'dead' order by id desc limit ?", most
    )


async def state_of(subject: tuple[str, int], kind: str = "") -> JobRow | None:
    """The latest job about a thing such as ("document", 7), of one kind or of any; None when there is none."""
    rows = await fetch_as(
        JobRow,
        f"select {_COLUMNS} from job where subject_kind = ? and subject_id = ? and (? = '' or kind = ?)"
        " order by id desc limit 1",
        *subject,
        kind,
        kind,
    )
    return rows[0] if rows else None


async def counts() -> dict[str, int]:
    """How many jobs there are in each state that has any."""
    rows = await fetch_as(_Count, "select state, count(*) as number from job group by state")
    return {row.state: row.number for row in rows}


class _Count(msgspec.Struct):
    state: str
    number: int
