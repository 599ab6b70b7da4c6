"""What media servers tell of their rooms, written down once: who came and went, what was said, what chairs decided.

Everything of one callback is one transaction, so that an answer means that it is kept. A chat message with the stamp
of a state secret is refused in its answer; that it was, is in the log, the words are nowhere.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from portal.audit.record import record
from portal.conferences.actions.effects import announce, locked, subject_of
from portal.conferences.actions.following import FOLLOWS, actor_of, name_of
from portal.conferences.plans import secret_sentence
from portal.conferences.queries.conference import Conference, is_about_sealed
from portal.conferences.queries.files import link_in
from portal.conferences.queries.room import milliseconds, rebuilt
from portal.conferences.signals import Asked, Event, Events, is_person, moment
from portal.conferences.subjects import speaks_of_secrets
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, transaction
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import _

Answer = dict[str, Any]
_AHEAD = timedelta(seconds=5)  # how far a node's clock may run before ours
_TOLD_AFTERWARDS = frozenset({"joined", "left", "recording_stopped"})
# What leaves no trace beyond the list of what happened.
_NOTED = frozenset({"knocked", "turned_away", "muted", "consented"})
_OF_NOBODY = _NOTED | {"locked", "moderated", "ended", "recording_started"}


class NotYours(NotAllowed):
    """The room is not this node's; `code` says why: ended, sealed or elsewhere."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


async def room_for(asked: Asked) -> Answer:
    """What a node builds a room from. Raises NotYours."""
    async with transaction():
        conference = await _room(asked.room)
        if conference.state == "sealed_off" or await is_about_sealed(conference):
            raise NotYours("sealed")
        if conference.state != "open":
            raise NotYours("ended")
        if conference.node != asked.node:
            raise NotYours("elsewhere")
        return await rebuilt(conference)


async def take_in(said: Events) -> list[Answer]:
    """Write down what happened; one answer for each event, in order. Raises NotYours."""
    async with transaction():
        conference = await _room(said.room)
        return [await _take(conference, said.node, event) for event in said.events]


async def _room(room: str) -> Conference:
    """The meeting, locked. Of one that has moved or ended only the rest is still taken in, see `_take`."""
    try:
        return await locked(int(room) if room.isdigit() and len(room) < 19 else 0)
    except NotFound:
        raise NotYours("ended") from None


async def _take(conference: Conference, node: str, event: Event) -> Answer:
    at = min(moment(event.at), utc_now() + _AHEAD)
    if event.kind == "said":
        return await _say(conference, node, event, at)
    doing = FOLLOWS.get(event.kind)
    if doing is None and event.kind not in _NOTED:
        return _refused(event, at, "unknown", _("Máy chủ họp gửi một việc mà cổng không biết."))
    if await _is_known(conference.id, event.id):
        return _done(event, at)
    problem = await _why_not(conference, node, event)
    if problem:
        return _refused(event, at, *problem)
    await _note(conference.id, event, at)
    if doing is not None:
        await doing(conference, node, event, at)
    return _done(event, at)


async def _why_not(conference: Conference, node: str, event: Event) -> tuple[str, str] | None:
    """Why an event is not taken in. What has happened already is told afterwards, also when the room is elsewhere."""
    if event.kind in _TOLD_AFTERWARDS:
        return None if event.kind == "recording_stopped" or is_person(event.person) else _nobody()
    fresh = await fetch_one("select state, node, may_record from conference where id = ?", conference.id)
    if fresh is None or fresh["state"] != "open" or fresh["node"] != node:
        return "over", _("Cuộc họp đã kết thúc hoặc đã chuyển sang máy chủ khác.")
    if event.kind == "recording_started" and not fresh["may_record"]:
        return "recording", _("Cuộc họp này được lập là không ghi hình. Chủ trì có thể sửa ở trang cuộc họp.")
    if event.kind not in _OF_NOBODY and not is_person(event.person):
        return _nobody()
    return None


def _nobody() -> tuple[str, str]:
    return "person", _("Không rõ người nào.")


async def _say(conference: Conference, node: str, event: Event, at: datetime) -> Answer:
    known = await fetch_one(
        "select at, link_url from conference_message where conference_id = ? and key = ?",
        *(conference.id, event.id),
    )
    if known is not None:
        return _done(event, known["at"]) | {"link": known["link_url"]}
    problem = await _why_not(conference, node, event)
    if problem:
        return _refused(event, at, *problem)
    text = event.word("text", 2000).strip()
    if not text:
        return _refused(event, at, "empty", _("Tin nhắn trống."))
    refused = _secret_in(text)
    if refused:
        await record("conference:text-refused", None, subject_of(conference.id), person=event.person)
        return _refused(event, at, "secret", refused)
    return _done(event, at) | {"link": await _keep(conference, event, text, at)}


async def _keep(conference: Conference, event: Event, text: str, at: datetime) -> str:
    """Keep a chat message; the address of the meeting's file that it names, or nothing."""
    url, file_name = await link_in(conference.id, text) or ("", "")
    name = await name_of(conference.id, event)
    await execute(
        "insert into conference_message (conference_id, key, person, name, text, link_url, link_name, at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(conference.id, event.id, event.person, name, text, url, file_name, at),
    )
    actor, words = actor_of(event.person, name), {"name": name}
    await record("conference:message-said", actor, subject_of(conference.id), words=words)
    await announce(conference.id, lists=False)
    return url


def _secret_in(text: str) -> str:
    """The sentence for a text that may not be kept; empty where it may."""
    try:
        check_text(text)
    except Invalid as error:
        return str(error)
    return secret_sentence() if speaks_of_secrets(text) else ""


async def _note(conference_id: int, event: Event, at: datetime) -> None:
    by = event.word("by", 40)
    kept = {
        name: value for name, value in event.data.items() if name not in ("by", "text") and _is_plain(value)
    }
    await execute(
        "insert into conference_happening (conference_id, key, kind, person, by_person, data, at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        *(
            conference_id,
            event.id,
            event.kind,
            event.person[:40],
            by,
            json.dumps(kept, ensure_ascii=False)[:2000],
            at,
        ),
    )


def _is_plain(value: object) -> bool:
    return isinstance(value, bool | int) or (
        isinstance(value, str) and len(value) <= 200 and "\0" not in value
    )


async def _is_known(conference_id: int, key: str) -> bool:
    found = await fetch_one(
        "select id from conference_happening where conference_id = ? and key = ?", conference_id, key
    )
    return found is not None


def _done(event: Event, at: datetime) -> Answer:
    return {"id": event.id, "at": milliseconds(at), "refused": None}


def _refused(event: Event, at: datetime, code: str, sentence: str) -> Answer:
    return {"id": event.id, "at": milliseconds(at), "refused": {"code": code, "sentence": sentence}}
