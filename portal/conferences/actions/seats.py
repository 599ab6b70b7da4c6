"""Giving a seat: who may enter is decided here, the room is placed on a media server, and a token is signed."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from meetings.tokens import JOIN_SECONDS, Join, new_nonce, sign_join
from portal.audit.record import record
from portal.conferences.actions.effects import locked, move, subject_of
from portal.conferences.actions.nodes import place_room
from portal.conferences.placement import plain_url
from portal.conferences.queries.access import can_see
from portal.conferences.queries.conference import Conference
from portal.conferences.queries.room import standing_of
from portal.conferences.seating import NoSeat, Standing, role_of, waits
from portal.kit.clock import utc_now
from portal.kit.database import transaction
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.media_server import secret
from portal.people.queries import unit
from portal.settings import settings

_RELAY_SECONDS = 12 * 3600  # the longest meeting


@dataclass(frozen=True, slots=True)
class Seat:
    """The media server's address, the token that opens a seat there, and how its bearer is called."""

    url: str
    token: str
    name: str


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody at the door of a room; `guest_waits` is None for staff, else what the guest's link says."""

    person: str
    name: str
    unit: str
    guest_waits: bool | None = None


async def take_seat(viewer: Viewer, conference_id: int) -> Seat:
    """A seat for a member of staff. Raises NoSeat, with `missing` where they are not invited."""
    name = (await unit(viewer.unit_id)).name if viewer.unit_id is not None else ""
    coming = Coming(f"account:{viewer.account_id}", viewer.full_name, name)
    async with transaction():
        try:
            conference = await locked(conference_id)
        except NotFound:
            raise NoSeat("missing") from None
        if not await can_see(viewer, conference_id):
            raise NoSeat("missing")
        standing = await standing_of(conference_id, coming.person)
        role = role_of(conference.meeting, viewer.account_id, standing)
        return await seat(conference, coming, role, standing, actor=viewer)


async def seat(
    conference: Conference, coming: Coming, role: str, standing: Standing, actor: Viewer | None
) -> Seat:
    """A seat for whoever may come, in the transaction that holds the meeting. Raises NoSeat."""
    now = utc_now()
    lobby = waits(conference.meeting, role, standing, now, guest_waits=bool(coming.guest_waits))
    node = await place_room(conference, now, is_back=standing.is_here)
    if conference.state == "planned":
        await move(conference, "open", opened_at=now)
        await record("conference:opened", actor, subject_of(conference.id))
    claims = Join(
        room=str(conference.id),
        person=coming.person,
        name=coming.name,
        unit=coming.unit,
        role=role,
        node=node.name,
        lobby=lobby,
        expires=int(now.timestamp()) + JOIN_SECONDS,
        nonce=new_nonce(),
    )
    if not standing.was_here:  # a line that is lost again and again does not fill the log
        await record(
            "conference:seat-given", actor, subject_of(conference.id), person=coming.person, role=role
        )
    return Seat(f"{plain_url(node.url)}/meet", sign_join(claims, secret()), coming.name)


def ice_servers(person: str) -> list[dict[str, object]]:
    """TURN servers with a name and password for some hours (coturn's REST API: HMAC-SHA1 over expiry and person)."""
    urls = [each.strip() for each in settings().meetings_turn_urls.split(",") if each.strip()]
    if not urls:
        return []
    username = f"{int(utc_now().timestamp()) + _RELAY_SECONDS}:{person}"
    proof = hmac.digest(settings().meetings_turn_secret.encode(), username.encode(), hashlib.sha1)
    return [{"urls": urls, "username": username, "credential": base64.b64encode(proof).decode()}]
