"""Asks ClamAV's daemon whether a stream holds a virus (clamd(8), INSTREAM).

There are three answers, and whatever is not plainly one of the first two is the third: a file that is too
large for the daemon, or a daemon that is down, must never look like a clean file.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from portal.files.checks import Scan, Virus

_SECONDS = 120  # for the whole conversation
_PIECE = 256 * 1024


async def scan(chunks: AsyncIterator[bytes], address: str, *, seconds: float = _SECONDS) -> Scan:
    """Send a stream to the daemon at `address`, a socket's path or "host:port". Never raises for its troubles."""
    if not address:
        return Scan(Virus.NOT_SCANNED, "no scanner is set up")
    try:
        async with asyncio.timeout(seconds):
            return _understand(await _converse(chunks, address))
    except TimeoutError:
        return Scan(Virus.NOT_SCANNED, "the scanner did not answer in time")
    except OSError as error:
        return Scan(Virus.NOT_SCANNED, f"the scanner cannot be reached: {error.strerror or error}")


async def _converse(chunks: AsyncIterator[bytes], address: str) -> str:
    """What the daemon answers. It hangs up on a stream that is too long for it, and its last words may be lost."""
    reader, writer = await _connect(address)
    answer = asyncio.ensure_future(reader.read(4096))
    try:
        with suppress(ConnectionError):
            await _send(chunks, writer)
        with suppress(ConnectionError):
            return (await answer).decode("utf-8", "replace").strip("\x00\n ")
        return "the scanner hung up; the file may be larger than it takes"
    finally:
        answer.cancel()
        writer.close()


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if address.startswith("/"):
        return await asyncio.open_unix_connection(Path(address))
    host, _colon, port = address.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def _send(chunks: AsyncIterator[bytes], writer: asyncio.StreamWriter) -> None:
    """Pieces, each after its length in four bytes; a length of nought ends the stream."""
    writer.write(b"zINSTREAM\x00")
    async for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            piece = chunk[start : start + _PIECE]
            writer.write(struct.pack(">I", len(piece)) + piece)
            await writer.drain()
    writer.write(struct.pack(">I", 0))
    await writer.drain()


def _understand(answer: str) -> Scan:
    """ "stream: OK", "stream: <name> FOUND", or anything else, which is an error.

    Findings named "Heuristics.Limits…" and "Heuristics.Encrypted…" say that the daemon could not look inside.
    """
    if answer == "stream: OK":
        return Scan(Virus.CLEAN)
    if not answer.endswith(" FOUND"):
        return Scan(Virus.NOT_SCANNED, answer or "the scanner hung up")
    name = answer.removeprefix("stream: ").removesuffix(" FOUND")
    if name.startswith(("Heuristics.Limits", "Heuristics.Encrypted")):
        return Scan(Virus.NOT_SCANNED, name)
    return Scan(Virus.INFECTED, name)
