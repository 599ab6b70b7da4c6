"""A file that only a key in memory can open: AES-256-GCM in frames, the last one marked as the last.

Frames of one size allow reading as a stream. The nonce is the frame's place, which is safe because a key
serves one file only; that the last frame knows it is the last makes a cut-off file fail (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). Not for keeping: lose the key and the
bytes are gone, which is what it is for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FRAME = 1024 * 1024  # bytes of plain text in each frame but the last
_TAG = 16


class Tampered(Exception):
    """The sealed file was cut off or changed, or this is not its key."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(256)


class Sealer:
    """Writes one sealed file: `write` any number of times, then `finish` once."""

    def __init__(self, file: IO[bytes], key: bytes):
        self._file, self._cipher = file, AESGCM(key)
        self._waiting = bytearray()
        self._place = 0

    def write(self, chunk: bytes) -> None:
        """Take any number of bytes; whole frames go to the file."""
        self._waiting += chunk
        while len(self._waiting) > FRAME:
            self._seal(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]

    def finish(self) -> None:
        """Write what waits as the last frame; an empty file is one empty frame."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._place, last), plain, None))
        self._place += 1


def unseal(path: Path, key: bytes) -> Iterator[bytes]:
    """The plain bytes, frame by frame, each checked before it is given out. Raises Tampered."""
    cipher, place = AESGCM(key), 0
    with path.open("rb") as file:
        frame = file.read(FRAME + _TAG)
        while frame:
            following = file.read(FRAME + _TAG)
            yield _open(cipher, place, frame, last=not following)
            frame, place = following, place + 1
    if place == 0:
        raise Tampered(path.name)


def unseal_all(path: Path, key: bytes) -> bytes:
    """The whole plain file in memory; for worker processes. Raises Tampered."""
    return b"".join(unseal(path, key))


def _open(cipher: AESGCM, place: int, frame: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(place, last), frame, None)
    except InvalidTag as error:
        raise Tampered(f"frame {place}") from error


def _nonce(place: int, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([last])
