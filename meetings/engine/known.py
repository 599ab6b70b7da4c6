"""Which small integer is which structure of the compiled core, and what must live as long as it."""

from typing import Any

from meetings.engine import Keys, Tap
from meetings.engine.srtp import Session, outgoing


class Known:
    """See the module. Pointers are the core's; counters are ours, so that they may be read after their end."""

    def __init__(self) -> None:
        self.peers: dict[int, Any] = {}
        self.sources: dict[int, Any] = {}
        self.legs: dict[int, Any] = {}
        self.keys: dict[int, tuple[Keys, Session, Session]] = {}
        self.sessions: dict[tuple[int, int], Session] = {}  # by peer and SSRC
        self.taps: dict[int, Tap] = {}
        self.source_counts: dict[int, Any] = {}
        self.leg_counts: dict[int, Any] = {}
        self.source_of: dict[tuple[int, int], int] = {}  # by peer and SSRC
        self.leg_of: dict[tuple[int, int], int] = {}
        self._given = 0

    def next(self) -> int:
        """A number that nothing has had."""
        self._given += 1
        return self._given

    def add_source(self, number: int, peer: int, ssrc: int, source: Any, counts: Any) -> None:
        """Remember a source."""
        self.sources[number], self.source_counts[number] = source, counts
        self.source_of[peer, ssrc] = number

    def add_leg(self, number: int, peer: int, ssrc: int, leg: Any, counts: Any) -> None:
        """Remember a leg."""
        self.legs[number], self.leg_counts[number] = leg, counts
        self.leg_of[peer, ssrc] = number

    def lock(self, peer: int, keys: Keys, receive: Session, send: Session) -> list[tuple[Any, Session]]:
        """The peer has these keys now; pointers of its legs, each with what encrypts it."""
        self.keys[peer] = keys, receive, send
        self.sessions = {key: session for key, session in self.sessions.items() if key[0] != peer}
        ours = [(number, ssrc) for (owner, ssrc), number in self.leg_of.items() if owner == peer]
        return [(self.legs[number], self.session(peer, ssrc)) for number, ssrc in ours]

    def session(self, peer: int, ssrc: int) -> Session:
        """What encrypts an SSRC, also when it ends and begins anew; None without keys."""
        if (peer, ssrc) not in self.sessions and peer in self.keys:
            self.sessions[peer, ssrc] = outgoing(self.keys[peer][0])
        return self.sessions.get((peer, ssrc))

    def set_tap(self, source: int, write: Tap | None) -> None:
        """Who records a source; None: nobody."""
        if write is None:
            self.taps.pop(source, None)
        else:
            self.taps[source] = write

    def forget_peer(self, peer: int) -> None:
        """Nothing of it is known any more. The core must have dropped it before: it writes into the counters."""
        for key in [key for key in self.source_of if key[0] == peer]:
            self.forget_source(self.source_of[key])
        for key in [key for key in self.leg_of if key[0] == peer]:
            self.forget_leg(self.leg_of[key])
        self.keys.pop(peer, None)
        self.sessions = {key: session for key, session in self.sessions.items() if key[0] != peer}
        self.peers.pop(peer, None)

    def forget_source(self, source: int) -> None:
        """The core has dropped it."""
        for known in (self.sources, self.taps, self.source_counts):
            known.pop(source, None)
        self.source_of = {key: number for key, number in self.source_of.items() if number != source}

    def forget_leg(self, leg: int) -> None:
        """The core has dropped it."""
        for known in (self.legs, self.leg_counts):
            known.pop(leg, None)
        self.leg_of = {key: number for key, number in self.leg_of.items() if number != leg}
