"""A session that ended, a reload, a document that changed meanwhile: what was typed stays."""

from playwright.async_api import expect

from tests.browser.conftest import Meet

OPINION = "Đề nghị Thanh tra Sở cho số liệu xử phạt quý I."


async def test_an_opinion_outlives_the_session_it_was_typed_in(meet: Meet) -> None:
    on = await meet("hoai.nt")
    page = on.page
    await on.open("/documents/4")
    box = page.get_by_label("Ý kiến xử lý")
    await box.fill(OPINION)
    kept = [cookie for cookie in await page.context.cookies() if "session" not in cookie["name"]]
    await page.context.clear_cookies()
    await page.context.add_cookies(kept)
    await page.keyboard.press("Control+Enter")
    await on.sees("Phiên làm việc đã kết thúc", "#signed-out")
    await expect(box).to_have_value(OPINION)

    await on.press("Tôi đã đăng nhập, gửi tiếp", "#signed-out")
    await on.sees("Vẫn chưa đăng nhập.", "#signed-out")
    async with page.context.expect_page() as opened:
        await on.press("Đăng nhập ở thẻ mới", "#signed-out")
    tab = await opened.value
    await tab.fill("[name=login]", "hoai.nt")
    await tab.fill("[name=password]", "congvu-demo-2020")
    await tab.press("[name=password]", "Enter")
    await tab.wait_for_url("**/today")
    await on.press("Tôi đã đăng nhập, gửi tiếp", "#signed-out")
    await on.sees(OPINION, ".said")


async def test_what_was_typed_is_there_after_a_reload(meet: Meet) -> None:
    viet = await meet("viet.tq")
    await viet.open("/documents/5/instruction")
    words = viet.page.get_by_label("Ý kiến chỉ đạo")
    await words.fill("Văn phòng chủ trì, báo cáo trong tuần.")
    await viet.page.get_by_role("radio", name="Chủ trì Văn phòng").check()
    await viet.page.reload()
    await expect(words).to_have_value("Văn phòng chủ trì, báo cáo trong tuần.")
    await expect(viet.page.get_by_role("radio", name="Chủ trì Văn phòng")).to_be_checked()
    await viet.press("Bỏ nội dung này")
    await expect(words).to_have_value("")
