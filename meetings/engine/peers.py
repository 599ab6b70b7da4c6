"""What the Python engine keeps of one PeerConnection: its keys, its addresses, what it sent and what it was sent."""

from typing import TYPE_CHECKING, Any

from meetings.engine import Extensions, Keys
from meetings.engine.addresses import Key
from meetings.engine.srtp import Session, incoming, outgoing, tail

if TYPE_CHECKING:
    from meetings.engine.incoming import Source
    from meetings.engine.outgoing import Leg

MOST_RECORDS = 8192  # Arrivals and departures that are remembered until somebody takes them.
MOST_STRANGERS = 64  # SSRCs of one peer that nobody claimed: libsrtp keeps a state for each.


class Peer:
    """See the module."""

    def __init__(self, number: int, out: Any, dropped: dict[str, int]) -> None:
        self.id, self.out, self.dropped = number, out, dropped
        self.destination: Any = None
        self.keys: Keys | None = None
        self.receive: Session = None
        self.send: Session = None  # for reports, and for what is sent again
        self._sessions: dict[int, Session] = {}
        self.tail = 0  # octets that encryption adds to a packet
        self.extensions = Extensions()
        self.number_octet = self.level_octet = 0  # what stands before an extension's data: id and length
        self.addresses: set[Key] = set()
        self.sources: dict[int, Source] = {}
        self.repairs: dict[int, Source] = {}
        self.legs: dict[int, Leg] = {}
        self.number = 0  # the next transport-wide sequence number
        self.numbers: dict[int, int] = {}  # where SSRCs that ended would go on
        self.arrivals: list[tuple[int, int]] = []
        self.sent: list[tuple[int, int, int]] = []
        self.strangers: set[int] = set()
        self.told_ns = 0  # when an unknown SSRC was told of last

    def lock(self, keys: Keys) -> None:
        """Use these keys from now on. Raises BadKeys."""
        if keys != self.keys:
            self.receive, self.send = incoming(keys), outgoing(keys)
            self.keys, self.tail, self._sessions = keys, tail(keys), {}
            for leg in self.legs.values():
                leg.lock()

    def session(self, ssrc: int) -> Session:
        """What encrypts an SSRC, also when it ends and begins anew; None without keys."""
        if ssrc not in self._sessions and self.keys is not None:
            self._sessions[ssrc] = outgoing(self.keys)
        return self._sessions.get(ssrc)

    def call(self, extensions: Extensions) -> None:
        """Learn what header extensions are called."""
        self.extensions = extensions
        self.number_octet = extensions.transport_cc << 4 | 1 if extensions.transport_cc else 0
        self.level_octet = extensions.audio_level << 4 if extensions.audio_level else 0

    def continued(self, ssrc: int) -> int:
        """The sequence number an SSRC has to go on with; -1 if it is new."""
        return self.numbers.get(ssrc, -1)
