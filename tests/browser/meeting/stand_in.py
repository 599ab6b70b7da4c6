"""A stand-in for the portal and the media server: gives the meeting's page a seat and says what a test tells it to.

It speaks docs/meeting-protocol.md without any media, so that the page's own doings are seen one by one.
"""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, WebSocket, get, post, websocket
from litestar.exceptions import WebSocketDisconnect

from portal.web.assets import router as static_router
from portal.web.render import html
from portal.web.security import SecurityHeaders
from tests.support.processes import free_port

ME = "account:1"
# As strict as the portal's own, but for a node at another address.
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; connect-src 'self' ws:"
NAMES = (
    "Nguyễn Thị Hoài", "Trần Quốc Việt", "Lê Thị Thu", "Phạm Minh", "Hoàng Thị Ngọc Diễm Phương Uyên", "Đỗ Khắc Huy",
    "Tôn Nữ Hoàng Thị Ánh Nguyệt", "Vũ Đình Trọng", "Bùi Thị Mỹ Hạnh", "Đặng Văn Lâm",
)  # fmt: skip


def somebody(number: int, **more: Any) -> dict[str, Any]:
    """A person object; number 1 is the page's own person, who leads unless it is said otherwise."""
    name = NAMES[(number - 1) % len(NAMES)]
    told = {
        "person": f"account:{number}",
        "name": name,
        "unit": "Phòng Quản lý vận tải và an toàn giao thông",
    }
    told |= {"role": "member", "microphone": number % 3 == 0, "camera": False, "screen": False, "hand": False}
    return told | {"state": "here", "since": 1_700_000_000_000 + number} | more


class StandIn:
    """What the page asks and hears. `heard` are its messages, `names` what it said when it asked for
    a seat; `refusal` is (status, answer) instead of a seat."""

    def __init__(self) -> None:
        self.meeting: dict[str, Any] = {
            "title": "Giao ban công tác tuần 15",
            "level": "Nội bộ",
            "seat_url": "/seat",
            "back_url": "/back",
            "node_url": "",
            "ice": [],
            "name": NAMES[0],
            "is_guest": False,
            "document": None,
            "agenda": [],
            "files_url": "/files",
            "may_record": True,
        }
        self.people = [somebody(1, role="chair"), somebody(2)]
        self.room: dict[str, Any] = {}
        self.first: list[dict[str, Any]] = []
        self.refusal: tuple[int, dict[str, str]] | None = None
        self.seat = lambda: {
            "url": self.address.replace("http", "ws") + "/meet",
            "token": "a-token",
            "name": "",
        }
        self.names: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self._socket: WebSocket | None = None
        self._closing: tuple[int, str] | None = None
        self._news = asyncio.Condition()
        self._seq = 0
        self.address = ""

    async def say(self, kind: str, **fields: Any) -> None:
        """Send a message; those that change the room are numbered."""
        if kind in ("joined", "changed", "left", "hands", "said", "settings", "floor"):
            self._seq += 1
            fields["seq"] = self._seq
        assert self._socket is not None
        await self._socket.send_json({"type": kind} | fields)

    async def close(self, code: int, reason: str = "") -> None:
        """Close the page's line."""
        assert self._socket is not None
        await self._socket.close(code, reason)

    async def hears(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first message of this kind with these fields that was not asked for before."""

        def found() -> dict[str, Any] | None:
            fitting = [each for each in self.heard if each["type"] == kind and fields.items() <= each.items()]
            return fitting[0] if fitting else None

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(found), 15)
        message = found()
        assert message is not None
        self.heard.remove(message)
        return message

    def welcome(self) -> dict[str, Any]:
        """The first word to somebody who is in."""
        own = self.people[0]
        told = {
            "room": "15",
            "title": self.meeting["title"],
            "people": self.people,
            "hands": [],
            "messages": [],
        }
        told |= {
            "locked": False,
            "moderated": False,
            "recording": None,
            "floor": "",
            "speaker": "",
            "sealed": False,
        }
        told |= {"chat": True, "waiting": []} | self.room
        seat = {
            "seat": "the-seat",
            "person": own["person"],
            "role": own["role"],
            "seq": self._seq,
            "room": told,
        }
        return {"type": "welcome", "ice": [], "limits": {}, "now": 1_700_000_000_000} | seat

    def app(self) -> Litestar:
        """The page, the seat and the node in one."""

        @get("/meeting")
        async def show(request: Request) -> Response[str]:
            body = html(request, "conferences/room/page.html", {"meeting": self.meeting})
            return Response(body, media_type="text/html", headers={"content-security-policy": POLICY})

        @get("/back")
        async def back() -> str:
            return "the page of the meeting"

        @post("/seat", status_code=200)
        async def seat(request: Request) -> Response[Any]:
            self.names.append((await request.form()).get("name", ""))
            if self.refusal:
                return Response(self.refusal[1], status_code=self.refusal[0])
            return Response(self.seat())

        @post("/files", status_code=200)
        async def files(request: Request) -> Response[Any]:
            file = (await request.form())["file"]
            if "mật" in file.filename:
                return Response({"sentence": "Tệp này có dấu hiệu bí mật nhà nước."}, status_code=422)
            return Response({"url": "/meeting-files/4", "name": file.filename})

        @websocket("/meet")
        async def meet(socket: WebSocket) -> None:
            await socket.accept()
            await self._serve(socket)

        return Litestar([show, back, seat, files, meet, static_router], openapi_config=None)

    async def _serve(self, socket: WebSocket) -> None:
        try:
            while True:
                message = await socket.receive_json()
                if message["type"] == "join":
                    self._socket = socket
                    for each in self.first or [self.welcome()]:
                        await socket.send_json(each)
                elif message["type"] == "ping":
                    await socket.send_json({"type": "pong", "at": message["at"]})
                async with self._news:
                    self.heard.append(message)
                    self._news.notify_all()
        except WebSocketDisconnect:
            return


@asynccontextmanager
async def standing_in(port: int = 0) -> Any:
    """A stand-in that answers at its `address`, ended afterwards."""
    stand_in = StandIn()
    port = port or free_port()
    stand_in.address = f"http://127.0.0.1:{port}"
    config = uvicorn.Config(
        SecurityHeaders(stand_in.app()),
        port=port,
        log_level="warning",
        lifespan="off",
        ws="websockets-sansio",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    yield stand_in
    server.should_exit = True
    await task
