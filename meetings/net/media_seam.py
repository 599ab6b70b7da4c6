"""DTLS through aiortc: the one file that touches private names of aiortc.

What is used: `RTCDtlsTransport` with its handshake, timers, check of the fingerprint and closing. What is not: its
SRTP sessions, RTP router and statistics; those are the engine's. `tests/meetings/net/test_media_seam.py` names what
moved when aiortc changes. We are the DTLS server: then we choose the SRTP profile (AEAD first), and browsers, which
are the clients, begin.

aiortc hands its datagrams to a `transport`; here that is `_Pipe`, a bounded queue in and the engine's socket out.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    SRTPProtectionProfile,
    State,
)
from OpenSSL import SSL

from meetings.engine import Keys

DATAGRAM_OCTETS = 1200  # Fits every path that a browser takes, with a relay's header around it.
_WAITING = 32  # Datagrams of one handshake that are not read yet; more is a flood.
_MOST_STUMBLES = 100  # Datagrams that break the reading; more of them is no accident.
_LABEL = b"EXTRACTOR-dtls_srtp"  # RFC 5764, 4.2
_PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80]
_log = logging.getLogger(__name__)


class Certificate(RTCCertificate):
    """One for the whole process: a P-256 key, and the TLS context made of it, which costs more than a handshake."""

    _context: SSL.Context | None = None

    @property
    def fingerprint(self) -> str:
        """As a=fingerprint has it."""
        found = {each.algorithm: each.value for each in self.getFingerprints()}
        return f"sha-256 {found['sha-256']}"

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
            self._context.set_options(SSL.OP_NO_QUERY_MTU)
        return self._context


def new_certificate() -> Certificate:
    """A fresh key with a self-signed certificate; browsers know it by its fingerprint alone."""
    return Certificate.generateCertificate()


class Handshake:
    """DTLS of one PeerConnection. `send` takes datagrams; `done` hears of the keys, `ended` once, with a word, that
    no keys will come (`failed`) or that the browser said goodbye (`closed`)."""

    def __init__(
        self,
        certificate: Certificate,
        send: Callable[[bytes], None],
        done: Callable[[Keys], None],
        ended: Callable[[str], None],
    ) -> None:
        self._pipe = _Pipe(send)
        self._dtls = _Dtls(self._pipe, [certificate])
        self._done, self._ended = done, ended
        self._task: asyncio.Task[None] | None = None

    def begin(self, fingerprints: Sequence[tuple[str, str]]) -> None:
        """Answer the browser's ClientHello. The certificate behind it must have every one of the fingerprints."""
        self._dtls.on("statechange", self._on_state)
        self._task = asyncio.create_task(self._run(fingerprints))

    def receive(self, datagram: bytes) -> bool:
        """One datagram with DTLS records; False when it was dropped, because too many wait already."""
        return self._pipe.put(datagram)

    def close(self) -> None:
        """Say goodbye, if there is somebody to say it to, and end the task. `ended` is not told."""
        self._ended = _nobody
        self._dtls.say_goodbye()
        self._pipe.close()
        if self._task is not None:
            self._task.cancel()

    async def _run(self, fingerprints: Sequence[tuple[str, str]]) -> None:
        wanted = [RTCDtlsFingerprint(algorithm, value) for algorithm, value in fingerprints]
        try:
            await self._dtls.start(RTCDtlsParameters(wanted, "client"))
        except SSL.Error:
            _log.debug("a DTLS handshake failed", exc_info=True)
        if self._dtls.keys is not None and self._dtls.state == "connected":
            self._done(self._dtls.keys)
        else:
            self._end("failed")

    def _on_state(self) -> None:
        if self._dtls.state == "closed":
            self._end("closed")

    def _end(self, why: str) -> None:
        tell, self._ended = self._ended, _nobody
        tell(why)


def _nobody(_why: str) -> None:
    """Hears of an end that was told already, or that we brought about."""


class _Pipe:
    """What aiortc takes for its ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.send = send
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(_WAITING)

    def put(self, datagram: bytes) -> bool:
        if not datagram or self._waiting.full():
            return False
        self._waiting.put_nowait(datagram)
        return True

    def close(self) -> None:
        while not self._waiting.empty():
            self._waiting.get_nowait()
        self._waiting.put_nowait(b"")

    async def _recv(self) -> bytes:
        datagram = await self._waiting.get()
        if not datagram:
            raise ConnectionError
        return datagram

    async def _send(self, datagram: bytes) -> None:
        self.send(datagram)


class _Dtls(RTCDtlsTransport):
    """aiortc's, mended where it would not do for us, each place with its reason."""

    keys: Keys | None = None
    stumbles = 0

    def __init__(self, pipe: _Pipe, certificates: list[RTCCertificate]) -> None:
        super().__init__(pipe, certificates)  # type: ignore[arg-type]  # It has all that is asked of it.
        self._pipe = pipe
        self._srtp_profiles = _PROFILES
        self._set_role("server")

    def say_goodbye(self) -> None:
        """close_notify, at once; aiortc's `stop` would need the loop."""
        if self._task is not None:
            self._task.cancel()
        if self._ssl is not None and self._state in (State.CONNECTING, State.CONNECTED):
            try:
                self._ssl.shutdown()
            except SSL.Error:
                return
            self._flush()

    @property
    def _open(self) -> SSL.Connection:
        assert self._ssl is not None, "asked before the handshake began"
        return self._ssl

    async def _do_handshake(self) -> None:
        """OpenSSL cannot ask a memory BIO for the path's MTU: told, it cuts its flights by itself."""
        self._open.set_ciphertext_mtu(DATAGRAM_OCTETS)
        await super()._do_handshake()

    def _setup_srtp(self) -> None:
        """The keys themselves, for any engine, in place of aiortc's sessions of libsrtp."""
        chosen = self._open.get_selected_srtp_profile()
        profile = next((each for each in self._srtp_profiles if each.openssl_profile == chosen), None)
        if profile is None:
            self._set_state(State.FAILED)
            return
        octets = 2 * (profile.key_length + profile.salt_length)
        material = self._open.export_keying_material(_LABEL, octets)
        of_client, of_server = profile.get_key_and_salt(material, 0), profile.get_key_and_salt(material, 1)
        self.keys = Keys(int(profile.libsrtp_profile), receive=of_client, send=of_server)

    async def _recv_next(self) -> None:
        """A datagram that aiortc stumbles over does not end the connection; ConnectionError is its word for the end."""
        try:
            await super()._recv_next()
        except ConnectionError:
            raise
        except Exception as error:
            self.stumbles += 1
            if self.stumbles > _MOST_STUMBLES:
                raise ConnectionError from error
            _log.debug("a DTLS datagram was dropped", exc_info=True)

    async def _write_ssl(self) -> None:
        """aiortc writes at most 1500 octets, cut anywhere, and keeps the rest for later."""
        self._flush()

    def _flush(self) -> None:
        written = b""
        try:
            while True:
                written += self._open.bio_read(65_536)
        except SSL.Error:  # There is no more.
            pass
        for datagram in datagrams(written):
            self._pipe.send(datagram)


def datagrams(flight: bytes) -> list[bytes]:
    """A flight of DTLS records laid into datagrams: whole records, as many as fit, in order. A record that alone is
    longer goes alone; what is left over behind the last whole record goes with it."""
    found: list[bytes] = []
    start = at = 0
    while at < len(flight):
        end = _end_of_record(flight, at)
        if end - start > DATAGRAM_OCTETS and at > start:
            found.append(flight[start:at])
            start = at
        at = end
    return [*found, flight[start:]] if start < len(flight) else found


def _end_of_record(flight: bytes, at: int) -> int:
    """RFC 6347, 4.1: type 1, version 2, epoch 2, number 6, length 2. RFC 9147, 4: a first octet 001CSLEE tells which
    of connection id (which we never agree to), number of 1 or 2 octets, and length there are."""
    first = flight[at]
    if first & 0xE0 == 0x20:
        head = 2 + bool(first & 8)
        if not first & 4:
            return len(flight)
        length_at = at + head
        head += 2
    else:
        length_at, head = at + 11, 13
    octets = int.from_bytes(flight[length_at : length_at + 2], "big")
    return min(len(flight), at + head + octets)
