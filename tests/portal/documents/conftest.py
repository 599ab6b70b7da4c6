"""A department with its books and mandates, its keys where something is signed, and browsers before the portal."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from litestar.types import ASGIApp

from portal.kit.viewer import Viewer
from portal.seeds.pki import DemoPki
from portal.seeds.signing import make_authority
from portal.settings import settings
from tests.support.call import Browser, open_browser
from tests.support.cast import Cast
from tests.support.make import Maker


@pytest.fixture
async def make(data: Path, cast: Cast) -> Maker:
    """Whoever makes documents: books and mandates are there, keys are not."""
    maker = Maker(cast)
    await maker.books_and_mandates()
    return maker


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> DemoPki:
    """The demo's authority, made once."""
    return make_authority(tmp_path_factory.mktemp("pki"), "http://127.0.0.1:8000")


@pytest.fixture
async def keys(make: Maker, pki: DemoPki, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """The same with everybody's keys; nobody stamps the time."""
    monkeypatch.setenv("CONGVU_ALLOW_WITHOUT_TIMESTAMP", "1")
    settings.cache_clear()
    await make.keys(pki)
    return make


Browsing = Callable[[Viewer | None], Awaitable[Browser]]


@pytest.fixture
def browse(portal: ASGIApp, make: Maker) -> Browsing:
    """`await browse(cast.hoai)` is Hoài's browser."""

    async def browse_as(viewer: Viewer | None) -> Browser:
        return await open_browser(portal, viewer)

    return browse_as
