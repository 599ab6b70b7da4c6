"""What the Python engine keeps of one outgoing SSRC, and the way of a packet to its receiver.

Everything is written into the socket's outbox, encrypted where it lies, and put as a burst.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from meetings.engine import Codec, LegCounts, LegSpec
from meetings.engine.batched import SLOT
from meetings.engine.peers import MOST_RECORDS, Peer
from meetings.engine.srtp import Session, ffi, protect
from meetings.engine.writing import write_packet, write_padding, write_usual
from meetings.media.rewriting import Packet, Rewriter, Span

if TYPE_CHECKING:
    from meetings.engine.incoming import Source

REMEMBERED = 256  # Packets that can be sent again under their own SSRC.
_LENGTH = ffi.new("int *")


class Leg:
    """See the module. `carried` is the source it forwards, `wanted` the one it waits for."""

    def __init__(self, number: int, peer: Peer, spec: LegSpec) -> None:
        self.id, self.peer, self.spec = number, peer, spec
        self.counts = LegCounts()
        self.rewriter = Rewriter(peer.continued(spec.ssrc))
        self.carried: Source | None = None
        self.wanted: Source | None = None
        self._type = self._repair_type = 0
        self._session: Session = None
        self._repair_number = peer.continued(spec.repair_ssrc)
        self._numbers = None if spec.repair_ssrc else array("H", bytes(2 * REMEMBERED))  # transport-wide ones

        self.lock()

    def lock(self) -> None:
        """Encrypt with the keys that its receiver has now."""
        self._session = self.peer.session(self.spec.ssrc)

    def begin(self, source: "Source", packet: Packet, now_ns: int) -> None:
        """Carry a source from this packet on."""
        self.carried, self.wanted = source, None
        self._type = self.spec.payload_types[source.codec]
        self._repair_type = self.spec.repair_types.get(source.codec, -1)
        self.rewriter.begin(packet, source.id, source.clock, source.is_video, now_ns)
        self.counts.source, self.counts.wanted = source.id, 0
        self.counts.offset = -self.rewriter.span.timestamp & 0xFFFFFFFF

    @property
    def is_ready(self) -> bool:
        """Whether its receiver is there, and keys are."""
        return self.peer.destination is not None and self.peer.send is not None

    def carries(self, codec: Codec) -> bool:
        """Whether the receiver was promised a payload type for this codec."""
        return codec in self.spec.payload_types

    def forward(self, packets: Sequence[Packet], now_ns: int) -> None:
        """Write packets of the source it carries, as far as they are to be sent: the path of every packet to every
        receiver, so what a loop can do without is out of it."""
        peer, place = self.peer, self.rewriter.place
        session, out, append = self._session, peer.out, peer.sent.append
        if peer.destination is None or session is None:
            return
        kind, ssrc, remembered = self._type, self.spec.ssrc, self._numbers
        named, transport, tail = peer.number_octet, peer.number, peer.tail
        memory, view, is_usual = out.memory, out.outbox, named and not peer.level_octet
        at = begins = out.reserve(len(packets) * SLOT)
        sizes, octets = [], 0
        for packet in packets:
            span = place(packet)
            if span is None:
                continue
            number = packet[0] - span.shift
            if remembered is not None:
                remembered[number % REMEMBERED] = transport
            if is_usual and packet[1] != span.left_out:
                size = write_usual(view, at, packet, span, ssrc, kind, named, transport)
            else:
                peer.number = transport
                size = write_packet(view, at, packet, span, peer, (ssrc, kind, number))
            _LENGTH[0] = size
            if protect(session, memory + at, _LENGTH):
                peer.dropped["unsent"] += 1
                continue
            size += tail
            append((transport, now_ns, size))
            sizes.append(size)
            transport, at, octets = transport + 1 & 0xFFFF, at + size, octets + len(packet[3])
        peer.number = transport
        if sizes:
            out.put(peer.destination, begins, sizes)
            self._count(len(sizes), octets, now_ns)

    def repeat(self, packets: Iterable[tuple[Packet, Span]], now_ns: int) -> int:
        """Write packets that were sent before; returns how many."""
        if not self.is_ready:
            return 0
        write = self._repair if self.spec.repair_ssrc else self._again
        count = sum(write(packet, span, now_ns) for packet, span in packets)
        self.counts.resent += count
        return count

    def pad(self, count: int, now_ns: int) -> int:
        """Write packets of retransmission with nothing but padding in them; returns how many."""
        peer, kinds = self.peer, self.spec.repair_types
        kind = next((kinds[codec] for codec in Codec if codec in kinds), -1)
        if not self.is_ready or not self.spec.repair_ssrc or kind < 0 or not peer.number_octet:
            return 0
        sent = 0
        for _packet in range(count):
            number = max(self._repair_number, 0)
            self._repair_number = number + 1
            at = peer.out.reserve(SLOT)
            stream = self.spec.repair_ssrc, kind, number
            size = write_padding(peer.out.outbox, at, peer, stream, self.counts.last_timestamp)
            size = self._put(peer.send, at, size)
            if size:
                peer.sent.append((peer.number, now_ns, size))
                peer.number = peer.number + 1 & 0xFFFF
                sent += 1
        return sent

    def end(self) -> None:
        """Remember where the numbers stand: the same SSRC under the same keys must never use one twice."""
        self.peer.numbers[self.spec.ssrc] = self.rewriter.last_number + 1
        self.peer.numbers[self.spec.repair_ssrc] = self._repair_number

    def _count(self, packets: int, octets: int, now_ns: int) -> None:
        counts, rewriter, peer = self.counts, self.rewriter, self.peer
        rewriter.last_ns = counts.last_ns = now_ns
        if rewriter.last is not None:
            counts.last_timestamp = rewriter.last[1] - rewriter.span.timestamp & 0xFFFFFFFF
        counts.packets += packets
        counts.octets += octets
        if len(peer.sent) > MOST_RECORDS:
            del peer.sent[: MOST_RECORDS // 2]

    def _repair(self, packet: Packet, span: Span, now_ns: int) -> bool:
        """Send a packet again as RFC 4588 has it; whether it was sent."""
        peer = self.peer
        if self._repair_type < 0:
            return False
        original = packet.number - span.shift & 0xFFFF
        number = self._repair_number if self._repair_number >= 0 else original & 0x7FFF
        self._repair_number = number + 1
        at = peer.out.reserve(SLOT)
        stream = self.spec.repair_ssrc, self._repair_type, number
        size = write_packet(peer.out.outbox, at, packet, span, peer, stream, original)
        size = self._put(peer.send, at, size)
        if size:
            peer.sent.append((peer.number, now_ns, size))
            peer.number = peer.number + 1 & 0xFFFF
        return size > 0

    def _again(self, packet: Packet, span: Span, _now_ns: int) -> bool:
        """Send the very same octets again, transport-wide number included: under one key, what is encrypted with a
        sequence number must not change (RFC 7714, 8.1)."""
        peer, number = self.peer, packet.number - span.shift
        if self._numbers is None or number <= self.rewriter.last_number - REMEMBERED:
            return False
        at, following = peer.out.reserve(SLOT), peer.number
        peer.number = self._numbers[number % REMEMBERED]
        size = write_packet(peer.out.outbox, at, packet, span, peer, (self.spec.ssrc, self._type, number))
        peer.number = following
        return self._put(self._session, at, size) > 0

    def _put(self, session: Session, at: int, size: int) -> int:
        """Encrypt and put one packet; returns its octets then, 0 if that failed."""
        _LENGTH[0] = size
        if protect(session, self.peer.out.memory + at, _LENGTH):
            self.peer.dropped["unsent"] += 1
            return 0
        self.peer.out.put(self.peer.destination, at, [_LENGTH[0]])
        return _LENGTH[0]
