"""Where meetings of tests take place: a pretend portal that serves the product's own page, and nodes as processes.

It places rooms as the portal does: a room stays on its node, and goes to another when that is silent for six seconds.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from aiohttp import web
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from portal.web.assets import router as static_router
from portal.web.render import html
from tests.meetings.support.portal import SECRET, PretendPortal
from tests.support.meeting.line import Line, open_line
from tests.support.processes import ROOT, free_port

PAGES = (
    ROOT / "tests" / "meetings" / "pages"
)  # The least that speaks the protocol, where the page itself is not meant.
SILENT = 6.0  # seconds after which a node is taken for lost
PATIENCE = 60.0
NAMES = ("", "Nguyễn Thị Hoài", "Trần Quốc Việt", "Lê Thị Thu", "Phạm Minh", "Đỗ Khắc Huy")


class Portal(PretendPortal):
    """A pretend portal that remembers when each node was last heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, float] = {}

    def _heartbeat(self, body: dict[str, Any]) -> web.Response:
        self.heard[body["node"]] = time.monotonic()
        return super()._heartbeat(body)

    def lives(self, node: str) -> bool:
        """Whether it was heard of a moment ago."""
        return time.monotonic() - self.heard.get(node, -SILENT) < SILENT


@dataclass
class Node:
    """A media server of its own process."""

    name: str
    port: int
    udp_port: int
    process: asyncio.subprocess.Process | None = None


@dataclass
class Hall:
    """`roles` and `lobby` say how people come in. `page` is the port of the pages."""

    portal: Portal
    folder: Path
    page: int = 0
    nodes: list[Node] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    lobby: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def place(self, room: str) -> Node | None:
        """The node that holds a room now."""
        living = [each for each in self.nodes if self.portal.lives(each.name)]
        chosen = next((each for each in living if each.name == self.places.get(room)), None) or next(
            iter(living), None
        )
        if chosen is not None:
            self.places[room] = chosen.name
        return chosen

    def node(self, room: str) -> Node:
        """The node that a room was placed on."""
        return next(each for each in self.nodes if each.name == self.places[room])

    def forget(self) -> None:
        """Nobody has a role, waits or was removed any more; lines are good."""
        self.roles, self.lobby, self.removed = {}, set(), set()
        for line in self.lines:
            line.slow(0)
            if line.is_cut:
                line.mend()

    async def kill(self, node: Node) -> None:
        """A node dies without a word."""
        assert node.process is not None
        node.process.kill()
        await node.process.wait()

    async def start(self, node: Node) -> None:
        """Start a node and wait until it is heard of."""
        origins = [self.page, *(line.tcp[self.page] for line in self.lines)]
        settings = {
            "MEETINGS_SECRET": SECRET,
            "MEETINGS_NODE": node.name,
            "MEETINGS_PORT": str(node.port),
            "MEETINGS_UDP_PORT": str(node.udp_port),
            "MEETINGS_PORTAL_URL": self.portal.address,
            "MEETINGS_ORIGINS": ",".join(f"http://127.0.0.1:{each}" for each in origins),
            "MEETINGS_FOLDER": str(self.folder / node.name),
            "MEETINGS_LOG_LEVEL": "WARNING",
        }
        self.portal.heard.pop(node.name, None)
        node.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "meetings", env={**os.environ, **settings}, cwd=ROOT
        )
        async with asyncio.timeout(PATIENCE):
            while not self.portal.lives(node.name):
                assert node.process.returncode is None, "the node did not start"
                await asyncio.sleep(0.02)

    async def stop(self, node: Node) -> None:
        """End a node as an administrator does."""
        if node.process is not None and node.process.returncode is None:
            node.process.terminate()
            await node.process.wait()

    def app(self) -> Litestar:
        """The page of a meeting and its seats."""

        @get("/rooms/{room:str}/{person:str}")
        async def show(request: Request, room: FromPath[str], person: FromPath[str]) -> Response[str]:
            meeting = self._meeting(room, person)
            return Response(
                html(request, "conferences/room/page.html", {"meeting": meeting}), media_type="text/html"
            )

        @post("/rooms/{room:str}/{person:str}/seat", status_code=200)
        async def seat(room: FromPath[str], person: FromPath[str]) -> Response[dict[str, str]]:
            node = self.place(room)
            if person in self.removed:
                return Response({"code": "removed", "sentence": "Bạn đã được mời ra."}, status_code=403)
            if node is None:
                return Response({"code": "none", "sentence": "Chưa có máy chủ họp."}, status_code=503)
            claims = {"role": self.roles.get(person, "member"), "lobby": person in self.lobby}
            token = self.portal.token(person, room, name=_name(person), node=node.name, **claims)
            return Response({"url": f"ws://127.0.0.1:{node.port}/meet", "token": token, "name": ""})

        plain = create_static_files_router("/plain", [PAGES])
        return Litestar([show, seat, plain, static_router], openapi_config=None)

    def _meeting(self, room: str, person: str) -> dict[str, Any]:
        return {
            "title": "Giao ban công tác tuần 15", "level": "Nội bộ", "seat_url": f"/rooms/{room}/{person}/seat",
            "back_url": "/", "node_url": "", "ice": [], "name": _name(person), "is_guest": False, "document": None,
            "agenda": [], "files_url": "", "may_record": True,
        }  # fmt: skip


def _name(person: str) -> str:
    return NAMES[int(person.partition(":")[2]) % len(NAMES)]


@asynccontextmanager
async def open_hall(folder: Path, nodes: int = 1, lines: int = 0) -> AsyncIterator[Hall]:
    """A hall whose nodes run, with so many lines for people whose network is to misbehave."""
    portal = Portal()
    async with AsyncExitStack() as stack:
        hall = Hall(portal, folder)
        await stack.enter_async_context(_callbacks(portal))
        hall.page = await stack.enter_async_context(_serving(hall.app()))
        hall.nodes = [Node(f"nút-{number + 1}", free_port(), free_port()) for number in range(nodes)]
        streams, datagrams = [each.port for each in hall.nodes], [each.udp_port for each in hall.nodes]
        for _line in range(lines):
            line = await stack.enter_async_context(open_line([hall.page, *streams], datagrams))
            hall.lines.append(line)
        stack.push_async_callback(_stop_all, hall)
        await asyncio.gather(*(hall.start(each) for each in hall.nodes))
        yield hall


async def _stop_all(hall: Hall) -> None:
    await asyncio.gather(*(hall.stop(each) for each in hall.nodes))


@asynccontextmanager
async def _callbacks(portal: Portal) -> AsyncIterator[None]:
    app = web.Application(client_max_size=8 << 20)
    app.router.add_post("/{path:.*}", portal.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    portal.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _serving(app: Litestar) -> AsyncIterator[int]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it.
        await asyncio.sleep(0.02)
    try:
        yield port
    finally:
        server.should_exit = True
        await task
