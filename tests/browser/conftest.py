"""A seeded portal and a real Chromium for the tests of this folder."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.person import DESK, Person, open_person
from tests.support.processes import running_demo

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
Meet = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demo serves; one department for the whole folder."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (Debian: chromium)")
    with running_demo(tmp_path_factory.mktemp("browser") / "data") as found:
        yield found


@pytest.fixture(scope="package")
async def chromium(address: str) -> AsyncIterator[Browser]:
    """One browser; every person gets a profile of their own in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def meet(address: str, chromium: Browser) -> AsyncIterator[Meet]:
    """`await meet("thu.lt")` gives somebody who has signed in; `""` a stranger. No page of theirs may complain."""
    met: list[Person] = []

    async def one(login: str = "", size: tuple[int, int] = DESK, **profile: object) -> Person:
        person = await open_person(chromium, address, login, size, **profile)
        met.append(person)
        return person

    yield one
    complaints = [complaint for person in met for complaint in person.complaints]
    for person in met:
        await person.page.context.close()
    assert not complaints, "the browser complained (content security policy, scripts, missing files)"
