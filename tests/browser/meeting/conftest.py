"""The meeting's page in a real Chromium with a fake camera and microphone, before a stand-in or a real node."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.meeting.participant import Participant
from tests.browser.meeting.stand_in import StandIn, standing_in
from tests.browser.person import DESK

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FAKES = [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
Open = Callable[..., Awaitable[Participant]]


@pytest.fixture(scope="package")
async def fake_chromium() -> AsyncIterator[Browser]:
    """One browser; every participant gets a profile of their own in it."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (Debian: chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FAKES)
        yield browser
        await browser.close()


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    """A portal and a node that say what the test tells them to."""
    async with standing_in() as found:
        yield found


@pytest.fixture
async def open_meeting(fake_chromium: Browser, stand_in: StandIn) -> AsyncIterator[Open]:
    """`await open_meeting()` gives somebody before the mirror. No page of theirs may complain."""
    opened: list[Participant] = []

    async def one(size: tuple[int, int] = DESK, **profile: object) -> Participant:
        context = await fake_chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            has_touch=size[0] < 700,
            reduced_motion="reduce",
            locale="vi-VN",
            **profile,
        )
        context.set_default_timeout(15_000)
        participant = Participant(stand_in.address, await context.new_page())
        opened.append(participant)
        participant.watch()
        return participant

    yield one
    complaints = [complaint for each in opened for complaint in each.complaints]
    for each in opened:
        await each.page.context.close()
    assert not complaints, "the page complained (content security policy, scripts, missing files)"
