"""Inviting guests of other agencies, taking their links back, and seating them."""

from portal.audit.record import record
from portal.conferences import letters
from portal.conferences.actions.effects import announce, hold, locked, subject_of
from portal.conferences.actions.inviting import remove
from portal.conferences.actions.seats import Coming, Seat, seat
from portal.conferences.lifecycle import after
from portal.conferences.plans import GuestEntry, secret_sentence
from portal.conferences.queries.guests import guest_by_id, visit
from portal.conferences.queries.room import standing_of
from portal.conferences.seating import NoSeat
from portal.conferences.subjects import speaks_of_secrets
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import Invalid
from portal.kit.ids import random_address
from portal.kit.viewer import Viewer

_LONGEST_NAME = 120


async def invite_guest(viewer: Viewer, conference_id: int, entry: GuestEntry) -> int:
    """Make a link for a guest, and write to them where an address is given; returns the guest's id.

    Raises NotFound, Forbidden, NotAllowed (the meeting is over), Invalid.
    """
    check_text(entry.name, "name")
    check_text(entry.agency, "agency")
    if speaks_of_secrets(entry.agency):
        raise Invalid({"agency": secret_sentence()})
    async with transaction():
        conference = await hold(viewer, conference_id)
        after(conference.state, "edit")
        guest_id = await fetch_value(
            "insert into conference_guest (conference_id, name, agency, email, salt, has_lobby, expires_at, created_by,"
            " created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
            *(conference_id, entry.name, entry.agency, entry.email, random_address(), entry.has_lobby),
            *(entry.expires_at, viewer.account_id, utc_now()),
        )
        words = {"name": entry.name, "agency": entry.agency}
        await record(
            "conference:guest-invited", viewer, subject_of(conference_id), words=words, guest=guest_id
        )
        if entry.email:
            await letters.guest_invitation(conference, await guest_by_id(conference_id, guest_id))
        await announce(conference_id, lists=False)
    return guest_id


async def revoke(viewer: Viewer, conference_id: int, guest_id: int) -> None:
    """Take a link back; a guest who is in the room is taken out. Raises NotFound, Forbidden."""
    async with transaction():
        await hold(viewer, conference_id)
        guest = await guest_by_id(conference_id, guest_id)
        if guest.revoked_at is not None:
            return
        await execute("update conference_guest set revoked_at = ? where id = ?", utc_now(), guest_id)
        await remove(conference_id, guest.person)
        words = {"name": guest.name or guest.agency}
        await record(
            "conference:guest-revoked", viewer, subject_of(conference_id), words=words, guest=guest_id
        )
        await announce(conference_id, lists=False)


async def take_guest_seat(token: str, said_name: str) -> Seat:
    """A seat for a guest; `said_name` counts where the link has none. Raises NoSeat, NotFound."""
    async with transaction():
        found = await visit(token, utc_now())
        conference = await locked(found.conference.id)
        name = found.guest.name or _name_said(said_name)
        coming = Coming(found.guest.person, name, found.guest.agency, guest_waits=found.guest.has_lobby)
        standing = await standing_of(conference.id, coming.person)
        return await seat(conference, coming, "guest", standing, actor=None)


def _name_said(text: str) -> str:
    name = " ".join(text.split())[:_LONGEST_NAME]
    try:
        check_text(name)
    except Invalid:
        raise NoSeat("name") from None
    if len(name) < 2 or speaks_of_secrets(name):
        raise NoSeat("name")
    return name
