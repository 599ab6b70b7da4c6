"""The composition root: every room, in order; what surrounds pages; what runs beside the server.

It alone knows them all. `create_app` makes the application, `create_asgi` dresses it for a server.
"""

import asyncio
import contextlib
import gc
import logging
import sys
from collections import deque
from collections.abc import AsyncIterator

from litestar import Litestar, Request, Response, Router, get
from litestar.connection import ASGIConnection
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar_htmx import HTMXRequest

from portal import dev_pages, frame
from portal.admin.menu import Link, use_links
from portal.admin.pages import ROUTERS as ADMIN
from portal.audit.pages import router as audit
from portal.calendar import pages as calendar_pages
from portal.calendar.pages import router as calendar
from portal.conferences import jobs as conferences_jobs
from portal.conferences import pages as conferences_pages
from portal.conferences.callbacks import router as meeting_callbacks
from portal.conferences.queries.access import can_see as can_see_conference
from portal.documents import jobs as documents_jobs
from portal.documents import pages as documents_pages
from portal.documents.pages import ROUTERS as DOCUMENTS
from portal.documents.queries.access import can_see
from portal.files import jobs as files_jobs
from portal.files import spool
from portal.jobs.registry import Registry, collect
from portal.jobs.worker import Worker
from portal.kit.database import start_database, stop_database
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.kit.workers import stop_workers
from portal.letters import jobs as letters_jobs
from portal.letters.pages import router as letters
from portal.migrations.runner import migrate
from portal.notifications.pages import router as notifications
from portal.people import jobs as people_jobs
from portal.people.pages import ROUTERS as PEOPLE
from portal.people.sessions import SessionMiddleware
from portal.search import jobs as search_jobs
from portal.search.pages import router as search
from portal.secrecy import jobs as secrecy_jobs
from portal.secrecy.pages import ROUTERS as SECRECY
from portal.settings import settings
from portal.signing import jobs as signing_jobs
from portal.signing import pages as signing_pages
from portal.web import assets, errors, live
from portal.web.access_log import AccessLog
from portal.web.forms import number_in
from portal.web.guards import possible_address, public
from portal.web.hosts import KnownHosts
from portal.web.i18n import COOKIE, choose_locale, speak
from portal.web.render import use_frame
from portal.web.security import SecurityHeaders, csrf_guard

log = logging.getLogger(__name__)
JOBS = (
    conferences_jobs,
    documents_jobs,
    files_jobs,
    letters_jobs,
    people_jobs,
    search_jobs,
    secrecy_jobs,
    signing_jobs,
)
_FORM_BYTES = 2 * 2**20
_HELD_EVERY = 600  # seconds
_TURN = 0.0005  # seconds after which a thread that computes lets another one go on; Python's own is ten times as long


@get("/{path:path}", include_in_schema=False)
async def nothing_here(request: Request, path: FromPath[str]) -> Response:
    """Every address that no room knows, so that it gets our page and not the framework's."""
    raise NotFound


@get("/healthz", opt={"no_session": True})
async def health() -> str:
    """Whether the process answers, for a load balancer."""
    return "ok"


def routers() -> list[Router]:
    """Every room's addresses, in order."""
    everywhere = Router("", route_handlers=[nothing_here, health], guards=[public])
    rooms = [
        *PEOPLE,
        *DOCUMENTS,
        *SECRECY,
        *signing_pages.ROUTERS,
        calendar,
        *conferences_pages.ROUTERS,
        meeting_callbacks,
        search,
        notifications,
        audit,
        letters,
        *ADMIN,
        frame.router,
    ]
    demo = [dev_pages.router] if settings().demo else []
    return [assets.router, live.router, *rooms, *demo, everywhere]


def registry() -> Registry:
    """Every kind of job and who does it."""
    return collect(JOBS)


async def _document_channels(viewer: Viewer, key: str) -> list[str]:
    number = number_in(key)
    sees = number is not None and await can_see(viewer, number)
    return [f"document:{number}"] if sees else []


async def _conference_channels(viewer: Viewer, key: str) -> list[str]:
    number = number_in(key)
    sees = number is not None and await can_see_conference(viewer, number)
    return [f"conference:{number}"] if sees else []


async def _node_channels(viewer: Viewer, key: str) -> list[str]:
    return ["meeting-nodes"] if viewer.has("administrator") else []


async def _counter_channels(viewer: Viewer, key: str) -> list[str]:
    if key != str(viewer.account_id):
        return []
    return [f"account:{key}", *(f"principal:{principal}" for principal in viewer.all_principals)]


def _admin_links() -> list[Link]:
    """The rooms' own staff pages in the administrator's menu."""
    rooms = (
        *documents_pages.ADMIN_LINKS,
        *calendar_pages.ADMIN_LINKS,
        *signing_pages.ADMIN_LINKS,
        *conferences_pages.ADMIN_LINKS,
    )
    return [Link(label(), url, icon, "") for label, url, icon in rooms]


def create_app() -> Litestar:
    """The application without its wrappers; its lifespan starts the database, the jobs and the channels."""
    use_frame(frame.surround, frame.reads)
    use_links(_admin_links)
    live.use_rules(
        {
            "document": _document_channels,
            "conference": _conference_channels,
            "meeting-nodes": _node_channels,
            "counters": _counter_channels,
        }
    )
    return Litestar(
        route_handlers=routers(),
        request_class=HTMXRequest,
        guards=[possible_address, csrf_guard],
        exception_handlers=errors.HANDLERS,
        lifespan=[_running],
        request_max_body_size=_FORM_BYTES,
        openapi_config=None,
        logging_config=None,
    )


@contextlib.asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    await start_database()
    await migrate()
    spool.wipe_leftovers()
    worker = Worker(registry()) if settings().worker == "inside" else None
    # Files held at the door are in this process's memory, so where jobs run apart it lets go of old ones itself.
    working = asyncio.create_task(worker.run() if worker else _let_go_of_held())
    try:
        async with live.running():
            yield
    finally:
        if worker:
            worker.stop()
        else:
            working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
        stop_workers()
        await stop_database()


async def _let_go_of_held() -> None:
    while True:
        await asyncio.sleep(_HELD_EVERY)
        try:
            await secrecy_jobs.expire_held({})
        except Exception:
            log.exception("files held at the door could not be looked at; the next turn tries again")


class Speaking:
    """Answers each request in the language of the person, else of the browser."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            connection = ASGIConnection(scope)
            wanted = connection.cookies.get(COOKIE)
            locale = choose_locale(wanted, connection.headers.get("accept-language", ""))
            scope.setdefault("state", {})["locale"] = locale
            speak(locale)
        await self.app(scope, receive, send)


class InTurn:
    """Lets one request begin in each turn of the event loop, in the order they came.

    Pages that begin in one turn are made one after the other before the loop hears anybody again: whoever asked a
    moment too late then waited for all of them, and for all of the next ones too.
    """

    def __init__(self, app: ASGIApp):
        self.app = app
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            loop = asyncio.get_running_loop()
            turn = loop.create_future()
            self._waiting.append(turn)
            if len(self._waiting) == 1:
                loop.call_soon(self._admit, loop)
            await turn
        await self.app(scope, receive, send)

    def _admit(self, loop: asyncio.AbstractEventLoop) -> None:
        turn = self._waiting.popleft()
        if not turn.done():
            turn.set_result(None)
        if self._waiting:
            loop.call_soon(self._admit, loop)


def create_asgi() -> ASGIApp:
    """The application as a server runs it: a line of log, a turn for each request, headers on every answer, language,
    own hosts, session."""
    within = Speaking(KnownHosts(SessionMiddleware(create_app())))
    return AccessLog(InTurn(SecurityHeaders(errors.LastResort(within))))


def create_served() -> ASGIApp:
    """The same for a process that only serves: going over all that it has loaded would hold up its pages for 0.1 s, and
    a long read on a thread waits for its turn after every row."""
    asgi = create_asgi()
    gc.freeze()
    gc.enable()
    sys.setswitchinterval(_TURN)
    return asgi
