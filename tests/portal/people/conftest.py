"""Visitors before the doors of the portal: each fills in the form of a page, from an address of their own."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from litestar.types import ASGIApp

from portal.kit.database import engine
from portal.kit.viewer import Viewer
from portal.people import vault
from portal.settings import settings
from tests.support.call import Browser
from tests.support.cast import Cast, session_cookie


@dataclass(slots=True)
class Visitor(Browser):
    """A browser that opens the page of a form before it sends the form.

    `secret` and `codes` are what its owner keeps of the second factor.
    """

    secret: str = ""
    codes: tuple[str, ...] = ()

    async def post(self, path: str, page: str = "/login", **fields: object) -> httpx.Response:
        """Open `page`, fill in the form that leads to `path`, and send it."""
        self.token = ""
        await self.get(page)
        return await self.send(path, **fields)

    async def as_(self, viewer: Viewer) -> "Visitor":
        """Be signed in as this person from now on."""
        self.http.cookies.update(await session_cookie(viewer))
        return self


@pytest.fixture(autouse=True)
def own_vault() -> Iterator[None]:
    """The vault's key is that of the test's own data folder."""
    vault._key.cache_clear()
    yield
    vault._key.cache_clear()


@pytest.fixture
async def open_browser(portal: ASGIApp, data: Path, cast: Cast) -> AsyncIterator[Callable[..., Visitor]]:
    """Makes browsers; each call is another one, with an address of its own if wanted."""
    opened: list[Visitor] = []

    def make(ip: str = "10.0.0.5") -> Visitor:
        transport = httpx.ASGITransport(portal, client=(ip, 4000), raise_app_exceptions=False)
        opened.append(Visitor(httpx.AsyncClient(transport=transport, base_url=settings().address)))
        return opened[-1]

    yield make
    for each in opened:
        await each.http.aclose()


@pytest.fixture
def browser(open_browser: Callable[..., Visitor]) -> Visitor:
    """A browser in which nobody is signed in."""
    return open_browser()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch, database: str) -> list[str]:
    """Every statement that goes to the database from here on."""
    seen: list[str] = []
    for name in ("fetch", "execute"):
        monkeypatch.setattr(type(engine()), name, _noting(getattr(type(engine()), name), seen))
    return seen


def _noting(original: Callable, seen: list[str]) -> Callable:
    async def run(self: object, sql: str, *arguments: object) -> object:
        seen.append(sql)
        return await original(self, sql, *arguments)

    return run
