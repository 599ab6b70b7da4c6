"""Counts of wrong passwords and codes, kept in the database so that every process and restart knows them.

An attempt counts as a failure before it is looked at, and is forgiven when it was right: guessing in
parallel gains nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from portal.kit.database import dialect, execute, fetch, transaction
from portal.people.throttle import Limit, counted, wait_seconds


async def reserve(limits: Mapping[str, Limit], now: datetime) -> int:
    """Count one attempt against each subject; or, where any of them must still wait, count none and return seconds."""
    async with transaction():
        await _one_at_a_time(limits)
        known = {subject: await _known(subject, now) for subject in limits}
        wait = max(wait_seconds(*known[subject], now, limit) for subject, limit in limits.items())
        if wait:
            return wait
        for subject, limit in limits.items():
            await execute(_COUNT, subject[:120], counted(*known[subject], now, limit) + 1, now)
    return 0


async def forget(subject: str) -> None:
    """The person behind the subject proved who they are."""
    await execute("delete from login_attempt where subject = ?", subject[:120])


async def forgive(subject: str) -> None:
    """Take back one attempt that turned out to be right; former failures of the subject stay."""
    await execute(
        "update login_attempt set failures = failures - 1 where subject = ? and failures > 0", subject[:120]
    )


async def forget_old(now: datetime) -> None:
    """Remove counts that no limit remembers."""
    await execute("delete from login_attempt where last_at < ?", now - timedelta(days=1))


_COUNT = """
insert into login_attempt (subject, failures, last_at) values (?, ?, ?)
on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at
"""


async def _one_at_a_time(subjects: Iterable[str]) -> None:
    """Let nobody else count against these subjects until the transaction ends; SQLite has one writer anyway.

    Row locks would not do: of a subject that never failed there is no row yet.
    """
    if dialect() == "postgres":
        for subject in sorted(subjects):
            await execute("select pg_advisory_xact_lock(hashtext(?))", subject)


async def _known(subject: str, now: datetime) -> tuple[int, datetime]:
    rows = await fetch("select failures, last_at from login_attempt where subject = ?", subject[:120])
    return (rows[0]["failures"], rows[0]["last_at"]) if rows else (0, now)
