"""What a room hears (facts) and what it wants done (effects). Plain data: the room itself touches nothing.

Instants are milliseconds since the epoch.
"""

from dataclasses import dataclass, field
from typing import Any

from meetings.asks import Ask
from meetings.errors import Close as Code
from meetings.snapshots import Message
from meetings.tells import Tell
from meetings.tokens import Join


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the portal keeps of a room, from which a node begins or goes on."""

    title: str = ""
    chat: bool = True
    locked: bool = False
    moderated: bool = False
    floor: str = ""
    messages: tuple[Message, ...] = ()
    hands: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    admitted: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    recording_allowed: bool = False
    sealed: bool = False
    limit_people: int = 0  # 0: the node's own limit alone


@dataclass(frozen=True, slots=True)
class Came:
    """A connection with a good token. `connection` is random and becomes the seat, unless `former` is still kept."""

    connection: str
    claims: Join
    former: str = ""
    last_seq: int = 0
    microphone: bool = False
    camera: bool = False
    device: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection of a seat broke."""

    seat: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A message from a seat."""

    seat: str
    ask: Ask


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The portal has written an event down, or refuses it in words for the person."""

    id: str
    at: int
    code: str = ""  # empty: written down
    sentence: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time went by; a few times a second is enough."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """Who is the dominant speaker now, for those who come later."""

    person: str


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The recorder has handed over everything, so many parts of it."""

    parts: int


@dataclass(frozen=True, slots=True)
class SentOut:
    """The portal removes a person."""

    person: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The portal or the node ends the room here: `ended`, `sealed`, `moved` or `draining`."""

    why: str


Fact = Came | Lost | Asked | Acknowledged | Ticked | Spoke | RecordingEnded | SentOut | Closed


@dataclass(frozen=True, slots=True)
class Event:
    """What the portal is told; the id makes that twice counts once."""

    id: str
    kind: str
    person: str
    at: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attach:
    """The connection belongs to this seat from now on."""

    connection: str
    seat: str


@dataclass(frozen=True, slots=True)
class Send:
    """A message to each of these seats."""

    seats: tuple[str, ...]
    message: Tell


@dataclass(frozen=True, slots=True)
class Report:
    """Tell the portal. `waits` when something becomes visible only by its answer: such an event may be refused."""

    event: Event
    waits: bool


@dataclass(frozen=True, slots=True)
class Media:
    """A call of the stage by name."""

    call: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Start the recorder with this name, or stop it (empty)."""

    recording: str


@dataclass(frozen=True, slots=True)
class Close:
    """End the connection of a seat, after what was sent to it before."""

    seat: str
    code: Code
    reason: str


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing of this room is left here."""

    why: str


Effect = Attach | Send | Report | Media | Recorder | Close | Over
