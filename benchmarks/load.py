"""A small HTTP client that asks the same pages over and over on connections that stay open, and keeps the times.

Times are taken here, on loopback, from the first byte of the question to the last one of the answer: what a server
queues counts, what a browser draws does not.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from time import perf_counter

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: seconds each answer took, the seconds all took together, bytes of the last body."""

    times: tuple[float, ...]
    seconds: float
    size: int

    def percentile(self, share: float) -> float:
        """The milliseconds within which this share of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


async def load(port: int, paths: Sequence[str], cookie: str, *, connections: int, requests: int) -> Load:
    """Ask for the paths in turn, `requests` times over so many connections. Raises RuntimeError unless all are 200."""
    numbers = count()
    times: list[float] = []

    async def ask() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        size = 0
        while (number := next(numbers)) < requests:
            begun = perf_counter()
            writer.write(_question(paths[number % len(paths)], cookie))
            size = await _answer(reader, paths[number % len(paths)])
            times.append(perf_counter() - begun)
        writer.close()
        return size

    begun = perf_counter()
    sizes = await asyncio.gather(*(ask() for _connection in range(connections)))
    return Load(tuple(times), perf_counter() - begun, max(sizes))


def _question(path: str, cookie: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept: text/html\r\n"
        "Accept-Language: vi\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n\r\n"
    ).encode()


async def _answer(reader: asyncio.StreamReader, path: str) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or length is None:
        raise RuntimeError(f"{path} did not answer with a page: {head[:60]!r}")
    return len(await reader.readexactly(int(length[1])))
