"""Where an engine's handlers lead: connections to the mux, RTCP and new streams to whoever has the peer."""

from collections.abc import Callable
from typing import Protocol

from meetings.engine import Address, Heard
from meetings.media.rtcp import Malformed, Packet, parse
from meetings.net.mux import Mux


class Listener(Protocol):
    """Who has a peer."""

    def rtcp(self, packets: list[Packet], now: int) -> None:
        """What the other side says of streams."""

    def heard(self, heard: Heard) -> None:
        """An SSRC that nobody has claimed."""


class Switchboard:
    """The `Handlers` of an engine, one for all rooms. `dropped` counts RTCP that could not be read."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self.mux: Mux | None = None
        self.dropped = 0
        self._clock = clock
        self._listeners: dict[int, Listener] = {}

    def connect(self, peer: int, listener: Listener) -> None:
        """From now on this one hears of the peer."""
        self._listeners[peer] = listener

    def disconnect(self, peer: int) -> None:
        """Nobody does any longer."""
        self._listeners.pop(peer, None)

    def datagram(self, address: Address, data: bytes) -> None:
        """STUN or DTLS."""
        if self.mux is not None:
            self.mux.datagram(address, data)

    def rtcp(self, peer: int, data: bytes) -> None:
        """A compound packet of a peer; one that cannot be read is counted and harms nobody."""
        listener = self._listeners.get(peer)
        if listener is None:
            return
        try:
            packets = parse(data)
        except Malformed:
            self.dropped += 1
            return
        listener.rtcp(packets, self._clock())

    def unknown(self, heard: Heard) -> None:
        """A stream that nobody has claimed."""
        listener = self._listeners.get(heard.peer)
        if listener is not None:
            listener.heard(heard)

    def switched(self, leg: int, source: int) -> None:
        """Found out by the next look at the leg's counters."""
