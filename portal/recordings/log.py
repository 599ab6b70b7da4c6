"""Reads the parts that a media server recorded (pure; docs/meeting-protocol.md has the format).

A part that ends in the middle, because its process did, gives all that is whole.
"""

import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAGIC = b"CONGVU-REC1\n"
_HEAD = struct.Struct("!BI")
_PACKET_HEAD = struct.Struct("!HQ")
_TRACK, _PACKET, _NOTE = 1, 2, 3
_LARGEST = 1 << 16


class NotARecording(ValueError):
    """The bytes are no part of a recording."""


@dataclass(frozen=True, slots=True)
class Track:
    """One source: `kind` is microphone, camera, screen or screen-audio; `codec` opus, vp8 or h264."""

    track: int
    person: str
    name: str
    kind: str
    codec: str
    clock_rate: int


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet as it came; `at` in microseconds since the recording began."""

    track: int
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """What else the film shows, such as who was speaking; `at` as in Packet."""

    what: str
    value: str
    at: int


def read(parts: Iterable[bytes]) -> Iterator[Track | Packet | Note]:
    """Everything in the parts, in their order; a track is told once. Raises NotARecording for other bytes."""
    known: set[int] = set()
    for part in parts:
        if part[: len(MAGIC)] != MAGIC[: len(part)]:
            raise NotARecording("a part does not begin as one")
        for entry in _entries(part):
            if isinstance(entry, Track):
                if entry.track in known:
                    continue
                known.add(entry.track)
            yield entry


def _entries(part: bytes) -> Iterator[Track | Packet | Note]:
    place = len(MAGIC)
    while place + _HEAD.size <= len(part):
        kind, length = _HEAD.unpack_from(part, place)
        place += _HEAD.size
        if length > _LARGEST:
            raise NotARecording(f"an entry of {length} bytes")
        if place + length > len(part):
            return
        yield from _entry(kind, part[place : place + length])
        place += length


def _entry(kind: int, body: bytes) -> Iterator[Track | Packet | Note]:
    try:
        if kind == _TRACK:
            yield Track(**json.loads(body))
        elif kind == _NOTE:
            yield Note(**json.loads(body))
        elif kind == _PACKET:
            track, at = _PACKET_HEAD.unpack_from(body)
            yield Packet(track, at, body[_PACKET_HEAD.size :])
    except (ValueError, TypeError, struct.error) as error:
        raise NotARecording("an entry that cannot be read") from error
