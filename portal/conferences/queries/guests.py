"""Guests of other agencies and their links, made of the row's salt and the portal's key, so that no list holds them."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from portal.conferences.queries.access import LIVING, is_id
from portal.conferences.queries.conference import Conference, conference_by_id
from portal.kit.database import fetch_as
from portal.kit.errors import NotFound
from portal.settings import settings
from portal.web.security import is_sealed, seal

_PURPOSE = "conference-guest"


class Guest(msgspec.Struct, frozen=True):
    """A guest as the meeting's page lists them."""

    id: int
    conference_id: int
    name: str
    agency: str
    email: str
    salt: str
    has_lobby: bool
    expires_at: datetime
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether the link still leads in."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def person(self) -> str:
        """The guest as rooms know them."""
        return f"guest:{self.id}"

    @property
    def token(self) -> str:
        """The secret part of the link: 256 bits that follow from a key which is in no table."""
        return f"{self.id}-{seal(_PURPOSE, _sealed_words(self))}"

    @property
    def link(self) -> str:
        """The whole address."""
        return f"{settings().address}/guest-meetings/{self.token}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A guest with the meeting that their link opens."""

    guest: Guest
    conference: Conference


_GUEST = (
    "select g.id, g.conference_id, g.name, g.agency, g.email, g.salt, g.has_lobby, g.expires_at, g.revoked_at"
    " from conference_guest g"
)


async def guests_of(conference_id: int) -> list[Guest]:
    """Every guest of a meeting, in the order in which they were invited."""
    return await fetch_as(Guest, f"{_GUEST} where g.conference_id = ? order by g.id", conference_id)


async def guest_by_id(conference_id: int, guest_id: int) -> Guest:
    """One guest of a meeting. Raises NotFound."""
    rows = (
        await fetch_as(Guest, f"{_GUEST} where g.id = ? and g.conference_id = ?", guest_id, conference_id)
        if is_id(guest_id)
        else []
    )
    if not rows:
        raise NotFound
    return rows[0]


async def visit(token: str, now: datetime) -> Visit:
    """Whom a link belongs to. Raises NotFound for one that is wrong, too old, revoked, or of a meeting sealed off."""
    key, _dash, proof = token.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise NotFound
    rows = await fetch_as(
        Guest, f"{_GUEST} join conference c on c.id = g.conference_id where g.id = ? and {LIVING}", int(key)
    )
    if not rows or not is_sealed(_PURPOSE, _sealed_words(rows[0]), proof) or not rows[0].is_open(now):
        raise NotFound
    return Visit(rows[0], await conference_by_id(rows[0].conference_id))


def _sealed_words(guest: Guest) -> str:
    return f"{guest.id}:{guest.conference_id}:{guest.salt}"
