"""The engine that is always there: Python, the C library and libsrtp through cffi, and no compiler.

What comes in one system call is decrypted where it lies, sorted by source, and goes out as one batch; the path of a
packet has no event loop, no log and no exception on it. See `Engine` for what it promises.
"""

import socket
import time
from collections.abc import Callable, Sequence

from meetings.engine import (
    Address,
    Codec,
    Extensions,
    Handlers,
    Keys,
    LegCounts,
    LegSpec,
    SourceCounts,
    Tap,
    routes,
)
from meetings.engine.apart import ApartSocket
from meetings.engine.batched import SLOT, SLOTS, BatchedSocket
from meetings.engine.incoming import Source
from meetings.engine.libc import libc
from meetings.engine.outgoing import Leg
from meetings.engine.peers import Peer
from meetings.engine.reading import Reader
from meetings.engine.srtp import TAIL, ffi, protect_rtcp

BATCHES = 4  # Taken in by one call of `pump`, so that nothing else waits for long.
REASONS = ("unknown", "unauthentic", "malformed", "oversize", "unsent", "handler")
_LENGTH = ffi.new("int *")


class PythonEngine:
    """See the module. The socket must not block. `clock` is `time.monotonic_ns` but in tests."""

    def __init__(
        self, sock: socket.socket, handlers: Handlers, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._socket = BatchedSocket(sock) if libc is not None else ApartSocket(sock)
        self._clock = clock
        self.dropped = dict.fromkeys(REASONS, 0)
        self._reader = Reader(self._socket, handlers, self.dropped)
        self._peers: dict[int, Peer] = {}
        self._sources: dict[int, Source] = {}
        self._legs: dict[int, Leg] = {}
        self._given = 0

    @property
    def handlers(self) -> Handlers:
        """Who hears of what is not plain forwarding."""
        return self._reader.handlers

    @handlers.setter
    def handlers(self, handlers: Handlers) -> None:
        self._reader.handlers = handlers

    def traffic(self) -> dict[str, int]:
        out = self._socket
        return {"packets_in": self._reader.packets, "packets_out": out.packets, "bytes_out": out.octets}

    def fileno(self) -> int:
        return self._socket.socket.fileno()

    def pump(self) -> None:
        for _batch in range(BATCHES):
            count = self._socket.receive()
            now = self._clock()
            for slot in range(count):
                self._reader.read(slot, now)
            switched = routes.forward(self._reader.pending, now, self.dropped)
            self._flush()
            for leg, source in switched:
                self._tell_switched(leg, source)
            if count < SLOTS:
                return

    def send(self, address: Address, data: bytes) -> None:
        key = self._socket.names.key(address)
        if key is not None:
            self._socket.send(key, data)
            self._flush()

    def add_peer(self) -> int:
        number = self._next()
        self._peers[number] = Peer(number, self._socket, self.dropped)
        return number

    def drop_peer(self, peer: int) -> None:
        gone = self._peers.pop(peer, None)
        if gone is None:
            return
        for leg in list(gone.legs.values()):
            self.drop_leg(leg.id)
        for source in list(gone.sources.values()):
            self.drop_source(source.id)
        for key in gone.addresses:
            self._reader.by_key.pop(key, None)

    def bind(self, peer: int, address: Address) -> None:
        found, key = self._peers.get(peer), self._socket.names.key(address)
        if found is None or key is None:
            return
        before = self._reader.by_key.get(key)
        if before is not None and before is not found:
            self._leave(before, key)
        self._reader.by_key[key] = found
        found.addresses.add(key)
        found.destination = self._socket.destination(key)

    def unbind(self, address: Address) -> None:
        key = self._socket.names.key(address)
        found = self._reader.by_key.pop(key, None) if key is not None else None
        if found is not None and key is not None:
            self._leave(found, key)

    def key(self, peer: int, keys: Keys, extensions: Extensions) -> None:
        found = self._peers.get(peer)
        if found is None:
            return
        found.lock(keys)
        found.call(extensions)

    def add_source(self, peer: int, ssrc: int, codec: Codec) -> int:
        number = self._next()
        found = self._peers.get(peer)
        if found is not None:
            if ssrc in found.sources:
                self.drop_source(found.sources[ssrc].id)
            self._sources[number] = found.sources[ssrc] = Source(number, peer, ssrc, codec)
        return number

    def add_repair(self, source: int, ssrc: int) -> None:
        found = self._sources.get(source)
        if found is not None:
            self._peers[found.peer].repairs[ssrc] = found

    def drop_source(self, source: int) -> None:
        gone = self._sources.pop(source, None)
        if gone is None:
            return
        routes.end(gone)
        owner = self._peers.get(gone.peer)
        if owner is not None:
            owner.sources.pop(gone.ssrc, None)
            owner.repairs = {ssrc: each for ssrc, each in owner.repairs.items() if each is not gone}
        self._reader.forget(gone)

    def hold(self, source: int, held: bool) -> None:
        found = self._sources.get(source)
        if found is None:
            return
        found.is_held = held
        if held:
            self._reader.forget(found)
            routes.stop(found)

    def tap(self, source: int, write: Tap | None) -> None:
        if source in self._sources:
            self._sources[source].tap = write

    def add_leg(self, peer: int, spec: LegSpec) -> int:
        number = self._next()
        found = self._peers.get(peer)
        if found is not None:
            if spec.ssrc in found.legs:
                self.drop_leg(found.legs[spec.ssrc].id)
            self._legs[number] = found.legs[spec.ssrc] = Leg(number, found, spec)
        return number

    def drop_leg(self, leg: int) -> None:
        gone = self._legs.pop(leg, None)
        if gone is None:
            return
        routes.point(gone, None, carries_on=False)
        gone.end()
        gone.peer.legs.pop(gone.spec.ssrc, None)

    def point(self, leg: int, source: int) -> None:
        found, wanted = self._legs.get(leg), self._sources.get(source)
        if found is None:
            return
        if wanted is None or not found.carries(wanted.codec):
            routes.point(found, None, carries_on=False)
        elif wanted is found.carried:
            routes.point(found, None, carries_on=True)
        else:
            routes.point(found, wanted, carries_on=wanted.is_video)

    def limit(self, leg: int, temporal: int) -> None:
        found = self._legs.get(leg)
        if found is not None:
            found.rewriter.limit_to(temporal)

    def resend(self, leg: int, numbers: Sequence[int], now_ns: int) -> int:
        found = self._legs.get(leg)
        if found is None:
            return 0
        again = []
        for number in numbers:
            place = found.rewriter.incoming(number)
            source = self._sources.get(place[0].source) if place is not None else None
            packet = source.past(place[1]) if source is not None and place is not None else None
            if packet is not None and place is not None:
                again.append((packet, place[0]))
        count = found.repeat(again, now_ns)
        self._flush()
        return count

    def probe(self, leg: int, count: int) -> int:
        found = self._legs.get(leg)
        if found is None or not found.spec.repair_ssrc:
            return 0
        if found.carried is None:
            sent = found.pad(count, self._clock())
            self._flush()
            return sent
        recent = ((packet, found.rewriter.find(packet.number)) for packet in found.carried.recent(count))
        sent = found.repeat(((packet, span) for packet, span in recent if span is not None), self._clock())
        self._flush()
        return sent

    def send_rtcp(self, peer: int, data: bytes) -> None:
        found = self._peers.get(peer)
        if found is None or found.send is None or found.destination is None or len(data) + TAIL > SLOT:
            return
        at = self._socket.reserve(SLOT)
        self._socket.outbox[at : at + len(data)] = data
        _LENGTH[0] = len(data)
        if protect_rtcp(found.send, self._socket.memory + at, _LENGTH):
            self.dropped["unsent"] += 1
            return
        self._socket.put(found.destination, at, [_LENGTH[0]])
        self._flush()

    def take_arrivals(self, peer: int) -> list[tuple[int, int]]:
        found = self._peers.get(peer)
        if found is None:
            return []
        taken, found.arrivals = found.arrivals, []
        return taken

    def take_sent(self, peer: int) -> list[tuple[int, int, int]]:
        found = self._peers.get(peer)
        if found is None:
            return []
        taken, found.sent = found.sent, []
        return taken

    def take_gaps(self, source: int) -> list[int]:
        found = self._sources.get(source)
        if found is None:
            return []
        taken, found.gaps = found.gaps, []
        return taken

    def take_found(self, source: int) -> list[int]:
        found = self._sources.get(source)
        if found is None:
            return []
        taken, found.found = found.found, []
        return taken

    def source_counts(self, source: int) -> SourceCounts:
        found = self._sources.get(source)
        return found.counts if found is not None else SourceCounts()

    def leg_counts(self, leg: int) -> LegCounts:
        found = self._legs.get(leg)
        return found.counts if found is not None else LegCounts()

    def close(self) -> None:
        self._socket.socket.close()

    def _next(self) -> int:
        self._given += 1
        return self._given

    def _leave(self, peer: Peer, key: bytes) -> None:
        peer.addresses.discard(key)
        if peer.destination is not None and peer.destination.key == key:
            peer.destination = None

    def _tell_switched(self, leg: int, source: int) -> None:
        try:
            self._reader.handlers.switched(leg, source)
        except Exception:
            self.dropped["handler"] += 1

    def _flush(self) -> None:
        self._socket.flush()
        if self._socket.unsent:
            self.dropped["unsent"] += self._socket.unsent
            self._socket.unsent = 0
