"""Everything by keyboard: one-letter keys, search without diacritics, an opinion; the focus goes where one is."""

from playwright.async_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person


async def focused(person: Person) -> str:
    """The words of what has the focus."""
    return await person.page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")


async def test_the_list_is_walked_and_opened_by_keys(meet: Meet) -> None:
    viet = await meet("viet.tq")
    keys = viet.page.keyboard
    await viet.open("/documents/incoming?box=all")
    rows = viet.page.locator(".list a.row")
    await keys.press("j")
    await expect(rows.nth(0)).to_be_focused()
    await keys.press("j")
    await expect(rows.nth(1)).to_be_focused()
    await keys.press("k")
    await expect(rows.nth(0)).to_be_focused()
    await keys.press("Enter")
    await expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    await expect(viet.page.locator(".reading h1")).to_have_text(
        (await rows.nth(0).locator(".row-title").inner_text()).removeprefix("Mới:").strip()
    )
    await keys.press("j")
    await expect(rows.nth(1)).to_be_focused()


async def test_search_finds_without_diacritics_and_opens_by_arrow_and_enter(meet: Meet) -> None:
    hoai = await meet("hoai.nt")
    await hoai.page.keyboard.press("Control+k")
    await expect(hoai.page.locator("[data-search]")).to_be_focused()
    await hoai.page.keyboard.type("diem den tai nan giao thong tren quoc lo")
    await hoai.sees("Rà soát điểm đen tai nạn giao thông trên quốc lộ", "#search-live")
    await hoai.page.keyboard.press("ArrowDown")
    await hoai.page.keyboard.press("Enter")
    await hoai.sees("Rà soát điểm đen tai nạn giao thông trên quốc lộ", ".reading h1")


async def test_the_keys_are_shown_and_the_focus_comes_back(meet: Meet) -> None:
    viet = await meet("viet.tq")
    keys = viet.page.keyboard
    await viet.open("/documents/3")
    await keys.press("?")
    await expect(viet.page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    await keys.press("Escape")
    await expect(viet.page.get_by_role("dialog")).to_have_count(0)
    opener = viet.named("Bút phê", ".dock")
    await opener.focus()
    await keys.press("Enter")
    await expect(viet.page.get_by_label("Ý kiến chỉ đạo")).to_be_focused()
    await keys.press("Escape")
    await expect(opener).to_be_focused()


async def test_the_first_tab_leads_past_the_frame(meet: Meet) -> None:
    hoai = await meet("hoai.nt")
    await hoai.page.keyboard.press("Tab")
    assert await focused(hoai) == "Đến nội dung chính"
    await hoai.page.keyboard.press("Enter")
    await expect(hoai.page.locator("#main")).to_be_focused()


async def test_what_is_typed_is_left_alone_while_a_colleague_acts(meet: Meet) -> None:
    hoai, viet = await meet("hoai.nt"), await meet("viet.tq")
    await hoai.open("/documents/4")
    box = hoai.page.get_by_label("Ý kiến xử lý")
    await box.focus()
    await hoai.page.keyboard.type("Đang gõ dở")
    await viet.open("/documents/4")
    await viet.page.get_by_label("Ý kiến xử lý").fill("Báo cáo tôi trước thứ sáu.")
    await viet.page.keyboard.press("Control+Enter")
    await hoai.sees("Báo cáo tôi trước thứ sáu.", ".said")
    await expect(box).to_have_value("Đang gõ dở")
    await expect(box).to_be_focused()
    await hoai.page.keyboard.type(", thêm.")
    await expect(box).to_have_value("Đang gõ dở, thêm.")
    await expect(hoai.page.locator(".dock .notice")).to_have_count(0)
    await hoai.page.keyboard.press("Control+Enter")
    await hoai.sees("Đang gõ dở, thêm.", ".said")
    await expect(box).to_have_value("")
