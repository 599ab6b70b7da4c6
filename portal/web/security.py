"""Headers on every answer, and the token that proves a form is ours (OWASP ASVS 4.2.2, 14.4).

The CSRF token is bound to the session, masked anew each time it is written, and travels in a header or in a
hidden field. An Origin or Sec-Fetch-Site that names another site is refused before anything else.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from markupsafe import Markup

from portal.key_files import kept
from portal.kit.errors import Forbidden
from portal.kit.i18n import _
from portal.settings import settings
from portal.web.forms import read_form
from portal.web.guards import SignInNeeded, public, viewer_or_none

CSRF_FIELD = "_csrf"
CSRF_HEADER = "x-csrf-token"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_DIGEST = 32


@cache
def secret_key() -> bytes:
    """32 bytes that outlive a restart, made at the first start and readable by the portal alone."""
    return kept(Path(settings().data) / "keys" / "secret", lambda: secrets.token_bytes(32))


def seal(purpose: str, text: str) -> str:
    """A keyed digest that nobody without the portal's key can make, as URL-safe text."""
    digest = hmac.new(secret_key(), f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_sealed(purpose: str, text: str, proof: str) -> bool:
    """Whether `proof` is what `seal` gave for this text."""
    return hmac.compare_digest(seal(purpose, text).encode(), proof.encode("utf-8", "replace"))


def _token_base(scope: Scope) -> str:
    state = scope["state"]
    return state.get("session_token") or state.get("visitor_token") or ""


def visitor_cookie_name() -> str:
    """The cookie's name; behind TLS browsers let no neighbouring host set one with this prefix."""
    return "__Host-congvu_visitor" if settings().is_secure else "congvu_visitor"


def visitor_token(connection: ASGIConnection) -> str:
    """The random name of a browser without a session; set as a cookie with the next answer."""
    state = connection.scope["state"]
    if not state.get("visitor_token"):
        known = connection.cookies.get(visitor_cookie_name(), "")
        if not (20 <= len(known) <= 64):
            known = secrets.token_urlsafe(24)
            state["new_visitor_token"] = known
        state["visitor_token"] = known
    return state["visitor_token"]


def csrf_token(connection: ASGIConnection) -> str:
    """A masked token for one page; the mask keeps compression from leaking it."""
    if not connection.scope["state"].get("session_token"):
        visitor_token(connection)
    mask = secrets.token_bytes(_DIGEST)
    digest = hmac.new(
        secret_key(), b"csrf\0" + _token_base(connection.scope).encode(), hashlib.sha256
    ).digest()
    return base64.urlsafe_b64encode(mask + _xor(mask, digest)).decode()


def csrf_input(token: str) -> Markup:
    """The hidden field that carries the token in a plain form."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def is_our_token(connection: ASGIConnection, token: str) -> bool:
    """Whether a token was made for this session or this visitor."""
    if not connection.scope["state"].get("session_token"):
        visitor_token(connection)
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        return False
    digest = hmac.new(
        secret_key(), b"csrf\0" + _token_base(connection.scope).encode(), hashlib.sha256
    ).digest()
    return len(raw) == 2 * _DIGEST and hmac.compare_digest(_xor(raw[:_DIGEST], raw[_DIGEST:]), digest)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def is_same_site(connection: ASGIConnection) -> bool:
    """Whether the browser says that our own page sent this; browsers that say nothing pass."""
    if connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin in (None, "null"):
        return origin is None
    if settings().is_secure and not origin.startswith("https://"):
        return False
    own = (connection.headers.get("host"), settings().address.partition("//")[2].partition("/")[0])
    return origin.partition("//")[2] in own


def refuse_forgery() -> Forbidden:
    """The refusal of a form that another site may have sent."""
    return Forbidden(_("Biểu mẫu này đã hết hiệu lực. Hãy tải lại trang rồi gửi lại."))


async def csrf_guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:
    """Stand before every deed. Routes with `opt={"csrf": "in-stream"}` check the token while they read an
    upload; `opt={"csrf": "exempt"}` is for machines that carry their own signature."""
    how = handler.opt.get("csrf")
    if connection.scope.get("method", "GET") in _SAFE or how == "exempt":
        return
    if not is_same_site(connection):
        raise refuse_forgery()
    token = connection.headers.get(CSRF_HEADER, "")
    if not token and how == "in-stream":
        return
    if not token and isinstance(connection, Request):
        token = (await read_form(connection))[CSRF_FIELD]
    if not is_our_token(connection, token):
        # Who was signed out meanwhile is led back in and loses nothing typed; the deed is refused either way.
        if viewer_or_none(connection) is None and public not in handler.resolve_guards():
            raise SignInNeeded
        raise refuse_forgery()


_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "camera=(self), microphone=(self), display-capture=(self), picture-in-picture=(self), geolocation=()"
    ),
}


@cache
def _content_policy(meetings_urls: str) -> str:
    """The policy, with the media servers that pages may talk to beside the portal itself (CSP 3, connect-src)."""
    servers = [
        f"{each.scheme}://{each.netloc}" for each in map(urlsplit, meetings_urls.split(",")) if each.netloc
    ]
    return "; ".join([_HEADERS["content-security-policy"], " ".join(["connect-src 'self'", *servers])])


class SecurityHeaders:
    """An ASGI wrapper around the whole application, so that even an unrouted answer carries the headers."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(scope, MutableScopeHeaders.from_message(message))
            await send(message)

        await self.app(scope, receive, send_with_headers)

    @staticmethod
    def _dress(scope: Scope, headers: MutableScopeHeaders) -> None:
        headers.setdefault("content-security-policy", _content_policy(settings().meetings_urls))
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if settings().is_secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")
        if "cache-control" not in headers:
            headers["cache-control"] = "no-store"
        token = scope["state"].get("new_visitor_token")
        if token:
            secure = "; Secure" if settings().is_secure else ""
            cookie = f"{visitor_cookie_name()}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"
            headers.add("set-cookie", cookie)
