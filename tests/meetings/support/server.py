"""A node with real sockets and a pretend portal and stage, and a browser's side of its WebSocket."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from meetings.room.node import Node
from meetings.room.notices import Portal
from meetings.room.server import Front
from meetings.settings import Settings
from meetings.status import Status
from tests.meetings.support.portal import NODE, SECRET, PretendPortal, pretend_portal
from tests.meetings.support.stage import PretendStage, PretendStages

ORIGIN = "https://congvu.example"
PATIENCE = 5.0


@dataclass
class Browser:
    """One WebSocket as a page has it. `heard` is everything so far."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, type: str, **fields: Any) -> None:
        """Send a message."""
        await self.socket.send(json.dumps({"type": type, **fields}))

    async def hear(self, type: str, **fields: Any) -> dict[str, Any]:
        """The next message of a type with these fields, passing over others."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = json.loads(await self.socket.recv())
                self.heard.append(message)
                if message["type"] == type and all(
                    message.get(key) == value for key, value in fields.items()
                ):
                    return message

    async def end(self) -> tuple[int, str]:
        """Code and reason with which the server ends the connection."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    self.heard.append(json.loads(await self.socket.recv()))
            except ConnectionClosed as closed:
                frame = closed.rcvd
        assert frame is not None, "the line was cut without a word"
        return frame.code, frame.reason

    def types(self) -> list[str]:
        """Types of what was heard, in order."""
        return [each["type"] for each in self.heard]


@dataclass
class House:
    """A node that runs, with everything around it."""

    node: Node
    front: Front
    portal: PretendPortal
    stages: list[PretendStage]
    port: int
    sockets: list[ClientConnection] = field(default_factory=list)

    async def connect(self, origin: str | None = ORIGIN, **options: Any) -> Browser:
        """A WebSocket that has not said anything yet."""
        options = {"proxy": None, "close_timeout": 1} | options
        socket = await connect(f"ws://127.0.0.1:{self.port}/meet", origin=origin, **options)
        self.sockets.append(socket)
        return Browser(socket)

    async def join(
        self, person: str = "account:1", room: str = "7", seat: str = "", last_seq: int = 0, **claims: Any
    ) -> Browser:
        """A WebSocket that has joined, as far as it got."""
        browser = await self.connect()
        token = self.portal.token(person, room, **claims)
        await browser.say("join", version=1, token=token, seat=seat, last_seq=last_seq)
        return browser

    async def enter(
        self, person: str = "account:1", room: str = "7", **claims: Any
    ) -> tuple[Browser, dict[str, Any]]:
        """A browser that is in, and its welcome."""
        browser = await self.join(person, room, **claims)
        return browser, await browser.hear("welcome")


@asynccontextmanager
async def house(**settings: Any) -> AsyncIterator[House]:
    """A node on ports of its own; nothing of it is left afterwards."""
    async with pretend_portal() as pretend:
        chosen = Settings(
            **{"secret": SECRET, "node": NODE, "port": 0, "origins": ORIGIN, "portal_url": pretend.address}
            | settings
        )
        status, stages = Status(), PretendStages()
        portal = Portal(chosen, status)
        node = Node(chosen, portal, stages, status)
        front = Front(node)
        server = await front.listen()
        port = server.sockets[0].getsockname()[1]
        ticking = asyncio.create_task(node.tick())
        found = House(node, front, pretend, stages.made, port)
        try:
            yield found
        finally:
            for each in found.sockets:
                each.transport.abort()
            ticking.cancel()
            server.close()
            await server.wait_closed()
            await node.close()
            await portal.close()


async def until(holds: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Let others go on until something holds."""
    async with asyncio.timeout(patience):
        while not holds():  # noqa: ASYNC110 - What is waited for has no event of its own.
            await asyncio.sleep(0.005)
