"""One WebSocket: its messages in, bounded and at a bounded rate; messages out through a queue that may not grow.

A browser that reads too slowly first misses what only the newest counts of (levels, the speaker, lines, estimates);
when more than that backs up its connection ends, and it comes back to its seat and is told what it missed.
"""

import asyncio
import logging
import time
from collections import deque
from typing import Protocol

from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed

from meetings import asks, tells
from meetings.errors import BrokenProtocol, Close, Unwelcome, closing
from meetings.protocol import dump, parse, type_of
from meetings.status import Status

log = logging.getLogger(__name__)

JOIN_SECONDS = 10.0
RATE, BURST = 30.0, 120.0  # messages a second on average, and at once
MOST_MESSAGES = 512  # that wait for a browser to read
MOST_CHARACTERS = 4 << 20
LAST_WORDS = 2.0  # seconds in which a closing connection may still be told what waits
_PASSING = (tells.Speaker, tells.Levels, tells.Lines, tells.Estimate)


class Party(Protocol):
    """What a session needs of the room it has joined."""

    def heard(self, session: "Session", ask: asks.Ask) -> None:
        """A message has come."""

    def gone(self, session: "Session") -> None:
        """The connection has ended, one way or another."""


class Doorkeeper(Protocol):
    """Who leads a new connection to its room."""

    async def admit(self, session: "Session", join: asks.Join) -> Party:
        """The room. Raises Unwelcome, BadToken."""


class Bucket:
    """So many messages at once, and so many a second (a token bucket)."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst, self._level, self._at = rate, burst, burst, now

    def take(self, now: float) -> bool:
        """Whether one more may pass now (seconds)."""
        self._level = min(self._burst, self._level + (now - self._at) * self._rate)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


def said_once(headers: Headers, name: str) -> str:
    """A header; empty where it is missing or there more than once."""
    found = headers.get_all(name)
    return found[0] if len(found) == 1 else ""


class Session:
    """A connection from its first message to its end. `seat` is set by the room it joins."""

    def __init__(self, socket: ServerConnection, doorkeeper: Doorkeeper, status: Status) -> None:
        self.seat = ""
        self.device = said_once(socket.request.headers, "User-Agent")[:200] if socket.request else ""
        self._socket, self._doorkeeper, self._status = socket, doorkeeper, status
        self._party: Party | None = None
        self._waiting: deque[str] = deque()
        self._size = 0
        self._passing: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._end: tuple[Close, str] | None = None

    async def run(self) -> None:
        """Serve the connection until it ends. Raises nothing."""
        writer = asyncio.create_task(self._write(), name="session writer")
        try:
            await self._converse()
        except ConnectionClosed:
            pass
        except Exception as error:
            code, reason = closing(error)
            if code is Close.FAULT:
                self._status.counts["faults"] += 1
                log.exception("a session failed")
            self.close(code, reason)
        finally:
            if self._party is not None:
                self._party.gone(self)
            await self._finish(writer)

    def send(self, message: tells.Tell, text: str | None = None) -> None:
        """Put a message in the queue; `text` is the message as `dump` writes it, where that is known already."""
        if self._end is not None:
            return
        text = text or dump(message)
        if isinstance(message, _PASSING):
            kind = type_of(message)
            if kind in self._passing:
                self._status.dropped[kind] += 1
            self._passing[kind] = text
        else:
            self._waiting.append(text)
            self._size += len(text)
            if len(self._waiting) > MOST_MESSAGES or self._size > MOST_CHARACTERS:
                self._overflow()
        self._wake.set()

    def close(self, code: Close, reason: str) -> None:
        """End the connection when what waits has been sent. The first call counts."""
        if self._end is None:
            self._end = (code, reason)
            self._wake.set()

    async def _converse(self) -> None:
        try:
            first = parse(await asyncio.wait_for(self._socket.recv(), JOIN_SECONDS))
        except TimeoutError as error:
            raise BrokenProtocol("no join in time") from error
        if not isinstance(first, asks.Join):
            raise BrokenProtocol("join comes first")
        party = await self._doorkeeper.admit(self, first)
        self._party = party
        bucket = Bucket(RATE, BURST, time.monotonic())
        async for text in self._socket:
            if not bucket.take(time.monotonic()):
                raise Unwelcome(Close.FLOOD, "too many messages")
            if isinstance(text, bytes):
                raise BrokenProtocol("binary message")
            self._status.counts["messages"] += 1
            self._hear(party, parse(text))

    def _hear(self, party: Party, ask: asks.Ask) -> None:
        if self._end is not None:
            return
        if isinstance(ask, asks.Ping):
            self.send(tells.Pong(ask.at))
        elif isinstance(ask, asks.Quality):
            self._status.counts["freezes"] += int(min(ask.freezes, 1000))
        elif isinstance(ask, asks.Join):
            raise BrokenProtocol("joined already")
        else:
            party.heard(self, ask)

    def _overflow(self) -> None:
        self._status.dropped["overflow"] += 1
        self._waiting.clear()
        self._passing.clear()
        self.close(Close.BEHIND, "too slow")
        self._socket.transport.abort()

    async def _write(self) -> None:
        """Everything that is sent goes out here, in order."""
        try:
            while self._waiting or self._passing or self._end is None:
                if self._waiting:
                    text = self._waiting.popleft()
                    self._size -= len(text)
                elif self._passing:
                    text = self._passing.pop(next(iter(self._passing)))
                else:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                await self._socket.send(text)
            code, reason = self._end
            await self._socket.close(code, reason)
        except ConnectionClosed:
            pass

    async def _finish(self, writer: asyncio.Task[None]) -> None:
        """The last words have their time; after that nothing of the connection is left."""
        self.close(Close.NORMAL, "")
        try:
            await asyncio.wait_for(writer, LAST_WORDS)
        except TimeoutError:
            self._socket.transport.abort()
        self._status.closed[self._socket.close_code or 1006] += 1
