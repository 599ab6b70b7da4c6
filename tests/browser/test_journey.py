"""The eight steps in the browser, as a department does them: a letter comes, its answer goes out, who likes checks."""

import base64
import re
from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import Meet
from tests.browser.person import Person

LETTER = Path(__file__).parents[2] / "portal" / "seeds" / "letters" / "672-UBND-KGVX.pdf"
DROP = """([name, content]) => {
  const carried = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  carried.items.add(new File([bytes], name, { type: "application/pdf" }));
  return carried;
}"""
SLOW = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 40_000}
FAST = SLOW | {"uploadThroughput": -1}


async def receive(thu: Person) -> str:
    """Thu drops the letter, watches it go, corrects what was read, and registers it; gives the document's path."""
    page = thu.page
    await thu.open("/today")
    await thu.press("Tiếp nhận văn bản")
    line = await page.context.new_cdp_session(page)
    await line.send("Network.emulateNetworkConditions", SLOW)
    content = base64.b64encode(LETTER.read_bytes()).decode()
    carried = await page.evaluate_handle(DROP, [LETTER.name, content])
    await page.dispatch_event("[data-dropzone]", "drop", {"dataTransfer": carried})
    await thu.sees(LETTER.name, "[data-transfer-name]")
    await thu.press("Tiếp nhận", "#receive-form")
    await thu.sees("Đang gửi", "[data-transfer-words]")
    await page.wait_for_url("**/registration")
    await line.send("Network.emulateNetworkConditions", FAST)
    await expect(page.get_by_label("Số, ký hiệu")).to_have_value("672/UBND-KGVX")
    await expect(page.get_by_label("Trích yếu")).to_have_value(re.compile("^Gửi, nhận văn bản điện tử"))
    await thu.sees("Có thể trùng với văn bản đã vào sổ", "#duplicates")
    await page.get_by_label("Số, ký hiệu").fill("673/UBND-KGVX")
    await page.get_by_label("Ghi chú").fill("Bản gửi lại")
    await expect(page.locator("#duplicates")).to_be_empty()
    await thu.press("Vào sổ, cấp số đến")
    await thu.sees("Đã vào sổ, số đến", "#toasts")
    return page.url.removeprefix(thu.address)


async def instruct(viet: Person, document: str) -> None:
    """Việt says in one list who leads, who helps, who is to know."""
    page = viet.page
    await viet.open("/today")
    await page.locator(f".today a.row[href='{document}']").click()
    await viet.press("Bút phê", ".dock")
    await page.get_by_label("Ý kiến chỉ đạo").fill("Phòng Quản lý vận tải chủ trì, Văn phòng phối hợp.")
    await page.get_by_label("Lọc: Giao cho ai").fill("phong")
    await page.get_by_role("radio", name="Chủ trì Văn phòng").check()
    await page.get_by_role("checkbox", name="Phối hợp Văn phòng").check()
    await page.get_by_role("radio", name="Chủ trì Phòng Quản lý vận tải").check()
    await viet.sees("Phối hợp: Văn phòng", "[data-picker-chosen]")
    await viet.sees("Chủ trì: Phòng Quản lý vận tải", "[data-picker-chosen]")
    await viet.press("Giao việc", "#dialog")
    await viet.sees("Đã bút phê.", "#toasts")
    await expect(page.locator("#dialog")).to_be_hidden()


async def pass_on(minh: Person, document: str) -> None:
    """Minh hands the work to Hoài and says why."""
    await minh.open(document)
    await minh.press("Chuyển", ".dock")
    await minh.page.get_by_label("Lọc: Người hoặc đơn vị nhận").fill("hoai")
    await minh.page.get_by_role("radio", name="Nguyễn Thị Hoài").check()
    await minh.page.get_by_label("Lý do, yêu cầu").fill("Hoài soạn trả lời.")
    await minh.press("Chuyển", "#dialog")
    await minh.sees("Đã chuyển.", "#toasts")


async def draft(hoai: Person, document: str) -> str:
    """Hoài drafts the answer, looks at the page, and submits it; gives the answer's path."""
    page = hoai.page
    await hoai.open(document)
    await hoai.press("Soạn trả lời", ".dock")
    await page.wait_for_url("**/draft")
    await page.get_by_label("Nội dung").fill(
        "Sở nhận được Công văn số 673/UBND-KGVX.\n\n1. Sở thống nhất thực hiện."
    )
    signer = page.get_by_label("Người ký")
    await signer.select_option(await signer.get_by_text("Trần Quốc Việt").first.get_attribute("value"))
    await hoai.press("Lưu, xem trang")
    await expect(page.locator(".sheet img").first).to_be_visible()
    await expect(page.locator(".words")).to_contain_text("thống nhất")
    await hoai.press("Lưu và trình duyệt")
    await hoai.sees("Chờ duyệt nội dung", ".reading-top")
    return page.url.removeprefix(hoai.address)


async def sign(viet: Person, answer: str) -> None:
    """Việt mistypes the passphrase once, and signs."""
    await viet.open(answer)
    await viet.press("Ký số", ".dock")
    await viet.sees("Trần Quốc Việt", "#dialog .facts")
    for passphrase in ("sai", "demo"):
        await viet.page.get_by_label("Mật khẩu khoá ký").fill(passphrase)
        await viet.press("Ký số", "#dialog")
        if passphrase == "sai":
            await viet.sees("Mật khẩu của khóa ký không đúng", "#dialog")
    await viet.sees("Đã ký số, có dấu thời gian", "#toasts")


async def issue(thu: Person, answer: str) -> str:
    """Thu numbers, seals and issues; gives the answer's number and symbol."""
    await thu.open(answer)
    await thu.press("Cấp số", ".dock")
    await thu.press("Cấp số", "#dialog")
    await thu.press("Ký số của cơ quan", ".dock")
    await thu.page.get_by_label("Mật khẩu khoá ký").fill("demo")
    await thu.press("Ký số của cơ quan", "#dialog")
    await thu.press("Phát hành", ".dock")
    await thu.press("Phát hành", "#dialog")
    await thu.sees("Đã phát hành.", "#toasts")
    facts = await thu.page.locator(".reading .facts").first.inner_text()
    return re.search(r"\d+/SGTVT-QLVT", facts)[0]


async def test_eight_people_answer_a_letter_in_their_browsers(meet: Meet) -> None:
    thu, viet, minh, hoai, anh = [
        await meet(login) for login in ("thu.lt", "viet.tq", "minh.p", "hoai.nt", "anh.btn")
    ]
    document = await receive(thu)
    await viet.open("/documents/outgoing")
    await expect(viet.page.locator("#count-incoming")).to_contain_text("3")
    await instruct(viet, document)
    await pass_on(minh, document)

    await minh.open(document)
    await hoai.open(document)
    await hoai.page.get_by_label("Ý kiến xử lý").fill("Đề nghị trả lời trong tuần.")
    await hoai.page.keyboard.press("Control+Enter")
    await minh.sees("Đề nghị trả lời trong tuần.", ".said")

    answer = await draft(hoai, document)
    await minh.open(answer)
    await minh.press("Duyệt nội dung", ".dock")
    await hoai.sees("Chờ duyệt thể thức", ".reading-top")
    await anh.open(answer)
    await anh.press("Trả lại để sửa", ".dock")
    await anh.page.get_by_label("Cần sửa gì").fill("Thiếu nơi nhận.")
    await anh.press("Trả lại", "#dialog")
    await hoai.sees("Thiếu nơi nhận.", ".steps")
    await hoai.press("Soạn tiếp", ".dock")
    await hoai.page.get_by_label("Nơi nhận khác").fill("Ban Giám đốc Sở")
    await hoai.press("Lưu và trình duyệt")
    await minh.press("Duyệt nội dung", ".dock")
    await anh.press("Duyệt thể thức", ".dock")
    await sign(viet, answer)
    code = await issue(thu, answer)

    await hoai.open(document)
    await hoai.sees(code, ".cols aside")
    await thu.open("/registers/outgoing")
    await thu.sees(code, "table")
    await thu.open(answer)
    await thu.page.get_by_text("Việc khác").or_(thu.page.get_by_label("Việc khác")).first.click()
    check = await thu.page.get_by_role("link", name="Trang kiểm tra công khai").get_attribute("href")
    stranger = await meet()
    await stranger.open(check)
    await stranger.sees(code)
    await stranger.sees("Trần Quốc Việt")
