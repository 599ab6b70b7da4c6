"""The engine whose packet path is compiled: the same promises and the same bytes as `python`, at less cost.

The core (folder `core`) knows no Python. It is called for a batch and comes back whenever somebody has to hear of
something; here those calls are made, and here is remembered which small integer is which of its structures.
"""

import socket
import time
from collections.abc import Callable, Sequence
from struct import iter_unpack
from typing import Any, cast

from cffi import FFI  # type: ignore[import-untyped]

from meetings.engine import (
    Address,
    Codec,
    Extensions,
    Handlers,
    Heard,
    Keys,
    LegCounts,
    LegSpec,
    SourceCounts,
    Tap,
    srtp,
)
from meetings.engine.addresses import Names
from meetings.engine.batched import SLOTS, knows_segments
from meetings.engine.building import built_core, declarations
from meetings.engine.known import Known
from meetings.engine.python import BATCHES, REASONS

DATAGRAM, REPORT, STRANGER, TAPPED, SWITCHED = range(1, 6)
_NAMES = ("mid", "rid", "repaired_rid")


class NoCore(OSError):
    """There is no compiled core on this machine."""


class CompiledEngine:
    """See the module. Raises NoCore where it cannot be had."""

    def __init__(
        self, sock: socket.socket, handlers: Handlers, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.handlers = handlers
        self._socket, self._names, self._clock = sock, Names(sock.family), clock
        self._ffi, self._lib = _opened()
        self._event, self._count = self._ffi.new("struct event *"), self._ffi.new("int *")
        self._core = self._lib.core_open(
            sock.fileno(), self._names.size, knows_segments(sock), _crypto(self._ffi)
        )
        self._known = Known()
        self._handler = self._unsent = 0

    @property
    def dropped(self) -> dict[str, int]:
        """Reason to count."""
        counts = self._ffi.unpack(self._lib.core_dropped(self._core), len(REASONS) - 1)
        found = dict(zip(REASONS, [*counts, self._handler], strict=True))
        found["unsent"] += self._unsent
        return found

    def traffic(self) -> dict[str, int]:
        counted = self._ffi.unpack(self._lib.core_traffic(self._core), 3)
        return dict(zip(("packets_in", "packets_out", "bytes_out"), counted, strict=True))

    def fileno(self) -> int:
        return self._socket.fileno()

    def pump(self) -> None:
        step, core, event = self._lib.core_step, self._core, self._event
        for _batch in range(BATCHES):
            received = self._lib.core_receive(core)
            now = self._clock()
            while kind := step(core, now, event):
                self._hear(kind, now)
            if received < SLOTS:
                return

    def send(self, address: Address, data: bytes) -> None:
        key = self._names.key(address)
        try:
            if key is not None:
                self._socket.sendto(data, self._names.native(key))
        except OSError:
            self._unsent += 1

    def add_peer(self) -> int:
        number = self._known.next()
        self._known.peers[number] = self._lib.core_add_peer(self._core, number)
        return number

    def drop_peer(self, peer: int) -> None:
        if peer in self._known.peers:
            self._lib.core_drop_peer(self._core, self._known.peers[peer])
            self._known.forget_peer(peer)

    def bind(self, peer: int, address: Address) -> None:
        found, key = self._known.peers.get(peer), self._names.key(address)
        if found is not None and key is not None:
            self._lib.core_bind(self._core, found, key)

    def unbind(self, address: Address) -> None:
        key = self._names.key(address)
        if key is not None:
            self._lib.core_unbind(self._core, key)

    def key(self, peer: int, keys: Keys, extensions: Extensions) -> None:
        found = self._known.peers.get(peer)
        if found is None:
            return
        if self._known.keys.get(peer, (None,))[0] != keys:
            receive, send = srtp.incoming(keys), srtp.outgoing(keys)
            self._lib.core_key(found, self._pointer(receive), self._pointer(send))
            for leg, session in self._known.lock(peer, keys, receive, send):
                self._lib.core_lock(leg, self._pointer(session))
        naming = self._ffi.new("struct naming *")
        for name in (*_NAMES, "audio_level", "transport_cc"):
            setattr(naming, name, getattr(extensions, name))
        self._lib.core_call(found, naming)

    def add_source(self, peer: int, ssrc: int, codec: Codec) -> int:
        number, found = self._known.next(), self._known.peers.get(peer)
        if found is not None:
            self.drop_source(self._known.source_of.get((peer, ssrc), 0))
            counts = self._ffi.new("struct source_counts *")
            source = self._lib.core_add_source(self._core, found, number, ssrc, int(codec), counts)
            self._known.add_source(number, peer, ssrc, source, counts)
        return number

    def add_repair(self, source: int, ssrc: int) -> None:
        if source in self._known.sources:
            self._lib.core_add_repair(self._known.sources[source], ssrc)

    def drop_source(self, source: int) -> None:
        if source in self._known.sources:
            self._lib.core_drop_source(self._core, self._known.sources[source])
            self._known.forget_source(source)

    def hold(self, source: int, held: bool) -> None:
        if source in self._known.sources:
            self._lib.core_hold(self._core, self._known.sources[source], held)

    def tap(self, source: int, write: Tap | None) -> None:
        if source in self._known.sources:
            self._known.set_tap(source, write)
            self._lib.core_tap(self._known.sources[source], write is not None)

    def add_leg(self, peer: int, spec: LegSpec) -> int:
        number, found = self._known.next(), self._known.peers.get(peer)
        if found is not None:
            self.drop_leg(self._known.leg_of.get((peer, spec.ssrc), 0))
            counts = self._ffi.new("struct leg_counts *")
            types, repairs = (
                [found_types.get(codec, -1) for codec in Codec]
                for found_types in (spec.payload_types, spec.repair_types)
            )
            leg = self._lib.core_add_leg(found, number, spec.ssrc, spec.repair_ssrc, types, repairs, counts)
            self._known.add_leg(number, peer, spec.ssrc, leg, counts)
            self._lib.core_lock(leg, self._pointer(self._known.session(peer, spec.ssrc)))
        return number

    def drop_leg(self, leg: int) -> None:
        if leg in self._known.legs:
            self._lib.core_drop_leg(self._known.legs[leg])
            self._known.forget_leg(leg)

    def point(self, leg: int, source: int) -> None:
        if leg in self._known.legs:
            wanted = self._known.sources.get(source, self._ffi.NULL)
            self._lib.core_point(self._known.legs[leg], wanted)

    def limit(self, leg: int, temporal: int) -> None:
        if leg in self._known.legs:
            self._lib.core_limit(self._known.legs[leg], temporal)

    def resend(self, leg: int, numbers: Sequence[int], now_ns: int) -> int:
        found, wanted = self._known.legs.get(leg), [each & 0xFFFF for each in numbers]
        if found is None:
            return 0
        return int(self._lib.core_resend(self._core, found, wanted, len(wanted), now_ns))

    def probe(self, leg: int, count: int) -> int:
        found = self._known.legs.get(leg)
        return int(self._lib.core_probe(self._core, found, count, self._clock())) if found is not None else 0

    def send_rtcp(self, peer: int, data: bytes) -> None:
        if peer in self._known.peers:
            self._lib.core_send_rtcp(self._core, self._known.peers[peer], data, len(data))

    def take_arrivals(self, peer: int) -> list[tuple[int, int]]:
        return cast(
            list[tuple[int, int]],
            self._taken(self._lib.core_take_arrivals, self._known.peers.get(peer), "=qq"),
        )

    def take_sent(self, peer: int) -> list[tuple[int, int, int]]:
        return cast(
            list[tuple[int, int, int]],
            self._taken(self._lib.core_take_sent, self._known.peers.get(peer), "=qqq"),
        )

    def take_gaps(self, source: int) -> list[int]:
        found = self._taken(self._lib.core_take_gaps, self._known.sources.get(source), "=q")
        return [number for (number,) in found]

    def take_found(self, source: int) -> list[int]:
        found = self._taken(self._lib.core_take_found, self._known.sources.get(source), "=q")
        return [number for (number,) in found]

    def source_counts(self, source: int) -> SourceCounts:
        return cast(SourceCounts, self._known.source_counts.get(source) or SourceCounts())

    def leg_counts(self, leg: int) -> LegCounts:
        return cast(LegCounts, self._known.leg_counts.get(leg) or LegCounts())

    def close(self) -> None:
        for peer in list(self._known.peers):
            self.drop_peer(peer)
        self._lib.core_close(self._core)
        self._socket.close()

    def _hear(self, kind: int, now_ns: int) -> None:
        event = self._event
        try:
            data = bytes(self._ffi.buffer(event.data, event.size)) if kind != SWITCHED else b""
            if kind == REPORT:
                self.handlers.rtcp(event.peer, data)
            elif kind == TAPPED:
                self._known.taps[event.source](event.source, now_ns, data)
            elif kind == DATAGRAM:
                name = self._ffi.buffer(self._lib.core_sender(self._core, event.slot), self._names.size)
                self.handlers.datagram(self._names.address(bytes(name)), data)
            elif kind == STRANGER:
                at, size = event.words_at, event.words_size
                words = [data[at[n] : at[n] + size[n]].decode("ascii", "replace") for n in range(3)]
                self.handlers.unknown(Heard(event.peer, event.ssrc, event.payload_type, *words))
            else:
                self.handlers.switched(event.leg, event.source)
        except Exception:
            self._handler += 1

    def _taken(self, take: Callable[..., Any], whose: Any, form: str) -> list[tuple[int, ...]]:
        if whose is None:
            return []
        found = take(whose, self._count)
        return list(iter_unpack(form, self._ffi.buffer(found, 8 * self._count[0]))) if self._count[0] else []

    def _pointer(self, session: srtp.Session) -> Any:
        return self._ffi.cast("void *", int(srtp.ffi.cast("uintptr_t", session or srtp.ffi.NULL)))


def _opened() -> tuple[Any, Any]:
    library = built_core()
    if library is None:
        raise NoCore("there is no compiled engine on this machine: it wants Linux and a C compiler")
    ffi = FFI()
    ffi.cdef(declarations())
    return ffi, ffi.dlopen(str(library))


def _crypto(ffi: Any) -> Any:
    """The addresses of libsrtp's functions."""
    found = ffi.new("struct crypto *")
    for name in ("protect", "unprotect", "protect_rtcp", "unprotect_rtcp"):
        at = int(srtp.ffi.cast("uintptr_t", srtp.ffi.addressof(srtp.lib, f"srtp_{name}")))
        setattr(found, name, ffi.cast("int (*)(void *, void *, int *)", at))
    return found
