"""Somebody in a meeting: a real Chromium with a film for a camera, on the product's page, over a line or not."""

import json
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Playwright

from tests.support.meeting.hall import Hall
from tests.support.meeting.line import Line

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
PATIENCE = 30.0
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)

_HEARD = """([kind, fields]) => watch.heard.find(
  (each) => each.type === kind && Object.entries(fields).every(([name, value]) => each[name] === value))"""


@dataclass
class Attendee:
    """`person` as tokens name it; times are seconds of `time.time()` unless said otherwise."""

    person: str
    page: Page
    line: Line | None = None
    complaints: list[str] = field(default_factory=list)

    async def do(self, script: str, argument: Any = None) -> Any:
        """Run a function of the page with one argument: `([person]) => watch.of(person, "camera")`."""
        return await self.page.evaluate(script, argument)

    async def until(self, script: str, argument: Any = None, patience: float = PATIENCE) -> Any:
        """Wait until a function of the page gives something true; that."""
        ask = f"([argument, patience]) => watch.until({script}, argument, patience)"
        return await self.page.evaluate(ask, [argument, patience * 1000])

    async def come(self) -> float:
        """Press the button that joins; the instant of it."""
        await self.page.locator("[data-join]").click()
        return await self.until("() => watch.joined") / 1000

    async def sees(self, person: str, source: str = "camera", patience: float = PATIENCE) -> float:
        """Wait until somebody is seen and heard, anew where `clear` was called before; the instant of it."""
        return await self.until("watch.meets", [person, source], patience) / 1000

    async def clear(self) -> None:
        """What was seen and heard so far no longer counts."""
        await self.do("() => watch.clear()")

    async def incoming(self, person: str, source: str = "camera") -> dict[str, Any]:
        """What comes in of a view now: the statistics of its m-line; empty where it carries nothing."""
        return await self.do("([person, source]) => watch.of(person, source)", [person, source]) or {}

    async def heard(self, kind: str) -> list[dict[str, Any]]:
        """Messages of a type from the node so far."""
        return await self.do("kind => watch.heard.filter((each) => each.type === kind)", kind)

    async def hears(self, kind: str, patience: float = PATIENCE, **fields: Any) -> dict[str, Any]:
        """Wait for a message of a type with these fields."""
        return await self.until(
            _HEARD,
            [kind, fields],
            patience,
        )

    async def say(self, kind: str, **fields: Any) -> None:
        """Send a message over the page's own WebSocket."""
        await self.do("message => watch.socket.send(JSON.stringify(message))", {"type": kind} | fields)

    async def press(self, deed: str) -> None:
        """Press a control of the page by its name in `data-do`."""
        await self.page.locator(f"[data-do={deed}]").first.click()


@dataclass
class House:
    """Browsers for a hall, by what their cameras show; `film` is what they show unless it is said otherwise."""

    hall: Hall
    playwright: Playwright
    film: Sequence[str] = ()
    browsers: dict[tuple[str, ...], Browser] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    attendees: list[Attendee] = field(default_factory=list)

    async def browser(self, *extra: str) -> Browser:
        """One with these arguments; the same for the same ones."""
        if extra not in self.browsers:
            self.browsers[extra] = await self.playwright.chromium.launch(
                executable_path=CHROMIUM, args=[*_ARGUMENTS, *extra]
            )
        return self.browsers[extra]

    async def arrive(
        self,
        number: int,
        *,
        room: str = "7",
        line: Line | None = None,
        sends: Sequence[str] = ("microphone", "camera"),
        film: Sequence[str] | None = None,
        size: tuple[int, int] = (1280, 800),
    ) -> Attendee:
        """Somebody before the mirror, ready to join; `sends` is what they have switched on."""
        # A browser of one's own, as in life: pages of one browser share its camera, which stops for a second when
        # one of them begins with it.
        browser = await self.browser(*(self.film if film is None else film), f"--attendee={number}")
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            bypass_csp=True,
            reduced_motion="reduce",
            locale="vi-VN",
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        routes = {"tcp": line.tcp, "udp": line.udp} if line else {"tcp": {}, "udp": {}}
        await context.add_init_script(WATCH.replace("ROUTES", json.dumps(routes)))
        page = await context.new_page()
        attendee = Attendee(f"account:{number}", page, line)
        self.attendees.append(attendee)
        page.on("pageerror", lambda error: attendee.complaints.append(str(error)))
        port = line.tcp[self.hall.page] if line else self.hall.page
        await page.goto(f"http://127.0.0.1:{port}/rooms/{room}/account:{number}")
        for source in ("microphone", "camera"):
            switch = page.locator(f"[data-mirror-switch={source}]")
            if source in sends:
                await page.wait_for_selector(f"[data-mirror-switch={source}][data-on=true]")
            else:
                await switch.click()
        return attendee

    async def empty(self) -> None:
        """Everybody closes their page."""
        while self.contexts:
            await self.contexts.pop().close()
        self.attendees.clear()

    async def come(self, number: int, **options: Any) -> Attendee:
        """Somebody who has joined."""
        attendee = await self.arrive(number, **options)
        await attendee.come()
        await attendee.hears("welcome")
        return attendee


@asynccontextmanager
async def open_house(hall: Hall, playwright: Playwright, film: Sequence[str] = ()) -> AsyncIterator[House]:
    """Browsers for a hall; all are closed afterwards."""
    house = House(hall, playwright, film)
    try:
        yield house
    finally:
        await house.empty()
        for browser in house.browsers.values():
            await browser.close()


def devices(film: Path | None, voice: Path | None) -> tuple[str, ...]:
    """Arguments of a browser whose camera shows a film and whose microphone hears a voice."""
    return tuple(
        f"--use-file-for-fake-{kind}-capture={path}"
        for kind, path in (("video", film), ("audio", voice))
        if path is not None
    )
