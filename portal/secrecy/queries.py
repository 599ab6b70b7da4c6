"""Reads of the door's stubs and of seals. Who keeps the door sees all of them, others what they brought themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.files import spool
from portal.kit.database import fetch, fetch_as, marks
from portal.kit.errors import Forbidden, NotFound
from portal.kit.viewer import Viewer
from portal.secrecy.held import HeldFile, waiting

KEEPERS = ("clerk", "secrecy_officer")
_COLUMNS = (
    "id, at, channel, did, degree, brought_by, spool, claimed_by, claimed_at, claim_reason,"
    " decision, decided_by, decided_at, decision_reason, used_at, file"
)
_SEALS = (
    "select id, subject_kind, subject_id, frozen_by, frozen_at, reason, decision, decided_by, decided_at,"
    " decision_reason from seal"
)


@dataclass(frozen=True, slots=True)
class DoorEvent:
    """A row of `door_event`; codes as in `tables`, people as account ids."""

    id: int
    at: datetime
    channel: str
    did: str
    degree: str
    brought_by: int | None
    spool: str
    claimed_by: int | None
    claimed_at: datetime | None
    claim_reason: str
    decision: str
    decided_by: int | None
    decided_at: datetime | None
    decision_reason: str
    used_at: datetime | None
    file: int | None

    @property
    def is_lost(self) -> bool:
        """Whether the file was held by a process that has ended."""
        return self.decision == "lost" or (self.is_held and self.spool not in spool.living_parts())

    @property
    def is_held(self) -> bool:
        """Whether nobody has decided on a held file yet."""
        return self.did == "held" and not self.decision

    @property
    def is_claimed(self) -> bool:
        """Whether somebody says that the refusal was a mistake and nobody has decided yet."""
        return self.did == "refused" and self.claimed_by is not None and not self.decision


@dataclass(frozen=True, slots=True)
class SealRow:
    """A row of `seal`; `decision` is empty while the files are frozen."""

    id: int
    subject_kind: str
    subject_id: int
    frozen_by: int
    frozen_at: datetime
    reason: str
    decision: str
    decided_by: int | None
    decided_at: datetime | None
    decision_reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """How often the door did something in a span of time."""

    channel: str
    did: str
    degree: str
    decision: str
    count: int


def keeps_door(viewer: Viewer) -> bool:
    """Whether the viewer keeps the door: a clerk or the officer for the protection of state secrets."""
    return viewer.has(*KEEPERS)


async def door_event(viewer: Viewer, event_id: int) -> DoorEvent:
    """One event. Raises NotFound when there is none, or it is neither the viewer's own nor theirs to keep."""
    rows = await fetch_as(DoorEvent, f"select {_COLUMNS} from door_event where id = ?", event_id)
    if not rows or not (keeps_door(viewer) or rows[0].brought_by == viewer.account_id):
        raise NotFound
    return rows[0]


async def door_events(viewer: Viewer, *, before: int | None = None, limit: int = 50) -> list[DoorEvent]:
    """Events the viewer may see, the newest first; `before` is the id at which the page before ended."""
    whose = "" if keeps_door(viewer) else "and brought_by = ?"
    return await fetch_as(
        DoorEvent,
        f"select {_COLUMNS} from door_event where id < ? {whose} order by id desc limit ?",
        before or 2**62,
        *([] if keeps_door(viewer) else [viewer.account_id]),
        limit,
    )


async def waiting_for(viewer: Viewer) -> list[DoorEvent]:
    """What waits for this viewer as the second person: claims and held files of others. Empty for who keeps no door."""
    if not keeps_door(viewer):
        return []
    rows = await fetch_as(
        DoorEvent,
        f"select {_COLUMNS} from door_event where decision = '' and (did = 'held' or claimed_by is not null)"
        " and brought_by <> ? and (claimed_by is null or claimed_by <> ?) order by id",
        viewer.account_id,
        viewer.account_id,
    )
    return [row for row in rows if not row.is_lost]


async def waiting_of(viewer: Viewer) -> list[DoorEvent]:
    """What the viewer brought or claimed and another person has yet to decide."""
    rows = await fetch_as(
        DoorEvent,
        f"select {_COLUMNS} from door_event where decision = '' and (did = 'held' or claimed_by is not null)"
        " and (brought_by = ? or claimed_by = ?) order by id",
        viewer.account_id,
        viewer.account_id,
    )
    return [row for row in rows if not row.is_lost]


async def held_file(viewer: Viewer, event_id: int) -> HeldFile:
    """The waiting file of an event, for the second person. Raises NotFound, or Forbidden to who brought it."""
    await door_event(viewer, event_id)
    held = waiting(event_id)
    if held is None:
        raise NotFound
    if not keeps_door(viewer) or held.brought_by == viewer.account_id:
        raise Forbidden
    return held


async def released_event(fingerprint: str) -> DoorEvent | None:
    """The release under which these contents may pass now, if there is one; any member of staff may bring them."""
    rows = await fetch_as(
        DoorEvent,
        f"select {_COLUMNS} from door_event where fingerprint = ? and decision = 'released' and used_at is null"
        " order by id limit 1",
        fingerprint,
    )
    return rows[0] if rows else None


async def is_sealed(fingerprint: str) -> bool:
    """Whether these contents were sealed off before."""
    return bool(await fetch("select 1 as one from sealed_file where fingerprint = ? limit 1", fingerprint))


async def counts(viewer: Viewer, since: datetime, until: datetime) -> list[Count]:
    """For the quarterly report: events from `since` up to but without `until`. Raises Forbidden."""
    if not (keeps_door(viewer) or viewer.has("auditor")):
        raise Forbidden
    return await fetch_as(
        Count,
        "select channel, did, degree, decision, count(*) as count from door_event where at >= ? and at < ?"
        " group by channel, did, degree, decision order by channel, did, degree, decision",
        since,
        until,
    )


async def seal_of(viewer: Viewer, seal_id: int) -> SealRow:
    """One seal. Raises NotFound for who keeps no door and did not freeze it."""
    rows = await fetch_as(SealRow, f"{_SEALS} where id = ?", seal_id)
    if not rows or not (keeps_door(viewer) or rows[0].frozen_by == viewer.account_id):
        raise NotFound
    return rows[0]


async def seals(viewer: Viewer, limit: int = 50) -> list[SealRow]:
    """The newest seals, those that wait for a decision first; none for who keeps no door."""
    if not keeps_door(viewer):
        return []
    order = "case when decision = '' then 0 else 1 end, id desc"
    return await fetch_as(SealRow, f"{_SEALS} order by {order} limit ?", limit)


async def names(account_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names of people by account id; nobody's is empty."""
    wanted = sorted({account_id for account_id in account_ids if account_id is not None})
    rows = (
        await fetch(f"select id, full_name from account where id in ({marks(wanted)})", *wanted)
        if wanted
        else []
    )
    return {None: ""} | {row["id"]: row["full_name"] for row in rows}


async def files_under(seal_id: int) -> list[int]:
    """Ids of the files under a seal."""
    return [row["file"] for row in await fetch("select file from sealed_file where seal = ?", seal_id)]
