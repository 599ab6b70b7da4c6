"""Browsers for the tests of a room: before the whole portal, on a database and a data folder of the test's own."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from litestar.types import ASGIApp

from portal.kit.viewer import Viewer
from tests.support.call import Browser, open_browser
from tests.support.cast import Cast

Browse = Callable[[Viewer | None], Awaitable[Browser]]


@pytest.fixture
def browse(portal: ASGIApp, data: Path, cast: Cast) -> Browse:
    """`await browse(cast.hoai)` is Hoài's browser, `await browse(None)` nobody's."""

    async def browse_as(viewer: Viewer | None) -> Browser:
        return await open_browser(portal, viewer)

    return browse_as
