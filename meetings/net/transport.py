"""One PeerConnection on our side: ICE-lite, DTLS, and the keys and address that the engine gets from them."""

import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from meetings.engine import Address, Engine, Extensions, Keys
from meetings.errors import BrokenProtocol
from meetings.net.ice import Agent, Verdict, credentials
from meetings.net.media_seam import Certificate, Handshake
from meetings.net.sdp import Local
from meetings.net.stun import Message

if TYPE_CHECKING:
    from meetings.net.mux import Mux

SETUP_SECONDS = 20  # A browser that has not come this long after `begin` never will.
LOST_SECONDS = 8  # Chromium checks every 2.5 s, Firefox every 5 s.
_EARLY = (
    4  # DTLS datagrams that may come before the browser's answer does: its ClientHello and one repetition
)


class State(StrEnum):
    """What a transport goes through. `lost` can become `connected` again; `closed` and `failed` are the end."""

    NEW = "new"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"
    CLOSED = "closed"
    FAILED = "failed"


_OVER = (State.CLOSED, State.FAILED)


class Transport:
    """Belongs to one mux from its making until it is closed or has failed. All methods are called, and all callbacks
    come, in the loop's thread. `on_state` hears each new state, but not of a `close` that the owner asked for."""

    def __init__(
        self, mux: "Mux", engine: Engine, certificate: Certificate, on_state: Callable[[State], None]
    ) -> None:
        self.state = State.NEW
        self.peer = engine.add_peer()
        self.fingerprint = certificate.fingerprint
        self.heard_ns = mux.clock()
        self._mux, self._engine, self._on_state = mux, engine, on_state
        self._session = secrets.randbits(62)
        self._agent = Agent(credentials(secrets.token_bytes(32)))
        self._handshake = Handshake(certificate, self._send, self._done, self._ended)
        self._early: list[bytes] = []
        self._fingerprints: tuple[tuple[str, str], ...] = ()
        self._keys: Keys | None = None
        self._extensions = Extensions()
        self._since_ns = self.heard_ns
        mux.add(self)

    @property
    def ufrag(self) -> str:
        """Our newest fragment."""
        return self._agent.local.ufrag

    @property
    def pwd(self) -> str:
        """The password that belongs to it."""
        return self._agent.local.pwd

    @property
    def ufrags(self) -> tuple[str, ...]:
        """Every fragment that checks may name now."""
        return self._agent.ufrags

    @property
    def address(self) -> Address | None:
        """Where media goes; None before the first check."""
        return self._agent.address

    @property
    def addresses(self) -> tuple[Address, ...]:
        """From where proven checks came."""
        return tuple(self._agent.addresses)

    def local(self) -> Local:
        """Our side as a description says it."""
        return Local(self._session, self.ufrag, self.pwd, self.fingerprint, tuple(self._mux.candidates()))

    def begin(
        self,
        remote_ufrag: str,
        remote_pwd: str,
        fingerprints: Sequence[tuple[str, str]],
        extensions: Extensions,
    ) -> None:
        """The browser's side is known. The first time, DTLS begins; each later time says what may have changed: its
        fragment after an ICE restart, the extensions. Raises BrokenProtocol when its certificate is another one."""
        if self.state in _OVER:
            return
        self.remote(remote_ufrag, remote_pwd)
        self._extensions = extensions
        if self.state is State.NEW:
            self._fingerprints = tuple(fingerprints)
            self._since_ns = self._mux.clock()
            self._enter(State.CONNECTING)
            self._handshake.begin(self._fingerprints)
            for datagram in self._early:
                self._handshake.receive(datagram)
            self._early.clear()
        elif tuple(fingerprints) != self._fingerprints:
            raise BrokenProtocol("another certificate on the same connection")
        elif self._keys is not None:
            self._engine.key(self.peer, self._keys, extensions)

    def remote(self, ufrag: str, _pwd: str) -> None:
        """The browser's newest fragment. A lite agent sends no checks, so it has no use for the password."""
        self._agent.told(ufrag)

    def renew(self) -> None:
        """New credentials for an ICE restart; the old ones stay valid until these are nominated."""
        before = self.ufrags
        self._agent.renew(credentials(secrets.token_bytes(32)))
        self._mux.rename(self, before)

    def close(self) -> None:
        """End it; the browser is told."""
        if self.state not in _OVER:
            self._leave(State.CLOSED)

    def check(self, message: Message, source: Address, now_ns: int) -> Verdict:
        """A check reached us; the mux sends the answer and keeps its tables."""
        before = self.ufrags
        verdict = self._agent.check(message, source, now_ns)
        if verdict.proven:
            self.hear(now_ns)
        if verdict.moves:
            self._engine.bind(self.peer, source)
        if self.ufrags != before:
            self._mux.rename(self, before)
        return verdict

    def forget(self) -> list[Address]:
        """Addresses that are one too many; the engine is told."""
        dropped = self._agent.forget()
        for each in dropped:
            self._engine.unbind(each)
        return dropped

    def dtls(self, datagram: bytes) -> bool:
        """DTLS from an address that has proven itself; False when it was dropped, for too much waits already."""
        if self.state is State.NEW:
            if len(self._early) >= _EARLY:
                return False
            self._early.append(datagram)
            return True
        return self._handshake.receive(datagram)

    def heard_at(self, source: Address) -> int:
        """When this address last proved itself; 0 for never."""
        return self._agent.addresses.get(source, 0)

    def hear(self, now_ns: int) -> None:
        """Something authentic came: a check, or media as the engine saw it."""
        self.heard_ns = now_ns
        if self.state is State.LOST:
            self._enter(State.CONNECTED)

    def look(self, now_ns: int) -> None:
        """Once a second: whether the browser has come at all, and is still there. Before `begin` nothing is due: then
        it is for the owner to know how long an answer may take."""
        if self.state is State.CONNECTING and now_ns - self._since_ns > SETUP_SECONDS * 1_000_000_000:
            self._ended(State.FAILED)
        elif self.state is State.CONNECTED and now_ns - self.heard_ns > LOST_SECONDS * 1_000_000_000:
            self._enter(State.LOST)

    def _send(self, datagram: bytes) -> None:
        if self._agent.address is not None:
            self._engine.send(self._agent.address, datagram)

    def _done(self, keys: Keys) -> None:
        if self.state not in _OVER:
            self._keys = keys
            self._engine.key(self.peer, keys, self._extensions)
            self._enter(State.CONNECTED)

    def _ended(self, why: str) -> None:
        if self.state not in _OVER:
            self._leave(State(why))
            self._on_state(self.state)

    def _leave(self, state: State) -> None:
        self.state = state
        self._handshake.close()
        self._mux.remove(self)
        self._engine.drop_peer(self.peer)

    def _enter(self, state: State) -> None:
        self.state = state
        self._on_state(state)
