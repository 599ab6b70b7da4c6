"""Somebody at a real browser: signs in, opens pages, presses what is written on buttons."""

from dataclasses import dataclass, field

from playwright.async_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request, expect

from portal.people.passwords import OF_THE_DEMO

DESK, PHONE = (1440, 900), (390, 844)
PATIENCE_MS = 15_000

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Person:
    """A page of somebody's own browser. `complaints` is what its console said and whom it asked outside."""

    address: str
    page: Page
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        """Go to a page of the portal."""
        await self.page.goto(self.address + path)

    async def sign_in(self, login: str) -> None:
        """Through the door, by keyboard."""
        await self.open("/login")
        await self.page.fill("[name=login]", login)
        await self.page.fill("[name=password]", OF_THE_DEMO)
        await self.page.press("[name=password]", "Enter")
        await self.page.wait_for_url("**/today")

    async def press(self, words: str, within: str = "body") -> None:
        """Press the button or link that says so."""
        await self.named(words, within).click()

    def named(self, words: str, within: str = "body") -> Locator:
        """The visible button or link that says so."""
        root = self.page.locator(within)
        found = root.get_by_role("button", name=words, exact=True)
        return found.or_(root.get_by_role("link", name=words, exact=True)).filter(visible=True)

    async def sees(self, words: str, within: str = "body") -> None:
        """Wait until the words are there."""
        await expect(self.page.locator(within)).to_contain_text(words)

    def watch(self) -> None:
        """Remember what goes wrong."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)
        self.page.on("dialog", self._dismissed)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused form is an answer, not a fault, though the console calls 4xx answers errors.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.complaints.append(f"{self.page.url} asked {request.url}")

    async def _dismissed(self, dialog: Dialog) -> None:
        self.complaints.append(f"{self.page.url} used a dialog of the browser: {dialog.message}")
        await dialog.dismiss()


async def open_person(
    chromium: Browser, address: str, login: str, size: tuple[int, int], **profile: object
) -> Person:
    """A fresh browser profile; signed in where a login is given."""
    width, height = size
    context = await chromium.new_context(
        viewport={"width": width, "height": height},
        has_touch=width < 700,
        reduced_motion="reduce",
        locale="vi-VN",
        **profile,
    )
    context.set_default_timeout(PATIENCE_MS)
    person = Person(address, await context.new_page())
    person.watch()
    if login:
        await person.sign_in(login)
    return person
