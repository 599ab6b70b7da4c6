"""The SQL of a job's life: taken, kept, ended. Every ending is fenced by the turn that was taken.

Who lost the lease meanwhile, because the machine slept, changes nothing any more.
"""

from datetime import datetime

import msgspec

from portal.kit.database import dialect, execute, fetch_as

_TAKE = """
update job set state = 'running', attempts = attempts + 1, turn = turn + 1, due_at = ? where id in (
    select id from job where due_at <= ? order by due_at, id limit ? {lock}
) returning id, kind, payload, attempts, turn
"""
_OURS = "where id = ? and turn = ? and state = 'running'"


class Lease(msgspec.Struct, frozen=True):
    """One attempt at one job."""

    id: int
    kind: str
    payload: str
    attempts: int
    turn: int


async def take(now: datetime, until: datetime, most: int) -> list[Lease]:
    """Up to `most` jobs that are due, ours until `until`. Two workers never get the same attempt."""
    lock = "for update skip locked" if dialect() == "postgres" else ""
    return await fetch_as(Lease, _TAKE.format(lock=lock), until, now, most)


async def next_due() -> datetime | None:
    """When the next job, or the end of a lease, is due."""
    rows = await fetch_as(_Due, "select min(due_at) as due_at from job where due_at is not null")
    return rows[0].due_at


class _Due(msgspec.Struct):
    due_at: datetime | None


async def keep(lease: Lease, until: datetime) -> bool:
    """Hold on to a job that takes long; False when it is no longer ours."""
    return await execute(f"update job set due_at = ? {_OURS}", until, lease.id, lease.turn) == 1


async def finish(lease: Lease, now: datetime) -> bool:
    """It is done."""
    sql = f"update job set state = 'done', due_at = null, last_error = '', finished_at = ? {_OURS}"
    return await execute(sql, now, lease.id, lease.turn) == 1


async def postpone(lease: Lease, until: datetime, error: str) -> bool:
    """It failed and is tried again at `until`."""
    sql = f"update job set state = 'failed', due_at = ?, last_error = ? {_OURS}"
    return await execute(sql, until, error, lease.id, lease.turn) == 1


async def bury(lease: Lease, now: datetime, error: str) -> bool:
    """It failed and is not tried again until a person wants so."""
    sql = f"update job set state = 'dead', due_at = null, last_error = ?, finished_at = ? {_OURS}"
    return await execute(sql, error, now, lease.id, lease.turn) == 1


async def give_back(lease: Lease, now: datetime) -> bool:
    """It was not finished, through no fault of its own: the next worker takes it, and nothing is counted."""
    sql = f"update job set state = 'queued', attempts = attempts - 1, due_at = ? {_OURS}"
    return await execute(sql, now, lease.id, lease.turn) == 1


async def remove_finished(before: datetime, most: int = 5000) -> int:
    """Forget jobs that were done before an instant; the dead stay. Returns how many."""
    sql = "delete from job where id in (select id from job where state = 'done' and finished_at < ? limit ?)"
    return await execute(sql, before, most)
