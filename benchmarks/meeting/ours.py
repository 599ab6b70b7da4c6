"""Our node, started as anybody would start it, with a portal that knows only tokens; and how one joins it."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.meeting import descriptions
from benchmarks.meeting.connection import Connection
from benchmarks.meeting.player import Player
from benchmarks.meeting.room import Room, Server
from benchmarks.meeting.streams import Receiver
from benchmarks.servers import ROOT, free_port
from meetings.engine.building import built_core
from meetings.media.speakers import LOUDEST
from tests.meetings.support.portal import NODE, SECRET, PretendPortal, pretend_portal

__all__ = ["LOUDEST", "Ours", "compiled_is_there", "ours"]
HOST, ORIGIN = "127.0.0.1", "https://congvu.example"


class Ours(Server):
    """One node. `engine` is what MEETINGS_ENGINE says."""

    def __init__(self, pid: int, portal: PretendPortal, port: int) -> None:
        super().__init__(pid)
        self._portal, self._port = portal, port
        self._sockets: list[ClientConnection] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def publish(self, player: Player, who: int, ssrcs: dict[str, int]) -> Connection:
        socket = await self._join(who)
        connection = Connection(HOST, is_controlling=True)
        sources = {"0": "microphone"} if "audio" in ssrcs else {}
        sources |= {"1": "camera"} if "video" in ssrcs else {}
        sdp = descriptions.offer(connection, ssrcs, "actpass")
        await socket.send(json.dumps({"type": "publish", "id": 1, "sdp": sdp, "sources": sources}))
        answered = await _heard(socket, "publish_answer")
        _begin(player, connection, answered["sdp"], None)
        for source in sources.values():
            await socket.send(json.dumps({"type": "state", "source": source, "on": True}))
        self._listen(socket, None, player)
        return connection

    async def receive(self, player: Player, who: int, room: Room) -> list[Connection]:
        socket = await self._join(who)
        size = {"width": 320, "height": 180, "big": False}
        seen = [(who + each) % room.publishers for each in range(min(room.tiles, room.publishers))]
        views = [{"person": f"account:{each}", "source": "camera", **size} for each in seen if room.video]
        await socket.send(json.dumps({"type": "show", "views": views, "saving": False, "audio_only": False}))
        connection = Connection(HOST, is_controlling=True)
        self._listen(socket, connection, player)
        return [connection]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(socket.close() for socket in self._sockets))

    async def _join(self, who: int) -> ClientConnection:
        socket = await connect(f"ws://{HOST}:{self._port}/meet", origin=ORIGIN, proxy=None, max_size=None)
        self._sockets.append(socket)
        asked = {"type": "join", "version": 1, "token": self._portal.token(f"account:{who}"), "seat": ""}
        await socket.send(json.dumps(asked | {"last_seq": 0, "microphone": True, "camera": True}))
        await _heard(socket, "welcome")
        return socket

    def _listen(self, socket: ClientConnection, connection: Connection | None, player: Player) -> None:
        self._tasks.append(asyncio.create_task(_converse(socket, connection, player)))
        self._tasks.append(asyncio.create_task(_ping(socket)))


async def _converse(socket: ClientConnection, connection: Connection | None, player: Player) -> None:
    """Answer every offer; pass over the rest."""
    is_begun = False
    async for text in socket:
        message = json.loads(text)
        if message["type"] == "subscribe" and connection is not None:
            sdp = descriptions.answer(connection, message["sdp"], numbers=True)
            await socket.send(json.dumps({"type": "subscribed", "id": message["id"], "sdp": sdp}))
            if not is_begun:
                is_begun = True
                _begin(player, connection, message["sdp"], Receiver(connection))


def _begin(player: Player, connection: Connection, sdp: str, receiver: Receiver | None) -> None:
    remote = descriptions.read(sdp)
    connection.begin(remote.ufrag, remote.pwd, remote.candidates, is_client=True)
    player.call(lambda: player.add(connection, receiver))


async def _ping(socket: ClientConnection) -> None:
    while True:
        await asyncio.sleep(5)
        await socket.send(json.dumps({"type": "ping", "at": 0}))


async def _heard(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            message = json.loads(await socket.recv())
            if message["type"] == kind:
                return message


def compiled_is_there() -> bool:
    """Whether the accelerator can be had on this machine."""
    return built_core() is not None


@asynccontextmanager
async def ours(engine: str = "python", module: str = "benchmarks.meeting.node") -> AsyncIterator[Ours]:
    """A node of its own process; `meetings` as module forwards the loudest voices alone."""
    async with pretend_portal() as portal:
        port = free_port()
        own = {name: value for name, value in os.environ.items() if not name.startswith("MEETINGS_")}
        given = {
            "PORT": str(port),
            "UDP_HOST": HOST,
            "UDP_PORT": str(free_port()),
            "PORTAL_URL": portal.address,
            "SECRET": SECRET,
            "NODE": NODE,
            "ORIGINS": ORIGIN,
            "ENGINE": engine,
            "LOG_LEVEL": "WARNING",
        }
        own |= {f"MEETINGS_{name}": value for name, value in given.items()} | {"PYTHONPATH": str(ROOT)}
        process = await asyncio.to_thread(
            subprocess.Popen, [sys.executable, "-m", module], cwd=ROOT, env=own, stdout=sys.stderr
        )
        server = Ours(process.pid, portal, port)
        try:
            await server.listening(port, process)
            yield server
        finally:
            await server.close()
            process.terminate()
            await asyncio.to_thread(process.wait, 20)
