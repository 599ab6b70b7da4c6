"""Who listens to which channel in this process, and the way to the other processes (pure of any room).

Only names travel: a channel such as "document:7" and an event such as "changed". What was said twice before it was
heard is heard once, so a slow listener costs no more memory than the channels it listens to. What was said is
remembered for a while, so that a page made before a word and connected after it hears it all the same.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # It takes half a second to load, and one process alone has no use for it.
    from redis.asyncio import Redis

log = logging.getLogger(__name__)
Word = tuple[str, str]  # channel and event

_BETWEEN_PROCESSES = "congvu:live"
_MOST_WAITING = 10_000
_MEMORY = 120.0  # seconds for which a word can be told to who comes late
_MOST_REMEMBERED = 20_000
_SKEW = 0.5  # seconds by which the clocks of two portals may differ
_PAUSE = 1.0  # seconds between two attempts to reach Valkey
_PATIENCE = 2.0  # seconds to wait for its answer


class Ear:
    """Words that wait to be heard, each once, oldest first."""

    def __init__(self, channels: Iterable[str] = ()):
        self.channels = frozenset(channels)
        self._waiting: dict[Word, None] = {}
        self._filled = asyncio.Event()

    def put(self, word: Word) -> None:
        """Let a word wait; when far too many do, the oldest is forgotten."""
        self._waiting[word] = None
        if len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._filled.set()

    async def next(self) -> Word:
        """The oldest word, when there is one."""
        await self._filled.wait()
        word = next(iter(self._waiting))
        del self._waiting[word]
        if not self._waiting:
            self._filled.clear()
        return word


class Hub:
    """The ears of one process; with the address of a Valkey or Redis server also those of all others.

    When the server is away, this process still hears itself; the rest is sent when it is back, and every ear is told
    then that its channels may have changed.
    """

    def __init__(self, valkey_url: str = ""):
        self._url = valkey_url
        self._ears: set[Ear] = set()
        self._outbox = Ear()
        self._name = secrets.token_hex(8)
        self._is_away: set[str] = set()
        self._said: dict[str, tuple[float, str]] = {}  # the newest word of each channel, oldest first
        self._forgotten = time()  # what was said before this instant is no longer known

    def since(self, channels: Iterable[str], instant: float) -> list[Word]:
        """What was said on these channels from `instant` on (seconds since the epoch), each channel once.

        When the memory does not reach back that far, every channel may have changed.
        """
        instant -= _SKEW if self._url else 0
        if instant < self._forgotten:
            return [(channel, "reconnected") for channel in channels]
        heard = ((channel, self._said.get(channel)) for channel in channels)
        return [(channel, word[1]) for channel, word in heard if word and word[0] >= instant]

    @contextmanager
    def listen(self, channels: Iterable[str]) -> Iterator[Ear]:
        """An ear for these channels, as long as the block lasts."""
        ear = Ear(channels)
        self._ears.add(ear)
        try:
            yield ear
        finally:
            self._ears.discard(ear)

    def tell(self, channel: str, event: str) -> None:
        """Say a word here at once, and elsewhere as soon as may be; never waits."""
        self._hear(channel, event)
        if self._url:
            self._outbox.put((channel, event))

    def _hear(self, channel: str, event: str) -> None:
        self._remember(channel, event)
        for ear in self._ears:
            if channel in ear.channels:
                ear.put((channel, event))

    def _remember(self, channel: str, event: str) -> None:
        now = time()
        self._said.pop(channel, None)
        self._said[channel] = (now, event)
        while len(self._said) > _MOST_REMEMBERED or next(iter(self._said.values()))[0] < now - _MEMORY:
            self._forgotten = self._said.pop(next(iter(self._said)))[0]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Hub"]:
        """Keep in touch with the other processes for as long as the block lasts."""
        tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._receive())] if self._url else []
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self) -> None:
        async with self._server() as server:
            while True:
                channel, event = await self._outbox.next()
                message = json.dumps({"from": self._name, "channel": channel, "event": event})
                await self._send_until_taken(server, message)

    async def _send_until_taken(self, server: "Redis", message: str) -> None:
        while True:
            try:
                await server.publish(_BETWEEN_PROCESSES, message)
            except _failures() as error:
                self._note_away("sent", error)
                await asyncio.sleep(_PAUSE)
            else:
                self._is_away.discard("sent")
                return

    async def _receive(self) -> None:
        async with self._server() as server:
            while True:
                try:
                    await self._take_in(server)
                except _failures() as error:
                    self._note_away("received", error)
                    await asyncio.sleep(_PAUSE)

    async def _take_in(self, server: "Redis") -> None:
        async with server.pubsub() as subscription:
            await subscription.subscribe(_BETWEEN_PROCESSES)
            await subscription.get_message(timeout=_PATIENCE)
            if "received" in self._is_away:
                self._catch_up()
            while True:
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=_PATIENCE)
                if message is not None:
                    self._pass_on(message["data"])

    def _pass_on(self, data: bytes) -> None:
        message = json.loads(data)
        if message["from"] != self._name:
            self._hear(message["channel"], message["event"])

    def _catch_up(self) -> None:
        self._is_away.discard("received")
        self._forgotten = time()
        for ear in self._ears:
            for channel in ear.channels:
                if not channel.startswith("session:"):
                    ear.put((channel, "reconnected"))

    def _server(self) -> "Redis":
        from redis.asyncio import Redis

        return Redis.from_url(
            self._url,
            socket_connect_timeout=_PATIENCE,
            socket_timeout=2 * _PATIENCE,
            health_check_interval=15,
        )

    def _note_away(self, what: str, error: Exception) -> None:
        if what not in self._is_away:
            log.warning("live updates of other processes are not %s: %s", what, type(error).__name__)
            self._is_away.add(what)


def _failures() -> tuple[type[Exception], ...]:
    """What is raised while the server is away."""
    from redis.exceptions import RedisError

    return (RedisError, OSError)
