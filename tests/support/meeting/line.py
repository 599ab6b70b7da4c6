"""Somebody's way to portal and nodes: relays on this machine that delay, lose, slow down and fall silent.

Pages and WebSockets go through TCP, media through UDP; both share the rate of the line. While it is cut nothing passes
and nobody is told: streams go on when the line is back, datagrams are gone. Where it comes back under another address,
as after a change of networks, connections of before never speak again.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.meetings.support.link import SECOND, Link

Address = tuple[str, int]
HERE = "127.0.0.1"
REST = 30.0


@dataclass
class Way(Link[Callable[[], None]]):
    """One direction, in real time."""

    delay: int = 0
    passed: int = 0  # octets of datagrams
    _timer: asyncio.TimerHandle | None = None

    def carry(self, octets: int, deliver: Callable[[], None]) -> None:
        """A datagram: it arrives later, or never."""
        self.passed += octets
        self.send(deliver, octets, time.monotonic_ns())
        self._run()

    def seconds(self, octets: int) -> float:
        """How long so many octets of a stream take, which wait for their turn and are not lost."""
        now = time.monotonic_ns()
        self._free = max(now, self._free) + (octets * 8 * SECOND // self.rate if self.rate else 0)
        return (self._free + self.delay - now) / SECOND

    def _run(self) -> None:
        for _at, deliver in self.take(time.monotonic_ns()):
            deliver()
        if self._timer is not None:
            self._timer.cancel()
        wait = (self._way[0][0] - time.monotonic_ns()) / SECOND if self._way else 0.0
        self._timer = asyncio.get_running_loop().call_later(wait, self._run) if self._way else None


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, hear: Callable[[bytes, Address], None]) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._hear(data, addr)


@dataclass
class Line:
    """`tcp` and `udp` say through which port of ours each port of theirs is reached."""

    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    tcp: dict[int, int] = field(default_factory=dict)
    udp: dict[int, int] = field(default_factory=dict)
    is_cut: bool = False
    streams: int = 0  # that are open now
    _era: int = 0
    _back: asyncio.Event = field(default_factory=asyncio.Event)
    _outside: dict[tuple[int, Address], asyncio.DatagramTransport] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def slow(self, rate: int) -> None:
        """Both directions carry so many bits a second; 0 is as many as there are."""
        self.up.rate = self.down.rate = rate

    async def rest(self) -> None:
        """Until only the WebSocket is open: what a browser keeps of loading a page is closed by the server in time."""
        async with asyncio.timeout(REST):
            while self.streams > 1:  # noqa: ASYNC110 - Streams end by themselves, one after the other.
                await asyncio.sleep(0.05)

    def cut(self) -> None:
        """Nothing passes any more."""
        self.is_cut = True
        self._back.clear()

    def mend(self, moved: bool = False) -> None:
        """It is back; `moved`: under another address, as after a change from Wi-Fi to a mobile network."""
        self.is_cut = False
        self._back.set()
        if moved:
            self._era += 1
            for each in self._outside.values():
                each.close()
            self._outside.clear()

    async def lead_stream(self, port: int) -> asyncio.Server:
        """Have a port of ours that leads to this one."""

        async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            self.streams += 1
            try:
                await self._connect(port, reader, writer)
            except asyncio.CancelledError:
                return  # The line is taken down; asyncio would log this as a fault of its own callback.
            finally:
                self.streams -= 1
                self._tasks.discard(task)
                writer.close()

        server = await asyncio.start_server(met, HERE, 0)
        self.tcp[port] = server.sockets[0].getsockname()[1]
        return server

    async def _connect(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            await self._back.wait()
        era = self._era
        try:
            back, forth = await asyncio.open_connection(HERE, port)
        except OSError:
            return
        try:
            pumps = [self._pump(reader, forth, self.up, era), self._pump(back, writer, self.down, era)]
            with contextlib.suppress(OSError):
                await asyncio.gather(*pumps)
        finally:
            forth.close()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Way, era: int
    ) -> None:
        while data := await source.read(4096):
            if wait := way.seconds(len(data)):
                await asyncio.sleep(wait)
            if self.is_cut:
                await self._back.wait()
            if era != self._era:
                await (
                    asyncio.Event().wait()
                )  # Until the line is taken down: it is not even told that it is over.
            sink.write(data)
            await sink.drain()
        if self.is_cut:
            await self._back.wait()
        if era == self._era:
            sink.close()

    async def lead_datagrams(self, port: int) -> asyncio.DatagramTransport:
        """The same for datagrams; every sender is seen over there under an address of its own."""
        loop = asyncio.get_running_loop()

        def heard(data: bytes, sender: Address) -> None:
            if not self.is_cut:
                self.up.carry(len(data), lambda: self._forth(port, inside, data, sender))

        inside, _ear = await loop.create_datagram_endpoint(lambda: _Ear(heard), (HERE, 0))
        self.udp[port] = inside.get_extra_info("sockname")[1]
        return inside

    def _forth(self, port: int, inside: asyncio.DatagramTransport, data: bytes, sender: Address) -> None:
        outside = self._outside.get((port, sender))
        if outside is not None:
            outside.sendto(data)
        else:
            self._keep(asyncio.create_task(self._begin(port, inside, data, sender)))

    async def _begin(
        self, port: int, inside: asyncio.DatagramTransport, data: bytes, sender: Address
    ) -> None:
        def answered(answer: bytes, _from: Address) -> None:
            if not self.is_cut and not inside.is_closing():
                self.down.carry(len(answer), lambda: inside.sendto(answer, sender))

        outside, _ear = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Ear(answered), remote_addr=(HERE, port)
        )
        former = self._outside.setdefault((port, sender), outside)
        if former is not outside:
            outside.close()
        former.sendto(data)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Everything that is still open is over."""
        for each in self._outside.values():
            each.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def open_line(streams: Iterable[int], datagrams: Iterable[int]) -> AsyncIterator[Line]:
    """A line to these ports of this machine."""
    line = Line()
    servers = [await line.lead_stream(port) for port in streams]
    inside = [await line.lead_datagrams(port) for port in datagrams]
    try:
        yield line
    finally:
        for server in servers:
            server.close()
        await line.close()
        for transport in inside:
            transport.close()
