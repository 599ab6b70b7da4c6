"""Recordings: they begin and stop in the room, arrive in parts, are assembled, opened by the entitled, and deleted."""

from datetime import datetime, timedelta

from portal.audit.record import record
from portal.conferences.actions.effects import announce, subject_of
from portal.conferences.queries.conference import Conference
from portal.conferences.signals import Event, is_person
from portal.files import store
from portal.files.door import admit_made
from portal.jobs.queue import enqueue
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, fetch_value, transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.viewer import Viewer
from portal.settings import settings

ASSEMBLE = "conferences:assemble"
MOST_BYTES = 4 * 2**20  # of one part
_MOST_PARTS = 20_000
_SILENT = timedelta(minutes=10)  # without a part and without its room: what has arrived is all there will be


async def begin(conference: Conference, node: str, event: Event, at: datetime) -> None:
    """A recording has begun; in the transaction that takes the event in."""
    await execute(
        "insert into conference_recording (key, conference_id, node, state, started_by, started_at)"
        " values (?, ?, ?, 'running', ?, ?) on conflict (key) do nothing",
        *(
            event.word("recording", 80) or event.id,
            conference.id,
            node,
            event.word("by", 40) or event.person[:40],
            at,
        ),
    )
    await record("conference:recording-started", _starter(event), subject_of(conference.id))
    await announce(conference.id, lists=False)


async def stop(conference: Conference, node: str, event: Event, at: datetime) -> None:
    """A recording has stopped and has so many parts; it is assembled once all are here."""
    parts = event.data.get("parts")
    known = isinstance(parts, int) and not isinstance(parts, bool) and 0 <= parts <= _MOST_PARTS
    row = await fetch_one(
        "select id from conference_recording where key = ? and conference_id = ?",
        *(event.word("recording", 80), conference.id),
    )
    if row is None:
        return
    await execute(
        "update conference_recording set stopped_at = ?, parts = ? where id = ? and stopped_at is null",
        *(at, parts if known else None, row["id"]),
    )
    await record(
        "conference:recording-stopped", _starter(event), subject_of(conference.id), recording=row["id"]
    )
    await _assemble_if_whole(row["id"])
    await announce(conference.id, lists=False)


async def take_part(room: str, key: str, number: int, data: bytes) -> None:
    """Keep one part; the same part again changes nothing.

    Raises NotFound for a recording that nobody began in this room, NotAllowed where it is sealed off or was given up.
    """
    row = await _receiving(room, key)
    if not 0 <= number < _MOST_PARTS:
        raise NotFound
    if row is None or await _has(row["id"], number):
        return
    admitted = await admit_made(data, name=f"{key}-{number}.part", media_type="application/octet-stream")
    await store.keep(admitted)
    async with transaction():
        await _receiving(room, key)
        stored = await store.put(admitted)
        await execute(
            "insert into conference_part (recording_id, number, file_id, size) values (?, ?, ?, ?)",
            *(row["id"], number, stored.id, stored.size),
        )
        await _assemble_if_whole(row["id"])


async def give_up_waiting(now: datetime) -> int:
    """Assemble what has arrived of recordings whose room is gone and of which nothing more comes; how many."""
    rows = await fetch(
        "select r.id, (select max(f.created_at) from conference_part p join stored_file f on f.id = p.file_id"
        " where p.recording_id = r.id) as last_at, r.started_at, r.stopped_at from conference_recording r"
        " join conference c on c.id = r.conference_id left join conference_node n on n.name = r.node"
        " where r.state = 'running' and c.state <> 'sealed_off'"
        " and (r.stopped_at is not null or c.state <> 'open' or n.id is null or n.is_lost or c.node <> r.node)",
    )
    given_up = 0
    for row in rows:
        last = max(
            each for each in map(_instant, (row["last_at"], row["started_at"], row["stopped_at"])) if each
        )
        if now - last > _SILENT:
            async with transaction():
                await _have_assembled(row["id"])
            given_up += 1
    return given_up


def days_of(retention: str) -> int:
    """How many days a recording of this class is kept."""
    own = settings()
    days = {"short": own.meetings_keep_short, "long": own.meetings_keep_long}
    return days.get(retention, own.meetings_keep_usual)


async def opened(viewer: Viewer, conference_id: int, recording_id: int) -> None:
    """Write down that somebody opened a recording."""
    async with transaction():
        await record("conference:recording-opened", viewer, subject_of(conference_id), recording=recording_id)


async def _receiving(room: str, key: str) -> dict | None:
    """The recording, while parts are taken; None where everything is here already. Raises NotFound, NotAllowed."""
    row = await fetch_one(
        "select r.id, r.state, c.id as conference_id, c.state as conference_state from conference_recording r"
        " join conference c on c.id = r.conference_id where r.key = ?",
        key,
    )
    if row is None or str(row["conference_id"]) != room:
        raise NotFound
    if row["conference_state"] == "sealed_off" or row["state"] in ("failed", "deleted"):
        raise NotAllowed("nothing more of this recording is kept")
    return row if row["state"] == "running" else None


async def _has(recording_id: int, number: int) -> bool:
    found = await fetch_one(
        "select id from conference_part where recording_id = ? and number = ?", recording_id, number
    )
    return found is not None


async def _assemble_if_whole(recording_id: int) -> None:
    row = await fetch_one("select parts, state from conference_recording where id = ?", recording_id)
    if row is None or row["parts"] is None or row["state"] != "running":
        return
    here = await fetch_value("select count(*) as n from conference_part where recording_id = ?", recording_id)
    if here >= row["parts"]:
        await _have_assembled(recording_id)


async def _have_assembled(recording_id: int) -> None:
    now = utc_now()
    row = await fetch_one(
        "select c.retention from conference_recording r join conference c on c.id = r.conference_id where r.id = ?",
        recording_id,
    )
    keep_until = now + timedelta(days=days_of(row["retention"] if row else ""))
    await execute(
        "update conference_recording set state = 'received', stopped_at = coalesce(stopped_at, ?), keep_until = ?"
        " where id = ?",
        *(now, keep_until, recording_id),
    )
    await enqueue(ASSEMBLE, {"recording": recording_id}, key=f"{ASSEMBLE}:{recording_id}")


def _instant(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _starter(event: Event) -> Viewer | None:
    by = event.word("by", 40)
    return Viewer(int(by.partition(":")[2]), "") if is_person(by) and by.startswith("account:") else None
