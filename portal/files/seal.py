"""Freezing and purging of files that should never have come in. Who may, and that two must, decides `portal.secrecy`.

A frozen file is read by nobody. A purged one leaves an empty row, so that what refers to it still stands: no
name, no digest, no text, no bytes. What was backed up before is not reached from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.files import claims
from portal.jobs.queue import enqueue
from portal.kit.database import execute, fetch, marks, transaction

TAKE_OUT = "files:take-out"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A file that was just frozen."""

    id: int
    sha256: str


async def freeze(file_ids: Sequence[int], now: datetime) -> list[Frozen]:
    """Freeze files and every other row of the same contents; those that are frozen already are left out."""
    if not file_ids:
        return []
    rows = await fetch(
        "update stored_file set frozen_at = ? where frozen_at is null and sha256 in"
        f" (select sha256 from stored_file where id in ({marks(file_ids)})) returning id, sha256",
        now,
        *file_ids,
    )
    return [Frozen(row["id"], row["sha256"]) for row in rows]


async def unfreeze(file_ids: Sequence[int]) -> None:
    """Let frozen files be read again; purged ones stay what they are."""
    if not file_ids:
        return
    await execute(
        f"update stored_file set frozen_at = null where purged_at is null and id in ({marks(file_ids)})",
        *file_ids,
    )


async def purge(file_ids: Sequence[int], now: datetime) -> None:
    """Empty the rows of frozen files; a job takes out their bytes and their pages' pictures once that is committed."""
    if not file_ids:
        return
    async with transaction():
        contents = await _contents(file_ids)
        among = f"in ({marks(file_ids)})"
        await execute(f"delete from page_image where file {among}", *file_ids)
        await execute(f"delete from file_text where file {among}", *file_ids)
        await execute(
            "update stored_file set sha256 = '', name = '', size = 0, pages = 0, purged_at = ?"
            f" where frozen_at is not null and id {among}",
            now,
            *file_ids,
        )
        # In one order, so that two purges never wait for each other.
        for sha256 in sorted(contents):
            await claims.doom(sha256, although_held=True)
        await enqueue(TAKE_OUT)


async def discard(file_ids: Sequence[int], now: datetime) -> None:
    """Empty the rows of files whose time is over; what is sealed off stays, and so do other rows of the same contents.

    The nightly sweep takes out the bytes that nobody points at then.
    """
    if not file_ids:
        return
    async with transaction():
        rows = await fetch(
            f"select id from stored_file where frozen_at is null and id in ({marks(file_ids)})", *file_ids
        )
        ids = [row["id"] for row in rows]
        if not ids:
            return
        await execute(f"delete from page_image where file in ({marks(ids)})", *ids)
        await execute(f"delete from file_text where file in ({marks(ids)})", *ids)
        await execute(
            "update stored_file set sha256 = '', name = '', size = 0, pages = 0, frozen_at = ?, purged_at = ?"
            f" where id in ({marks(ids)})",
            now,
            now,
            *ids,
        )


async def _contents(file_ids: Sequence[int]) -> set[str]:
    among = f"in ({marks(file_ids)})"
    rows = await fetch(
        f"select sha256 from stored_file where frozen_at is not null and id {among}"
        f" union select sha256 from page_image where file {among}",
        *file_ids,
        *file_ids,
    )
    return {row["sha256"] for row in rows} - {""}
