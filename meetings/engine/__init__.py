"""The packet path: what happens to every single datagram, in batches, with nothing else in the way.

An engine owns the UDP socket. It decrypts media, keeps what may be asked for again, rewrites it for each receiver and
sends it on; whatever is not media goes to its handlers. The Python engine is always there, a compiled one may stand
in for it, and both put the same bytes on the wire. Everything that happens seldom (deciding layers, asking for what
was lost, reports) is not here: it reads what an engine counted and tells it what to do, some twenty times a second.

Words: a *peer* is one PeerConnection; a *source* is one incoming SSRC (one encoding of one track); a *leg* is one
outgoing SSRC to one peer, pointed at one source at a time. All three are small integers that are never used again.
Instants are `time.monotonic_ns()`. Addresses are (host, port) with IPv4 in dotted form, IPv6 without scope.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

Address = tuple[str, int]


class Codec(IntEnum):
    """What a payload is, as far as forwarding has to know."""

    OPUS = 0
    VP8 = 1
    H264 = 2


@dataclass(frozen=True, slots=True)
class Extensions:
    """Ids (1 to 14) of RTP header extensions negotiated on one PeerConnection (RFC 8285, one-byte form); 0 is none."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    transport_cc: int = 0


@dataclass(frozen=True, slots=True)
class Keys:
    """SRTP keys as DTLS gave them. `profile` is libsrtp's number; key and salt are joined as libsrtp wants them."""

    profile: int
    receive: bytes
    send: bytes


@dataclass(frozen=True, slots=True)
class LegSpec:
    """How a receiver was promised its stream: one payload type for each codec that may come, and one for its RTX."""

    ssrc: int
    repair_ssrc: int  # 0: lost packets are sent again under the same SSRC and number
    payload_types: dict[Codec, int]
    repair_types: dict[Codec, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """The first packet of an SSRC that nobody has claimed, with what its header says of where it belongs."""

    peer: int
    ssrc: int
    payload_type: int
    mid: str
    rid: str
    repaired_rid: str


@dataclass(slots=True)
class SourceCounts:
    """What a source has received since it was added: enough for a receiver report (RFC 3550, 6.4.1)."""

    packets: int = 0
    octets: int = 0
    highest: int = 0  # extended sequence number
    first: int = 0  # the first sequence number
    jitter: int = 0  # in clock ticks, RFC 3550 A.8
    frames: int = 0
    last_ns: int = 0  # when the last packet came
    last_timestamp: int = 0
    last_keyframe_ns: int = 0
    height: int = 0  # lines of the picture by its last key frame (VP8); 0 is not known
    level_sum: int = 0  # sum over packets of 127 minus the audio level in -dBov; only audio has it
    level_packets: int = 0
    repaired: int = 0  # packets that came by retransmission


@dataclass(slots=True)
class LegCounts:
    """What a leg has sent since it was added; the fields of a sender report can be told from it."""

    packets: int = 0
    octets: int = 0
    resent: int = 0
    last_timestamp: int = 0
    last_ns: int = 0
    source: int = 0  # what it carries now; 0 is nothing
    wanted: int = 0  # what it will carry from that source's next keyframe on
    offset: int = 0  # outgoing timestamp minus incoming one, modulo 2**32: for sender reports


class Handlers(Protocol):
    """Who hears of what is not plain forwarding. An exception in a handler is counted and goes no further."""

    def datagram(self, address: Address, data: bytes) -> None:
        """STUN or DTLS, by its first byte (RFC 7983)."""

    def rtcp(self, peer: int, data: bytes) -> None:
        """A compound packet, decrypted and authentic."""

    def unknown(self, heard: Heard) -> None:
        """An SSRC nobody claimed. Told at its first packet, which is then read on if it was claimed; after that for
        packets until it is claimed, at most 20 times a second and peer."""

    def switched(self, leg: int, source: int) -> None:
        """A leg now carries another source, from its keyframe on."""


class Engine(Protocol):
    """See the module. No method raises for an id that is gone: packets and people cross on the way."""

    handlers: Handlers  # may be set later than the engine is made

    @property
    def dropped(self) -> dict[str, int]:
        """Reason to count: "unknown", "unauthentic", "malformed", "oversize", "unsent", "handler"."""

    def traffic(self) -> dict[str, int]:
        """Since the start: `packets_in`, authentic RTP; `packets_out` and `bytes_out`, all that left encrypted."""

    def fileno(self) -> int:
        """The socket, to be watched for reading; `pump` is called when it is readable."""

    def pump(self) -> None:
        """Take in what has arrived, up to a bounded number of datagrams, and send what follows from it."""

    def send(self, address: Address, data: bytes) -> None:
        """One datagram as it is: STUN and DTLS."""

    def add_peer(self) -> int:
        """A PeerConnection without address and keys."""

    def drop_peer(self, peer: int) -> None:
        """Forget it with all its sources and legs."""

    def bind(self, peer: int, address: Address) -> None:
        """From now on the peer is there, and media from there is its own. An earlier address is still heard."""

    def unbind(self, address: Address) -> None:
        """Nobody is there any longer."""

    def key(self, peer: int, keys: Keys, extensions: Extensions) -> None:
        """How the peer encrypts and what its header extensions are called. A second call replaces the extensions only
        when the keys are the same."""

    def add_source(self, peer: int, ssrc: int, codec: Codec) -> int:
        """Claim an SSRC."""

    def add_repair(self, source: int, ssrc: int) -> None:
        """The SSRC whose packets are retransmissions (RFC 4588) of the source."""

    def drop_source(self, source: int) -> None:
        """The publisher stopped; legs that carry it carry nothing."""

    def hold(self, source: int, held: bool) -> None:
        """While held, nothing of the source is forwarded or recorded, whatever its publisher sends."""

    def tap(self, source: int, write: "Tap | None") -> None:
        """Give every packet of the source, in plain, to a recorder too."""

    def add_leg(self, peer: int, spec: LegSpec) -> int:
        """An outgoing stream that carries nothing yet."""

    def drop_leg(self, leg: int) -> None:
        """End an outgoing stream."""

    def point(self, leg: int, source: int) -> None:
        """Carry this source (0: nothing): audio at once; video from its next keyframe on, and until then what it
        carried before."""

    def limit(self, leg: int, temporal: int) -> None:
        """Forward VP8 temporal layers up to this one (2: all)."""

    def resend(self, leg: int, numbers: Sequence[int], now_ns: int) -> int:
        """Answer a NACK with outgoing sequence numbers; returns how many were still there."""

    def probe(self, leg: int, count: int) -> int:
        """Send that many recent packets of the leg again as retransmissions, to try what the line carries; where it
        carries nothing, packets of 275 octets with nothing but padding. Returns how many went out."""

    def send_rtcp(self, peer: int, data: bytes) -> None:
        """Encrypt a compound packet and send it."""

    def take_arrivals(self, peer: int) -> list[tuple[int, int]]:
        """(transport-wide sequence number of 16 bits, instant) of what came from a peer since the last call."""

    def take_sent(self, peer: int) -> list[tuple[int, int, int]]:
        """(transport-wide sequence number of 16 bits, instant, octets) of what went to a peer since the last call."""

    def take_gaps(self, source: int) -> list[int]:
        """Extended sequence numbers found missing since the last call, at most 500."""

    def take_found(self, source: int) -> list[int]:
        """Extended sequence numbers that came late or by retransmission since the last call."""

    def source_counts(self, source: int) -> SourceCounts:
        """The living counters of a source."""

    def leg_counts(self, leg: int) -> LegCounts:
        """The living counters of a leg."""

    def close(self) -> None:
        """Close the socket."""


class Tap(Protocol):
    """What a recorder is."""

    def __call__(self, source: int, now_ns: int, packet: bytes) -> None:
        """One RTP packet, decrypted, with its extensions."""
