"""The spool: where uploaded bytes wait, encrypted, until the door has looked at them.

Each file has a fresh key that lives in this process's memory alone, so what a crash leaves behind can be
read by nobody; it is wiped at the next start. Nothing here is meant to last: see `store` for that.
"""

import asyncio
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

from portal.files.names import clean_name
from portal.files.sealed import FRAME, Sealer, new_key, unseal
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.workers import in_thread
from portal.settings import settings
from portal.web.uploads import too_large

P = ParamSpec("P")
R = TypeVar("R")

_LOCK_NAME = "alive"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A waiting file: where its sealed bytes are, the key that opens them, and what was measured on the way.

    `size` is in bytes of the plain file, `sha256` its hexadecimal digest, `name` already clean.
    """

    path: Path
    key: bytes = field(repr=False)
    name: str
    size: int
    sha256: str


async def receive(chunks: AsyncIterator[bytes], name: str, *, limit: int | None = None) -> Spooled:
    """Write an upload to the spool while it arrives; memory stays flat whatever its size.

    `limit` is in bytes and defaults to the setting `upload_limit_mb`.
    Raises Invalid (field "file") on an empty or too large upload; nothing is left behind then.
    """
    most = limit if limit is not None else settings().upload_limit_mb * 1024 * 1024
    path, key = _folder() / secrets.token_hex(16), new_key()
    try:
        with _create(path) as file:
            size, digest = await _write_all(_Intake(file, key), chunks, most)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Spooled(path, key, clean_name(name), size, digest)


def read(spooled: Spooled) -> Iterator[bytes]:
    """The plain bytes, a MiB at a time; meant for a thread or a worker. Raises Tampered."""
    return unseal(spooled.path, spooled.key)


async def stream(spooled: Spooled) -> AsyncIterator[bytes]:
    """The plain bytes, a MiB at a time, decrypted off the event loop. Raises Tampered."""
    frames = read(spooled)
    while (frame := await in_thread(next, frames, None)) is not None:
        yield frame


def wipe(spooled: Spooled) -> None:
    """Remove a waiting file. With its key forgotten, the blocks on the disk mean nothing any more."""
    spooled.path.unlink(missing_ok=True)


def wipe_leftovers() -> int:
    """Remove what processes that ended have left; how many folders. Call it when the portal starts."""
    root = settings().data / "spool"
    dead = [folder for folder in root.glob("*") if folder.is_dir() and not _is_alive(folder)]
    for folder in dead:
        shutil.rmtree(folder, ignore_errors=True)
    return len(dead)


def own_part() -> str:
    """The name of this process's part of the spool; it means a process that holds keys as long as it lives."""
    return _folder().name


def living_parts() -> set[str]:
    """The names of the parts whose processes live."""
    return {folder.name for folder in (settings().data / "spool").glob("*") if _is_alive(folder)}


class _Intake:
    """Hashes and seals; runs in a thread, one call at a time."""

    def __init__(self, file: IO[bytes], key: bytes):
        self._sealer, self._hash = Sealer(file, key), hashlib.sha256()

    def take(self, chunk: bytes) -> None:
        self._hash.update(chunk)
        self._sealer.write(chunk)

    def close(self) -> str:
        self._sealer.finish()
        return self._hash.hexdigest()


async def _write_all(intake: _Intake, chunks: AsyncIterator[bytes], most: int) -> tuple[int, str]:
    """Size and digest. Small chunks are gathered, so that a thread is asked once a MiB and not once a packet."""
    size, gathered = 0, bytearray()
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        gathered += chunk
        if len(gathered) >= FRAME:
            await _to_its_end(intake.take, bytes(gathered))
            gathered.clear()
    if size == 0:
        raise Invalid({"file": _("Tệp rỗng (0 byte); đề nghị kiểm tra rồi gửi lại.")})
    await _to_its_end(intake.take, bytes(gathered))
    return size, await _to_its_end(intake.close)


async def _to_its_end(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run in a thread and, even when cancelled, wait for it: the file must not be closed under its hands."""
    work = asyncio.ensure_future(in_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _too_large(most: int) -> Invalid:
    return Invalid({"file": too_large(most)})


def _create(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)


def _folder() -> Path:
    """This process's own part of the spool; a lock held for life tells others that it is not a leftover."""
    return _own_folder(settings().data / "spool", os.getpid())


@cache
def _own_folder(root: Path, process: int) -> Path:
    folder = root / f"{process}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True, mode=0o700)
    _locks.append((folder / _LOCK_NAME).open("w"))
    fcntl.flock(_locks[-1], fcntl.LOCK_EX)
    return folder


_locks: list[IO[str]] = []  # open as long as the process lives


def _is_alive(folder: Path) -> bool:
    try:
        with (folder / _LOCK_NAME).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
