"""What people are written about meetings: one function for each letter. Each carries the meeting for the calendar."""

from portal.conferences.actions.effects import when
from portal.conferences.ical import Entry, calendar
from portal.conferences.queries.conference import Conference
from portal.conferences.queries.guests import Guest
from portal.kit.clock import utc_now
from portal.letters import actions as outbox
from portal.settings import settings

_NAMES = {
    "invited": "conference-invitation",
    "changed": "conference-changed",
    "cancelled": "conference-cancelled",
}


async def to_member(why: str, conference: Conference, account: dict) -> None:
    """You are invited, the time has changed, or it was called off; `why` is invited, changed or cancelled."""
    await outbox.write(
        _NAMES[why],
        account["email"],
        to_account=account["id"],
        locale=account["locale"],
        about=("conference", conference.id),
        calendar=as_calendar(conference, f"{settings().address}/conferences/{conference.id}"),
        full_name=account["full_name"],
        conference=conference,
        at=when(conference.starts_at),
    )


async def guest_invitation(conference: Conference, guest: Guest) -> None:
    """A guest of another agency gets the link that leads in; it is erased from the outbox once it was sent."""
    await outbox.write(
        "conference-guest",
        guest.email,
        is_secret=True,
        about=("conference", conference.id),
        calendar=as_calendar(conference, guest.link),
        guest=guest,
        conference=conference,
        at=when(conference.starts_at),
        until=when(guest.expires_at),
        link=guest.link,
    )


def as_calendar(conference: Conference, url: str) -> str:
    """The meeting as an iCalendar object that leads to this address."""
    host = settings().address.partition("//")[2]
    entry = Entry(
        f"conference-{conference.id}@{host}",
        conference.title,
        conference.starts_at,
        conference.ends_at,
        url,
        conference.note,
        conference.revision,
        conference.state == "cancelled",
    )
    return calendar(entry, utc_now())
