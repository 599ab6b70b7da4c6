"""Messages from the node to a browser (docs/meeting-protocol.md). A class is named like the message.

Those with `seq` change the room: they are numbered when they are told, kept for a while, and told again to a browser
that comes back. UNSET fields are not sent.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from meetings.asks import Source
from meetings.snapshots import Message, Recording, Snapshot, Who


@dataclass(frozen=True, slots=True)
class Welcome:
    """You are in."""

    seat: str
    person: str
    role: str
    seq: int
    room: Snapshot
    ice: list[dict[str, Any]] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    now: int = 0


@dataclass(frozen=True, slots=True)
class Resumed:
    """You are back in your seat; what you missed follows."""

    seat: str
    seq: int
    ice: list[dict[str, Any]] = field(default_factory=list)
    limits: dict[str, int] = field(default_factory=dict)
    now: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """You are in the lobby, with so many ahead of you."""

    title: str
    ahead: int


@dataclass(frozen=True, slots=True)
class Pong:
    at: int | float


@dataclass(frozen=True, slots=True)
class PublishAnswer:
    id: int
    sdp: str


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Offer of the receiving connection."""

    id: int
    sdp: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What a receiving m-line carries now; `why` says why it is paused."""

    person: str
    source: str
    state: Literal["live", "paused", "empty"]
    why: Literal["", "bandwidth", "muted", "away", "choice"] = ""


@dataclass(frozen=True, slots=True)
class Slots:
    """By mid of the receiving connection."""

    slots: dict[str, Slot]


@dataclass(frozen=True, slots=True)
class Layers:
    """Encodings of a source that somebody needs, by rid; for sources without rids one entry `""` or none."""

    source: str
    active: list[str]


@dataclass(frozen=True, slots=True)
class Knock:
    """To those who lead: somebody waits."""

    person: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Unknock:
    """To those who lead: somebody waits no longer."""

    person: str


@dataclass(frozen=True, slots=True)
class Joined:
    who: Who
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed of a person; the rest is UNSET."""

    person: str
    role: str | UnsetType = UNSET
    microphone: bool | UnsetType = UNSET
    camera: bool | UnsetType = UNSET
    screen: bool | UnsetType = UNSET
    hand: bool | UnsetType = UNSET
    state: str | UnsetType = UNSET
    since: int | UnsetType = UNSET
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    person: str
    why: Literal["left", "lost", "removed"]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """The dominant speaker, or nobody."""

    person: str


@dataclass(frozen=True, slots=True)
class Levels:
    """Who is heard now, 0 to 100."""

    levels: dict[str, int]


@dataclass(frozen=True, slots=True)
class Lines:
    """Quality of everybody's connection, 1 to 5."""

    lines: dict[str, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What your line carries down, in kbit/s."""

    down: int


@dataclass(frozen=True, slots=True)
class Hands:
    """In the order in which they went up."""

    hands: tuple[str, ...]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Reacted:
    person: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Said:
    message: Message
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Unsaid:
    """The portal does not keep the message with this id."""

    id: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Settings:
    locked: bool
    moderated: bool
    recording: Recording | None
    sealed: bool
    seq: int = 0


@dataclass(frozen=True, slots=True)
class AskedUnmute:
    by: str
    source: Source = "microphone"


@dataclass(frozen=True, slots=True)
class Muted:
    by: str
    source: Source


@dataclass(frozen=True, slots=True)
class Floor:
    """Who has the floor, or nobody."""

    person: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """Recording starts or runs."""

    by: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What you asked for was not done."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Ask the portal for a seat and join again."""


Numbered = Joined | Changed | Left | Hands | Said | Settings | Floor
# Of these only the newest counts, so a slow browser may miss some.
Passing = Speaker | Levels | Lines | Estimate
Tell = (
    Numbered
    | Passing
    | Welcome
    | Resumed
    | Waiting
    | Pong
    | PublishAnswer
    | Subscribe
    | Slots
    | Layers
    | Knock
    | Unknock
    | Reacted
    | Unsaid
    | AskedUnmute
    | Muted
    | ConsentAsked
    | Refused
    | Moved
)
