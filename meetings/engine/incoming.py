"""What the Python engine keeps of one incoming SSRC: its numbers in order, its history, and who gets it."""

from meetings.engine import Codec, SourceCounts, Tap
from meetings.engine.outgoing import Leg
from meetings.media.rewriting import Packet
from meetings.media.rtp import HEADER, Picture, h264_is_key, vp8_height, vp8_picture, with_long_picture

CLOCKS = {Codec.OPUS: 48_000, Codec.VP8: 90_000, Codec.H264: 90_000}
HISTORY = {Codec.OPUS: 128, Codec.VP8: 512, Codec.H264: 512}  # Packets: some two seconds; powers of two.
MOST_NEWS = 500  # Gaps and finds that are remembered until somebody takes them.


class Source:
    """See the module."""

    def __init__(self, number: int, peer: int, ssrc: int, codec: Codec) -> None:
        self.id, self.peer, self.ssrc, self.codec = number, peer, ssrc, codec
        self.clock = CLOCKS[codec]
        self.is_video = codec is not Codec.OPUS
        self.counts = SourceCounts()
        self.legs: list[Leg] = []  # that carry it
        self.waiting: list[Leg] = []  # that will, from its next keyframe on
        self.pending: list[Packet] = []  # came in this batch and go out at its end
        self.gaps: list[int] = []
        self.found: list[int] = []
        self.is_held = False
        self.tap: Tap | None = None
        self._history: list[Packet | None] = [None] * HISTORY[codec]
        self._mask = HISTORY[codec] - 1
        self._highest = self._picture = -1
        self._transit: int | None = None
        self._jitter = 0  # sixteen times RFC 3550's

    def past(self, number: int) -> Packet | None:
        """The packet with this extended number, if it is still there."""
        packet = self._history[number & self._mask]
        return packet if packet is not None and packet[0] == number else None

    def recent(self, count: int) -> list[Packet]:
        """The newest packets, oldest first."""
        numbers = range(self._highest - min(count, self._mask) + 1, self._highest + 1)
        return [packet for packet in map(self.past, numbers) if packet is not None]

    def take_in(
        self,
        short: int,
        timestamp: int,
        marker: int,
        payload: bytes,
        level: int,
        is_repair: bool,
        now_ns: int,
    ) -> bool:
        """Count a packet, keep it, and let it wait in `pending`; False if it is of no use: known, or too old."""
        counts, highest = self.counts, self._highest
        number = short if highest < 0 else highest + ((short - highest + 0x8000 & 0xFFFF) - 0x8000)
        if is_repair:
            counts.repaired += 1
        else:
            self._count(timestamp, len(payload), level, now_ns)
        if number <= highest and (
            number < counts.first or highest - number > self._mask or self.past(number)
        ):
            return False
        if self.is_held:
            self._advance(number, timestamp)
            return False
        packet = self._described(number, timestamp, marker, payload, level)
        if packet is None:
            return False
        if packet.is_key:
            counts.last_keyframe_ns = now_ns
        if (number <= highest or is_repair) and len(self.found) < MOST_NEWS:
            self.found.append(number)
        if number > highest:
            self._missed(number)
            self._advance(number, timestamp)
        self._history[number & self._mask] = packet
        self.pending.append(packet)
        return True

    def _described(
        self, number: int, timestamp: int, marker: int, payload: bytes, level: int
    ) -> Packet | None:
        """With what its payload says; None if that cannot be read."""
        picture = None
        if self.codec is Codec.VP8 and payload:
            picture = vp8_picture(payload)
            if picture is None:
                return None
            if picture.is_key:
                self.counts.height = vp8_height(payload, picture) or self.counts.height
            if picture.picture >= 0:
                payload, picture = with_long_picture(payload, picture), self._unwrapped(picture)
            is_key = picture.is_key
        else:
            is_key = h264_is_key(payload) if self.codec is Codec.H264 else len(payload) > 0
        return Packet(number, timestamp, marker, payload, picture, level, is_key)

    def plain(self, packet: Packet, payload_type: int) -> bytes:
        """An RTP packet as its publisher would have sent it without extensions."""
        number, timestamp, marker, payload = packet[:4]
        return HEADER.pack(0x80, marker | payload_type, number & 0xFFFF, timestamp, self.ssrc) + payload

    def _count(self, timestamp: int, octets: int, level: int, now_ns: int) -> None:
        counts = self.counts
        counts.packets += 1
        counts.octets += octets
        counts.last_ns = now_ns
        if level >= 0 and not self.is_held:
            counts.level_sum += 127 - (level & 0x7F)
            counts.level_packets += 1
        transit = now_ns * self.clock // 1_000_000_000 - timestamp
        if self._transit is not None:
            difference = abs((transit - self._transit + 0x80000000 & 0xFFFFFFFF) - 0x80000000)
            self._jitter += difference - (self._jitter + 8 >> 4)
            counts.jitter = self._jitter >> 4
        self._transit = transit

    def _missed(self, number: int) -> None:
        highest = self._highest
        if 0 <= highest < number - 1 <= highest + MOST_NEWS:
            self.gaps.extend(range(highest + 1, min(number, highest + 1 + MOST_NEWS - len(self.gaps))))

    def _advance(self, number: int, timestamp: int) -> None:
        if number <= self._highest:
            return
        counts = self.counts
        if self._highest < 0:
            counts.first = number
        if timestamp != counts.last_timestamp or self._highest < 0:
            counts.frames += 1
            counts.last_timestamp = timestamp
        self._highest = counts.highest = number

    def _unwrapped(self, picture: Picture) -> Picture:
        """With a picture id that grows beyond its bits."""
        half = 0x4000 if picture.is_long else 0x40
        full = picture.picture
        if self._picture >= 0:
            full = self._picture + ((full - self._picture + half & 2 * half - 1) - half)
        if full > self._picture:
            self._picture = full
        return Picture(*picture[:4], full, *picture[5:])
