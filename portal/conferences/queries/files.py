"""Files shared with a meeting: who may have one, and which one a chat message names."""

import re

from portal.conferences.queries.access import LIVING, is_id, visible
from portal.kit.database import fetch_one
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer

FILES = "/meeting-files"
_LINK = re.compile(rf"(?<![\w/]){FILES}/([0-9]{{1,18}})(?![\w/])")


async def shared_file(viewer: Viewer, shared_id: int) -> tuple[int, int]:
    """(meeting, file) of a shared file for whoever may see the meeting. Raises NotFound."""
    condition, values = visible(viewer)
    return await _found(shared_id, condition, values)


async def shared_with_guest(conference_id: int, shared_id: int) -> tuple[int, int]:
    """The same for a guest of this meeting, whose link was checked. Raises NotFound."""
    return await _found(shared_id, f"{LIVING} and c.id = ?", [conference_id])


async def link_in(conference_id: int, text: str) -> tuple[str, str] | None:
    """Address and name of the first file of this meeting that a text names; None where it names none."""
    for found in _LINK.finditer(text):
        row = await fetch_one(
            "select f.name from conference_file x join stored_file f on f.id = x.file_id"
            " where x.id = ? and x.conference_id = ? and f.frozen_at is null",
            *(int(found[1]), conference_id),
        )
        if row is not None:
            return found[0], row["name"]
    return None


async def _found(shared_id: int, condition: str, values: list[object]) -> tuple[int, int]:
    row = (
        await fetch_one(
            "select x.conference_id, x.file_id from conference_file x join conference c on c.id = x.conference_id"
            f" where x.id = ? and {condition}",
            *(shared_id, *values),
        )
        if is_id(shared_id)
        else None
    )
    if row is None:
        raise NotFound
    return row["conference_id"], row["file_id"]
