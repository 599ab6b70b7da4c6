"""Waiting for a page. Playwright's `wait_for_function` takes the first promise for an answer, whatever it brings."""

from typing import Any

from playwright.async_api import Page

_AGAIN = """async ([argument, end]) => {
  const ask = %s;
  for (;;) {
    const found = await ask(argument);
    if (found) return found;
    if (Date.now() > end) throw new Error("not in time: " + ask);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""


async def until(page: Page, script: str, argument: Any = None, patience: float = 15) -> Any:
    """Ask a function of the page again until it gives something true; that. `patience` in seconds."""
    now = await page.evaluate("Date.now()")
    return await page.evaluate(_AGAIN % script, [argument, now + patience * 1000])
