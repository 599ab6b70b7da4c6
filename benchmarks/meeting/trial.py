"""One room on one server: everybody connected, then one load after another, each measured for some seconds."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.meeting.connection import Connection
from benchmarks.meeting.player import Player
from benchmarks.meeting.room import Room, Server
from benchmarks.meeting.streams import Stream

PATIENCE = 60.0
SETTLE = 1.5


@dataclass(frozen=True)
class Measured:
    """`cost` is microseconds of processor time a forwarded packet; delays in ms; `load` packets a second; `generator`
    the share of a core that the pretended people took."""

    cost: float
    load: float
    share: float
    delay: float
    worst_delay: float
    sound_delay: float
    sound_loss: float
    lost: int
    forged: int
    generator: float


class Trial:
    """See the module."""

    def __init__(self, server: Server, room: Room) -> None:
        self.server, self.room = server, room
        self.player = Player()
        self._kinds = [kind for kind, is_there in (("audio", room.sound), ("video", room.video)) if is_there]

    async def connect(self) -> None:
        """Everybody in; TimeoutError when somebody does not get there."""
        for who in range(self.room.publishers):
            ssrcs = {kind: 1000 + 2 * who + at for at, kind in enumerate(self._kinds)}
            connection = await self.server.publish(self.player, who, ssrcs)
            self._streams(connection, ssrcs)
        await self._until(self._all_connected)
        self.play(self._kinds)
        for who in range(self.room.receivers):
            await self.server.receive(self.player, 1000 + who, self.room)
        await self._until(self._all_connected)

    async def arrived(self, flows: int) -> int:
        """Until so many streams have come to receivers together, or patience ends; how many came.

        Until then pictures are small: a server that minds what a line carries begins with little.
        """
        for _attempt in range(int(PATIENCE * 10)):
            found = sum(len(each.heard) for each in self.player.receivers.values())
            if found >= flows:
                break
            await asyncio.sleep(0.1)
        self.parts(self.room.parts)
        return found

    def parts(self, count: int) -> None:
        """So many packets a picture from now on."""
        for stream in self.player.all_streams:
            stream.parts = count

    def play(self, kinds: list[str]) -> None:
        """Send only these kinds from now on."""
        self.player.is_playing = False
        wanted = [
            each for each in self.player.all_streams if ("video" if each.is_video else "audio") in kinds
        ]
        now = time.perf_counter() + 0.05
        for at, stream in enumerate(wanted):
            stream.due = now + at * 0.0317 / len(wanted)
        self.player.streams = wanted
        self.player.is_playing = True

    async def measure(self, seconds: float) -> Measured:
        """What the server did in so many seconds of what is being played."""
        await asyncio.sleep(SETTLE)
        before = self._counted()
        for receiver in self.player.receivers.values():
            receiver.delays.clear()
        await asyncio.sleep(seconds)
        after = self._counted()
        cpu, packets, lost, passed, own, sounds, missing = (b - a for a, b in zip(before, after, strict=True))
        delays = [delay for each in self.player.receivers.values() for delay in list(each.delays)]
        every = sorted(nanoseconds / 1e6 for _is_video, nanoseconds in delays)
        sound = sorted(nanoseconds / 1e6 for is_video, nanoseconds in delays if not is_video)
        forged = sum(each.forged for each in self.player.receivers.values())
        return Measured(
            cpu / max(packets, 1) * 1e6, packets / passed, cpu / passed,
            _part(every, 0.5), _part(every, 0.99), _part(sound, 0.99), missing / max(sounds + missing, 1),
            int(lost), forged, own / passed,
        )  # fmt: skip

    def _counted(self) -> tuple[float, ...]:
        heard = [
            each for receiver in self.player.receivers.values() for each in list(receiver.heard.values())
        ]
        sounds = [each for each in heard if not each.is_video]
        return (
            self.server.cpu_seconds(),
            sum(each.packets for each in heard),
            sum(each.expected - each.packets for each in heard),
            time.perf_counter(),
            time.process_time(),
            sum(each.packets for each in sounds),
            sum(each.expected - each.packets for each in sounds),
        )

    def _streams(self, connection: Connection, ssrcs: dict[str, int]) -> None:
        for kind, ssrc in ssrcs.items():
            is_video = kind == "video"
            stream = Stream(connection, ssrc, is_video, 1, self.room.rate, number=100)
            self.player.all_streams.append(stream)

    def _all_connected(self) -> bool:
        return all(each.is_connected for each in list(self.player.connections.values()))

    async def _until(self, holds) -> None:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - The thread that finds out has no event for it.
                await asyncio.sleep(0.02)


@asynccontextmanager
async def trial(server: Server, room: Room) -> AsyncIterator[Trial]:
    """A trial whose people are all connected."""
    made = Trial(server, room)
    made.player.start()
    try:
        await made.connect()
        yield made
    finally:
        made.player.stop()


def _part(rising: list[float], share: float) -> float:
    return rising[int(len(rising) * share)] if rising else float("nan")
