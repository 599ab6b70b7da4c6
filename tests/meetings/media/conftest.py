"""Rooms in memory; and a node of its own process, a pretend portal, and real Chromium pages that meet on it."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.meetings.support.memory import World
from tests.meetings.support.portal import NODE, SECRET, PretendPortal, pretend_portal
from tests.support.meeting.patience import until

PAGES = Path(__file__).parents[1] / "pages"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
PATIENCE = 15.0


@dataclass
class Running:
    """A node as a process of its own, and what stands around it."""

    address: str
    page: str
    portal: PretendPortal
    process: asyncio.subprocess.Process


@pytest.fixture
async def node(tmp_path: Path, unused_tcp_port: int, unused_udp_port: int) -> AsyncIterator[Running]:
    """`python -m meetings`, with pages served from an origin that it knows."""
    async with pretend_portal() as portal:
        app = web.Application()
        app.router.add_static("/", PAGES)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        process = await _start(portal, origin, unused_tcp_port, unused_udp_port, tmp_path)
        try:
            yield Running(f"ws://127.0.0.1:{unused_tcp_port}/meet", f"{origin}/meeting.html", portal, process)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await runner.cleanup()


async def _start(
    portal: PretendPortal, origin: str, port: int, udp_port: int, folder: Path
) -> asyncio.subprocess.Process:
    settings = {
        "MEETINGS_SECRET": SECRET,
        "MEETINGS_NODE": NODE,
        "MEETINGS_PORT": str(port),
        "MEETINGS_UDP_PORT": str(udp_port),
        "MEETINGS_PORTAL_URL": portal.address,
        "MEETINGS_ORIGINS": origin,
        "MEETINGS_FOLDER": str(folder),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "meetings", env={**os.environ, **settings}
    )
    async with asyncio.timeout(PATIENCE):
        while not portal.beats:
            assert process.returncode is None, "the node did not start"
            await asyncio.sleep(0.02)
    return process


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A headless browser with a fake camera and microphone."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (Debian: chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass
class Guest:
    """Somebody in a meeting, in a page of their own."""

    person: str
    page: Page

    async def do(self, script: str, argument: Any = None) -> Any:
        """Run a function of the page, `m` is the meeting: `m => m.stats()`."""
        return await self.page.evaluate(f"argument => ({script})(meeting, argument)", argument)

    async def until(self, script: str, argument: Any = None, patience: float = PATIENCE) -> Any:
        """Wait until a function of the page gives something true, at once or by a promise."""
        ask = f"async argument => await ({script})(meeting, argument)"
        return await until(self.page, ask, argument, patience)

    async def heard(self, type: str) -> list[dict[str, Any]]:
        """Messages of a type so far."""
        return await self.do("(m, type) => m.heard.filter((each) => each.type === type)", type)


@dataclass
class Join:
    """`await join("account:1")` opens a page and takes a seat; `await join.again(guest)` takes it from a new page."""

    node: Running
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    async def __call__(self, person: str) -> Guest:
        """A page of its own, in a browser profile of its own."""
        context = await self.chromium.new_context()
        self.contexts.append(context)
        guest = Guest(person, await context.new_page())
        await guest.page.goto(self.node.page)
        await self._take_seat(guest, "")
        return guest

    async def again(self, guest: Guest) -> None:
        """The page is loaded anew and knows its seat."""
        seat = await guest.do("m => m.seat")
        await guest.page.reload()
        await self._take_seat(guest, seat)

    async def _take_seat(self, guest: Guest, seat: str) -> None:
        token = self.node.portal.token(guest.person)
        options = {"address": self.node.address, "token": token, "person": guest.person, "seat": seat}
        await guest.do("(m, options) => m.join(options)", options)


@pytest.fixture
async def join(node: Running, chromium: Browser) -> AsyncIterator[Join]:
    """People who come by real pages."""
    joining = Join(node, chromium)
    yield joining
    for context in joining.contexts:
        await context.close()


@pytest.fixture
def world() -> Iterator[World]:
    """A room in memory."""
    made = World()
    yield made
    made.close()
