"""The store: admitted files under their SHA-256, on disk or in an S3-compatible store, and their rows.

Bytes come before rows: a row only ever points at bytes that are there, and bytes that nobody points at (the
process ended in between) are swept after a day by `jobs.sweep`. No transaction waits for the store: `claims` says
why none needs to. The store takes `door.Admitted` and nothing else.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, S3Store

from portal.files import claims
from portal.files.door import Admitted
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_as, fetch_value, in_transaction, transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.text import fold
from portal.kit.workers import in_thread
from portal.settings import Settings, settings

_PART = 5 * 1024 * 1024  # bytes; the least a part of an S3 upload may have
_AT_ONCE = 2  # parts under way, so that memory stays flat
_LONGEST_REMOVAL = 60  # seconds; well below `claims.TAKING_OUT`
_LOOK_AGAIN = 0.2  # seconds between two looks whether what is being taken out is gone
_PAGE_BREAK = "\f"
_COLUMNS = (
    "id, sha256, size, media_type, name, pages, virus_state, is_scanned, is_internal, created_by, created_at"
)


class Damaged(Exception):
    """The bytes in the store are not those that were put there."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A row of `stored_file`. `size` in bytes; `virus_state` is clean, not_scanned or made."""

    id: int
    sha256: str
    size: int
    media_type: str
    name: str
    pages: int
    virus_state: str
    is_scanned: bool
    is_internal: bool
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Location:
    """Where the store is; pickles, so that a worker process can open it too."""

    url: str
    endpoint: str = ""
    region: str = ""
    access_key: str = ""
    secret_key: str = ""


def location(of: Settings | None = None) -> Location:
    """Where the settings say that files are kept."""
    now = of or settings()
    if not now.storage_url:
        return Location((now.data / "files").absolute().as_uri())
    return Location(now.storage_url, now.s3_endpoint, now.s3_region, now.s3_access_key, now.s3_secret_key)


async def put(admitted: Admitted, created_by: int | None = None) -> StoredFile:
    """Keep a file: its bytes, its row, its text for search.

    Inside a transaction rows alone are written: `keep` was called before it began, because the store takes its time.
    Raises NotAllowed where that was forgotten, or the content was purged meanwhile.
    """
    if not in_transaction():
        await keep(admitted)
    facts = admitted.facts
    async with transaction():
        await pin(facts.sha256)
        stored = await _insert(admitted, created_by)
        await execute(
            "insert into file_text (file, pages, fold) values (?, ?, ?)",
            stored.id,
            _PAGE_BREAK.join(facts.text_by_page),
            fold(" ".join(facts.text_by_page)),
        )
    return stored


async def keep(admitted: Admitted) -> str:
    """Keep the bytes for a row that is written within a day, and return their SHA-256. Not inside a transaction.

    Where the same content is just being taken out, that is waited for.
    """
    assert not in_transaction(), "no transaction waits for the store"
    sha256 = admitted.facts.sha256
    while not await claims.hold(sha256):
        if not await take_out(sha256):
            await asyncio.sleep(_LOOK_AGAIN)
    if not await is_there(sha256):
        await _write(admitted)
    return sha256


async def pin(sha256: str) -> None:
    """In a transaction, before the row that points at a kept content. Raises NotAllowed when it is not kept."""
    if not await claims.pin(sha256):
        raise NotAllowed(_("Nội dung tệp không còn trong kho. Hãy gửi lại tệp."))


async def file_facts(file_id: int) -> StoredFile:
    """The row of a file. Raises NotFound when there is none or it is sealed off."""
    rows = await fetch_as(
        StoredFile, f"select {_COLUMNS} from stored_file where id = ? and frozen_at is null", file_id
    )
    if not rows:
        raise NotFound
    return rows[0]


async def text_by_page(file_id: int) -> tuple[str, ...]:
    """The text of a file by pages. Raises NotFound as `file_facts` does."""
    await file_facts(file_id)
    text = await fetch_value("select pages from file_text where file = ?", file_id)
    return tuple(text.split(_PAGE_BREAK)) if text else ()


async def is_there(sha256: str) -> bool:
    """Whether the bytes are in the store."""
    try:
        await obstore.head_async(_opened(location()), key_of(sha256))
    except (NotFoundError, FileNotFoundError):
        return False
    return True


async def open_range(sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to but without `end`, as a stream. Raises NotFound before the first."""
    try:
        answer = await obstore.get_async(_opened(location()), key_of(sha256), options={"range": (start, end)})
    except (NotFoundError, FileNotFoundError) as error:
        raise NotFound from error
    async for chunk in answer.stream(min_chunk_size=256 * 1024):
        yield bytes(chunk)


async def read(sha256: str, *, check: bool = False) -> bytes:
    """All bytes in memory. `check` compares them with their name first. Raises NotFound, Damaged."""
    return await in_thread(read_in_worker, location(), sha256, check=check)


def read_in_worker(where: Location, sha256: str, *, check: bool = False) -> bytes:
    """The same for a worker process, which is told where the store is. Raises NotFound, Damaged."""
    try:
        data = obstore.get(_opened(where), key_of(sha256)).bytes().to_bytes()
    except (NotFoundError, FileNotFoundError) as error:
        raise NotFound from error
    if check and hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(sha256)
    return data


def local_path(where: Location, sha256: str) -> Path | None:
    """The file on this machine's disk, where the store is a folder; for programs that read in place."""
    root = urlsplit(where.url)
    return Path(unquote(root.path)) / key_of(sha256) if root.scheme == "file" else None


def key_of(sha256: str) -> str:
    """The place of a content in the store: "ab/cd/abcd…"."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


async def stored_contents() -> AsyncIterator[tuple[str, datetime]]:
    """Every content in the store with the time when it was written; for the sweep and for checks."""
    async for batch in obstore.list(_opened(location())):
        for each in batch:
            yield each["path"].rpartition("/")[2], each["last_modified"]


async def take_out(sha256: str) -> bool:
    """Take a doomed content out of the store; False where it is not doomed or somebody else is at it.

    May be done again after any failure. Not inside a transaction. Raises what the store raises.
    """
    if not await claims.begin_removal(sha256):
        return False
    try:
        async with asyncio.timeout(_LONGEST_REMOVAL):
            await _remove_bytes(sha256)
    except BaseException:
        await claims.give_removal_back(sha256)
        raise
    await claims.end_removal(sha256)
    return True


async def _remove_bytes(sha256: str) -> None:
    try:
        await obstore.delete_async(_opened(location()), key_of(sha256))
    except (NotFoundError, FileNotFoundError):
        return


async def _write(admitted: Admitted) -> None:
    key, where = key_of(admitted.facts.sha256), location()
    if admitted.facts.size <= _PART:
        whole = b"".join([chunk async for chunk in admitted.stream()])
        await obstore.put_async(_opened(where), key, whole, use_multipart=False)
    else:
        await obstore.put_async(
            _opened(where), key, admitted.stream(), chunk_size=_PART, max_concurrency=_AT_ONCE
        )
    if path := local_path(where, admitted.facts.sha256):
        await in_thread(_make_durable, path)


def _make_durable(path: Path) -> None:
    """Wait until the file and its name are on the disk, so that a power cut cannot leave a row without bytes."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


async def _insert(admitted: Admitted, created_by: int | None) -> StoredFile:
    facts = admitted.facts
    rows = await fetch_as(
        StoredFile,
        "insert into stored_file (sha256, size, media_type, name, pages, virus_state, is_scanned, is_internal,"
        f" created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning {_COLUMNS}",
        facts.sha256,
        facts.size,
        facts.media_type,
        facts.name,
        facts.pages,
        facts.virus_state,
        facts.is_scanned,
        facts.is_internal,
        created_by,
        utc_now(),
    )
    return rows[0]


@cache
def _opened(where: Location) -> LocalStore | S3Store:
    parts = urlsplit(where.url)
    if parts.scheme == "file":
        Path(unquote(parts.path)).mkdir(parents=True, exist_ok=True)
        return LocalStore(unquote(parts.path))
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        endpoint=where.endpoint or None,
        region=where.region,
        access_key_id=where.access_key,
        secret_access_key=where.secret_key,
        virtual_hosted_style_request=False,
        client_options={"allow_http": where.endpoint.startswith("http://")},
    )
