"""From RTP packets to frames that a decoder takes (pure): order, loss, and the payload formats of three codecs.

RFC 3550 for the header, RFC 7587 for Opus, RFC 7741 for VP8, RFC 6184 for H.264. Nobody can be asked again here, so a
frame with a hole is left out, and a video waits for its next key frame.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_WAIT = 64  # packets for which a missing one is waited for
_START_CODE = b"\x00\x00\x00\x01"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a decoder takes at once. `ticks` counts the codec's clock since the track's first packet."""

    ticks: int
    at: int  # microseconds since the recording began
    is_key: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class _Rtp:
    number: int
    timestamp: int
    marker: bool
    at: int
    payload: bytes


@dataclass(slots=True)
class Assembler:
    """Frames of one track, out of its packets in any order: `feed` each packet, `flush` at the end."""

    codec: str
    _waiting: dict[int, _Rtp] = field(default_factory=dict)
    _next: int | None = None
    _base: int | None = None  # extended timestamp of the first packet
    _newest_timestamp: int = 0
    _frame: list[_Rtp] = field(default_factory=list)
    _is_whole: bool = False

    def feed(self, data: bytes, at: int) -> Iterator[Frame]:
        """Take a packet in and give the frames that are complete now."""
        packet = _parse(data, at)
        if packet is None:
            return
        number = self._extend(packet.number)
        if number >= (self._next or 0):
            self._waiting.setdefault(number, packet)
        yield from self._release(patient=True)

    def flush(self) -> Iterator[Frame]:
        """What is left."""
        yield from self._release(patient=False)
        yield from self._end_frame()

    def _extend(self, number: int) -> int:
        if self._next is None:
            self._next = number + 65536  # room below it for what comes late
        nearest = self._next + ((number - self._next + 32768) % 65536) - 32768
        return nearest

    def _release(self, patient: bool) -> Iterator[Frame]:
        while self._waiting:
            if self._next in self._waiting:
                packet = self._waiting.pop(self._next)
                yield from self._take(packet)
                self._next += 1
            elif patient and len(self._waiting) < _WAIT:
                return
            else:
                self._next = min(self._waiting)
                self._is_whole = False

    def _take(self, packet: _Rtp) -> Iterator[Frame]:
        ticks = self._ticks(packet.timestamp)
        if self.codec == "opus":
            if packet.payload:
                yield Frame(ticks, packet.at, True, packet.payload)
            return
        if self._frame and self._frame[-1].timestamp != packet.timestamp:
            yield from self._end_frame()
        if not self._frame:
            self._is_whole = _begins(self.codec, packet.payload)
        self._frame.append(packet)
        if packet.marker:
            yield from self._end_frame()

    def _end_frame(self) -> Iterator[Frame]:
        packets, self._frame = self._frame, []
        if not packets or not self._is_whole:
            return
        build = _vp8 if self.codec == "vp8" else _h264
        data, is_key = build([each.payload for each in packets])
        if data:
            yield Frame(self._ticks(packets[0].timestamp), packets[0].at, is_key, data)

    def _ticks(self, timestamp: int) -> int:
        if self._base is None:
            self._base = self._newest_timestamp = timestamp
        step = ((timestamp - self._newest_timestamp + 2**31) % 2**32) - 2**31
        self._newest_timestamp += step
        return self._newest_timestamp - self._base


def _parse(data: bytes, at: int) -> _Rtp | None:
    if len(data) < 12 or data[0] >> 6 != 2:
        return None
    number, timestamp = struct.unpack_from("!HI", data, 2)
    start = 12 + 4 * (data[0] & 15)
    if data[0] & 16:
        if len(data) < start + 4:
            return None
        start += 4 + 4 * struct.unpack_from("!H", data, start + 2)[0]
    end = len(data) - (data[-1] if data[0] & 32 else 0)
    if end < start:
        return None
    return _Rtp(number, timestamp, bool(data[1] & 128), at, data[start:end])


def _begins(codec: str, payload: bytes) -> bool:
    """Whether a frame may begin with this payload."""
    if not payload:
        return False
    if codec == "vp8":
        return payload[0] & 0x17 == 0x10
    kind = payload[0] & 31
    return kind != 28 or (len(payload) > 1 and bool(payload[1] & 128))


def _vp8(payloads: list[bytes]) -> tuple[bytes, bool]:
    pieces = [payload[_vp8_descriptor(payload) :] for payload in payloads if payload]
    data = b"".join(pieces)
    return data, bool(data) and not data[0] & 1


def _vp8_descriptor(payload: bytes) -> int:
    """How many bytes of the payload are its descriptor."""
    if not payload[0] & 0x80 or len(payload) < 2:
        return 1
    flags, size = payload[1], 2
    if flags & 0x80 and len(payload) > size:
        size += 2 if payload[size] & 0x80 else 1
    size += bool(flags & 0x40)
    size += bool(flags & 0x30)
    return size


def _h264(payloads: list[bytes]) -> tuple[bytes, bool]:
    units: list[bytes] = []
    for payload in payloads:
        kind = payload[0] & 31 if payload else 0
        if kind == 24:
            units += _aggregated(payload)
        elif kind == 28 and len(payload) > 2:
            if payload[1] & 128:
                units.append(bytes([payload[0] & 0xE0 | payload[1] & 31]) + payload[2:])
            elif units:
                units[-1] += payload[2:]
        elif 0 < kind < 24:
            units.append(payload)
    is_key = any(unit[0] & 31 in (5, 7) for unit in units)
    return b"".join(_START_CODE + unit for unit in units), is_key


def _aggregated(payload: bytes) -> Iterator[bytes]:
    place = 1
    while place + 2 < len(payload):
        (size,) = struct.unpack_from("!H", payload, place)
        if 0 < size <= len(payload) - place - 2:
            yield payload[place + 2 : place + 2 + size]
        place += 2 + size
