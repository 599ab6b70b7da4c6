"""The WebSocket server: who may connect at all, and what machines may read (/healthz, /metrics)."""

import asyncio
import hmac
import ipaddress
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from meetings.protocol import MOST_BYTES
from meetings.room.node import Node
from meetings.room.session import Session, said_once
from meetings.status import exposition, families

PING = 5.0  # seconds between pings of our own
SILENT = 15.0  # seconds without an answer after which a line is lost
PATH = "/meet"
# How a proxy shows that somebody else is behind it.
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


class Front:
    """The face of a node towards browsers and machines. `rejected()` counts datagrams that were dropped, by reason."""

    def __init__(self, node: Node, rejected: Callable[[], Mapping[str, int]] = dict) -> None:
        self.node = node
        self.sockets = 0
        self._rejected = rejected
        self._origins = node.settings.allowed_origins

    async def listen(self) -> Server:
        """Start to listen. Raises OSError when the address is taken."""
        settings = self.node.settings
        return await serve(
            self._connected,
            settings.host,
            settings.port,
            process_request=self._request,
            max_size=MOST_BYTES,
            max_queue=16,
            compression=None,
            open_timeout=10,
            ping_interval=PING,
            ping_timeout=SILENT,
            close_timeout=2,
            server_header=None,
        )

    def metrics(self) -> str:
        """What Prometheus reads."""
        node = self.node
        gauges = {
            "rooms": len(node.rooms),
            "people": node.people,
            "waiting": sum(len(each.room.contents.lobby) for each in node.rooms.values()),
            "sockets": self.sockets,
            "tasks": len(asyncio.all_tasks()),
            "draining": int(node.draining),
            "portal_reachable": int(node.portal.answers),
            "events_waiting": node.events_waiting,
            "loss_percent": node.loss,
        }
        return exposition(families(node.status, gauges, node.traffic(), self._rejected()))

    async def _connected(self, socket: ServerConnection) -> None:
        self.sockets += 1
        try:
            await Session(socket, self.node, self.node.status).run()
        finally:
            self.sockets -= 1

    def _request(self, connection: ServerConnection, request: Request) -> Response | None:
        """None goes on to the WebSocket; everything else is answered here."""
        path = request.path.partition("?")[0]
        if path == "/healthz":
            return self._health(connection)
        if path == "/metrics":
            return self._metrics_for(connection, request)
        if path != PATH:
            return connection.respond(HTTPStatus.NOT_FOUND, "not found\n")
        if said_once(request.headers, "Origin").lower() not in self._origins:
            self.node.status.counts["origins_refused"] += 1
            return connection.respond(HTTPStatus.FORBIDDEN, "not from this page\n")
        if self.sockets >= 2 * self.node.settings.limit_people + 64:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "full\n")
        return None

    def _health(self, connection: ServerConnection) -> Response:
        node = self.node
        told = {
            "status": "draining" if node.draining else "ok",
            "node": node.settings.name,
            "rooms": len(node.rooms),
            "people": node.people,
            "portal": node.portal.answers,
        }
        answer = connection.respond(HTTPStatus.OK, json.dumps(told) + "\n")
        answer.headers["Content-Type"] = "application/json"
        return answer

    def _metrics_for(self, connection: ServerConnection, request: Request) -> Response:
        if not self._may_read(connection, request):
            return connection.respond(HTTPStatus.FORBIDDEN, "from this machine, or with the token\n")
        return connection.respond(HTTPStatus.OK, self.metrics())

    def _may_read(self, connection: ServerConnection, request: Request) -> bool:
        token = self.node.settings.metrics_token
        shown = said_once(request.headers, "Authorization")
        if token and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
            return True
        address = (connection.remote_address or ("",))[0].partition("%")[0]
        is_proxied = any(name in request.headers for name in _FORWARDED)
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(found, "ipv4_mapped", None)
        return not is_proxied and (mapped or found).is_loopback
