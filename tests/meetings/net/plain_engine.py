"""The least that can stand in for an engine: one datagram at a time, media decrypted and counted, nothing forwarded.

Without a socket it is all in memory: `take` is what comes in, `sent` what went out.
"""

import asyncio
import itertools
import socket
from collections import Counter
from collections.abc import Callable

from pylibsrtp import Error, Policy, Session

from meetings.engine import Address, Extensions, Keys
from meetings.net.mux import Mux

MAPPED = "::ffff:"


class PlainEngine:
    """`packets` counts authentic RTP by peer, `reports` RTCP; `bound` says where each peer is."""

    def __init__(self, opened: socket.socket | None = None) -> None:
        self.bound: dict[int, Address] = {}
        self.keys: dict[int, Keys] = {}
        self.extensions: dict[int, Extensions] = {}
        self.peers: set[int] = set()
        self.packets: Counter[int] = Counter()
        self.reports: Counter[int] = Counter()
        self.sources: dict[int, set[int]] = {}
        self.seen: list[tuple[Address, bytes]] = []
        self.sent: list[tuple[Address, bytes]] = []
        self.mux: Mux | None = None
        self.lose: Callable[[bytes], bool] = lambda data: False
        self._socket = opened
        self._ids = itertools.count(1)
        self._sessions: dict[int, Session] = {}
        self._by_address: dict[Address, int] = {}

    def start(self) -> None:
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self.pump)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def pump(self) -> None:
        for _ in range(64):
            try:
                data, source = self._socket.recvfrom(2048)
            except BlockingIOError:
                return
            self.take((source[0].removeprefix(MAPPED), source[1]), data)

    def take(self, address: Address, data: bytes) -> None:
        if self.lose(data):
            return
        if 127 < data[0] < 192:
            self._media(address, data)
        else:
            self.seen.append((address, data))
            self.mux.datagram(address, data)

    def send(self, address: Address, data: bytes) -> None:
        self.sent.append((address, data))
        if self._socket is None or self.lose(data):
            return
        is_six = self._socket.family is socket.AF_INET6
        host = MAPPED + address[0] if is_six and ":" not in address[0] else address[0]
        self._socket.sendto(data, (host, address[1]))

    def add_peer(self) -> int:
        peer = next(self._ids)
        self.peers.add(peer)
        return peer

    def drop_peer(self, peer: int) -> None:
        self.peers.discard(peer)
        self._by_address = {each: of for each, of in self._by_address.items() if of != peer}

    def bind(self, peer: int, address: Address) -> None:
        self.bound[peer] = address
        self._by_address[address] = peer

    def unbind(self, address: Address) -> None:
        self._by_address.pop(address, None)

    def key(self, peer: int, keys: Keys, extensions: Extensions) -> None:
        self.extensions[peer] = extensions
        if self.keys.get(peer) != keys:
            self.keys[peer] = keys
            policy = Policy(keys.receive, Policy.SSRC_ANY_INBOUND, 0, keys.profile)
            self._sessions[peer] = Session(policy)

    def _media(self, address: Address, data: bytes) -> None:
        peer = self._by_address.get(address, 0)
        session = self._sessions.get(peer)
        if session is None:
            return
        try:
            if 192 <= data[1] <= 223:
                session.unprotect_rtcp(data)
                self.reports[peer] += 1
            else:
                session.unprotect(data)
                self.packets[peer] += 1
                self.sources.setdefault(peer, set()).add(int.from_bytes(data[8:12], "big"))
        except Error:
            pass
