"""A node with a plain engine, and real Chromium pages that talk to it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from meetings.net.media_seam import Certificate, new_certificate
from meetings.net.mux import Mux
from meetings.net.socket import open_udp
from tests.meetings.net.pages import SCRIPT, Node
from tests.meetings.net.plain_engine import PlainEngine

CERTIFICATE = new_certificate()
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--ignore-certificate-errors",
]
OpenPage = Callable[[], Awaitable[Page]]


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for the whole folder."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (Debian: chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A page that may use the fake camera and has the script of `pages`."""
    context = await chromium.new_context()
    made = await context.new_page()
    await made.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    await made.add_init_script(SCRIPT)
    await made.goto("http://127.0.0.1:9/")
    yield made
    await context.close()


@pytest.fixture
def host() -> str:
    """Where the node listens and what it announces."""
    return "127.0.0.1"


@pytest.fixture
async def node(host: str) -> AsyncIterator[Node]:
    opened = open_udp(host, 0)
    engine = PlainEngine(opened)
    engine.mux = Mux(engine, [(host, opened.getsockname()[1])])
    engine.start()
    made = Node(engine, engine.mux, CERTIFICATE)
    yield made
    made.mux.close()
    engine.close()


class Clock:
    """Monotonic nanoseconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 1_000_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def memory(clock: Clock) -> AsyncIterator[Node]:
    """A node without a socket, whose time stands still."""
    engine = PlainEngine()
    engine.mux = Mux(engine, [("192.0.2.100", 8100)], clock)
    yield Node(engine, engine.mux, CERTIFICATE)
    engine.mux.close()


@pytest.fixture
def certificate() -> Certificate:
    return CERTIFICATE
