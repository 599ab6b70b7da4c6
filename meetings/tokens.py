"""Join tokens and signed callbacks: the only thing portal and media server share (pure but for random nonces).

docs/meeting-protocol.md has the formats. Everything is HMAC-SHA256 over one secret, with a word in front that says
what it is for, so that no signature of one kind passes for another.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, fields

JOIN_SECONDS = 120
CALLBACK_SECONDS = 300
SIGNATURE_HEADER = "X-Meetings-Signature"
ROLES = ("chair", "cochair", "member", "guest")
_LONGEST = 4096


class BadToken(Exception):
    """A token or signature that is not ours, is broken, or is too old; the message says which."""


@dataclass(frozen=True, slots=True)
class Join:
    """What a join token says. `expires` is in seconds since the epoch; `lobby` means that the person waits first."""

    room: str
    person: str
    name: str
    unit: str
    role: str
    node: str
    lobby: bool
    expires: int
    nonce: str


def sign_join(claims: Join, secret: str) -> str:
    """The token as a browser carries it."""
    body = _encode(json.dumps(asdict(claims), ensure_ascii=False, separators=(",", ":")).encode())
    return f"{body}.{_encode(_mac(secret, 'join', body))}"


def read_join(token: str, secret: str, now: float) -> Join:
    """What a token says. Raises BadToken unless it is whole, ours and not expired at `now` (seconds)."""
    body, _dot, proof = token.partition(".")
    if len(token) > _LONGEST or not hmac.compare_digest(
        _encode(_mac(secret, "join", body)).encode(), proof.encode()
    ):
        raise BadToken("not signed by the portal")
    claims = _claims(body)
    if claims.expires < now:
        raise BadToken("expired")
    return claims


def new_nonce() -> str:
    """128 random bits as text."""
    return secrets.token_urlsafe(16)


def sign_callback(body: bytes, secret: str, now: float) -> str:
    """The value of SIGNATURE_HEADER for a callback with this body."""
    stamp = f"{int(now)}.{new_nonce()}"
    seconds, nonce = stamp.split(".")
    return f"t={seconds},n={nonce},s={_mac(secret, 'callback', f'{stamp}.', body).hex()}"


def check_callback(header: str, body: bytes, secret: str, now: float) -> str:
    """The nonce of a callback, which the caller refuses to see twice. Raises BadToken when it is not signed or old."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    seconds, nonce, proof = parts.get("t", ""), parts.get("n", ""), parts.get("s", "")
    expected = _mac(secret, "callback", f"{seconds}.{nonce}.", body).hex()
    if not hmac.compare_digest(expected.encode(), proof.encode()):
        raise BadToken("not signed with our secret")
    if not seconds.isdecimal() or abs(now - int(seconds)) > CALLBACK_SECONDS:
        raise BadToken("too old")
    return nonce


def _claims(body: str) -> Join:
    try:
        found = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return Join(**{each.name: found[each.name] for each in fields(Join)})
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise BadToken("not readable") from error


def _mac(secret: str, purpose: str, text: str, body: bytes = b"") -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}.{text}".encode() + body, hashlib.sha256)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
