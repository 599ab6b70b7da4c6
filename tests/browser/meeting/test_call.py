"""In the call: what one presses is said to the node, what the node says is shown."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.meeting.conftest import Open
from tests.browser.meeting.participant import Participant
from tests.browser.meeting.stand_in import StandIn, somebody
from tests.browser.person import PHONE


@pytest.fixture
async def hoai(open_meeting: Open, stand_in: StandIn) -> Participant:
    """The chair, in a meeting of three."""
    stand_in.people = [somebody(1, role="chair"), somebody(2), somebody(3, camera=True)]
    participant = await open_meeting()
    await participant.join()
    return participant


async def test_four_lines_are_offered_and_say_what_they_carry(hoai: Participant, stand_in: StandIn):
    offer = await stand_in.hears("publish")
    assert offer["sources"] == {"0": "microphone", "1": "camera", "2": "screen", "3": "screen-audio"}
    assert "a=simulcast:send q;h;f" in offer["sdp"] and "a=simulcast:send h;f" in offer["sdp"]
    assert offer["sdp"].count("a=sendonly") == 4


async def test_only_pictures_that_are_seen_are_asked_for(hoai: Participant, stand_in: StandIn):
    shown = await stand_in.hears("show")
    assert [(each["person"], each["source"]) for each in shown["views"]] == [("account:3", "camera")]
    assert shown["views"][0]["width"] > 300
    await stand_in.say("changed", person="account:2", screen=True)
    larger = await stand_in.hears("show")
    assert {(each["person"], each["source"], each["big"]) for each in larger["views"]} == {
        ("account:2", "screen", True),
        ("account:3", "camera", False),
    }


async def test_tiles_below_the_edge_of_a_phone_cost_nothing(open_meeting: Open, stand_in: StandIn):
    stand_in.people = [somebody(number, camera=True) for number in range(1, 31)]
    thu = await open_meeting(PHONE)
    await thu.join()
    first = await stand_in.hears("show")
    assert 4 <= len(first["views"]) < 14
    await thu.page.evaluate("document.querySelector('[data-tiles-frame]').scrollTop = 1e6")
    last = await stand_in.hears("show")
    assert not {each["person"] for each in first["views"]} & {each["person"] for each in last["views"]}


async def test_switches_are_told_and_drawn(hoai: Participant, stand_in: StandIn):
    await stand_in.hears("state", source="screen", on=False)
    await hoai.page.get_by_role("button", name="Tắt mic", exact=True).click()
    await stand_in.hears("state", source="microphone", on=False)
    await expect(hoai.page.get_by_role("button", name="Bật mic", exact=True)).to_be_visible()
    await hoai.page.keyboard.press("v")
    await stand_in.hears("state", source="camera", on=False)
    await hoai.page.keyboard.press("v")
    await stand_in.hears("state", source="camera", on=True)


async def test_a_screen_is_presented_and_put_away(hoai: Participant, stand_in: StandIn):
    await hoai.page.keyboard.press("s")
    await stand_in.hears("state", source="screen", on=True)
    await hoai.page.keyboard.press("s")
    await stand_in.hears("state", source="screen", on=False)


async def test_who_speaks_has_a_ring(hoai: Participant, stand_in: StandIn):
    await stand_in.say("levels", levels={"account:3": 50})
    await expect(hoai.page.locator(".is-talking")).to_have_attribute("data-key", "account:3 camera")


async def test_a_missing_picture_says_why(hoai: Participant, stand_in: StandIn):
    slot = {"person": "account:3", "source": "camera", "state": "paused", "why": "bandwidth"}
    await stand_in.say("slots", slots={"v0": slot})
    tile = hoai.page.locator("[data-key='account:3 camera'] .tile-why")
    await expect(tile).to_have_text("Tạm dừng hình để giữ tiếng, vì mạng của bạn yếu")
    await stand_in.say("changed", person="account:3", state="lost")
    await expect(tile).to_have_text("Mất kết nối, đang nối lại")


async def test_hands_stand_in_their_order(hoai: Participant, stand_in: StandIn):
    await hoai.page.keyboard.press("h")
    await stand_in.hears("hand", up=True)
    await stand_in.say("hands", hands=["account:3", "account:1"])
    await hoai.page.keyboard.press("p")
    rows = hoai.page.locator("[data-hands-list] [data-name]")
    await expect(rows).to_have_text(["Lê Thị Thu", "Nguyễn Thị Hoài"])
    await expect(hoai.page.locator("[data-key='account:3 camera'] .tile-hand")).to_have_text("1")
    await expect(hoai.page.locator("[data-announcer]")).to_contain_text("Lê Thị Thu giơ tay.")


async def test_what_is_written_is_sent_kept_or_refused(hoai: Participant, stand_in: StandIn):
    await hoai.page.keyboard.press("c")
    await hoai.page.fill("#chat-text", "Xem <b>dự thảo</b> ở https://cong.example/documents/7.")
    await hoai.page.keyboard.press("Enter")
    said = await stand_in.hears("say")
    await hoai.sees("đang gửi", "[data-messages]")
    message = {
        "id": said["id"],
        "person": "account:1",
        "name": "Nguyễn Thị Hoài",
        "text": said["text"],
        "link": "",
    }
    await stand_in.say("said", message=message | {"at": 1_700_000_000_000})
    link = hoai.page.locator("[data-messages] a")
    await expect(link).to_have_attribute("href", "https://cong.example/documents/7")
    await expect(hoai.page.locator("[data-messages]")).not_to_contain_text("đang gửi")
    assert await hoai.page.locator("[data-messages] b b, .message-text b").count() == 0
    await hoai.page.fill("#chat-text", "Tài liệu mật")
    await hoai.page.keyboard.press("Enter")
    refused = await stand_in.hears("say")
    await stand_in.say(
        "unsaid", id=refused["id"], code="secret", sentence="Tin này có dấu hiệu bí mật nhà nước."
    )
    await hoai.sees("Tin này có dấu hiệu bí mật nhà nước.", "[data-messages]")


async def test_unread_messages_are_counted_until_the_chat_is_opened(hoai: Participant, stand_in: StandIn):
    for at in range(3):
        message = {
            "id": f"m{at}",
            "person": "account:2",
            "name": "Việt",
            "text": f"Tin {at}",
            "at": 1,
            "link": "",
        }
        await stand_in.say("said", message=message)
    await expect(hoai.page.locator(".controls [data-unread]")).to_have_text("3")
    await hoai.do("chat")
    await expect(hoai.page.locator(".controls [data-unread]")).to_be_hidden()


DEEDS: list[tuple[str, dict[str, Any]]] = [
    ("mute-all", {"type": "mute", "person": "*", "source": "microphone"}),
    ("lock", {"type": "lock", "on": True}),
    ("moderate", {"type": "moderate", "on": True}),
]


@pytest.mark.parametrize(("name", "message"), DEEDS, ids=[name for name, _message in DEEDS])
async def test_who_leads_has_deeds_for_the_whole_room(hoai: Participant, stand_in: StandIn, name, message):
    await hoai.do(name)
    assert await stand_in.hears(message["type"]) == message


async def test_who_leads_has_deeds_for_each_person(hoai: Participant, stand_in: StandIn):
    await hoai.do("people")
    row = hoai.page.locator("[data-people-list] [data-person='account:3']")
    await row.locator("summary").click()
    await expect(row.locator(".menu-item")).to_have_text(
        [
            "Mời phát biểu",
            "Tắt mic người này",
            "Tắt camera người này",
            "Cho làm đồng chủ trì",
            "Mời ra khỏi phòng",
        ]
    )
    await row.get_by_text("Mời ra khỏi phòng").click()
    await hoai.press("Mời ra", "#ask")
    assert await stand_in.hears("remove") == {"type": "remove", "person": "account:3"}


async def test_who_does_not_lead_has_none(open_meeting: Open, stand_in: StandIn):
    stand_in.people = [somebody(1), somebody(2, role="chair")]
    thu = await open_meeting()
    await thu.join()
    await thu.do("people")
    await expect(thu.page.locator("[data-people-list] summary").filter(visible=True)).to_have_count(0)
    await thu.page.click(".controls summary")
    await expect(thu.page.locator("[data-do=mute-all]")).to_be_hidden()


async def test_the_lobby_is_seen_and_opened(hoai: Participant, stand_in: StandIn):
    await stand_in.say("knock", person="guest:9", name="Huỳnh Thị Kim Ngân", unit="UBND huyện Núi Thành")
    await expect(hoai.page.locator(".controls > [data-do=people] [data-knocks]")).to_have_text("1")
    await expect(hoai.page.locator("[data-announcer]")).to_contain_text(
        "Huỳnh Thị Kim Ngân đang chờ vào họp."
    )
    await hoai.do("people")
    await hoai.page.get_by_role("button", name="Cho vào: Huỳnh Thị Kim Ngân").click()
    assert await stand_in.hears("admit") == {"type": "admit", "person": "guest:9"}
    await stand_in.say("joined", who=somebody(9, person="guest:9", name="Huỳnh Thị Kim Ngân", role="guest"))
    await expect(hoai.page.locator("[data-lobby]")).to_be_hidden()


async def test_nobody_is_recorded_who_was_not_asked(hoai: Participant, stand_in: StandIn):
    await stand_in.say("consent_asked", by="account:2")
    await hoai.sees("Trần Quốc Việt muốn ghi hình cuộc họp", "#ask")
    await hoai.page.keyboard.press("Escape")
    await expect(hoai.page.locator("#ask")).to_be_visible()
    await hoai.press("Tôi đồng ý", "#ask")
    await stand_in.hears("consent", yes=True)
    await stand_in.say(
        "settings",
        locked=False,
        moderated=False,
        sealed=False,
        recording={"since": 1_700_000_000_000, "by": "account:2"},
    )
    await expect(hoai.page.locator("[data-recording]")).to_contain_text("Đang ghi")
    await expect(hoai.page.locator("[data-announcer]")).to_contain_text("Cuộc họp đang được ghi hình.")


async def test_who_starts_a_recording_is_not_asked_twice(hoai: Participant, stand_in: StandIn):
    await stand_in.say("consent_asked", by="account:1")
    await stand_in.hears("consent", yes=True)
    await expect(hoai.page.locator("#ask")).to_be_hidden()


async def test_who_does_not_consent_leaves(hoai: Participant, stand_in: StandIn):
    await stand_in.say("consent_asked", by="account:2")
    await hoai.press("Không đồng ý, rời họp", "#ask")
    await stand_in.hears("consent", yes=False)
    await stand_in.hears("leave")
    await hoai.sees("Bạn đã rời họp", "[data-state]")


async def test_being_muted_is_said_and_the_microphone_is_off(hoai: Participant, stand_in: StandIn):
    await stand_in.say("muted", by="account:2", source="microphone")
    await hoai.sees("Trần Quốc Việt đã tắt mic của bạn.", "#toasts")
    await stand_in.hears("state", source="microphone", on=False)
    await stand_in.say("asked_unmute", by="account:2", source="microphone")
    await hoai.press("Bật mic", "#ask")
    await stand_in.hears("state", source="microphone", on=True)


async def test_saving_and_listening_only_are_told(hoai: Participant, stand_in: StandIn):
    await hoai.do("saving")
    await stand_in.hears("show", saving=True)
    await hoai.do("audio-only")
    only = await stand_in.hears("show", audio_only=True)
    assert only["views"] == []
    await stand_in.hears("state", source="camera", on=False)
    await hoai.sees("Bạn đang chọn chỉ nghe", "[data-key='account:3 camera']")


async def test_keys_of_one_letter_wait_while_one_writes_and_can_be_switched_off(hoai: Participant):
    await hoai.page.keyboard.press("c")
    await hoai.page.keyboard.type("mvh")
    await expect(hoai.page.locator("#chat-text")).to_have_value("mvh")
    await hoai.page.keyboard.press("Escape")
    await expect(hoai.page.locator("[data-side]")).to_be_hidden()
    await hoai.page.keyboard.press("?")
    await hoai.page.get_by_label("Dùng phím tắt một chữ").uncheck()
    await hoai.page.keyboard.press("Escape")
    await hoai.page.keyboard.press("p")
    await expect(hoai.page.locator("[data-side]")).to_be_hidden()


async def test_a_pinned_tile_is_large_and_let_go_again(hoai: Participant):
    await hoai.page.get_by_role("button", name="Ghim Trần Quốc Việt").focus()
    await hoai.page.keyboard.press("Enter")
    await expect(hoai.page.locator(".is-main")).to_have_attribute("data-key", "account:2 camera")
    await hoai.page.get_by_role("button", name="Bỏ ghim Trần Quốc Việt").click()
    await expect(hoai.page.locator(".is-main")).to_have_count(0)


async def test_the_chair_ends_it_for_all(hoai: Participant, stand_in: StandIn):
    await hoai.do("leave")
    await hoai.press("Kết thúc cho mọi người", "#ask")
    await stand_in.hears("end")


async def test_a_file_goes_through_the_portal_and_is_said_as_a_link(hoai: Participant, stand_in: StandIn):
    await hoai.do("chat")
    plan = {"name": "Kế hoạch.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    await hoai.page.set_input_files("[data-attach]", [plan])
    said = await stand_in.hears("say")
    assert said["text"] == f"Tệp Kế hoạch.pdf: {stand_in.address}/meeting-files/4"
    await hoai.page.set_input_files("[data-attach]", [plan | {"name": "Tài liệu mật.pdf"}])
    await hoai.sees("Tệp này có dấu hiệu bí mật nhà nước.", "[data-messages]")
