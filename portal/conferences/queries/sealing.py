"""What a seal holds of a meeting, for the people who keep the door: never its name, never a word that was said."""

from datetime import datetime

import msgspec

from portal.kit.database import fetch_as, fetch_value
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.secrecy.queries import SealRow, files_under, seal_of


class Sealed(msgspec.Struct, frozen=True):
    """A meeting under a seal, by what tells it apart."""

    id: int
    state_before: str
    starts_at: datetime
    ends_at: datetime
    chair_name: str


class Was(msgspec.Struct, frozen=True):
    """Who was in the room, first and last."""

    name: str
    first_at: datetime
    last_at: datetime | None


class Report(msgspec.Struct, frozen=True):
    """Everything that the record (biên bản) of a seal says."""

    seal: SealRow
    meeting: Sealed
    people: list[Was]
    files: int
    messages: int
    recordings: int


async def report_on(viewer: Viewer, seal_id: int) -> Report:
    """The record of a seal on a meeting. Raises NotFound for who keeps no door and did not seal it off."""
    seal = await seal_of(viewer, seal_id)
    meeting = await sealed_by(seal_id)
    people = await fetch_as(
        Was,
        "select name, min(joined_at) as first_at, max(left_at) as last_at from conference_attendance"
        " where conference_id = ? group by person, name order by min(joined_at)",
        meeting.id,
    )
    return Report(
        seal,
        meeting,
        people,
        len(await files_under(seal_id)),
        await _count("conference_message", meeting.id),
        await _count("conference_recording", meeting.id),
    )


async def sealed_by(seal_id: int) -> Sealed:
    """The meeting that this seal was put on, also when it was lifted since. Raises NotFound where it was no meeting."""
    rows = await fetch_as(
        Sealed,
        "select c.id, c.state_before, c.starts_at, c.ends_at, a.full_name as chair_name from seal s"
        " join conference c on c.id = s.subject_id join account a on a.id = c.chair_id"
        " where s.id = ? and s.subject_kind = 'conference'",
        seal_id,
    )
    if not rows:
        raise NotFound
    return rows[0]


async def _count(table: str, conference_id: int) -> int:
    return await fetch_value(f"select count(*) as n from {table} where conference_id = ?", conference_id)
