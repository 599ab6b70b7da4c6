"""One line a request: who, what, how it ended, how long it took. Never what was sent, searched or typed.

The part of an address after the question mark is left out, and so is every secret that stands in a path: the address
of a check, the token of a letter's link. A log is read by more people than the page was meant for.
"""

import logging
import re
from time import perf_counter, time
from urllib.parse import quote

from litestar.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
# Sixteen random bytes take twenty-two letters; no word of our own addresses is as long.
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,}")
_TOO_OFTEN = ("/static/", "/healthz", "/meetings/callbacks/heartbeat")


def without_secrets(path: str) -> str:
    """A path as it may be written down: random parts as an ellipsis, anything odd as %XX, at most 300 letters."""
    parts = ["..." if _SECRET.fullmatch(part) else quote(part, safe="") for part in path.split("/")]
    return "/".join(parts)[:300]


class AccessLog:
    """The outermost wrapper: it sees every request, and every answer as it leaves."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), 0
        scope.setdefault("state", {})["begun_at"] = time()

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        finally:
            _write(scope, status, perf_counter() - begun)


def _write(scope: Scope, status: int, seconds: float) -> None:
    level = logging.DEBUG if scope["path"].startswith(_TOO_OFTEN) and status < 400 else logging.INFO
    viewer = scope.get("state", {}).get("viewer")
    log.log(
        level,
        "%s account=%s %s %s %s %d ms",
        scope["client"][0] if scope.get("client") else "-",
        viewer.account_id if viewer else "-",
        scope.get("method", "LIVE"),
        without_secrets(scope["path"]),
        status or "-",
        seconds * 1000,
    )
