"""One playable file out of a recording's parts, in a process of its own, and its end when its time is over."""

import asyncio
import os
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

from portal.audit.record import record
from portal.conferences.actions.effects import announce, subject_of
from portal.conferences.actions.recordings import days_of
from portal.files import store
from portal.files.door import admit_made_file
from portal.files.seal import discard
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, transaction
from portal.kit.errors import NotFound
from portal.settings import settings

MEDIA_TYPE = "video/webm"
_PROGRAM = (sys.executable, "-m", "portal.recordings")
_NICENESS = 10  # people's pages come first


class NotAssembled(Exception):
    """The parts make no playable file."""


async def assemble(recording_id: int) -> None:
    """Assemble a recording that has arrived; one that is ready, sealed off or deleted is left alone.

    May be done again after any failure. Raises NotAssembled, which is also written down for people to see.
    """
    row = await _waiting(recording_id)
    if row is None:
        return
    folder = _folder_of(recording_id)
    try:
        shutil.rmtree(folder, ignore_errors=True)  # an earlier attempt may have ended in the middle
        (folder / "parts").mkdir(parents=True, mode=0o700)
        await _keep(row, await _made(row, folder))
    except (NotAssembled, NotFound) as error:
        await _mark(row, state="failed", problem=str(error)[:300])
        raise NotAssembled(str(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_away(recording_id: int) -> None:
    """Nothing of an attempt that ended in the middle stays on the disk."""
    shutil.rmtree(_folder_of(recording_id), ignore_errors=True)


async def delete_old(now: datetime) -> int:
    """Delete the recordings whose time is over, and write that down; how many."""
    rows = await fetch(
        "select r.id, r.file_id, r.conference_id, c.retention from conference_recording r"
        " join conference c on c.id = r.conference_id"
        " where r.deleted_at is null and r.keep_until < ? and c.state <> 'sealed_off'",
        now,
    )
    for row in rows:
        async with transaction():
            parts = await fetch("select file_id from conference_part where recording_id = ?", row["id"])
            files = [each["file_id"] for each in [row, *parts] if each["file_id"] is not None]
            await discard(files, now)
            await execute("delete from conference_part where recording_id = ?", row["id"])
            await execute(
                "update conference_recording set state = 'deleted', deleted_at = ?, file_id = null where id = ?",
                *(now, row["id"]),
            )
            words = {"days": days_of(row["retention"])}
            subject = subject_of(row["conference_id"])
            await record("conference:recording-deleted", None, subject, words=words, recording=row["id"])
            await announce(row["conference_id"], lists=False)
    return len(rows)


async def _waiting(recording_id: int) -> dict | None:
    row = await fetch_one(
        "select r.id, r.key, r.conference_id, r.started_at, c.retention from conference_recording r"
        " join conference c on c.id = r.conference_id"
        " where r.id = ? and r.state in ('received', 'assembling', 'failed') and c.state <> 'sealed_off'",
        recording_id,
    )
    if row is not None:
        await _mark(row, state="assembling", progress=0, problem="")
    return row


async def _made(row: dict, folder: Path) -> Path:
    """The file, made from the parts that the store holds. Raises NotAssembled."""
    parts = await fetch(
        "select p.number, f.sha256 from conference_part p join stored_file f on f.id = p.file_id"
        " where p.recording_id = ? and f.frozen_at is null order by p.number",
        row["id"],
    )
    if not parts:
        raise NotAssembled("no part arrived")
    for part in parts:
        path = folder / "parts" / f"{part['number']:06}.part"
        path.write_bytes(await store.read(part["sha256"], check=True))
    into = folder / "recording.webm"
    await _run(row, str(folder / "parts"), str(into))
    if not into.exists() or not into.stat().st_size:
        raise NotAssembled("nothing came of the parts")
    return into


async def _run(row: dict, *arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *_PROGRAM,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: os.nice(_NICENESS),
    )
    assert process.stdout is not None and process.stderr is not None, "both were asked for"
    said = asyncio.create_task(process.stderr.read())
    try:
        async for line in process.stdout:
            await _progress(row, line)
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    problem = (await said).decode(errors="replace").strip()
    if process.returncode:
        raise NotAssembled(problem.splitlines()[-1] if problem else f"ended with {process.returncode}")


async def _progress(row: dict, line: bytes) -> None:
    """What the program says: a percent, or how many seconds the film lasts."""
    words = line.split()
    if words and words[0].isdigit():
        await _mark(row, progress=min(99, int(words[0])))
    elif len(words) == 2 and words[0] == b"done":
        await _mark(row, seconds=round(float(words[1])))


async def _keep(row: dict, made: Path) -> None:
    admitted = await admit_made_file(made, name=f"{row['key']}.webm", media_type=MEDIA_TYPE)
    await store.keep(admitted)
    now = utc_now()
    async with transaction():
        if await fetch_one(
            "select id from conference where id = ? and state = 'sealed_off'", row["conference_id"]
        ):
            return
        stored = await store.put(admitted)
        parts = await fetch("select file_id from conference_part where recording_id = ?", row["id"])
        await discard([each["file_id"] for each in parts], now)
        await execute("delete from conference_part where recording_id = ?", row["id"])
        keep_until = now + timedelta(days=days_of(row["retention"]))
        await _mark(row, state="ready", progress=100, file_id=stored.id, keep_until=keep_until)
        subject, words = subject_of(row["conference_id"]), {"sha256": stored.sha256}
        await record(
            "conference:recording-ready", None, subject, words=words, recording=row["id"], file=stored.id
        )


async def _mark(row: dict, **columns: object) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    await execute(f"update conference_recording set {names} where id = ?", *columns.values(), row["id"])
    await announce(row["conference_id"], lists=False)


def _folder_of(recording_id: int) -> Path:
    return Path(settings().data) / "assembling" / str(recording_id)
