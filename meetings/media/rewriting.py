"""How the packets of changing sources become one stream that a receiver cannot tell from an encoder's. Pure.

A receiver must see one SSRC whose sequence numbers rise by one, with a hole exactly where something was lost on the
way to us; timestamps that never go back; and VP8 picture ids, TL0PICIDX and KEYIDX (RFC 7741) that count what it gets.
So each leg keeps *spans*: from this incoming number on, subtract this much from the number and that much from the
picture id. A span begins when another source begins, and whenever something was left out: a temporal layer that is not
wanted, or a packet of padding. Late packets and requests for retransmission find their span again.
"""

from collections import deque
from typing import NamedTuple

from meetings.media.rtp import Picture

SPANS = 128  # Some four seconds of a stream of which every second frame is left out.
FARTHEST = 1 << 30  # A pause of any length moves timestamps forward by less than half their range.
EVERY_LAYER = 2


class Packet(NamedTuple):
    """One incoming packet in plain. `number` is the extended sequence number of its source, `marker` 0 or 0x80."""

    number: int
    timestamp: int
    marker: int
    payload: bytes  # without padding; empty if there was nothing else
    picture: Picture | None  # of VP8, its picture id unwrapped by the source
    level: int  # the octet of the audio level extension (RFC 6464), or -1
    is_key: bool  # a receiver can begin with it


class Span:
    """What to subtract from the packets of `source` numbered `first` and higher, until the next span begins."""

    __slots__ = ("first", "key", "left_out", "level_zero", "out", "picture", "shift", "source", "timestamp")

    def __init__(self, source: int, first: int, shift: int, timestamp: int) -> None:
        self.source = source  # 0: nothing was sent under these numbers
        self.first = first
        self.shift = shift  # incoming minus outgoing sequence number
        self.out = first - shift  # the first outgoing number of the span
        self.timestamp = timestamp
        self.picture = self.level_zero = self.key = 0
        self.left_out = -1  # timestamp of the picture left out just before


class Rewriter:
    """The numbers of one outgoing stream. Outgoing numbers are extended: they grow beyond 16 bits."""

    __slots__ = (
        "active",
        "highest",
        "last",
        "last_ns",
        "leaving_out",
        "limit",
        "span",
        "spans",
        "start",
        "tenure",
    )

    def __init__(self, start: int = -1) -> None:
        self.start = (
            start  # the number to begin with; -1: as the first packet has it, without its highest bit
        )
        self.limit = self.active = (
            EVERY_LAYER  # the highest temporal layer that is wanted, and that is decodable
        )
        self.leaving_out = -1  # timestamp of the picture that is being left out
        self.highest = -1  # the highest incoming number of the source carried now
        self.last: Packet | None = None  # the packet sent under the highest outgoing number
        self.last_ns = 0  # when; the engine says it
        self.spans: deque[Span] = deque(maxlen=SPANS)
        self.span = Span(0, 0, 0, 0)
        self.tenure = 0  # first outgoing number of the source carried now

    @property
    def last_number(self) -> int:
        """The highest outgoing number so far, extended."""
        return self.highest - self.span.shift if self.last is not None else self.start - 1

    def limit_to(self, layer: int) -> None:
        """Leave out temporal layers above this one; a higher one comes back when a receiver can decode it."""
        self.limit = layer
        self.active = min(self.active, layer)

    def begin(self, packet: Packet, source: int, clock: int, is_video: bool, now_ns: int) -> None:
        """Carry `source` from this packet on; it must be placed next. `clock` is in Hz.

        A frame that stays unfinished leaves one number unused, so that the receiver does not take it for whole. The
        timestamp goes on by the time that has passed.
        """
        last, shift = self.last, 0
        span_of_last = (self.find(last.number) if last is not None else None) or self.span
        out = self.start if self.start >= 0 else packet.number & 0x7FFF
        if last is not None:
            out = self.last_number + 1
            if is_video and not last.marker:
                self.spans.append(Span(0, out, 0, 0))
                out += 1
            passed = min(max((now_ns - self.last_ns) * clock // 1_000_000_000, 1), FARTHEST)
            shift = (packet.timestamp - last.timestamp + span_of_last.timestamp - passed) & 0xFFFFFFFF
        span = Span(source, packet.number, packet.number - out, shift)
        span.picture, span.level_zero, span.key = (
            span_of_last.picture,
            span_of_last.level_zero,
            span_of_last.key,
        )
        if packet.picture is not None and last is not None and last.picture is not None:
            self._go_on(span, packet.picture, last.picture, span_of_last)
        self.spans.append(span)
        self.span, self.tenure = span, out
        self.highest = packet.number - 1
        self.active, self.leaving_out = self.limit, -1

    @staticmethod
    def _go_on(span: Span, new: Picture, old: Picture, before: Span) -> None:
        """Let the running numbers of pictures go on by one."""
        if new.picture >= 0 and old.picture >= 0:
            span.picture = new.picture - (old.picture - before.picture + 1)
        if new.level_zero >= 0 and old.level_zero >= 0:
            span.level_zero = new.level_zero - (old.level_zero - before.level_zero + 1)
        if new.key >= 0 and old.key >= 0:
            span.key = new.key - (old.key - before.key + 1)

    def place(self, packet: Packet) -> Span | None:
        """What to subtract from a packet of the source carried now; None if it is not to be sent.

        A packet is placed once; the same number again would be sent again.
        """
        if packet.number <= self.highest:
            return self.find(packet.number)
        picture = packet.picture
        if (
            not packet.payload
            or picture is not None
            and (picture.layer > self.active or self.active < self.limit or self.leaving_out >= 0)
        ) and self._leaves_out(packet):
            return None
        self.highest = packet.number
        self.last = packet
        return self.span

    def find(self, number: int) -> Span | None:
        """What was subtracted from this number of the source carried now; None if it was left out, or is too old."""
        end = self.last_number + 1
        for span in reversed(self.spans):
            if number >= span.first:
                return span if number - span.shift < end else None
            if span.out <= self.tenure:
                return None
            end = span.out
        return None

    def is_hollow(self, span: Span, packet: Packet) -> bool:
        """Whether only the number of a packet is to be sent, with nothing in it: what it belonged to was left out."""
        return not packet.payload or packet.timestamp == span.left_out

    def incoming(self, number: int) -> tuple[Span, int] | None:
        """Which packet went out under a 16-bit sequence number: its span and its incoming number."""
        if self.last is None:
            return None
        last = self.last_number
        out = last - (last - number & 0xFFFF)
        for span in reversed(self.spans):
            if out >= span.out:
                return (span, out + span.shift) if span.source else None
        return None

    def _leaves_out(self, packet: Packet) -> bool:
        picture = packet.picture
        if self.leaving_out >= 0 and packet.timestamp == self.leaving_out:
            self._skip(packet, 0, is_whole=True)
            return True
        if not packet.payload or picture is None:
            self._skip(packet, 0, is_whole=False)
            return True
        self.leaving_out = -1
        if not picture.is_start:
            return False
        if self.active < self.limit and (
            picture.is_key or picture.is_sync and picture.layer == self.active + 1
        ):
            self.active = self.limit if picture.is_key else picture.layer
        if picture.layer <= self.active:
            return False
        self.leaving_out = packet.timestamp
        self._skip(packet, 1 if picture.picture >= 0 else 0, is_whole=False)
        return True

    def _skip(self, packet: Packet, pictures: int, is_whole: bool) -> None:
        """Close the ranks behind a packet; also over what is missing before it, if that belongs to the same picture."""
        old, before = self.span, packet.number - self.highest
        missing = before if is_whole else 1
        span = Span(old.source, packet.number + 1, old.shift + missing, old.timestamp)
        span.picture, span.level_zero, span.key = old.picture + pictures, old.level_zero, old.key
        span.left_out = self.leaving_out
        if old.first == self.highest + 1 and missing == before:
            self.spans.pop()  # No packet can belong to it any more.
        self.spans.append(span)
        self.span, self.highest = span, packet.number
