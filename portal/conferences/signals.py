"""What media servers say to the portal, as docs/meeting-protocol.md names it (pure)."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
_EARLIEST, _LATEST = 1_500_000_000_000, 4_000_000_000_000  # milliseconds; what is outside is no time of ours


class RoomNow(msgspec.Struct, frozen=True):
    """A room that a node holds."""

    room: Name
    people: int = 0


class Beat(msgspec.Struct, frozen=True):
    """A heartbeat."""

    node: Name
    url: Annotated[str, msgspec.Meta(max_length=300, pattern=r"^[!-~]*$")]
    started: Annotated[int, msgspec.Meta(ge=_EARLIEST, le=_LATEST)]
    draining: bool = False
    load: dict[str, float | int | None] = {}
    rooms: list[RoomNow] = []


class Asked(msgspec.Struct, frozen=True):
    """A node asks what a room is built from."""

    node: Name
    room: Name


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a room; `person` is whom it concerns, `data["by"]` who did it."""

    id: Name
    kind: Annotated[str, msgspec.Meta(max_length=30)]
    person: Annotated[str, msgspec.Meta(max_length=40, pattern=r"^[^\x00-\x1f]*$")] = ""
    at: Annotated[int, msgspec.Meta(ge=_EARLIEST, le=_LATEST)] = _EARLIEST
    data: dict[str, Any] = {}

    def word(self, name: str, most: int = 200) -> str:
        """A text of the data, without what no database keeps; empty where there is none."""
        value = self.data.get(name)
        return value.replace("\0", "")[:most] if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """A yes or no of the data."""
        return self.data.get(name) is True


class Events(msgspec.Struct, frozen=True):
    """What happened in one room since the last time."""

    node: Name
    room: Name
    events: Annotated[list[Event], msgspec.Meta(max_length=500)]


def moment(milliseconds: int) -> datetime:
    """Milliseconds since the epoch as an aware instant."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def is_person(text: str) -> bool:
    """Whether a text names a person of ours."""
    kind, _colon, key = text.partition(":")
    return kind in ("account", "guest") and key.isascii() and key.isdigit() and len(key) < 19
