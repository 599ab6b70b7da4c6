"""Messages from a browser to the node (docs/meeting-protocol.md), with the limits that every field must keep.

A class is named like the message: `AskUnmute` is `ask_unmute`. Whether somebody may is not decided here.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

Source = Literal["microphone", "camera", "screen", "screen-audio"]
Person = Annotated[str, Meta(max_length=64, pattern=r"^(account|guest):[0-9]{1,18}\Z")]
Everybody = Annotated[str, Meta(max_length=64, pattern=r"^((account|guest):[0-9]{1,18}|\*)\Z")]
Mid = Annotated[str, Meta(min_length=1, max_length=16)]
Name = Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_-]*\Z")]
Number = Annotated[int, Meta(ge=0, le=2**53)]
Figure = Annotated[float, Meta(ge=0, le=1e15)]
Pixels = Annotated[float, Meta(ge=0, le=16384)]
Sdp = Annotated[str, Meta(min_length=1, max_length=60_000)]


@dataclass(frozen=True, slots=True)
class Join:
    """Enter, or come back to the same seat. Only as the first message."""

    version: Literal[1]
    token: Annotated[str, Meta(min_length=1, max_length=4096)]
    seat: Name = ""
    last_seq: Number = 0
    microphone: bool = False
    camera: bool = False


@dataclass(frozen=True, slots=True)
class Ping:
    """Answered with the same `at`, whatever it means to the browser."""

    at: Number | Figure


@dataclass(frozen=True, slots=True)
class Publish:
    """Offer of the publishing connection. `sources` says which mid carries what."""

    id: Number
    sdp: Sdp
    sources: Annotated[dict[Mid, Source], Meta(max_length=8)]


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Answer to the node's offer with this id."""

    id: Number
    sdp: Sdp


@dataclass(frozen=True, slots=True)
class Restart:
    """Asks for a new offer with fresh ICE credentials."""


@dataclass(frozen=True, slots=True)
class State:
    """The person muted or unmuted, started or stopped a source."""

    source: Source
    on: bool


@dataclass(frozen=True, slots=True)
class View:
    """One source in one tile; width and height in device pixels."""

    person: Person
    source: Source
    width: Pixels
    height: Pixels
    big: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Everything this browser shows; replaces what it said before."""

    views: Annotated[list[View], Meta(max_length=128)]
    saving: bool = False
    audio_only: bool = False


@dataclass(frozen=True, slots=True)
class Hand:
    """Raise or lower one's own hand."""

    up: bool


@dataclass(frozen=True, slots=True)
class React:
    """A reaction that floats by and is kept nowhere."""

    emoji: Literal["👍", "👏", "❤️", "😂", "😮", "🎉"]


@dataclass(frozen=True, slots=True)
class Say:
    """A chat message; the id is the browser's own, so that the same message twice counts once."""

    id: Annotated[str, Meta(min_length=1, max_length=48, pattern=r"^[A-Za-z0-9_-]+\Z")]
    text: Annotated[str, Meta(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class Quality:
    """The browser's own figures: milliseconds, percent, kbit/s down and up, freezes since the last one."""

    rtt: Figure = 0
    loss: Figure = 0
    down: Figure = 0
    up: Figure = 0
    freezes: Figure = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """To being recorded. Who does not consent leaves."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """The person goes on purpose."""


@dataclass(frozen=True, slots=True)
class Admit:
    """Let in from the lobby."""

    person: Everybody


@dataclass(frozen=True, slots=True)
class Refuse:
    """Turn away from the lobby."""

    person: Everybody


@dataclass(frozen=True, slots=True)
class Mute:
    """Stop somebody's source, or everybody's."""

    person: Everybody
    source: Literal["microphone", "camera", "screen"]


@dataclass(frozen=True, slots=True)
class AskUnmute:
    """Ask somebody to speak; the person decides."""

    person: Person


@dataclass(frozen=True, slots=True)
class Floor:
    """Give somebody the floor or take it back."""

    person: Person
    given: bool


@dataclass(frozen=True, slots=True)
class Moderate:
    """While on, only those who lead and who have the floor may unmute."""

    on: bool


@dataclass(frozen=True, slots=True)
class LowerHand:
    """Take somebody's hand down, or all."""

    person: Everybody


@dataclass(frozen=True, slots=True)
class Lock:
    """While on, nobody new enters but a chair."""

    on: bool


@dataclass(frozen=True, slots=True)
class Role:
    """Make a co-chair (`cochair`), or unmake one (`member`)."""

    person: Person
    role: Literal["cochair", "member"]


@dataclass(frozen=True, slots=True)
class Remove:
    """Send somebody out for the rest of this meeting."""

    person: Person


@dataclass(frozen=True, slots=True)
class Record:
    """Start or stop recording."""

    on: bool


@dataclass(frozen=True, slots=True)
class End:
    """For everybody."""


Ask = (
    Join
    | Ping
    | Publish
    | Subscribed
    | Restart
    | State
    | Show
    | Hand
    | React
    | Say
    | Quality
    | Consent
    | Leave
    | Admit
    | Refuse
    | Mute
    | AskUnmute
    | Floor
    | Moderate
    | LowerHand
    | Lock
    | Role
    | Remove
    | Record
    | End
)
