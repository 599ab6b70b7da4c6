"""Small secrets at rest: sealed by AES-256-GCM with a key that lives in the data folder and never in the database."""

import base64
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.key_files import kept
from portal.settings import settings

_NONCE = 12  # bytes; NIST SP 800-38D, section 8.2.2


class WrongKey(RuntimeError):
    """What was sealed cannot be opened: another key, another place, or changed bytes."""


def seal(secret: str, place: str) -> str:
    """The secret as text that only this installation can open, and only for the same `place` ("totp:7")."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(_key()).encrypt(nonce, secret.encode(), place.encode())).decode()


def unseal(sealed: str, place: str) -> str:
    """The secret again. Raises WrongKey where key, place or bytes are not those it was sealed with."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key()).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
    except InvalidTag as wrong:
        raise WrongKey(place) from wrong


@cache
def _key() -> bytes:
    return kept(Path(settings().data) / "keys" / "vault", lambda: AESGCM.generate_key(bit_length=256))
