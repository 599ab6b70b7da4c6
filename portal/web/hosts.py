"""Answers only to its own names: a request for another host is a mistake or an attack (OWASP ASVS 4.0.3, 14.5).

Addresses in pages and letters are made of the public address alone; this keeps a stranger's name, pointed at this
server, from reading pages in the browser of somebody within (DNS rebinding).
"""

from functools import lru_cache
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, Receive, Scope, Send

from portal.kit.i18n import _
from portal.settings import settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY = "*"
_ASKED_BY_NUMBER = "/healthz"  # load balancers know a server by its number only


def host_name(host: str) -> str:
    """The name in a Host header, without port, in lower case; empty for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_known_host(host: str) -> bool:
    """Whether a Host header names this portal: its public address, a name of the setting, or loopback."""
    return _is_known(host, settings().address, settings().allowed_hosts)


@lru_cache(64)
def _is_known(host: str, address: str, allowed: str) -> bool:
    named = {each.strip().lower() for each in allowed.split(",") if each.strip()}
    return _ANY in named or host_name(host) in _LOOPBACK | named | {urlsplit(address).hostname}


class KnownHosts:
    """An ASGI wrapper that turns away what was meant for another host."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope["path"] != _ASKED_BY_NUMBER:
            if not is_known_host(ASGIConnection(scope).headers.get("host", "")):
                await _turn_away(scope, send)
                return
        await self.app(scope, receive, send)


async def _turn_away(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4421, "reason": ""})
        return
    sentence = _(
        "Máy chủ này không phục vụ địa chỉ đó. Quản trị viên: xem CONGVU_PUBLIC_URL và CONGVU_ALLOWED_HOSTS."
    )
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode(), "more_body": False})
