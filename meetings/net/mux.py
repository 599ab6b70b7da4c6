"""What reaches the one UDP port and is not media: connectivity checks and DTLS, each led to its PeerConnection.

A check names our fragment in its USERNAME; what proved itself makes its address known, and from then on DTLS from
there is known by the address. Everything else is dropped without a word, and counted. Strangers can cost us no more
than a lookup: no answer, no memory that stays, no log.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence

from meetings.engine import Address, Engine
from meetings.net import stun
from meetings.net.transport import Transport

RATE = 100  # Checks and DTLS datagrams a second from one address; a browser sends at most some 20 checks.
_WATCHED = 8192  # Addresses whose rate is watched at a time
CONTESTED_NS = 3_000_000_000  # So long after it proved itself, an address cannot become another connection's.


class Mux:
    """The engine's handler of datagrams. `announced` are the addresses that browsers are told. `dropped` counts by
    reason; `clock` gives monotonic nanoseconds."""

    def __init__(
        self, engine: Engine, announced: Sequence[Address], clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self.dropped: Counter[str] = Counter()
        self._engine, self._announced, self.clock = engine, list(announced), clock
        self._transports: set[Transport] = set()
        self._by_ufrag: dict[str, Transport] = {}
        self._by_address: dict[Address, Transport] = {}
        self._heard: dict[Address, int] = {}
        self._second = 0
        self._watch: asyncio.TimerHandle | None = None

    def candidates(self) -> list[Address]:
        """Where browsers are told to send to, the best first."""
        return list(self._announced)

    def add(self, transport: Transport) -> None:
        """It can be reached by its fragment from now on."""
        self._transports.add(transport)
        self.rename(transport, ())
        if self._watch is None:
            self._watch = asyncio.get_running_loop().call_later(1, self._look)

    def rename(self, transport: Transport, before: Sequence[str]) -> None:
        """Its fragments are others now."""
        for ufrag in before:
            self._by_ufrag.pop(ufrag, None)
        for ufrag in transport.ufrags:
            self._by_ufrag[ufrag] = transport

    def remove(self, transport: Transport) -> None:
        """It cannot be reached any longer."""
        self._transports.discard(transport)
        for ufrag in transport.ufrags:
            self._by_ufrag.pop(ufrag, None)
        for address in transport.addresses:
            if self._by_address.get(address) is transport:
                del self._by_address[address]

    def close(self) -> None:
        """End every connection; browsers are told."""
        for each in list(self._transports):
            each.close()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def sizes(self) -> dict[str, int]:
        """How much is remembered, for metrics and for tests of what a flood can fill."""
        return {
            "transports": len(self._transports),
            "ufrags": len(self._by_ufrag),
            "addresses": len(self._by_address),
            "watched": len(self._heard),
        }

    def datagram(self, address: Address, data: bytes) -> None:
        """One datagram that is no media, told apart by its first octet (RFC 7983). Raises nothing."""
        now_ns = self.clock()
        if not data:
            self.dropped["empty"] += 1
        elif self._is_flooding(address, now_ns):
            self.dropped["flood"] += 1
        elif data[0] < 4:
            self._stun(address, data, now_ns)
        elif 19 < data[0] < 64:
            self._dtls(address, data)
        else:
            self.dropped["unknown"] += 1

    def _stun(self, address: Address, data: bytes, now_ns: int) -> None:
        try:
            message = stun.read(data)
        except stun.BadStun:
            self.dropped["malformed"] += 1
            return
        if message.kind is stun.Kind.INDICATION:
            return
        transport = self._by_ufrag.get(message.username[0])
        if message.kind is not stun.Kind.REQUEST or transport is None:
            self.dropped["stranger"] += 1
            return
        if self._is_contested(address, transport, now_ns):
            self.dropped["contested"] += 1
            return
        verdict = transport.check(message, address, now_ns)
        if verdict.proven:
            self._know(address, transport)
        if verdict.dropped:
            self.dropped[verdict.dropped] += 1
        if verdict.answer is not None:
            self._engine.send(address, verdict.answer)

    def _dtls(self, address: Address, data: bytes) -> None:
        transport = self._by_address.get(address)
        if transport is None or not transport.dtls(data):
            self.dropped["stranger" if transport is None else "waiting"] += 1

    def _know(self, address: Address, transport: Transport) -> None:
        """A proven address is this connection's, whoever had it before."""
        before = self._by_address.get(address)
        if before is transport:
            return
        self._by_address[address] = transport
        for each in transport.forget():
            if self._by_address.get(each) is transport:
                del self._by_address[each]

    def _is_contested(self, address: Address, transport: Transport, now_ns: int) -> bool:
        """Whoever may enter the meeting could send checks of their own under another's address, and take it."""
        owner = self._by_address.get(address)
        return (
            owner is not None and owner is not transport and now_ns - owner.heard_at(address) < CONTESTED_NS
        )

    def _is_flooding(self, address: Address, now_ns: int) -> bool:
        second = now_ns // 1_000_000_000
        if second != self._second or len(self._heard) >= _WATCHED:
            self._second = second
            self._heard.clear()
        count = self._heard.get(address, 0) + 1
        self._heard[address] = count
        return count > RATE

    def _look(self) -> None:
        self._watch = None
        now_ns = self.clock()
        for each in list(self._transports):
            each.look(now_ns)
        if self._transports:
            self._watch = asyncio.get_running_loop().call_later(1, self._look)
