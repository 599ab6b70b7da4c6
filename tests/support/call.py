"""A browser before the whole portal: the real application in its lifespan, the network left out.

The application is started once for all tests; each test brings a database and a data folder of its own.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count

import httpx
import pytest
from litestar import Litestar
from litestar.types import ASGIApp

from portal.app import create_asgi
from portal.kit.database import start_database, stop_database
from portal.kit.viewer import Viewer
from portal.settings import settings
from tests.support.cast import session_cookie

_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_LIGHT_PAGE = "/documents/outgoing/new"
_addresses = map(str, map(IPv4Address, count(int(IPv4Address("10.0.0.1")))))


@pytest.fixture(scope="session")
async def portal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ASGIApp]:
    """The application, running; its own database is put away so that each test can bring another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONGVU_DATA", str(tmp_path_factory.mktemp("portal")))
        patch.setenv("CONGVU_WORKER", "apart")
        settings.cache_clear()
        app = create_asgi()
        started, ended = asyncio.Event(), asyncio.Event()
        living = asyncio.create_task(_live(app, started, ended))
        await started.wait()
        settings.cache_clear()
        yield app
        settings.cache_clear()
        ended.set()
        await living
    settings.cache_clear()


async def _live(app: ASGIApp, started: asyncio.Event, ended: asyncio.Event) -> None:
    """The application's life in a task of its own: it must end in the task in which it began."""
    async with _litestar(app).lifespan():
        await stop_database()
        started.set()
        await ended.wait()
        await start_database()


def _litestar(app: ASGIApp) -> Litestar:
    while not isinstance(app, Litestar):
        app = app.app
    return app


@dataclass(slots=True)
class Browser:
    """Keeps cookies, follows no redirect; `htmx=True` asks as htmx does."""

    http: httpx.AsyncClient
    token: str = ""

    async def get(self, path: str, *, htmx: bool = False, **query: object) -> httpx.Response:
        """Open an address."""
        answer = await self.http.get(path, params=query or None, headers=_headers(htmx))
        if found := _TOKEN.search(
            answer.text if answer.headers.get("content-type", "").startswith("text") else ""
        ):
            self.token = found[1]
        return answer

    async def send(
        self, path: str, *, htmx: bool = False, token: str | None = None, **fields: object
    ) -> httpx.Response:
        """Send a form with the token of the last page, or with another one."""
        if not self.token:
            await self.get(_LIGHT_PAGE)
        csrf = self.token if token is None else token
        return await self.http.post(path, data={"_csrf": csrf, **fields}, headers=_headers(htmx))

    async def upload(self, path: str, name: str, content: bytes, **fields: str) -> httpx.Response:
        """Send a file, the token first."""
        if not self.token:
            await self.get(_LIGHT_PAGE)
        parts = {"_csrf": (None, self.token), **{key: (None, value) for key, value in fields.items()}}
        return await self.http.post(path, files={**parts, "file": (name, content, "application/pdf")})


def _headers(htmx: bool) -> dict[str, str]:
    return {"hx-request": "true"} if htmx else {}


async def open_browser(app: ASGIApp, viewer: Viewer | None = None) -> Browser:
    """A browser in which this person, or nobody, is signed in.

    On a machine of its own: the application counts requests by address for as long as it runs, which is all tests.
    """
    cookies = await session_cookie(viewer) if viewer else {}
    machine = (next(_addresses), 50000)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=machine)
    return Browser(httpx.AsyncClient(transport=transport, base_url=settings().address, cookies=cookies))
