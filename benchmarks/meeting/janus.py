"""Debian's Janus with its video room: as packaged, or tuned by hand; and how one joins it."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake
from websockets.typing import Subprotocol

from benchmarks.meeting import descriptions
from benchmarks.meeting.connection import Connection
from benchmarks.meeting.player import Player
from benchmarks.meeting.room import Room, Server
from benchmarks.meeting.streams import Receiver
from benchmarks.servers import free_port

ROOM = 4321  # Not one of the package's own.


class Janus(Server):
    """One Janus. With `is_apart` a receiver has a connection for each publisher, as in its classic demo; else one
    for all of them."""

    def __init__(self, pid: int, socket: ClientConnection, host: str, *, is_apart: bool) -> None:
        super().__init__(pid)
        self._socket, self._host, self._is_apart = socket, host, is_apart
        self._session = 0
        self._number = 0
        self._feeds: list[int] = []
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tasks = [asyncio.create_task(self._read())]

    async def begin(self) -> None:
        """A session and a room."""
        while not self._session:  # It listens before it answers.
            with suppress(TimeoutError):
                self._session = (await self._ask({"janus": "create"}, patience=2))["data"]["id"]
        self._tasks.append(asyncio.create_task(self._keep_alive()))
        room = {"request": "create", "room": ROOM, "publishers": 100, "bitrate": 0, "videocodec": "vp8"}
        await self._message(await self._handle(), room | {"audiocodec": "opus", "notify_joining": False})

    async def publish(self, player: Player, who: int, ssrcs: dict[str, int]) -> Connection:
        handle = await self._handle()
        joined = await self._message(handle, {"request": "join", "ptype": "publisher", "room": ROOM})
        self._feeds.append(joined["plugindata"]["data"]["id"])
        connection = Connection(self._host, is_controlling=True)
        jsep = {"type": "offer", "sdp": descriptions.offer(connection, ssrcs, "active")}
        answered = await self._message(handle, {"request": "publish"}, jsep)
        _begin(player, connection, answered["jsep"]["sdp"], None)
        return connection

    async def receive(self, player: Player, who: int, room: Room) -> list[Connection]:
        feeds = [[feed] for feed in self._feeds] if self._is_apart else [self._feeds]
        return [await self._subscribe(player, each) for each in feeds]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._socket.close()

    async def _subscribe(self, player: Player, feeds: list[int]) -> Connection:
        handle = await self._handle()
        streams = [{"feed": feed} for feed in feeds]
        asked = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": streams}
        offered = (await self._message(handle, asked))["jsep"]["sdp"]
        connection = Connection(self._host, is_controlling=False)
        sdp = descriptions.answer(connection, offered, numbers=False)
        _begin(player, connection, offered, Receiver(connection))
        await self._message(handle, {"request": "start"}, {"type": "answer", "sdp": sdp})
        return connection

    async def _handle(self) -> int:
        attached = await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"})
        return attached["data"]["id"]

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        told = {"janus": "message", "handle_id": handle, "body": body} | ({"jsep": jsep} if jsep else {})
        found = await self._ask(told)
        if "error" in found.get("plugindata", {}).get("data", {}):
            raise RuntimeError(f"Janus refused: {found['plugindata']['data']['error']}")
        return found

    async def _ask(self, what: dict[str, Any], patience: float = 20) -> dict[str, Any]:
        self._number += 1
        name = str(self._number)
        self._waiting[name] = asyncio.get_running_loop().create_future()
        session = {"session_id": self._session} if self._session else {}
        await self._socket.send(json.dumps(what | session | {"transaction": name}))
        async with asyncio.timeout(patience):
            return await self._waiting[name]

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            waiting = self._waiting.get(message.get("transaction", ""))
            if waiting is None or waiting.done() or message["janus"] == "ack":
                continue
            if message["janus"] == "error":
                waiting.set_exception(RuntimeError(f"Janus refused: {message['error']}"))
            else:
                waiting.set_result(message)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(20)
            await self._ask({"janus": "keepalive"})


def _begin(player: Player, connection: Connection, sdp: str, receiver: Receiver | None) -> None:
    remote = descriptions.read(sdp)
    is_client = receiver is not None or remote.setup == "passive"
    connection.begin(remote.ufrag, remote.pwd, remote.candidates, is_client=is_client)
    player.call(lambda: player.add(connection, receiver))


@asynccontextmanager
async def janus(*, srtp: Path | None = None, is_apart: bool = False) -> AsyncIterator[Janus]:
    """Janus of its own process: the package's configuration, quieter, on a free port. With `srtp`, a folder with a
    libsrtp2.so.1, it is tuned: that library, and one loop for all."""
    with TemporaryDirectory(prefix="janus") as folder:
        port = free_port()
        _configure(Path(folder), port, is_tuned=srtp is not None)
        environ = dict(os.environ) | ({"LD_LIBRARY_PATH": str(srtp)} if srtp is not None else {})
        process = await asyncio.to_thread(
            subprocess.Popen, ["janus", f"--configs-folder={folder}"], env=environ, stdout=sys.stderr
        )
        try:
            await Server.listening(None, port, process)  # type: ignore[arg-type]
            socket = await _connected(port)
            server = Janus(process.pid, socket, _own_address(), is_apart=is_apart)
            try:
                await server.begin()
                yield server
            finally:
                await server.close()
        finally:
            process.kill()  # It has nothing to keep, and does not always end when it is asked to.
            await asyncio.to_thread(process.wait, 30)


async def _connected(port: int) -> ClientConnection:
    """It takes connections before it speaks."""
    async with asyncio.timeout(30):
        while True:
            with suppress(InvalidHandshake, OSError):
                address, protocol = f"ws://127.0.0.1:{port}", Subprotocol("janus-protocol")
                return await connect(address, subprotocols=[protocol], proxy=None, max_size=None)
            await asyncio.sleep(0.2)


def _configure(folder: Path, port: int, *, is_tuned: bool) -> None:
    shutil.copytree("/etc/janus", folder, dirs_exist_ok=True)
    general = folder / "janus.jcfg"
    text = re.sub(r"(debug_level\s*=\s*)\d", r"\g<1>3", general.read_text())
    text = re.sub(r'(configs_folder\s*=\s*)"[^"]*"', rf'\g<1>"{folder}"', text)
    if is_tuned:
        text = re.sub(r"#?event_loops\s*=\s*\d+", "event_loops = 1", text, count=1)
    general.write_text(_alone(text))
    sockets = folder / "janus.transport.websockets.jcfg"
    sockets.write_text(re.sub(r"\bws_port\s*=\s*8188", f"ws_port = {port}", sockets.read_text()))
    http = folder / "janus.transport.http.jcfg"
    http.write_text(re.sub(r"(?m)^(\s*)http\s*=\s*true", r"\1http = false", http.read_text()))


def _alone(text: str) -> str:
    """Nothing but the video room and WebSockets is loaded: a part that finds no server of its own is taken out again
    while its thread still runs, which now and then takes Janus along."""
    kept = {"libjanus_videoroom.so", "libjanus_websockets.so"}
    for section in ("plugins", "transports", "events", "loggers"):
        [folder] = Path("/usr/lib").glob(f"*/janus/{section}")
        others = ",".join(sorted({each.name for each in folder.glob("*.so")} - kept))
        text = re.sub(rf"(?m)^{section}: {{$", rf'\g<0>\n\tdisable = "{others}"', text)
    return text


def _own_address() -> str:
    """Janus has no candidates on the loopback interface; what is sent to an own address goes over it all the same."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
