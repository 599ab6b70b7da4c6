"""Somebody in a meeting: looks into the mirror, joins, presses buttons, sees tiles."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import ConsoleMessage, Request, expect

from tests.browser.person import Person

BROKEN = """name => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", name); };
}"""


@dataclass
class Participant(Person):
    """A person of the other browser tests, before the meeting's page."""

    async def look(self) -> None:
        """Open the page; the mirror is there when what was found is said."""
        await self.open("/meeting")
        await expect(self.page.locator("[data-checks]")).not_to_contain_text("Đang kiểm tra")

    async def join(self) -> None:
        """Open the page and go in."""
        await self.open("/meeting")
        await self.page.click("[data-join]")
        await expect(self.page.locator("[data-call]")).to_be_visible()

    async def do(self, name: str) -> None:
        """Press the control of this name, or the line of the menu behind "Thêm"."""
        control = self.page.locator(f".controls > [data-do='{name}']")
        if not await control.is_visible():
            await self.page.click(".controls summary")
            control = self.page.locator(f".menu-list [data-do='{name}']")
        await control.click()

    async def break_devices(self, error: str) -> None:
        """From now on the browser refuses camera and microphone with this error (W3C Media Capture, 10.2)."""
        await self.page.add_init_script(f"({BROKEN})({error!r})")

    async def tiles(self) -> list[dict[str, Any]]:
        """What stands on the stage: key, box, whether a picture is shown, and what is said on it."""
        return await self.page.evaluate(
            """() => [...document.querySelectorAll('.picture')].map((tile) => ({
                key: tile.dataset.key, why: tile.querySelector('.tile-why')?.textContent ?? '',
                picture: tile.querySelector('video')?.hidden === false, main: tile.classList.contains('is-main'),
                talking: tile.classList.contains('is-talking'), box: tile.getBoundingClientRect().toJSON() }))"""
        )

    async def imports(self, module: str, script: str, argument: Any = None) -> Any:
        """Run `(m, argument) => …` on a module of the page, such as `layout`."""
        return await self.page.evaluate(
            f"async argument => ({script})(await import('/static/js/meeting/{module}.js'), argument)",
            argument,
        )

    def _asked(self, request: Request) -> None:
        """The node has an address of its own; what is asked of others is refused by the policy and complained of."""

    def _heard(self, message: ConsoleMessage) -> None:
        """A line that is lost, and a portal that refuses, are what these tests are about."""
        if (
            "WebSocket connection to" not in message.text
            and "responded with a status of 5" not in message.text
        ):
            super()._heard(message)
