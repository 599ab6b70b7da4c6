"""A pretend portal: checks signatures, keeps events, answers about rooms, and can be down or refuse."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from meetings.tokens import SIGNATURE_HEADER, BadToken, Join, check_callback, new_nonce, sign_join

SECRET = "a secret of tests, long enough"
NODE = "nút-1"


@dataclass
class PretendPortal:
    """`rooms` maps a room to what is kept of it, or to a word why it cannot be. `events` is everything written down,
    once for each id."""

    address: str = ""
    rooms: dict[str, dict[str, Any] | str] = field(default_factory=dict)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    beats: list[dict[str, Any]] = field(default_factory=list)
    parts: dict[tuple[str, int], bytes] = field(default_factory=dict)
    orders: dict[str, Any] = field(default_factory=dict)
    links: dict[str, Any] = field(default_factory=dict)  # text of a message to where it leads
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)  # kind of event to code and sentence
    is_down: bool = False
    is_mute: bool = False  # writes events down, but its answer is lost on the way
    calls: int = 0

    def kinds(self, room: str = "", person: str = "") -> list[str]:
        """Kinds of the events written down, in order."""
        return [
            each["kind"]
            for each in self.events.values()
            if (not room or each["room"] == room) and (not person or each["person"] == person)
        ]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Events of a kind, in order."""
        return [each for each in self.events.values() if each["kind"] == kind]

    def token(self, person: str = "account:1", room: str = "7", **claims: Any) -> str:
        """A good join token, or one that says something else."""
        said = {
            "room": room,
            "person": person,
            "name": f"Người {person.partition(':')[2]}",
            "unit": "Văn phòng",
            "role": "member",
            "node": NODE,
            "lobby": False,
            "expires": int(time.time()) + 120,
            "nonce": new_nonce(),
        }
        return sign_join(Join(**{**said, **claims}), SECRET)

    async def answer(self, request: web.Request) -> web.Response:
        """One call of a node."""
        self.calls += 1
        if self.is_down:
            return web.Response(status=503)
        body = await request.read()
        try:
            check_callback(request.headers.get(SIGNATURE_HEADER, ""), body, SECRET, time.time())
        except BadToken:
            return web.Response(status=403)
        name = request.path.removeprefix("/meetings/callbacks/")
        if name.startswith("recordings/"):
            _recordings, recording, part = name.split("/")
            self.parts[recording, int(part)] = body
            return web.Response(status=204)
        return getattr(self, f"_{name}")(json.loads(body))

    def _heartbeat(self, body: dict[str, Any]) -> web.Response:
        self.beats.append(body)
        orders, self.orders = self.orders, {}
        return web.json_response({"drain": False, "close": [], "remove": []} | orders)

    def _room(self, body: dict[str, Any]) -> web.Response:
        kept = self.rooms.get(body["room"], {})
        if isinstance(kept, str):
            return web.json_response({"why": kept}, status=409)
        return web.json_response({"title": "Họp giao ban", "recording_allowed": True} | kept)

    def _events(self, body: dict[str, Any]) -> web.Response:
        done = [self._event(body["room"], each) for each in body["events"]]
        return web.Response(status=502) if self.is_mute else web.json_response({"done": done})

    def _event(self, room: str, event: dict[str, Any]) -> dict[str, Any]:
        refusal = self.refused.get(event["kind"])
        if refusal is None:
            self.events.setdefault(event["id"], event | {"room": room})
        told = None if refusal is None else {"code": refusal[0], "sentence": refusal[1]}
        link = self.links.get(event["data"].get("text", ""))
        return {"id": event["id"], "at": event["at"], "refused": told, "link": link}


@asynccontextmanager
async def pretend_portal() -> AsyncIterator[PretendPortal]:
    """One that listens on a port of its own."""
    portal = PretendPortal()
    app = web.Application(client_max_size=8 << 20)
    app.router.add_post("/{path:.*}", portal.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    portal.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield portal
    finally:
        await runner.cleanup()
