"""What a running room needs of the portal: who stood how before, who was here, what a new node rebuilds it from."""

from datetime import datetime, timedelta
from typing import Any

from portal.conferences.attendance import Stay
from portal.conferences.queries.conference import Conference, messages
from portal.conferences.seating import Standing
from portal.kit.clock import utc_now
from portal.kit.database import fetch, fetch_as, fetch_one
from portal.settings import settings

_ON_THE_WAY_BACK = timedelta(minutes=10)


async def standing_of(conference_id: int, person: str) -> Standing:
    """What the meeting decided about a person before; an empty standing for somebody new."""
    row = await fetch_one(
        "select role, is_admitted, is_removed from conference_standing where conference_id = ? and person = ?",
        *(conference_id, person),
    )
    stayed = await fetch_one(
        "select count(*) as stays, sum(case when left_at is null then 1 else 0 end) as open from conference_attendance"
        " where conference_id = ? and person = ?",
        *(conference_id, person),
    )
    stay = {"was_here": bool(stayed and stayed["stays"]), "is_here": bool(stayed and stayed["open"])}
    if row is None:
        return Standing(**stay)
    return Standing(row["role"], bool(row["is_admitted"]), bool(row["is_removed"]), **stay)


async def rebuilt(conference: Conference) -> dict[str, Any]:
    """What a node builds the room from, as docs/meeting-protocol.md says."""
    standings = await fetch(
        "select person, role, is_admitted, is_removed, hand_at from conference_standing where conference_id = ?"
        " order by hand_at, id",
        conference.id,
    )
    return {
        "title": conference.title,
        "chat": True,
        "locked": conference.is_locked,
        "moderated": conference.is_moderated,
        "floor": conference.floor,
        "messages": [message_said(each) for each in await messages(conference.id)],
        "hands": [row["person"] for row in standings if row["hand_at"] is not None],
        "roles": _roles(conference, {row["person"]: row["role"] for row in standings if row["role"]}),
        "admitted": [row["person"] for row in standings if row["is_admitted"]],
        "present": await _present(conference.id),
        "removed": [row["person"] for row in standings if row["is_removed"]],
        "recording_allowed": conference.may_record,
        "sealed": conference.state == "sealed_off",
        "limit_people": settings().meetings_most_people,
    }


def message_said(message: Any) -> dict[str, Any]:
    """A line of the chat as browsers get it."""
    return {
        "id": message.key,
        "person": message.person,
        "name": message.name,
        "text": message.text,
        "at": milliseconds(message.at),
        "link": message.link_url,
    }


def milliseconds(moment: datetime) -> int:
    """An instant as the protocol writes it."""
    return round(moment.timestamp() * 1000)


async def _present(conference_id: int) -> list[str]:
    """Who is in the room, or was until its node was lost just now: they come back without being admitted again."""
    rows = await fetch(
        "select distinct person from conference_attendance where conference_id = ?"
        " and (left_at is null or (why = 'lost' and left_at > ?)) order by person",
        *(conference_id, utc_now() - _ON_THE_WAY_BACK),
    )
    return [row["person"] for row in rows]


def _roles(conference: Conference, granted: dict[str, str]) -> dict[str, str]:
    own = {f"account:{conference.organiser_id}": "cochair"}
    if conference.secretary_id is not None:
        own[f"account:{conference.secretary_id}"] = "cochair"
    return own | granted | {f"account:{conference.chair_id}": "chair"}


async def stays(conference_id: int) -> list[Stay]:
    """Every stay in the room, by the time of joining."""
    return await fetch_as(
        Stay,
        "select person, name, role, joined_at, left_at, device from conference_attendance where conference_id = ?"
        " order by joined_at, id",
        conference_id,
    )
