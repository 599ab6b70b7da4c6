"""Recordings of a meeting: who may open them, and what is known of each."""

from datetime import datetime

import msgspec

from portal.conferences.queries.access import is_id
from portal.conferences.queries.conference import Conference, conference_for
from portal.kit.database import fetch_as, fetch_one
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer


class Recording(msgspec.Struct, frozen=True):
    """A recording; size and digest are there once it is ready."""

    id: int
    state: str
    started_at: datetime
    stopped_at: datetime | None
    progress: int
    problem: str
    seconds: int
    file_id: int | None
    keep_until: datetime | None
    deleted_at: datetime | None
    size: int | None
    sha256: str | None


_RECORDING = (
    "select r.id, r.state, r.started_at, r.stopped_at, r.progress, r.problem, r.seconds, r.file_id, r.keep_until,"
    " r.deleted_at, f.size, f.sha256 from conference_recording r"
    " left join stored_file f on f.id = r.file_id and f.frozen_at is null"
)


async def may_open_recordings(viewer: Viewer, conference: Conference) -> bool:
    """Chair, secretary, organiser and whoever was in the room may see and hear what was recorded there."""
    if conference.led_by(viewer):
        return True
    was_there = await fetch_one(
        "select id from conference_attendance where conference_id = ? and person = ? limit 1",
        *(conference.id, f"account:{viewer.account_id}"),
    )
    return was_there is not None


async def recordings_of(viewer: Viewer, conference: Conference) -> list[Recording]:
    """The recordings of a meeting, oldest first; none for who may not open them."""
    if not await may_open_recordings(viewer, conference):
        return []
    return await fetch_as(Recording, f"{_RECORDING} where r.conference_id = ? order by r.id", conference.id)


async def recording_for(viewer: Viewer, conference_id: int, recording_id: int) -> Recording:
    """One recording that can be opened now. Raises NotFound."""
    conference = await conference_for(viewer, conference_id)
    if not is_id(recording_id) or not await may_open_recordings(viewer, conference):
        raise NotFound
    rows = await fetch_as(
        Recording, f"{_RECORDING} where r.id = ? and r.conference_id = ?", recording_id, conference_id
    )
    if not rows or rows[0].state != "ready" or rows[0].sha256 is None:
        raise NotFound
    return rows[0]
