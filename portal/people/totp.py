"""Time-based one-time codes (RFC 6238: SHA-1, six digits, 30 seconds) and recovery codes. Pure but for chance."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

PERIOD = 30
_DRIFT = 1  # steps a phone's clock may be off, either way (RFC 6238, section 5.2)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else


def new_secret() -> str:
    """A fresh shared secret, 160 bits in base 32."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, login: str, issuer: str) -> str:
    """The otpauth address that an authenticator program reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime, after_step: int = 0) -> int | None:
    """The 30-second step that the code belongs to, or None where it is wrong or was used before.

    Only steps after `after_step` count, so that a code seen over a shoulder does not work again.
    """
    digits = "".join(letter for letter in code if not letter.isspace())
    present = int(now.timestamp()) // PERIOD
    generator = pyotp.TOTP(secret)
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        expected = generator.at(step * PERIOD)
        if step > after_step and hmac.compare_digest(expected.encode(), digits.encode()):
            return step
    return None


def new_recovery_codes(count: int = 10) -> list[str]:
    """Codes such as "k7mq-2xnp-9wtc", some 59 random bits each."""
    return ["-".join(_letters(4) for _group in range(3)) for _code in range(count)]


def hash_recovery_code(code: str) -> str:
    """SHA-256 of a code as typed with or without dashes and blanks; the codes are random, so no salt is needed."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _letter in range(count))
