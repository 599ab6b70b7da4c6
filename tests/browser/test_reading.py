"""A document's pages in the browser: text is selected with the mouse over the picture; a scan has its picture alone."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Meet


async def test_text_is_selected_over_the_picture_with_the_mouse(meet: Meet) -> None:
    hoai = await meet("hoai.nt")
    page = hoai.page
    await hoai.open("/documents/4")
    await hoai.sees("Tổng cục đề nghị", ".words")
    words = page.locator(".words text")
    start = await words.get_by_text("207/TCĐBVN-ATGT").or_(words.filter(has_text="207")).first.bounding_box()
    await page.mouse.move(start["x"] + 1, start["y"] + start["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(start["x"] + start["width"] - 1, start["y"] + start["height"] / 2, steps=8)
    await page.mouse.up()
    assert re.search(r"207/TCĐBVN", await page.evaluate("getSelection().toString()"))


async def test_a_picture_stands_for_every_page(meet: Meet) -> None:
    viet = await meet("viet.tq")
    await viet.open("/documents/5")
    picture = viet.page.locator(".sheet img").first
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("(image) => image.naturalWidth") > 800
