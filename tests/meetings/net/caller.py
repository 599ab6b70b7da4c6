"""A browser's side of ICE and DTLS in memory, for what Chromium cannot be made to do: odd checks, odd datagrams."""

import asyncio
import secrets
from collections.abc import Callable

from aiortc.rtcdtlstransport import SRTP_PROFILES, RTCCertificate
from OpenSSL import SSL

from meetings.engine import Address, Extensions
from meetings.net import stun
from meetings.net.transport import Transport
from tests.meetings.net.plain_engine import PlainEngine

CERTIFICATE = RTCCertificate.generateCertificate()
PRIORITY = 1_853_824_767


class Caller:
    """Talks to one transport from one address."""

    def __init__(
        self,
        engine: PlainEngine,
        transport: Transport,
        address: Address = ("192.0.2.7", 50_000),
        certificate: RTCCertificate = CERTIFICATE,
    ) -> None:
        self.engine, self.transport, self.address = engine, transport, address
        self.hears: Callable[[bytes], bool] = lambda datagram: True
        self.ufrag = secrets.token_hex(4)
        self.fingerprints = [(each.algorithm, each.value) for each in certificate.getFingerprints()]
        context = certificate._create_ssl_context(SRTP_PROFILES)
        context.set_options(SSL.OP_NO_QUERY_MTU)
        self.ssl = SSL.Connection(context)
        self.ssl.set_ciphertext_mtu(1200)
        self.ssl.set_connect_state()
        self._read = len(engine.sent)

    def check(self, *, nominates: bool = True, pwd: str | None = None, ufrag: str | None = None) -> bytes:
        """The bytes of a connectivity check."""
        name = f"{ufrag or self.transport.ufrag}:{self.ufrag}"
        password = (pwd or self.transport.pwd).encode()
        return stun.request(secrets.token_bytes(12), name, password, PRIORITY, 1, nominates=nominates)

    def ring(self, **check: object) -> list[bytes]:
        """Send a check; the answers."""
        before = len(self.engine.sent)
        self.engine.take(self.address, self.check(**check))
        return [data for to, data in self.engine.sent[before:] if to == self.address]

    def begin(self) -> None:
        """Our side learns of this one, as signalling would tell it."""
        self.transport.begin(self.ufrag, "x" * 24, self.fingerprints, Extensions(mid=4))

    def flight(self) -> list[bytes]:
        """The datagrams that this side's DTLS wants to send now."""
        try:
            self.ssl.do_handshake()
        except SSL.WantReadError:
            pass
        return self._written()

    def listen(self) -> None:
        """Take in what came from the other side since the last time, and answer it."""
        fresh, self._read = self.engine.sent[self._read :], len(self.engine.sent)
        for to, data in fresh:
            if to == self.address and data[0] >= 20 and self.hears(data):
                self.ssl.bio_write(data)
                self._say(self.flight())

    def repeat(self) -> None:
        """Say the last flight again, once its time is over."""
        self.ssl.DTLSv1_handle_timeout()
        self._say(self._written())

    def is_connected(self) -> bool:
        """Whether this side has seen the end of the handshake."""
        try:
            self.ssl.do_handshake()
        except SSL.WantReadError:
            return False
        return True

    def _say(self, datagrams: list[bytes]) -> None:
        for each in datagrams:
            self.engine.take(self.address, each)

    def _written(self) -> list[bytes]:
        found = b""
        try:
            while True:
                found += self.ssl.bio_read(65_536)
        except SSL.Error:
            return records(found)

    async def handshake(self, until: Callable[[], bool] | None = None) -> None:
        """Both sides to the end; TimeoutError when it never comes."""
        done = until or (lambda: self.transport.state == "connected")
        self._say(self.flight())
        async with asyncio.timeout(5):
            while not done():
                await asyncio.sleep(0)
                self.listen()

    async def connect(self) -> None:
        self.ring()
        self.begin()
        await self.handshake()


def records(flight: bytes) -> list[bytes]:
    """One datagram for each DTLS record, as a client with a small path sends them."""
    found, at = [], 0
    while at < len(flight):
        end = at + 13 + int.from_bytes(flight[at + 11 : at + 13], "big")
        found.append(flight[at:end])
        at = end
    return found


def in_pieces(hello: bytes, octets: int) -> list[bytes]:
    """A record with one handshake message, cut into records of that many octets of it (RFC 6347, 4.2.3)."""
    head, message, body = hello[:11], hello[13:25], hello[25:]
    found = []
    for number, at in enumerate(range(0, len(body), octets)):
        part = body[at : at + octets]
        fragment = message[:6] + at.to_bytes(3, "big") + len(part).to_bytes(3, "big") + part
        record = head[:5] + (20 + number).to_bytes(6, "big") + len(fragment).to_bytes(2, "big")
        found.append(record + fragment)
    return found
