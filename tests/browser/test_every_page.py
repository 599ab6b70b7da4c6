"""On every page, on a desk and on a phone: axe finds nothing, nothing scrolls sideways, nothing comes from outside."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Meet
from tests.browser.person import DESK, PHONE

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "": ["/login", "/check"],
    "thu.lt": [
        "/today",
        "/documents/incoming?box=all",
        "/documents/incoming/new",
        "/documents/6/registration",
        "/documents/7",
        "/registers/incoming",
        "/registers/outgoing",
        "/conferences/2",
    ],
    "viet.tq": [
        "/today",
        "/documents/3",
        "/documents/3/instruction",
        "/documents/8",
        "/documents/8/signature",
    ],
    "hoai.nt": [
        "/documents/4",
        "/documents/outgoing/new",
        "/documents/7/versions",
        "/search?q=giao+thong",
        "/notifications",
        "/documents/99999",
        "/conferences",
        "/conferences?box=past",
        "/conferences/new",
        "/conferences/1",
    ],
    "minh.p": ["/conferences/1", "/conferences/3", "/conferences/3/edition", "/conferences/3/cancellation"],
    "quantri": ["/admin/meeting-nodes"],
}
WIDER = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
INLINE = "document.querySelectorAll('[style]:not(.htmx-indicator), style, script:not([src])').length"


async def breaches(page: Page) -> list[str]:
    """What axe finds, one line each."""
    # Evaluated by the debugger, not put into the page: the content security policy would refuse a script from here.
    await page.evaluate(AXE)
    found = await page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)
    return [
        f"{page.url} {each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("login", PAGES, ids=lambda login: login or "stranger")
async def test_pages_are_open_to_everybody(meet: Meet, login: str, size: tuple[int, int]) -> None:
    person = await meet(login, size)
    found = []
    for path in PAGES[login]:
        await person.open(path)
        found += await breaches(person.page)
        if wider := await person.page.evaluate(WIDER):
            found.append(f"{path} is {wider} pixels wider than the screen")
        if inline := await person.page.evaluate(INLINE):
            found.append(f"{path} has {inline} inline styles or scripts")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_dialogs_are_open_to_everybody(meet: Meet, size: tuple[int, int]) -> None:
    viet = await meet("viet.tq", size)
    for path, words in (
        ("/documents/3", "Bút phê"),
        ("/documents/8", "Trả lại để sửa"),
        ("/documents/8", "Ký số"),
    ):
        await viet.open(path)
        await viet.press(words, ".dock")
        await viet.page.locator("#dialog .deed").wait_for()
        assert await breaches(viet.page) == []
