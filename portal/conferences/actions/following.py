"""What follows from each thing that happened in a room; runs in the transaction that takes it in.

A function is given the meeting, the node that told, the event, and the instant that counts.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from portal.audit.record import record
from portal.conferences.actions import recordings
from portal.conferences.actions.effects import announce, change, move, subject_of
from portal.conferences.actions.inviting import remove
from portal.conferences.queries.conference import Conference
from portal.conferences.signals import Event, is_person
from portal.kit.database import execute, fetch_one
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer

_WORDS = {
    "admitted": N_("cho một người vào"),
    "locked": N_("khoá hoặc mở khoá phòng"),
    "moderated": N_("bật hoặc tắt điều hành phát biểu"),
    "role": N_("đổi vai trò của một người"),
    "removed": N_("mời một người ra khỏi phòng"),
    "floor": N_("trao hoặc thu quyền phát biểu"),
}


async def _join(conference: Conference, node: str, event: Event, at: datetime) -> None:
    name, role = event.word("name"), event.word("role", 10)
    # The same seat on another line: what lasted before ends where this begins.
    await execute(
        "update conference_attendance set left_at = ?, why = 'lost' where conference_id = ? and seat = ?"
        " and left_at is null",
        *(at, conference.id, event.word("seat", 80)),
    )
    await execute(
        "insert into conference_attendance (conference_id, seat, person, name, role, device, node, joined_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(conference.id, event.word("seat", 80), event.person, name, role, event.word("device"), node, at),
    )
    await record(
        "conference:joined", actor_of(event.person, name), subject_of(conference.id), words={"name": name}
    )
    await announce(conference.id)


async def _leave(conference: Conference, node: str, event: Event, at: datetime) -> None:
    why = event.word("why", 10)
    await execute(
        "update conference_attendance set left_at = case when joined_at > ? then joined_at else ? end, why = ?"
        " where conference_id = ? and seat = ? and person = ? and left_at is null",
        *(at, at, why, conference.id, event.word("seat", 80), event.person),
    )
    name = await name_of(conference.id, event)
    await record(
        "conference:left",
        actor_of(event.person, name),
        subject_of(conference.id),
        words={"name": name},
        why=why,
    )
    await announce(conference.id)


async def _admit(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await _stand(conference.id, event.person, is_admitted=True)
    await _happened(conference, event)


async def _raise_hand(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await _stand(conference.id, event.person, hand_at=at if event.flag("up") else None)


async def _lock(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await change(conference.id, is_locked=event.flag("on"))
    await _happened(conference, event)


async def _moderate(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await change(conference.id, is_moderated=event.flag("on"))
    await _happened(conference, event)


async def _give_role(conference: Conference, node: str, event: Event, at: datetime) -> None:
    role = event.word("role", 10)
    if role in ("cochair", "member"):
        await _stand(conference.id, event.person, role=role)
        await _happened(conference, event, role=role)


async def _remove(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await remove(conference.id, event.person)
    await _happened(conference, event)


async def _give_floor(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await change(conference.id, floor=event.person if event.flag("given") else "")
    if event.flag("given"):
        await _stand(conference.id, event.person, hand_at=None)
    await _happened(conference, event)


async def _end(conference: Conference, node: str, event: Event, at: datetime) -> None:
    await move(conference, "end", ended_at=at, ended_why=event.word("why", 20) or "chair")
    await record("conference:ended", actor_of(event.word("by"), ""), subject_of(conference.id))


_Deed = Callable[[Conference, str, Event, datetime], Awaitable[None]]
FOLLOWS: dict[str, _Deed] = {
    "joined": _join,
    "left": _leave,
    "admitted": _admit,
    "hand": _raise_hand,
    "locked": _lock,
    "moderated": _moderate,
    "role": _give_role,
    "removed": _remove,
    "floor": _give_floor,
    "ended": _end,
    "recording_started": recordings.begin,
    "recording_stopped": recordings.stop,
}


async def _stand(conference_id: int, person: str, **columns: object) -> None:
    """Write what the meeting decided about a person."""
    plain = {"role": "", "is_admitted": False, "is_removed": False, "hand_at": None} | columns
    updates = ", ".join(f"{name} = excluded.{name}" for name in columns)
    await execute(
        "insert into conference_standing (conference_id, person, role, is_admitted, is_removed, hand_at)"
        f" values (?, ?, ?, ?, ?, ?) on conflict (conference_id, person) do update set {updates}",
        *(conference_id, person, *plain.values()),
    )


async def name_of(conference_id: int, event: Event) -> str:
    """How the person of an event is called, as the room knows them."""
    row = await fetch_one(
        "select name from conference_attendance where conference_id = ? and person = ? order by id desc limit 1",
        *(conference_id, event.person),
    )
    return row["name"] if row else event.word("name")


async def _happened(conference: Conference, event: Event, **keys: object) -> None:
    await record(
        "conference:happened",
        actor_of(event.word("by"), ""),
        subject_of(conference.id),
        words={"what": _(_WORDS[event.kind])},
        what=event.kind,
        person=event.person,
        **keys,
    )
    await announce(conference.id, lists=False)


def actor_of(person: str, name: str) -> Viewer | None:
    """Who did it, as the log names them; a guest has no account."""
    kind, _colon, key = person.partition(":")
    return Viewer(int(key), name) if kind == "account" and is_person(person) else None
