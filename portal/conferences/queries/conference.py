"""One meeting with everything its page shows; found only by who may see it."""

from datetime import datetime

import msgspec

from portal.conferences.queries.access import is_id, visible
from portal.conferences.seating import Meeting
from portal.kit.database import fetch, fetch_as
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer


class Conference(msgspec.Struct, frozen=True):
    """A meeting as pages and seats read it."""

    id: int
    state: str
    title: str
    note: str
    starts_at: datetime
    ends_at: datetime
    chair_id: int
    secretary_id: int | None
    organiser_id: int
    has_lobby: bool
    may_record: bool
    retention: str
    document_id: int | None
    is_locked: bool
    is_moderated: bool
    floor: str
    node: str
    opened_at: datetime | None
    ended_at: datetime | None
    ended_why: str
    reason: str
    revision: int
    chair_name: str = ""
    secretary_name: str = ""
    organiser_name: str = ""

    @property
    def meeting(self) -> Meeting:
        """What seats depend on."""
        return Meeting(
            self.state,
            self.starts_at,
            self.chair_id,
            self.secretary_id,
            self.organiser_id,
            self.has_lobby,
            self.is_locked,
        )

    def led_by(self, viewer: Viewer) -> bool:
        """Whether the viewer answers for the meeting: plans, invites, ends it."""
        return viewer.account_id in (self.chair_id, self.secretary_id, self.organiser_id)


_CONFERENCE = (
    "select c.*, a.full_name as chair_name, coalesce(s.full_name, '') as secretary_name, o.full_name as organiser_name"
    " from conference c join account a on a.id = c.chair_id left join account s on s.id = c.secretary_id"
    " join account o on o.id = c.organiser_id"
)


async def conference_for(viewer: Viewer, conference_id: int) -> Conference:
    """The meeting, if the viewer may know of it. Raises NotFound otherwise, exactly as if there were none."""
    if not is_id(conference_id):
        raise NotFound
    condition, values = visible(viewer)
    rows = await fetch_as(Conference, f"{_CONFERENCE} where c.id = ? and {condition}", conference_id, *values)
    if not rows:
        raise NotFound
    return rows[0]


async def led_by(viewer: Viewer, conference_id: int) -> Conference:
    """A meeting that the viewer answers for. Raises NotFound where they do not, or do not see it."""
    conference = await conference_for(viewer, conference_id)
    if not conference.led_by(viewer):
        raise NotFound
    return conference


async def conference_by_id(conference_id: int) -> Conference:
    """Any meeting, for machines and for a guest whose link was checked. Raises NotFound."""
    rows = await fetch_as(Conference, f"{_CONFERENCE} where c.id = ?", conference_id)
    if not rows:
        raise NotFound
    return rows[0]


async def is_about_sealed(conference: Conference) -> bool:
    """Whether the document of a meeting was sealed off."""
    if conference.document_id is None:
        return False
    rows = await fetch(
        "select id from document where id = ? and state = 'sealed_off'", conference.document_id
    )
    return bool(rows)


class Invited(msgspec.Struct, frozen=True):
    """Somebody invited: a unit or a person, and as what."""

    principal: str
    why: str


async def invited(conference_id: int) -> list[Invited]:
    """Everybody invited, in the order in which they were."""
    return await fetch_as(
        Invited,
        "select principal, why from conference_invite where conference_id = ? order by id",
        conference_id,
    )


class Message(msgspec.Struct, frozen=True):
    """A line of the chat; `link_url` leads to a file of the meeting, or is empty."""

    key: str
    person: str
    name: str
    text: str
    link_url: str
    link_name: str
    at: datetime


async def messages(conference_id: int, most: int = 200) -> list[Message]:
    """The last lines of the chat, oldest first."""
    found = await fetch_as(
        Message,
        "select key, person, name, text, link_url, link_name, at from conference_message where conference_id = ?"
        " order by id desc limit ?",
        conference_id,
        most,
    )
    return found[::-1]


class Shared(msgspec.Struct, frozen=True):
    """A file shared with the meeting."""

    id: int
    file_id: int
    name: str
    size: int
    media_type: str
    shared_by: str
    at: datetime


async def files(conference_id: int) -> list[Shared]:
    """Files shared with the meeting that can still be read, oldest first."""
    return await fetch_as(
        Shared,
        "select x.id, x.file_id, f.name, f.size, f.media_type, a.full_name as shared_by, x.at from conference_file x"
        " join stored_file f on f.id = x.file_id join account a on a.id = x.shared_by"
        " where x.conference_id = ? and f.frozen_at is null order by x.id",
        conference_id,
    )


class Happening(msgspec.Struct, frozen=True):
    """Something that happened in the room."""

    kind: str
    person: str
    by_person: str
    data: str
    at: datetime


async def happenings(conference_id: int, most: int = 500) -> list[Happening]:
    """What happened in the room, oldest first."""
    return await fetch_as(
        Happening,
        "select kind, person, by_person, data, at from conference_happening where conference_id = ?"
        " order by at, id limit ?",
        conference_id,
        most,
    )


async def names_of_persons(conference_id: int) -> dict[str, str]:
    """Names of everybody who was in the room, by person ("account:7")."""
    rows = await fetch(
        "select person, name from conference_attendance where conference_id = ? order by id", conference_id
    )
    return {row["person"]: row["name"] for row in rows}
