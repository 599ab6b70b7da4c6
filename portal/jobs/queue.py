"""Putting a job into the queue, in the transaction of the deed that wants it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

import msgspec

from portal.kit.clock import utc_now
from portal.kit.database import fetch_value, on_commit

_INSERT = """
insert into job (kind, payload, state, attempts, turn, due_at, unique_key, subject_kind, subject_id, last_error,
    created_at) values (?, ?, 'queued', 0, 0, ?, ?, ?, ?, '', ?)
on conflict (unique_key) do nothing returning id
"""
_ears: set[asyncio.Event] = set()


async def enqueue(
    kind: str,
    payload: Mapping[str, object] | None = None,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
    subject: tuple[str, int] | None = None,
) -> int | None:
    """Have `kind` run after the commit, or at `run_at`; returns the job's id.

    `payload` is kept as JSON: dates arrive as ISO text. With a `key` a second job of that key is not made
    for as long as the first is kept (30 days after it was done), and None is returned. `subject`, such as
    ("document", 7), is what `state_of` is asked about.
    """
    now = utc_now()
    text = msgspec.json.encode(payload or {}).decode()
    subject_kind, subject_id = subject or (None, None)
    job = await fetch_value(_INSERT, kind, text, run_at or now, key, subject_kind, subject_id, now)
    on_commit(wake)
    return job


def wake() -> None:
    """Tell the workers of this process that there may be something to do."""
    for ear in _ears:
        ear.set()


def start_listening() -> asyncio.Event:
    """An event that is set whenever a job was committed in this process."""
    ear = asyncio.Event()
    _ears.add(ear)
    return ear


def stop_listening(ear: asyncio.Event) -> None:
    """The event is no longer set."""
    _ears.discard(ear)
