"""Before joining: oneself, one's devices, and what is wrong in words."""

import pytest
from playwright.async_api import expect

from tests.browser.meeting.conftest import Open
from tests.browser.meeting.stand_in import StandIn
from tests.browser.person import PHONE


async def test_one_sees_oneself_and_hears_that_all_is_well(open_meeting: Open):
    hoai = await open_meeting()
    await hoai.look()
    await expect(hoai.page.locator("[data-own-picture]")).to_be_visible()
    await hoai.sees("Kết nối tới máy chủ họp tốt.", "[data-checks]")
    assert await hoai.page.locator("#pick-microphone option").count() >= 1
    await expect(hoai.page.locator("[data-meter]")).not_to_have_js_property("value", 0)


async def test_muted_or_not_is_chosen_before_and_remembered(open_meeting: Open, stand_in: StandIn):
    hoai = await open_meeting()
    await hoai.look()
    await hoai.page.click("[data-mirror-switch=microphone]")
    await hoai.page.click("[data-mirror-switch=camera]")
    await expect(hoai.page.locator("[data-own-picture]")).to_be_hidden()
    await hoai.page.reload()
    await expect(hoai.page.get_by_role("button", name="Bật mic")).to_be_visible()
    await hoai.page.click("[data-join]")
    joined = await stand_in.hears("join")
    assert (joined["microphone"], joined["camera"]) == (False, False)


async def test_a_chosen_device_is_chosen_the_next_time_too(open_meeting: Open):
    hoai = await open_meeting()
    await hoai.look()
    other = await hoai.page.locator("#pick-microphone option").nth(1).get_attribute("value")
    await hoai.page.select_option("#pick-microphone", other)
    await hoai.page.reload()
    await expect(hoai.page.locator("#pick-microphone")).to_have_value(other or "")


REFUSALS = [
    ("NotAllowedError", "Trang chưa được phép dùng camera."),
    ("NotReadableError", "Camera đang bận ở chương trình khác."),
    ("NotFoundError", "Không tìm thấy camera."),
]


@pytest.mark.parametrize(("error", "sentence"), REFUSALS)
async def test_a_device_that_refuses_is_said_in_words_and_one_joins_all_the_same(
    open_meeting: Open, stand_in: StandIn, error: str, sentence: str
):
    hoai = await open_meeting()
    await hoai.break_devices(error)
    await hoai.look()
    await hoai.sees(sentence, "[data-checks]")
    await hoai.page.click("[data-join]")
    assert (await stand_in.hears("join"))["camera"] is False


async def test_a_node_out_of_reach_is_said_before_joining(open_meeting: Open, stand_in: StandIn):
    stand_in.meeting["node_url"] = "ws://127.0.0.1:9/meet"
    hoai = await open_meeting()
    await hoai.look()
    await hoai.sees("Không tới được máy chủ họp.", "[data-checks]")


async def test_a_relay_that_does_not_answer_is_said_as_a_blocked_network(
    open_meeting: Open, stand_in: StandIn
):
    stand_in.meeting["ice"] = [{"urls": "turn:127.0.0.1:9", "username": "a", "credential": "b"}]
    hoai = await open_meeting()
    await hoai.look()
    await hoai.sees("Mạng của bạn chặn đường truyền tiếng và hình (UDP).", "[data-checks]")


async def test_a_guest_says_who_they_are(open_meeting: Open, stand_in: StandIn):
    stand_in.meeting |= {"is_guest": True, "name": ""}
    guest = await open_meeting(PHONE)
    await guest.look()
    await guest.page.click("[data-join]")
    await expect(guest.page.locator("#guest-name")).to_be_focused()
    await guest.page.fill("#guest-name", "Huỳnh Thị Kim Ngân")
    await guest.page.click("[data-join]")
    await stand_in.hears("join")
    assert stand_in.names == ["Huỳnh Thị Kim Ngân"]


async def test_without_scripts_one_sentence_says_what_to_do(open_meeting: Open):
    hoai = await open_meeting(java_script_enabled=False)
    await hoai.open("/meeting")
    await expect(hoai.page.get_by_text("Họp trực tuyến cần JavaScript")).to_be_visible()
    await expect(hoai.page.locator("[data-join]")).to_be_hidden()


async def test_one_joins_by_keyboard_alone(open_meeting: Open, stand_in: StandIn):
    hoai = await open_meeting()
    await hoai.look()
    await hoai.page.focus("#pick-speaker")
    for _step in range(4):
        if await hoai.page.evaluate("document.activeElement.matches('[data-join]')"):
            break
        await hoai.page.keyboard.press("Tab")
    await hoai.page.keyboard.press("Enter")
    await stand_in.hears("join")
