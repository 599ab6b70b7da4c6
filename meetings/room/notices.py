"""Speaking to the portal: signed calls, each tried once. Trying again is the caller's (docs/meeting-protocol.md)."""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import msgspec

from meetings.errors import Close, Unwelcome
from meetings.room.facts import Acknowledged, Event, Rebuilt
from meetings.settings import Settings
from meetings.snapshots import Message
from meetings.status import Status
from meetings.tokens import SIGNATURE_HEADER, sign_callback

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2)
LOST_AFTER = 6.0  # seconds without an answer, as the portal itself counts
_LONGEST_ANSWER = 4 << 20


class Unreachable(Exception):
    """No answer, or the portal has trouble of its own: worth trying again."""


class Declined(Exception):
    """The portal says no (4xx): final. `why` is its word for it, or empty."""

    def __init__(self, status: int, why: str = "") -> None:
        super().__init__(f"{status} {why}")
        self.status, self.why = status, why


class Ordered(msgspec.Struct, frozen=True):
    """A room or a person that the portal names in the answer to a heartbeat."""

    room: str
    why: str = "ended"
    person: str = ""


class Orders(msgspec.Struct, frozen=True):
    """What the portal wants of a node."""

    drain: bool = False
    close: list[Ordered] = []
    remove: list[Ordered] = []


class _Refusal(msgspec.Struct, frozen=True):
    code: str
    sentence: str = ""


class _Done(msgspec.Struct, frozen=True):
    id: str
    at: int = 0
    refused: _Refusal | None = None
    link: Any = None


class _Answer(msgspec.Struct, frozen=True):
    done: list[_Done]


class _Kept(msgspec.Struct, frozen=True):
    """The portal's answer about a room; what it leaves out is as in a new room."""

    title: str = ""
    chat: bool = True
    locked: bool = False
    moderated: bool = False
    floor: str = ""
    messages: list[Message] = []
    hands: list[str] = []
    roles: dict[str, str] = {}
    admitted: list[str] = []
    present: list[str] = []
    removed: list[str] = []
    recording_allowed: bool = False
    sealed: bool = False
    limit_people: int | None = None


class Portal:
    """The way to the portal. One for the process; `close` it at the end."""

    def __init__(self, settings: Settings, status: Status) -> None:
        self._settings, self._status = settings, status
        self._address = settings.portal_url.rstrip("/")
        self._http = aiohttp.ClientSession(timeout=TIMEOUT, auto_decompress=False)
        self._silent_since: float | None = None

    @property
    def is_lost(self) -> bool:
        """Whether it has not answered for a while."""
        return self._silent_since is not None and time.monotonic() - self._silent_since >= LOST_AFTER

    @property
    def answers(self) -> bool:
        """Whether the last call was answered."""
        return self._silent_since is None

    async def heartbeat(self, body: dict[str, Any]) -> Orders:
        """Say that we live, and hear what is to be done. Raises Unreachable and Declined, as all calls do."""
        return self._read(Orders, await self._post("heartbeat", body))

    async def room(self, room: str) -> Rebuilt:
        """What is kept of a room. Raises Unwelcome where it cannot run here."""
        try:
            kept = self._read(_Kept, await self._post("room", {"node": self._settings.name, "room": room}))
        except Unreachable as error:
            raise Unwelcome(Close.FULL, "portal") from error
        except Declined as no:
            if no.why in ("ended", "sealed"):
                raise Unwelcome(Close.ENDED, no.why) from no
            raise Unwelcome(Close.MOVED, "elsewhere") from no
        return Rebuilt(
            title=kept.title,
            chat=kept.chat,
            locked=kept.locked,
            moderated=kept.moderated,
            floor=kept.floor,
            messages=tuple(map(_as_said, kept.messages)),
            hands=tuple(kept.hands),
            roles=kept.roles,
            admitted=frozenset(kept.admitted),
            present=frozenset(kept.present),
            removed=frozenset(kept.removed),
            recording_allowed=kept.recording_allowed,
            sealed=kept.sealed,
            limit_people=kept.limit_people or 0,
        )

    async def events(self, room: str, events: Sequence[Event]) -> list[Acknowledged]:
        """Tell what has happened, or is to happen."""
        body = {"node": self._settings.name, "room": room, "events": events}
        answer = self._read(_Answer, await self._post("events", body))
        return [
            Acknowledged(each.id, each.at, each.refused.code or "portal", each.refused.sentence)
            if each.refused
            else Acknowledged(each.id, each.at, link=_address(each.link))
            for each in answer.done
        ]

    async def part(self, room: str, recording: str, part: int, data: bytes) -> None:
        """Hand over one part of a recording."""
        await self._send(f"recordings/{recording}/{part}", data, {"X-Meetings-Room": room})

    async def close(self) -> None:
        """No more calls."""
        await self._http.close()

    async def _post(self, name: str, body: dict[str, Any]) -> bytes:
        return await self._send(name, msgspec.json.encode(body), {"Content-Type": "application/json"})

    async def _send(self, name: str, body: bytes, headers: dict[str, str]) -> bytes:
        signature = sign_callback(body, self._settings.secret, time.time())
        url = f"{self._address}/meetings/callbacks/{name}"
        try:
            async with self._http.post(
                url, data=body, headers={**headers, SIGNATURE_HEADER: signature}, allow_redirects=False
            ) as answer:
                data = await answer.content.read(_LONGEST_ANSWER)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self._silent(name, type(error).__name__)
            raise Unreachable(name) from error
        if answer.status >= 500 or answer.status == 429:
            self._silent(name, str(answer.status))
            raise Unreachable(name)
        self._heard()
        if answer.status >= 300:
            raise Declined(answer.status, _why(data))
        return data

    def _silent(self, name: str, why: str) -> None:
        self._status.counts["portal_failures"] += 1
        if self._silent_since is None:
            self._silent_since = time.monotonic()
            log.warning("the portal does not answer (%s: %s)", name, why)

    def _heard(self) -> None:
        if self._silent_since is not None:
            self._silent_since = None
            log.info("the portal answers again")

    @staticmethod
    def _read(kind: Any, data: bytes) -> Any:
        try:
            return msgspec.json.decode(data, type=kind)
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise Declined(200, "not readable") from error


def _as_said(message: Message) -> Message:
    """With the id that its author's browser gave it; the portal's own has the author in front."""
    return replace(message, id=message.id.removeprefix(f"{message.person}:"))


def _address(link: Any) -> str:
    """A link as text, or as an object with `url` and `name`; empty where there is none."""
    found = link.get("url") if isinstance(link, dict) else link
    return found if isinstance(found, str) else ""


def _why(data: bytes) -> str:
    try:
        found = msgspec.json.decode(data)
        return str(found.get("why") or found.get("code") or "") if isinstance(found, dict) else ""
    except (msgspec.MsgspecError, UnicodeError):
        return ""
