"""An engine on a loopback socket, and callers with real SRTP around it."""

import socket
from dataclasses import dataclass
from struct import pack, unpack_from

from pylibsrtp import Policy, Session

from meetings.engine import Address, Codec, Engine, Extensions, Heard, Keys, LegSpec
from meetings.media import rtp

NAMES = Extensions(mid=3, rid=10, repaired_rid=11, audio_level=1, transport_cc=5)
PROMISED = LegSpec(
    0x9000,
    0x9001,
    {Codec.OPUS: 111, Codec.VP8: 96, Codec.H264: 102},
    {Codec.OPUS: 112, Codec.VP8: 97, Codec.H264: 103},
)


class Ears:
    """Handlers that write down what they hear; `on_unknown` and `on_switched` may be replaced."""

    def __init__(self) -> None:
        self.datagrams: list[tuple[Address, bytes]] = []
        self.reports: list[tuple[int, bytes]] = []
        self.strangers: list[Heard] = []
        self.switches: list[tuple[int, int]] = []
        self.on_unknown = lambda heard: None

    def datagram(self, address: Address, data: bytes) -> None:
        self.datagrams.append((address, data))

    def rtcp(self, peer: int, data: bytes) -> None:
        self.reports.append((peer, data))

    def unknown(self, heard: Heard) -> None:
        self.strangers.append(heard)
        self.on_unknown(heard)

    def switched(self, leg: int, source: int) -> None:
        self.switches.append((leg, source))


@dataclass(frozen=True)
class Got:
    """A packet as a caller decrypted it."""

    ssrc: int
    kind: int
    marker: bool
    number: int
    timestamp: int
    words: dict[int, bytes]
    payload: bytes


class Caller:
    """One PeerConnection's browser: a socket and the two halves of SRTP."""

    def __init__(self, engine: Engine, at: Address, names: Extensions = NAMES, profile: int = 7) -> None:
        self.engine, self.at, self.names = engine, at, names
        self.socket = opened(socket.AF_INET if ":" not in at[0] else socket.AF_INET6)
        lengths = {1: 30, 7: 28, 8: 44}
        self.keys = Keys(profile, bytes(range(lengths[profile])), bytes(range(100, 100 + lengths[profile])))
        self._out = Session(policy(self.keys.receive, Policy.SSRC_ANY_OUTBOUND, profile))
        self._in = Session(policy(self.keys.send, Policy.SSRC_ANY_INBOUND, profile))
        self.peer = engine.add_peer()
        engine.key(self.peer, self.keys, names)
        engine.bind(self.peer, self.address)

    @property
    def address(self) -> Address:
        return self.socket.getsockname()[:2]

    def send(self, plain: bytes) -> None:
        self.raw(self._out.protect(plain))

    def send_rtcp(self, plain: bytes) -> None:
        self.raw(self._out.protect_rtcp(plain))

    def raw(self, data: bytes) -> None:
        self.socket.sendto(data, self.at)

    def wire(self) -> list[bytes]:
        """Every datagram that has come, as it came."""
        found = []
        while True:
            try:
                found.append(self.socket.recv(4096))
            except BlockingIOError:
                return found

    def got(self) -> list[Got]:
        """Every RTP packet that has come; raises if one is not authentic."""
        return [parsed(self._in.unprotect(data)) for data in self.wire()]

    def got_rtcp(self) -> list[bytes]:
        return [self._in.unprotect_rtcp(data) for data in self.wire()]

    def close(self) -> None:
        self.socket.close()


def opened(family: int = socket.AF_INET) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1" if family == socket.AF_INET else "::", 0))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.setblocking(False)
    return sock


def policy(key: bytes, direction: int, profile: int) -> Policy:
    made = Policy(key=key, ssrc_type=direction, srtp_profile=profile)
    made.allow_repeat_tx, made.window_size = True, 1024
    return made


def parsed(data: bytes) -> Got:
    _, kind, number, timestamp, ssrc = rtp.HEADER.unpack_from(data)
    begins, ends, payload, end = rtp.extent(data, len(data))
    words = {name: data[at : at + size] for name, at, size in rtp.extensions(data, begins, ends)}
    return Got(ssrc, kind & 0x7F, bool(kind & 0x80), number, timestamp, words, data[payload:end])


def plain(
    ssrc: int,
    number: int,
    timestamp: int,
    payload: bytes,
    *,
    marker: bool = False,
    kind: int = 96,
    words: bytes = b"",
) -> bytes:
    """An RTP packet; `words` are extensions of the one-byte form, unpadded."""
    first, middle = 0x80, b""
    if words:
        words += bytes(-len(words) % 4)
        first, middle = 0x90, pack(">HH", 0xBEDE, len(words) // 4) + words
    return rtp.HEADER.pack(first, marker << 7 | kind, number & 0xFFFF, timestamp, ssrc) + middle + payload


def vp8(
    picture: int, *, is_key: bool = False, is_start: bool = True, layer: int = 0, rest: bytes = b"rest"
) -> bytes:
    """A VP8 payload with every running number; TL0PICIDX is the picture's, KEYIDX is 1, every layer is in sync."""
    first, last = 0x90 if is_start else 0x80, layer << 6 | 0x20 | 1
    return pack(">BBHBBB", first, 0xF0, 0x8000 | picture & 0x7FFF, picture & 0xFF, last, not is_key) + rest


def numbers_of(payload: bytes) -> tuple[int, int]:
    """Picture id and TL0PICIDX of a payload of `vp8`."""
    picture, level_zero = unpack_from(">HB", payload, 2)
    return picture & 0x7FFF, level_zero
