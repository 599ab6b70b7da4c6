"""The connection on which somebody receives: m-lines that are pointed at what is to be heard and seen.

It offers, the browser answers. An offer has a number; while one is out no second is made, and an answer to an older
one is ignored. Which line carries what is decided elsewhere; this keeps legs, reports, repairs and the estimate.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from meetings.engine import Codec, Engine, Heard, LegCounts, LegSpec
from meetings.media import rtcp
from meetings.media.congestion import Estimate
from meetings.media.layers import TOP
from meetings.media.probing import Probing
from meetings.media.repair import Answers
from meetings.media.reports import Clock, leg_report
from meetings.media.rtcp import Block, KeyframeWanted, Nack, Packet, ReceiverReport
from meetings.media.slots import AUDIO, SMALLEST
from meetings.media.tracks import SECOND, Encoding, Meter, Track
from meetings.media.transport_feedback import TransportFeedback
from meetings.net import sdp
from meetings.net.sdp import Line
from meetings.net.transport import State, Transport
from meetings.tells import Subscribe

REPORT_NS = SECOND
SMOOTHING = 0.25
MEDIA_OCTETS, PADDING_OCTETS = 1000, 275
LOSSY = 0.03
UNTHINNED, UNTHINNED_NS = 0.9, 3 * SECOND


@dataclass(slots=True)
class Leg:
    """One m-line. `leg` is the engine's id, 0 before the browser has agreed to the line."""

    mid: str
    ssrc: int
    repair_ssrc: int
    leg: int = 0
    counts: LegCounts = field(default_factory=LegCounts)
    answers: Answers = field(default_factory=Answers)
    track: Track | None = None
    encoding: Encoding | None = None  # what it carries or, for a picture, waits for
    temporal: int = TOP
    limited_ns: int = 0  # since when its frames are limited as they are
    meter: Meter = field(default_factory=Meter)
    loss: float = 0.0

    is_audio: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_audio = self.mid.startswith(AUDIO)


class Receiving:
    """Of one seat. `legs` by mid, in the order of the description, which only grows."""

    def __init__(self, engine: Engine, transport: Transport, clock: Clock):
        self._engine = engine
        self.transport = transport
        self._clock = clock
        self.legs: dict[str, Leg] = {}
        self.estimate = Estimate()
        self._probing = Probing()
        self.wanted = 0  # bits a second with which everything shown would be as good as it can be
        self.rtt = 0
        self.is_agreed = False
        self._cname = str(transport.local().session)
        self._is_out = False
        self._fingerprints: tuple[tuple[str, str], ...] = ()
        self._by_ssrc: dict[int, Leg] = {}
        self._waiting: set[str] = set()  # m-lines that wait for a key frame
        self.has_switched = (
            False  # something arrived that was waited for; whoever tells the browser sets it back
        )
        self._reported = 0
        self.grow(SMALLEST)

    def grow(self, sizes: Mapping[str, int]) -> bool:
        """Have at least so many m-lines of each pool; whether there are new ones, which need an offer."""
        before = len(self.legs)
        for pool, size in sizes.items():
            for number in range(size):
                mid = f"{pool}{number}"
                if mid not in self.legs:
                    first, second = secrets.randbits(31) | 1, secrets.randbits(31) | 1 << 31
                    self.legs[mid] = Leg(mid, first, 0 if pool == AUDIO else second)
        return len(self.legs) > before

    def sizes(self) -> dict[str, int]:
        """How many m-lines each pool has."""
        found: dict[str, int] = {}
        for mid in self.legs:
            found[mid[0]] = found.get(mid[0], 0) + 1
        return found

    def renew(self) -> None:
        """Fresh ICE credentials for the next offer, which then need not wait for an answer to the last."""
        self.transport.renew()
        self._is_out = False

    def offer(self, version: int) -> Subscribe | None:
        """The next offer, or None while one is out: it is made when that one is answered."""
        if self._is_out:
            return None
        self._is_out = True
        lines = [
            Line(
                each.mid,
                "audio" if each.is_audio else "video",
                each.ssrc,
                each.repair_ssrc,
                msid=f"{each.mid} {each.mid}",
            )
            for each in self.legs.values()
        ]
        return Subscribe(version, sdp.offer_subscribe(lines, self.transport.local(), version))

    def continues(self, answer: str) -> bool:
        """Whether an answer is of the same connection, and not of a browser that began anew. Raises BrokenProtocol."""
        if self.transport.state in (State.CLOSED, State.FAILED):
            return False
        return self._fingerprints in ((), sdp.parse(answer).remote.fingerprints)

    def answered(self, text: str) -> bool:
        """Take in the browser's answer; whether there are lines it has not been offered yet. Raises BrokenProtocol."""
        remote, negotiated = sdp.read_subscribe_answer(text)
        self._is_out = False
        self._fingerprints = remote.fingerprints
        self.transport.begin(remote.ufrag, remote.pwd, remote.fingerprints, sdp.merged(negotiated))
        for line in negotiated:
            leg = self.legs.get(line.mid)
            if leg is not None and not leg.leg and line.codecs:
                self._begin(leg, line.codecs, line.repairs)
        self.is_agreed = True
        return len(negotiated) < len(self.legs)

    def _begin(self, leg: Leg, types: dict[Codec, int], repairs: dict[Codec, int]) -> None:
        spec = LegSpec(leg.ssrc, leg.repair_ssrc if repairs else 0, types, repairs)
        leg.leg = self._engine.add_leg(self.transport.peer, spec)
        leg.counts = self._engine.leg_counts(leg.leg)
        self._by_ssrc[leg.ssrc] = leg

    def point(self, leg: Leg, track: Track | None, encoding: Encoding | None, temporal: int = TOP) -> None:
        """Carry an encoding of a track from now on, or nothing. Another person's picture never stays meanwhile."""
        if leg.track is not track and leg.encoding is not None and not leg.is_audio:
            self._engine.point(leg.leg, 0)
        if leg.encoding is not encoding or leg.track is not track:
            self._engine.point(leg.leg, encoding.source if encoding is not None else 0)
        if leg.encoding is not encoding or leg.temporal != temporal:
            leg.limited_ns = 0
        if encoding is not None and leg.temporal != temporal:
            leg.temporal = temporal
            self._engine.limit(leg.leg, temporal)
        if encoding is not None and leg.counts.source != encoding.source:
            self._waiting.add(leg.mid)
        leg.track, leg.encoding = track, encoding

    def heard(self, heard: Heard) -> None:
        """A receiver sends no media; what comes all the same stays unclaimed."""

    def rtcp(self, packets: list[Packet], now: int) -> None:
        """What the receiver says of its streams."""
        for packet in packets:
            if isinstance(packet, TransportFeedback):
                self.estimate.sent(self._engine.take_sent(self.transport.peer))
                self.estimate.feedback(packet, now)
            elif isinstance(packet, Nack):
                self._repeat(packet, now)
            elif isinstance(packet, KeyframeWanted):
                leg = self._by_ssrc.get(packet.media)
                if leg is not None and leg.encoding is not None and not leg.is_audio:
                    leg.encoding.wish.want(now)
            elif isinstance(packet, ReceiverReport | rtcp.SenderReport):
                for block in packet.blocks:
                    self._learn(block, now)

    def _repeat(self, nack: Nack, now: int) -> None:
        leg = self._by_ssrc.get(nack.media)
        if leg is not None:
            numbers = leg.answers.allow(nack.numbers, now, self.rtt, self.estimate.rate)
            if numbers:
                copies = 2 if self.estimate.line.loss > LOSSY else 1  # Or many a repair would be lost too.
                self._engine.resend(leg.leg, numbers * copies, now)

    def _learn(self, block: Block, now: int) -> None:
        leg = self._by_ssrc.get(block.ssrc)
        if leg is None:
            return
        leg.loss = block.fraction / 256
        if block.last_report:
            trip = self._clock.since(block.last_report, block.delay, now)
            if 0 <= trip < 10 * SECOND:
                self.rtt = trip if not self.rtt else int(self.rtt + (trip - self.rtt) * SMOOTHING)

    def tick(self, now: int) -> None:
        """Reports once a second; the estimate hears what was sent."""
        self.estimate.sent(self._engine.take_sent(self.transport.peer))
        self.estimate.tick(now)
        self._probe(now)
        for mid in list(self._waiting):
            self._wait(self.legs[mid], now)
        if now - self._reported >= REPORT_NS:
            self._reported = now
            self._report(now)
            self._look_for_layers(now)

    def _wait(self, leg: Leg, now: int) -> None:
        if leg.encoding is None or leg.counts.source == leg.encoding.source:
            self._waiting.discard(leg.mid)
            self.has_switched = True
        elif not leg.is_audio:
            leg.encoding.wish.want(now)

    def _look_for_layers(self, now: int) -> None:
        """A leg that is limited but carries all the same has a publisher without temporal layers. Once a second."""
        for leg in self._by_ssrc.values():
            if leg.temporal == TOP or leg.track is None or leg.encoding is None:
                continue
            rate = leg.meter.read(leg.counts.octets, now)
            leg.limited_ns = leg.limited_ns or now
            if now - leg.limited_ns > UNTHINNED_NS and rate > UNTHINNED * leg.encoding.meter.rate:
                leg.track.thins = False

    def _probe(self, now: int) -> None:
        """Send again what went out lately, or padding where all pictures pause, to try what the line carries beyond
        what there is to send."""
        if self._probing.is_idle(self.estimate, self.wanted, now):
            return
        pictures = [leg for leg in self._by_ssrc.values() if not leg.is_audio]
        if not pictures:
            return
        best = max(pictures, key=lambda leg: (leg.counts.source > 0, leg.counts.last_ns))
        octets = MEDIA_OCTETS if best.counts.source else PADDING_OCTETS
        count = self._probing.due(self.estimate, self.wanted, octets, now)
        if count:
            self._engine.probe(best.leg, count)

    def _report(self, now: int) -> None:
        parts: list[bytes] = []
        for leg in self._by_ssrc.values():
            report = leg_report(leg.ssrc, leg.counts, leg.track, self._clock, now)
            if report is not None:
                parts.append(rtcp.sender_report(report) + rtcp.description(leg.ssrc, self._cname))
        for at in range(0, len(parts), 16):
            self._engine.send_rtcp(self.transport.peer, b"".join(parts[at : at + 16]))

    @property
    def loss(self) -> float:
        """The worst share of packets lost on the way to the receiver."""
        return max((leg.loss for leg in self._by_ssrc.values() if leg.encoding is not None), default=0.0)

    def close(self) -> None:
        """The connection is over."""
        self.transport.close()
