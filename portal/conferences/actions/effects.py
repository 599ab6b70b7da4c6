"""What deeds on meetings have in common: take hold of one, move its state, tell everybody. Not deeds themselves."""

from datetime import datetime
from typing import Any

import portal.conferences.facts  # noqa: F401  the log must know the facts before one is recorded
from portal.conferences.lifecycle import after
from portal.conferences.queries.access import can_see, is_id
from portal.conferences.queries.conference import Conference, conference_by_id, invited
from portal.kit.clock import local, utc_now
from portal.kit.database import dialect, execute, fetch_one
from portal.kit.errors import Forbidden, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.search import index
from portal.web import live


def subject_of(conference_id: int) -> tuple[str, int]:
    """The meeting as the log names it."""
    return "conference", conference_id


async def locked(conference_id: int) -> Conference:
    """A meeting that nobody else changes before this transaction ends. Raises NotFound."""
    lock = " for update" if dialect() == "postgres" else ""
    found = (
        await fetch_one(f"select id from conference where id = ?{lock}", conference_id)
        if is_id(conference_id)
        else None
    )
    if found is None:
        raise NotFound
    return await conference_by_id(conference_id)


async def hold(viewer: Viewer, conference_id: int, *, revision: int | None = None) -> Conference:
    """Lock a meeting for a deed of whoever answers for it.

    Raises NotFound when the viewer may not see it, Forbidden when they do not answer for it, NotAllowed when a
    colleague changed it since the form was made.
    """
    conference = await locked(conference_id)
    if not await can_see(viewer, conference_id):
        raise NotFound
    if not conference.led_by(viewer):
        raise Forbidden(_("Việc này dành cho chủ trì, thư ký hoặc người lập cuộc họp."))
    if revision is not None and revision != conference.revision:
        raise NotAllowed(_("Cuộc họp vừa được người khác sửa. Hãy xem lại rồi gửi."))
    return conference


async def move(conference: Conference, deed: str, **changes: Any) -> str:
    """Take the meeting to the state after a deed, with further columns; returns the new state. Raises NotAllowed."""
    state = after(conference.state, deed)
    await change(conference.id, state=state, **changes)
    return state


async def change(conference_id: int, **changes: Any) -> None:
    """Write columns of a meeting, and let open pages hear of it."""
    values = {"changed_at": utc_now()} | changes
    columns = ", ".join(f"{name} = ?" for name in values)
    await execute(
        f"update conference set {columns}, revision = revision + 1 where id = ?",
        *values.values(),
        conference_id,
    )
    await announce(conference_id)


async def announce(conference_id: int, *, lists: bool = True) -> None:
    """After the commit, pages that show the meeting fetch it anew; with `lists` counters and lists too."""
    live.publish(f"conference:{conference_id}")
    if lists:
        for each in await invited(conference_id):
            live.publish(f"principal:{each.principal}")


async def reindex(conference_id: int) -> None:
    """Bring the search entry in line with the meeting."""
    conference = await conference_by_id(conference_id)
    if conference.state == "sealed_off":
        await index.remove("conference", conference_id)
        return
    await index.put(
        "conference",
        conference_id,
        title=conference.title,
        detail=conference.chair_name,
        text=conference.note,
        url=f"/conferences/{conference_id}",
        at=conference.starts_at,
        readers=[each.principal for each in await invited(conference_id)],
    )


def when(moment: datetime) -> str:
    """An instant as notices and the log write it."""
    return local(moment).strftime("%H:%M %d/%m/%Y")
