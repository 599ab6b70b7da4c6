"""What somebody publishes: tracks, their encodings, and what is measured of each. Touches no engine.

A *track* is one source of one seat (its camera); an *encoding* is one SSRC of it, a source in the engine's words.
"""

from dataclasses import dataclass, field

from meetings.engine import Codec, SourceCounts
from meetings.media.demand import Demand
from meetings.media.layers import Layer
from meetings.media.repair import HIGH_KEYFRAME_NS, LOW_KEYFRAME_NS, KeyframeWish, Missing
from meetings.media.rtcp import Block, SenderReport

SECOND = 1_000_000_000
ALIVE_NS = 2 * SECOND
LOOK_NS = SECOND // 4
RIDS = ("q", "h", "f")
CLOCKS = {Codec.OPUS: 48_000, Codec.VP8: 90_000, Codec.H264: 90_000}
# Before anything is measured: bits a second, and lines of the picture.
EXPECTED = {
    "camera": {"q": (160_000, 180), "h": (450_000, 360), "f": (1_700_000, 720), "": (1_200_000, 720)},
    "screen": {"h": (500_000, 540), "f": (2_000_000, 1080), "": (1_500_000, 1080)},
}


@dataclass(slots=True)
class Meter:
    """Bits a second out of a rising count of octets, averaged over about a second of those times in which it rises.

    What has stopped keeps its rate: it is what the line will have to carry when it goes on.
    """

    rate: float = 0.0
    _octets: int = 0
    _at: int = 0

    def read(self, octets: int, now: int) -> float:
        """The rate, after the count has reached `octets` at `now`."""
        elapsed = now - self._at
        if elapsed >= SECOND // 4:
            more, self._octets, self._at = octets - self._octets, octets, now
            instant = more * 8 * SECOND / elapsed
            if more and self.rate:
                self.rate += (instant - self.rate) * min(1.0, elapsed / SECOND)
            elif more:
                self.rate = instant
        return self.rate


@dataclass(slots=True)
class Reception:
    """Receiver reports of one source (RFC 3550, 6.4.1 and A.3)."""

    loss: float = 0.0  # of the last report's span, 0 to 1
    _expected: int = 0
    _received: int = 0

    def block(self, ssrc: int, counts: SourceCounts, report: "Mapping | None", now: int) -> Block:
        """What has been received since the last call and in all."""
        expected = counts.highest - counts.first + 1 if counts.packets else 0
        new, came = expected - self._expected, counts.packets - self._received
        self._expected, self._received = expected, counts.packets
        fraction = min(255, max(0, ((new - came) << 8) // new)) if new > 0 else 0
        self.loss = fraction / 256
        last, delay = (0, 0) if report is None else (report.ntp >> 16 & 0xFFFFFFFF, now - report.at)
        lost = max(0, expected - counts.packets)
        return Block(
            ssrc,
            fraction,
            lost,
            counts.highest & 0xFFFFFFFF,
            counts.jitter,
            last,
            min(delay * 65536 // SECOND, 0xFFFFFFFF),
        )


@dataclass(frozen=True, slots=True)
class Mapping:
    """A publisher's word that its clocks `ntp` and `timestamp` showed this at once; it came at `at`."""

    ntp: int
    timestamp: int
    at: int


@dataclass(slots=True)
class Encoding:
    """One SSRC. `source` is the engine's id."""

    rid: str
    source: int
    ssrc: int
    codec: Codec
    counts: SourceCounts
    missing: Missing = field(default_factory=Missing)
    wish: KeyframeWish = field(default_factory=lambda: KeyframeWish(HIGH_KEYFRAME_NS))
    meter: Meter = field(default_factory=Meter)
    reception: Reception = field(default_factory=Reception)
    mapping: Mapping | None = None
    repair_ssrc: int = 0

    def is_alive(self, now: int) -> bool:
        """Whether packets have come lately."""
        return now - self.counts.last_ns < ALIVE_NS


@dataclass(slots=True)
class Track:
    """One source of one seat. `is_on` is the person's own word, `is_held` what the room allows; `thins` is false when
    its frames were seen to have no temporal layers."""

    seat: str
    person: str
    kind: str
    rids: tuple[str, ...] = ()  # none before the publisher has offered it
    is_on: bool = False
    is_held: bool = False
    is_away: bool = False
    thins: bool = True
    encodings: dict[str, Encoding] = field(default_factory=dict)
    demand: Demand = field(default_factory=Demand)
    _layers: tuple[Layer, ...] = ()
    _looked: int = 0

    @property
    def is_flowing(self) -> bool:
        """Whether it is to be shown to others at all."""
        return self.is_on and not self.is_held and not self.is_away

    def ordered(self) -> tuple[str, ...]:
        """Its rids from small to big, whatever order they were offered in."""
        return tuple(sorted(self.rids, key=lambda rid: RIDS.index(rid) if rid in RIDS else len(RIDS)))

    def layers(self, now: int) -> tuple[Layer, ...]:
        """What there is to choose from, from small to big; looked at a few times a second for all receivers."""
        if now - self._looked >= LOOK_NS or len(self._layers) != len(self.rids):
            self._layers, self._looked = tuple(map(self._layer, self.ordered())), now
        return self._layers

    def _layer(self, rid: str) -> Layer:
        """Rate and height are measured where an encoding was seen, else what such an encoding usually has."""
        rate, height = EXPECTED.get(self.kind, EXPECTED["camera"]).get(rid, (1_000_000, 720))
        encoding = self.encodings.get(rid)
        thins = self.thins and self.kind == "camera" and len(self.rids) > 1
        if encoding is None:
            return Layer(rid, height, rate, thins)
        measured = max(int(encoding.meter.rate), rate // 4)
        return Layer(rid, encoding.counts.height or height, measured, thins and encoding.codec is Codec.VP8)


def keyframe_interval(track: Track, rid: str) -> int:
    """Small pictures may be asked for whole ones more often: they cost little."""
    return LOW_KEYFRAME_NS if rid == track.ordered()[0] else HIGH_KEYFRAME_NS


def learn(encoding: Encoding, report: SenderReport, now: int) -> None:
    """Note what a publisher says of its clocks."""
    encoding.mapping = Mapping(report.ntp, report.timestamp, now)
