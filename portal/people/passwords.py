"""Passwords: what is refused and how they are kept. Pure functions; hashing is slow on purpose, so call it in a thread.

The policy is OWASP ASVS 4.0.3 chapter 2.1: at least 12 and at most 128 characters, no rule about kinds of
characters, nothing that is easily guessed. "Easily guessed" here means: made of nothing but known pieces (words that
head every list of leaked passwords, in English and Vietnamese, keyboard runs, repeats, years), or of the person's
own name, login, address or agency. That catches more than a list of whole passwords of this length can.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.kit.i18n import _
from portal.kit.text import fold

SHORTEST, LONGEST = 12, 128
OF_THE_DEMO = "congvu-demo-2020"  # everybody's, and shown to everybody; real installations have no demo
_NEW_CHARACTERS = 5  # what must be left over when all known pieces are taken out
_LOOKALIKES = str.maketrans("@4310$57!", "aaeiossti")

# OWASP's argon2id parameters of 19 MiB, two passes, one lane: some 25 ms, and many sign-ins at once fit in memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def problem_with(password: str, own_words: Iterable[str] = ()) -> str | None:
    """A sentence that says why this password is refused, or None where it may be used.

    `own_words` are the person's name, login, e-mail address and agency.
    """
    if len(password) < SHORTEST:
        return _("Mật khẩu phải có ít nhất %(count)s ký tự.") % {"count": SHORTEST}
    if len(password) > LONGEST:
        return _("Mật khẩu dài nhất là %(count)s ký tự.") % {"count": LONGEST}
    if _left_over(password, _pieces_of(own_words)) < _NEW_CHARACTERS:
        return _(
            "Mật khẩu này dễ đoán: chỉ gồm từ phổ biến, dãy phím, năm hoặc tên của bạn. Hãy thêm vài từ khác."
        )
    return None


def hash_password(password: str) -> str:
    """An argon2id hash that carries its own parameters."""
    return _HASHER.hash(_normal(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same work is done, so that time tells nobody who exists."""
    try:
        return _HASHER.verify(password_hash or _decoy(), _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's and should be made anew at sign-in."""
    return _HASHER.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    """Normal form C: keyboards write the same Vietnamese letter in two ways."""
    return unicodedata.normalize("NFC", password)


@cache
def _decoy() -> str:
    return _HASHER.hash("no account has this password")


@cache
def _common_pieces() -> frozenset[str]:
    lines = files("portal.people").joinpath("common_pieces.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(piece for line in lines if not line.startswith("#") for piece in line.split())


def _pieces_of(own_words: Iterable[str]) -> frozenset[str]:
    words = [fold(word) for word in own_words]
    parts = {part for word in words for part in word.split()} | {word.replace(" ", "") for word in words}
    return frozenset(part for part in parts if len(part) >= 2)


def _left_over(password: str, own: frozenset[str]) -> int:
    """How many characters of the password no known piece explains, in the reading that explains most."""
    plain = password.casefold()
    readings = {fold(plain).replace(" ", ""), fold(plain.translate(_LOOKALIKES)).replace(" ", "")}
    pieces = _common_pieces() | own
    return min(_unexplained(reading, pieces) for reading in readings)


def _unexplained(text: str, pieces: frozenset[str]) -> int:
    longest = max(map(len, pieces))
    best = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        best[end] = best[end - 1] + (0 if _is_predictable(text, end - 1) else 1)
        for start in range(max(0, end - longest), end - 1):
            if text[start:end] in pieces:
                best[end] = min(best[end], best[start])
    return best[-1]


def _is_predictable(text: str, at: int) -> bool:
    """A digit, a character like the one before, one that continues a run (abc, cba), or one that repeats a block."""
    if text[at].isdigit():
        return True
    if at and abs(ord(text[at]) - ord(text[at - 1])) <= 1:
        return True
    return any(at >= size and text[at - size] == text[at] and at >= 2 * size - 1 for size in range(2, 7))
