"""The room as messages show it: people, chat, recording, and all of it at once (docs/meeting-protocol.md)."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Who:
    """A person in the room as everybody sees them. `since` in milliseconds since the epoch."""

    person: str
    name: str
    unit: str
    role: str
    microphone: bool
    camera: bool
    screen: bool
    hand: bool
    state: Literal["here", "lost"]
    since: int


@dataclass(frozen=True, slots=True)
class Knocker:
    """Somebody in the lobby, as chairs see them."""

    person: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Message:
    """A chat message. `link` leads to what it names in the portal, or is empty."""

    id: str
    person: str
    name: str
    text: str
    at: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that runs: since when, and who started it."""

    since: int
    by: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole room as one person may see it. `waiting` is empty for those who do not lead."""

    room: str
    title: str
    people: tuple[Who, ...]
    hands: tuple[str, ...]
    messages: tuple[Message, ...]
    locked: bool
    moderated: bool
    recording: Recording | None
    floor: str
    speaker: str
    sealed: bool
    chat: bool
    waiting: tuple[Knocker, ...]
