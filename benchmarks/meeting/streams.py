"""What pretended people send, and what is noted of what they get."""

from dataclasses import dataclass, field
from struct import Struct

from benchmarks.meeting.connection import Connection
from meetings.media.arrivals import Arrivals

HEADER = Struct(">BBHII")
NUMBERED = Struct(">HHBBBHxxx")  # one-byte extensions: audio level, then the transport-wide number
VIDEO_TYPE, SOUND_TYPE = 96, 111
FRAME, SOUND = 1 / 30, 1 / 50
VIDEO_OCTETS, SOUND_OCTETS = 1100, 80
LEVEL_ID, NUMBERS_ID = 1, 3
KEY_EVERY = 300
LOUD, QUIET = 0x80 | 25, 70  # -dBov: speech has gaps, or it would be taken for a fan.


@dataclass
class Stream:
    """One SSRC that is sent: pictures of `parts` packets, or sound."""

    connection: Connection
    ssrc: int
    is_video: bool
    parts: int = 2
    rate: float = 1 / FRAME
    number: int = 0
    timestamp: int = 0
    due: float = 0.0
    frames: int = 0
    wants_key: bool = True
    packets: int = 0

    def step(self, now: float, transport: int, instant: int) -> int:
        """Send what is due; returns the next transport-wide number."""
        while self.due <= now:
            self.due += 1 / self.rate if self.is_video else SOUND
            for part in range(self.parts if self.is_video else 1):
                payload = self._picture(part) if self.is_video else b"\x78"
                size = VIDEO_OCTETS if self.is_video else SOUND_OCTETS
                self._send(payload + instant.to_bytes(8, "big"), size, part == self.parts - 1, transport)
                transport = transport + 1 & 0xFFFF
            self.frames += 1
            self.timestamp += int(90_000 / self.rate) if self.is_video else 960
        return transport

    def _send(self, payload: bytes, size: int, is_last: bool, transport: int) -> None:
        kind = (VIDEO_TYPE | is_last << 7) if self.is_video else SOUND_TYPE
        head = HEADER.pack(0x90, kind, self.number & 0xFFFF, self.timestamp & 0xFFFFFFFF, self.ssrc)
        level = LOUD if self.frames % 30 < 20 else QUIET
        words = NUMBERED.pack(0xBEDE, 2, LEVEL_ID << 4, level, NUMBERS_ID << 4 | 1, transport)
        self.connection.send(head + words + payload.ljust(size, b"\x55"))
        self.number += 1
        self.packets += 1

    def _picture(self, part: int) -> bytes:
        is_key = self.wants_key or self.frames % KEY_EVERY == 0
        if part == self.parts - 1:
            self.wants_key = False
        number = self.frames & 0x7FFF | 0x8000
        descriptor = bytes((0x90 if part == 0 else 0x80, 0xE0)) + number.to_bytes(2, "big")
        descriptor += bytes((self.frames & 0xFF, 0x20))
        if part:
            return descriptor
        return descriptor + (b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01" if is_key else b"\x11\x02\x00")


@dataclass
class Heard:
    """What came under one SSRC."""

    is_video: bool
    packets: int = 0
    first: int = -1
    highest: int = -1

    def note(self, number: int) -> None:
        """One packet."""
        self.packets += 1
        if self.highest < 0:
            self.first = self.highest = number
        else:
            ahead = (number - self.highest + 0x8000 & 0xFFFF) - 0x8000
            self.highest = max(self.highest, self.highest + ahead)

    @property
    def expected(self) -> int:
        """How many there would be without loss."""
        return self.highest - self.first + 1 if self.highest >= 0 else 0


@dataclass
class Receiver:
    """What came on one connection, and what is told back about it."""

    connection: Connection
    heard: dict[int, Heard] = field(default_factory=dict)
    repairs: set[int] = field(default_factory=set)
    arrivals: list[tuple[int, int]] = field(default_factory=list)
    reports: Arrivals = field(default_factory=Arrivals)
    packets: int = 0
    sampled: int = 0
    forged: int = 0
    delays: list[tuple[bool, int]] = field(default_factory=list)
    reported: float = 0.0
    told: float = 0.0
