"""Sessions: a random token in a cookie, its SHA-256 in a row, and the middleware that turns it into a Viewer.

The token of a browser is always made here: an id that somebody planted is unknown and so worth nothing. It changes at
sign-in and at the second factor. Requests never write a session back, so what was ended stays ended; the only write
is `last_seen_at`, at most once a minute, on a row that still exists (OWASP ASVS 4.0.3, chapter 3).
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.types import ASGIApp, Receive, Scope, Send

from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, fetch, fetch_as
from portal.kit.viewer import Viewer
from portal.people import queries
from portal.people.tables import Session
from portal.settings import settings
from portal.web.i18n import speak
from portal.web.live import end_session

PENDING_LIFETIME = timedelta(minutes=10)
_TOUCH_EVERY = timedelta(minutes=1)
_viewers: dict[int, tuple[int, date, Viewer]] = {}


@dataclass(frozen=True, slots=True)
class Found:
    """A living session together with what is needed of its account."""

    id: int
    account_id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    awaits_code: bool
    second_factor_at: datetime | None
    state: str
    locale: str
    rights_version: int
    totp_secret: str | None


def cookie_name() -> str:
    """The cookie's name; behind TLS browsers hold the prefix `__Host-` to one host and the whole site."""
    return "__Host-congvu_session" if settings().is_secure else "congvu_session"


def cookie(token: str) -> Cookie:
    """The cookie of a new session; it goes with the browser's own session and is unreadable for scripts."""
    return Cookie(
        cookie_name(), path="/", value=token, httponly=True, samesite="lax", secure=settings().is_secure
    )


def no_cookie() -> Cookie:
    """The cookie that makes a browser forget its session."""
    return replace(cookie(""), max_age=0)


def hash_token(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


async def start(
    account_id: int, *, ip: str, user_agent: str, awaits_code: bool = False, confirmed: bool = False
) -> str:
    """Make a session for an account and return its token, which is kept nowhere.

    `awaits_code`: the second factor is still to come; such a session signs nobody in and lives ten minutes.
    `confirmed`: the second factor was given.
    """
    token, now = secrets.token_urlsafe(32), utc_now()
    lifetime = PENDING_LIFETIME if awaits_code else timedelta(hours=settings().session_hours)
    await Session.insert(
        Session(
            token_hash=hash_token(token),
            account=account_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
            ip=ip[:45],
            user_agent=user_agent[:300],
            awaits_code=awaits_code,
            second_factor_at=now if confirmed else None,
        )
    )
    return token


async def find(token: str, now: datetime) -> Found | None:
    """The living session of a token, or None: unknown, expired, idle too long, or its account not active. One query."""
    found = await fetch_as(Found, _FIND, hash_token(token))
    return found[0] if found and _is_alive(found[0], now) else None


async def end(session_id: int) -> None:
    """End one session for good."""
    await Session.delete().where(Session.id == session_id)
    end_session(session_id)


async def end_all(account_id: int, *, but: int | None = None) -> int:
    """End every session of an account except `but`; says how many."""
    ended = await fetch(
        "delete from session where account = ? and id <> ? returning id", account_id, but or 0
    )
    for row in ended:
        end_session(row["id"])
    return len(ended)


async def end_expired(now: datetime) -> int:
    """Remove the rows of sessions that can no longer be used; says how many."""
    idle_since = now - timedelta(minutes=settings().session_idle_minutes)
    return await execute("delete from session where expires_at <= ? or last_seen_at <= ?", now, idle_since)


async def viewer_for(account_id: int, rights_version: int, day: date) -> Viewer:
    """The Viewer of an account on a day, remembered by this process until the rights version moves."""
    known = _viewers.get(account_id)
    if known is None or known[:2] != (rights_version, day):
        known = (rights_version, day, await queries.viewer_of_account(account_id, day))
        _viewers[account_id] = known
    return known[2]


def forget_viewers() -> None:
    """Forget every remembered Viewer, for a process that is given another database."""
    _viewers.clear()


class SessionMiddleware:
    """Sets `viewer`, `session`, `session_token` and `locale` in the request's state; asks nothing without a cookie."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            state = scope.setdefault("state", {})
            state["viewer"] = state["session"] = state["session_token"] = None
            token = (
                "" if _needs_nobody(scope["path"]) else ASGIConnection(scope).cookies.get(cookie_name(), "")
            )
            if token:
                await _recognise(state, token, utc_now(), by_a_person=_is_by_a_person(scope))
            if _must_enrol(state) and not _is_open_before_enrolment(scope["path"]):
                await _redirect(scope, receive, send, "/account/second-factor")
                return
        await self.app(scope, receive, send)


def _is_by_a_person(scope: Scope) -> bool:
    """Whether somebody did something: a page that refreshes itself must not keep a session alive (ASVS 3.3.2)."""
    return scope["type"] == "http" and "x-live" not in ASGIConnection(scope).headers


async def _recognise(state: dict[str, Any], token: str, now: datetime, *, by_a_person: bool) -> None:
    session = await find(token, now)
    if session is None:
        return
    state["session"], state["session_token"], state["locale"] = session, token, session.locale
    speak(session.locale)
    if session.awaits_code:
        return
    viewer = await viewer_for(session.account_id, session.rights_version, local_day(now))
    state["viewer"] = replace(viewer, session_id=session.id)
    if by_a_person and now - session.last_seen_at >= _TOUCH_EVERY:
        await execute("update session set last_seen_at = ? where id = ?", now, session.id)


_FIND = """
select s.id, s.account as account_id, s.created_at, s.last_seen_at, s.expires_at, s.awaits_code, s.second_factor_at,
       a.state, a.locale, a.rights_version, a.totp_secret
from session s join account a on a.id = s.account
where s.token_hash = ?
"""


def _is_alive(session: Found, now: datetime) -> bool:
    idle = now - session.last_seen_at
    return (
        session.state == "active"
        and now < session.expires_at
        and idle < timedelta(minutes=settings().session_idle_minutes)
    )


def _needs_nobody(path: str) -> bool:
    return path.startswith("/static/")


def _must_enrol(state: dict[str, Any]) -> bool:
    viewer, session = state["viewer"], state["session"]
    required = {role.strip() for role in settings().require_totp.split(",") if role.strip()}
    return bool(required) and viewer is not None and session.totp_secret is None and viewer.has(*required)


def _is_open_before_enrolment(path: str) -> bool:
    return path == "/logout" or path.startswith("/account/second-factor")


async def _redirect(scope: Scope, receive: Receive, send: Send, to: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403, "reason": ""})
        return
    headers = [(b"location", to.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
