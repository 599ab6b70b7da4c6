"""One PeerConnection of a pretended browser: a socket, ICE, DTLS, and the keys of SRTP. Nothing here waits."""

import secrets
import socket

from aiortc.rtcdtlstransport import RTCCertificate
from OpenSSL import SSL

from meetings.engine import Keys
from meetings.engine.srtp import ffi, incoming, outgoing, protect, protect_rtcp, unprotect, unprotect_rtcp
from meetings.net import stun

CERTIFICATE = RTCCertificate.generateCertificate()
FINGERPRINT = next(each.value for each in CERTIFICATE.getFingerprints() if each.algorithm == "sha-256")
BUFFER = 8 << 20
SO_TIMESTAMPNS = 35
_LENGTH = ffi.new("int *")


def _context() -> SSL.Context:
    context = SSL.Context(SSL.DTLS_METHOD)
    context.set_verify(SSL.VERIFY_NONE, lambda *_about: True)
    context.use_certificate(CERTIFICATE._cert)
    context.use_privatekey(CERTIFICATE._key)
    context.set_tlsext_use_srtp(b"SRTP_AEAD_AES_128_GCM")
    context.set_options(SSL.OP_NO_QUERY_MTU)
    return context


CONTEXT = _context()


class Connection:
    """`is_connected` once there are keys. `is_controlling` as the side that offers, or against a lite agent."""

    def __init__(self, host: str, *, is_controlling: bool) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.address: tuple[str, int] = self.socket.getsockname()
        self.ufrag, self.pwd = secrets.token_hex(4), secrets.token_hex(16)
        self.is_controlling = is_controlling
        self.is_connected = False
        self.remote: tuple[str, int] | None = None
        self.numbers_id = 0  # of the transport-wide sequence number in what comes
        self._remote_ufrag = self._remote_pwd = ""
        self._candidates: list[tuple[str, int]] = []
        self._dtls: SSL.Connection | None = None
        self._is_client = True
        self._due = 0.0
        self._scratch = ffi.new("char[]", 2048)
        self._view = ffi.buffer(self._scratch)

    def begin(self, ufrag: str, pwd: str, candidates: list[tuple[str, int]], *, is_client: bool) -> None:
        """Learn of the other side; `is_client` says whether we begin DTLS."""
        self._remote_ufrag, self._remote_pwd, self._candidates = ufrag, pwd, candidates
        self._is_client = is_client

    def tick(self, now: float) -> None:
        """Say again what was not answered."""
        if self.is_connected or now < self._due or not self._remote_pwd:
            return
        self._due = now + 0.1
        if self.remote is None:
            for candidate in self._candidates:
                self._send(self._check(nominates=self.is_controlling), candidate)
        elif self._dtls is not None:
            self._dtls.DTLSv1_handle_timeout()
            self._say()

    def consent(self) -> None:
        """A check for a server that wants to hear that we are still there."""
        if self.remote is not None:
            self._send(self._check(nominates=self.is_controlling), self.remote)

    def take(self, data: bytes, sender: tuple[str, int]) -> None:
        """One datagram that is neither RTP nor RTCP."""
        if data[0] < 4:
            self._take_stun(stun.read(data), sender)
        elif 20 <= data[0] < 64 and self._dtls is not None:
            self._dtls.bio_write(data)
            self._handshake()

    def send(self, plain: bytes) -> bytes:
        """Encrypt an RTP packet and send it."""
        return self._protected(protect, plain)

    def send_rtcp(self, plain: bytes) -> None:
        """Encrypt a compound packet and send it."""
        self._protected(protect_rtcp, plain)

    def opened(self, data: bytes, *, is_report: bool) -> bytes | None:
        """What came, decrypted; None if it is not authentic."""
        self._view[: len(data)] = data
        _LENGTH[0] = len(data)
        if (unprotect_rtcp if is_report else unprotect)(self._incoming, self._scratch, _LENGTH):
            return None
        return bytes(self._view[: _LENGTH[0]])

    def _protected(self, protect_it, plain: bytes) -> bytes:
        self._view[: len(plain)] = plain
        _LENGTH[0] = len(plain)
        if protect_it(self._outgoing, self._scratch, _LENGTH):
            raise RuntimeError("libsrtp would not encrypt")
        self._send(self._view[: _LENGTH[0]], self.remote)
        return plain

    def _check(self, *, nominates: bool) -> bytes:
        name = f"{self._remote_ufrag}:{self.ufrag}"
        return stun.request(
            secrets.token_bytes(12), name, self._remote_pwd.encode(), 1 << 30, 7, nominates=nominates
        )

    def _take_stun(self, message: stun.Message, sender: tuple[str, int]) -> None:
        if message.kind == stun.Kind.REQUEST:
            self._send(stun.success(message.transaction, sender, self.pwd.encode()), sender)
            if stun.Attribute.USE_CANDIDATE in message.attributes:
                self._nominate(sender)
        elif message.kind == stun.Kind.SUCCESS and self.is_controlling:
            self._nominate(sender)

    def _nominate(self, sender: tuple[str, int]) -> None:
        if self.remote is None:
            self.remote = sender
            self._dtls = SSL.Connection(CONTEXT)
            self._dtls.set_ciphertext_mtu(1200)
            (self._dtls.set_connect_state if self._is_client else self._dtls.set_accept_state)()
            self._handshake()

    def _handshake(self) -> None:
        assert self._dtls is not None
        try:
            self._dtls.do_handshake()
        except SSL.WantReadError:
            self._say()
            return
        self._say()
        if not self.is_connected:
            material = self._dtls.export_keying_material(b"EXTRACTOR-dtls_srtp", 56)
            client, server = material[:16] + material[32:44], material[16:32] + material[44:56]
            ours, theirs = (client, server) if self._is_client else (server, client)
            keys = Keys(7, receive=theirs, send=ours)
            self._incoming, self._outgoing = incoming(keys), outgoing(keys)
            self.is_connected = True

    def _say(self) -> None:
        """Send what DTLS has written, a record a datagram."""
        assert self._dtls is not None
        try:
            while True:
                flight = self._dtls.bio_read(65_536)
                at = 0
                while at < len(flight):
                    end = at + 13 + int.from_bytes(flight[at + 11 : at + 13], "big")
                    self._send(flight[at:end], self.remote)
                    at = end
        except SSL.WantReadError:
            return

    def _send(self, data: bytes, to: tuple[str, int] | None) -> None:
        if to is not None:
            try:
                self.socket.sendto(data, to)
            except OSError:
                return

    def close(self) -> None:
        """Say nothing more."""
        self.socket.close()
