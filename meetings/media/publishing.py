"""The connection on which somebody publishes: its tracks, what is asked of the browser, what is told it.

Packets themselves go through the engine; this learns which SSRC is which encoding, and does what is done some twenty
times a second: asks for what was lost and for key frames, reports what was received and when.
"""

from meetings.asks import Publish
from meetings.engine import Codec, Engine, Heard
from meetings.errors import BrokenProtocol
from meetings.media import rtcp
from meetings.media.arrivals import Arrivals
from meetings.media.repair import KeyframeWish
from meetings.media.rtcp import Goodbye, Packet, SenderReport
from meetings.media.tracks import SECOND, Encoding, Track, keyframe_interval, learn
from meetings.net import sdp
from meetings.net.sdp import Negotiated, Remote
from meetings.net.transport import State, Transport
from meetings.tells import PublishAnswer

OUR_SSRC = 1
REPORT_NS = SECOND
MOST_ENCODINGS = 16
DEFAULT_RTT = SECOND // 10


class Publishing:
    """Of one seat. `tracks` by source; they outlive a new connection of the same seat."""

    def __init__(self, engine: Engine, transport: Transport, tracks: dict[str, Track]):
        self._engine = engine
        self.transport = transport
        self.tracks = tracks
        self._lines: dict[str, Negotiated] = {}
        self._sources: dict[str, str] = {}
        self._by_ssrc: dict[int, tuple[Track, Encoding]] = {}
        self._arrivals = Arrivals()
        self._reported = 0
        self._remote_ufrag = ""
        self._fingerprints: tuple[tuple[str, str], ...] = ()

    def continues(self, remote: Remote) -> bool:
        """Whether an offer with this transport is of the same connection: a browser that began anew has another
        certificate, and one of ours that has ended cannot go on."""
        if self.transport.state in (State.CLOSED, State.FAILED):
            return False
        return self._fingerprints in ((), remote.fingerprints)

    def offered(self, ask: Publish) -> PublishAnswer:
        """Answer an offer: the first one, or one with other ICE credentials. Raises BrokenProtocol."""
        offer = sdp.parse(ask.sdp)
        remote = offer.remote
        if self._remote_ufrag not in ("", remote.ufrag):
            self.transport.renew()
        text, negotiated = sdp.answer_publish(offer, self.transport.local())
        self._agree(negotiated, ask)
        self.transport.begin(remote.ufrag, remote.pwd, remote.fingerprints, sdp.merged(negotiated))
        self._remote_ufrag, self._fingerprints = remote.ufrag, remote.fingerprints
        return PublishAnswer(ask.id, text)

    def _agree(self, negotiated: list[Negotiated], ask: Publish) -> None:
        for line in negotiated:
            kind = ask.sources.get(line.mid)
            if kind is None or not line.codecs:
                continue
            if (kind in ("microphone", "screen-audio")) != (line.kind == "audio"):
                raise BrokenProtocol("a source on an m-line of another kind")
            self._lines[line.mid] = line
            self._sources[line.mid] = kind
            track = self.tracks.get(kind)
            if track is not None:
                track.rids = line.rids or ("",)
                track.demand.is_exempt = kind != "camera"

    def heard(self, heard: Heard) -> None:
        """An SSRC that nobody has claimed yet: find out by mid and rid, else by what the offer listed."""
        line = self._lines.get(heard.mid) if heard.mid else self._listed(heard.ssrc)
        if line is None:
            return
        track = self.tracks[self._sources[line.mid]]
        for codec, payload_type in line.repairs.items():
            if heard.payload_type == payload_type:
                self._claim_repair(track, heard.repaired_rid or heard.rid, heard.ssrc, codec)
                return
        for codec, payload_type in line.codecs.items():
            if heard.payload_type == payload_type and heard.rid in track.rids:
                self._claim(track, heard.rid, heard.ssrc, codec, line.repair_ssrcs.get(heard.ssrc, 0))
                return

    def _listed(self, ssrc: int) -> Negotiated | None:
        for line in self._lines.values():
            if ssrc in line.ssrcs and len(line.rids) < 2:
                return line
        return None

    def _claim(self, track: Track, rid: str, ssrc: int, codec: Codec, repair_ssrc: int) -> None:
        former = track.encodings.pop(rid, None)
        if former is not None:
            self._drop(former)
        if len(self._by_ssrc) >= MOST_ENCODINGS:
            return
        source = self._engine.add_source(self.transport.peer, ssrc, codec)
        encoding = Encoding(rid, source, ssrc, codec, self._engine.source_counts(source))
        encoding.wish = KeyframeWish(keyframe_interval(track, rid))
        track.encodings[rid] = encoding
        self._by_ssrc[ssrc] = track, encoding
        if track.is_held:
            self._engine.hold(source, True)
        if repair_ssrc:
            self._claim_repair(track, rid, repair_ssrc, codec)

    def _claim_repair(self, track: Track, rid: str, ssrc: int, codec: Codec) -> None:
        encoding = track.encodings.get(rid)
        if encoding is not None and encoding.codec == codec and encoding.repair_ssrc != ssrc:
            encoding.repair_ssrc = ssrc
            self._engine.add_repair(encoding.source, ssrc)

    def rtcp(self, packets: list[Packet], now: int) -> None:
        """What the publisher says of its streams."""
        for packet in packets:
            if isinstance(packet, SenderReport) and packet.ssrc in self._by_ssrc:
                learn(self._by_ssrc[packet.ssrc][1], packet, now)
            elif isinstance(packet, Goodbye):
                for ssrc in packet.ssrcs:
                    if ssrc in self._by_ssrc:
                        track, encoding = self._by_ssrc[ssrc]
                        track.encodings.pop(encoding.rid, None)
                        self._drop(encoding)

    def tick(self, now: int, rtt: int) -> None:
        """Ask for what is missing, report what has come."""
        peer = self.transport.peer
        for feedback in self._arrivals.report(
            self._engine.take_arrivals(peer), next(iter(self._by_ssrc), 0), now
        ):
            self._engine.send_rtcp(peer, rtcp.transport_wide(feedback))
        for _track, encoding in list(self._by_ssrc.values()):
            encoding.meter.read(encoding.counts.octets, now)
            if encoding.codec is not Codec.OPUS:
                self._repair(encoding, now, rtt or DEFAULT_RTT)
        if now - self._reported >= REPORT_NS and self._by_ssrc:
            self._reported = now
            blocks = [
                encoding.reception.block(encoding.ssrc, encoding.counts, encoding.mapping, now)
                for _track, encoding in self._by_ssrc.values()
            ]
            self._engine.send_rtcp(peer, rtcp.receiver_report(OUR_SSRC, blocks))

    def _repair(self, encoding: Encoding, now: int, rtt: int) -> None:
        peer, missing = self.transport.peer, encoding.missing
        gaps, found = self._engine.take_gaps(encoding.source), self._engine.take_found(encoding.source)
        if gaps:
            missing.lost(gaps, now)
        if found:
            missing.found(found)
        if len(missing):
            numbers = missing.due(now, rtt, encoding.counts.highest)
            if numbers:
                self._engine.send_rtcp(peer, _compound(rtcp.nack(OUR_SSRC, encoding.ssrc, numbers)))
        if missing.take_gave_up():
            encoding.wish.want(now)
        if encoding.wish.due(now, encoding.counts.last_keyframe_ns):
            self._engine.send_rtcp(peer, _compound(rtcp.picture_loss(OUR_SSRC, encoding.ssrc)))

    @property
    def loss(self) -> float:
        """The worst share of packets lost on the way from the publisher, of those that send now."""
        return max((each.reception.loss for _track, each in self._by_ssrc.values()), default=0.0)

    def _drop(self, encoding: Encoding) -> None:
        self._by_ssrc.pop(encoding.ssrc, None)
        self._engine.drop_source(encoding.source)

    def close(self) -> None:
        """The connection is over; tracks have no encodings any more."""
        for track, encoding in list(self._by_ssrc.values()):
            track.encodings.pop(encoding.rid, None)
            self._drop(encoding)
        self.transport.close()


def _compound(feedback: bytes) -> bytes:
    """Feedback behind an empty report, as RFC 3550 wants it where reduced size was not agreed on."""
    return rtcp.receiver_report(OUR_SSRC, ()) + feedback
