"""Takes datagrams off the socket for the Python engine: who sent it, what it is, decrypted where it lies."""

from typing import Any

from meetings.engine import Handlers, Heard
from meetings.engine.addresses import Key
from meetings.engine.batched import SLOT
from meetings.engine.incoming import Source
from meetings.engine.peers import MOST_RECORDS, MOST_STRANGERS, Peer
from meetings.engine.srtp import ffi, unprotect, unprotect_rtcp
from meetings.media.rtp import HEADER, extensions, extent, level_and_number, unwrap_repair

TELL_NS = 50_000_000  # Unknown SSRCs are told of at once when they are new, then at most so often by peer.
_LENGTH = ffi.new("int *")
_read_header = HEADER.unpack_from


class Reader:
    """See the module. `pending` are the sources that got packets since it was emptied, in that order."""

    def __init__(self, out: Any, handlers: Handlers, dropped: dict[str, int]) -> None:
        self._socket, self.handlers, self._dropped = out, handlers, dropped
        self.by_key: dict[Key, Peer] = {}
        self.pending: list[Source] = []
        self.packets = 0  # authentic ones of RTP

    def read(self, slot: int, now_ns: int) -> None:
        """One datagram. What its handler raises is counted and goes no further."""
        size = self._socket.size(slot)
        first = self._socket.inbox[slot * SLOT] if size else 0
        try:
            if 0x80 <= first <= 0xBF:
                self._read_protected(slot, size, now_ns)
            elif size:
                at = slot * SLOT
                address = self._socket.names.address(self._socket.sender(slot))
                self.handlers.datagram(address, bytes(self._socket.inbox[at : at + size]))
            else:
                self._dropped["oversize"] += 1
        except Exception:
            self._dropped["handler"] += 1

    def forget(self, source: Source) -> None:
        """Let nothing of a source wait any longer."""
        source.pending.clear()
        if source in self.pending:
            self.pending.remove(source)

    def _read_protected(self, slot: int, size: int, now_ns: int) -> None:
        peer = self.by_key.get(self._socket.sender(slot))
        at = slot * SLOT
        if peer is None or peer.receive is None or size < 12:
            self._dropped["unknown" if size >= 12 else "malformed"] += 1
            return
        _LENGTH[0] = size
        if 192 <= self._socket.inbox[at + 1] <= 223:
            if unprotect_rtcp(peer.receive, self._socket.pointers[slot], _LENGTH):
                self._dropped["unauthentic"] += 1
            else:
                self.handlers.rtcp(peer.id, bytes(self._socket.inbox[at : at + _LENGTH[0]]))
            return
        ssrc = _read_header(self._socket.inbox, at)[4]
        if not (ssrc in peer.sources or ssrc in peer.repairs or self._is_let_in(peer, ssrc)):
            self._dropped["unknown"] += 1
        elif unprotect(peer.receive, self._socket.pointers[slot], _LENGTH):
            self._dropped["unauthentic"] += 1
        else:
            self.packets += 1
            self._read_media(peer, ssrc, bytes(self._socket.inbox[at : at + _LENGTH[0]]), now_ns)

    def _is_let_in(self, peer: Peer, ssrc: int) -> bool:
        """Whether one more SSRC that nobody claimed is decrypted: libsrtp keeps a state for each."""
        if ssrc not in peer.strangers:
            if len(peer.strangers) >= MOST_STRANGERS:
                return False
            peer.strangers.add(ssrc)
            peer.told_ns = 0  # Nobody has heard of this one, and its first packet may begin a key frame.
        return True

    def _read_media(self, peer: Peer, ssrc: int, packet: bytes, now_ns: int) -> None:
        found = extent(packet, len(packet))
        if found is None:
            self._dropped["malformed"] += 1
            return
        begins, ends, payload_at, payload_ends = found
        called = peer.extensions
        level, number = level_and_number(packet, begins, ends, called.audio_level, called.transport_cc)
        if number >= 0 and len(peer.arrivals) < MOST_RECORDS:
            peer.arrivals.append((number, now_ns))
        if ssrc not in peer.sources and ssrc not in peer.repairs:
            self._tell(peer, packet, begins, ends, now_ns)
        source = peer.sources.get(ssrc)
        payload = packet[payload_at:payload_ends]
        if source is not None:
            _, kind, short, timestamp, _ = _read_header(packet)
            if source.tap is not None and not source.is_held:
                self._record(source, packet, now_ns)
            self._keep(source, short, timestamp, kind & 0x80, payload, level, False, now_ns)
            return
        source = peer.repairs.get(ssrc)
        repaired = unwrap_repair(payload)
        if source is None:
            self._dropped["unknown"] += 1
        elif repaired is not None:
            _, kind, _, timestamp, _ = _read_header(packet)
            self._keep(source, repaired[0], timestamp, kind & 0x80, repaired[1], level, True, now_ns)

    def _keep(
        self, source: Source, short: int, timestamp: int, marker: int, payload: bytes, level: int, is_repair: bool,
        now_ns: int,
    ) -> None:  # fmt: skip
        if source.take_in(short, timestamp, marker, payload, level, is_repair, now_ns):
            if len(source.pending) == 1:
                self.pending.append(source)
            if is_repair and source.tap is not None:
                self._record(source, source.plain(source.pending[-1], 0), now_ns)

    def _record(self, source: Source, packet: bytes, now_ns: int) -> None:
        try:
            if source.tap is not None:
                source.tap(source.id, now_ns, packet)
        except Exception:
            self._dropped["handler"] += 1

    def _tell(self, peer: Peer, packet: bytes, begins: int, ends: int, now_ns: int) -> None:
        if now_ns - peer.told_ns < TELL_NS and peer.told_ns:
            return
        peer.told_ns = now_ns
        _, kind, _, _, ssrc = _read_header(packet)
        words = {name: packet[at : at + size] for name, at, size in extensions(packet, begins, ends)}
        called = peer.extensions
        mid, rid, repaired = (
            words.get(name, b"").decode("ascii", "replace") if name else ""
            for name in (called.mid, called.rid, called.repaired_rid)
        )
        self.handlers.unknown(Heard(peer.id, ssrc, kind & 0x7F, mid, rid, repaired))
