"""Every way into a call and out of it: lobby, a lost line, another node, full, removed, ended, replaced, refused."""

import pytest
from playwright.async_api import expect

from tests.browser.meeting.conftest import Open
from tests.browser.meeting.participant import Participant
from tests.browser.meeting.stand_in import StandIn, somebody

ENDS = [
    (4400, "", "Trang họp gặp lỗi", "Vào lại"),
    (4403, "", "Bạn đã được mời ra khỏi phòng họp", ""),
    (4404, "ended", "Cuộc họp đã kết thúc", ""),
    (4404, "sealed", "Cuộc họp đã bị niêm phong", ""),
    (4408, "", "Bạn đã mở cuộc họp này ở nơi khác", "Lấy lại về đây"),
]


@pytest.mark.parametrize(("code", "reason", "title", "button"), ENDS)
async def test_an_end_is_said_and_not_tried_again(
    open_meeting: Open, stand_in: StandIn, code: int, reason: str, title: str, button: str
):
    hoai = await open_meeting()
    await hoai.join()
    await stand_in.close(code, reason)
    await hoai.sees(title, "[data-state]")
    await expect(hoai.page.locator("[data-call]")).to_be_hidden()
    await expect(hoai.page.locator("[data-state-back]")).to_have_attribute("href", "/back")
    again = hoai.page.locator("[data-state-again]")
    await (expect(again).to_have_text(button) if button else expect(again).to_be_hidden())
    assert len(stand_in.names) == 1
    live = "document.querySelector('[data-own-picture]').srcObject?.getTracks().some((e) => e.readyState === 'live')"
    assert not await hoai.page.evaluate(live)


async def test_a_lost_line_comes_back_by_itself_in_the_same_seat(open_meeting: Open, stand_in: StandIn):
    hoai = await open_meeting()
    await hoai.join()
    await stand_in.hears("join")
    await stand_in.say("joined", who=somebody(5))
    await stand_in.hears("publish")
    stand_in.first = [{"type": "resumed", "seat": "the-seat", "seq": 1, "ice": [], "now": 0}]
    await stand_in.close(1012)
    back = await stand_in.hears("join")
    assert (back["seat"], back["last_seq"]) == ("the-seat", 1)
    await stand_in.hears("show")
    await expect(hoai.page.locator("[data-banners]")).not_to_contain_text("Mất kết nối")
    assert len(await hoai.tiles()) == 3


async def test_the_call_stays_on_the_screen_while_the_line_is_lost(open_meeting: Open, stand_in: StandIn):
    hoai = await open_meeting()
    await hoai.join()
    stand_in.refusal = (502, {})
    await stand_in.close(1001)
    await hoai.sees("Mất kết nối, đang tự nối lại. Bạn vẫn giữ chỗ trong phòng.", "[data-banners]")
    assert len(await hoai.tiles()) == 2
    stand_in.refusal = None
    await hoai.press("Thử ngay", "[data-banners]")
    await expect(hoai.page.locator("[data-banners]")).not_to_contain_text("Mất kết nối")


async def test_a_new_seat_gets_new_connections(open_meeting: Open, stand_in: StandIn):
    hoai = await open_meeting()
    await hoai.join()
    first = await stand_in.hears("publish")
    stand_in.first = [stand_in.welcome() | {"seat": "another"}]
    await stand_in.say("moved")
    second = await stand_in.hears("publish")
    assert second["id"] > first["id"]
    assert fingerprint(second["sdp"]) != fingerprint(first["sdp"])


async def test_a_token_that_expired_is_asked_for_anew_once(open_meeting: Open, stand_in: StandIn):
    hoai = await open_meeting()
    await hoai.join()
    await stand_in.hears("join")
    await stand_in.close(4401)
    await stand_in.hears("join")
    assert len(stand_in.names) == 2


async def test_in_the_lobby_one_is_told_and_comes_in_by_itself(open_meeting: Open, stand_in: StandIn):
    stand_in.first = [{"type": "waiting", "title": "Giao ban", "ahead": 2}]
    hoai = await open_meeting()
    await hoai.look()
    await hoai.page.click("[data-join]")
    await hoai.sees("Chờ chủ trì cho vào", "[data-state]")
    await hoai.sees("Số người chờ trước bạn: 2.", "[data-state]")
    await stand_in.hears("join")
    await stand_in.say(
        **{"kind": "welcome"} | {name: value for name, value in stand_in.welcome().items() if name != "type"}
    )
    await expect(hoai.page.locator("[data-call]")).to_be_visible()


async def test_who_is_turned_away_from_the_lobby_is_told(open_meeting: Open, stand_in: StandIn):
    stand_in.first = [{"type": "waiting", "title": "Giao ban", "ahead": 0}]
    hoai = await open_meeting()
    await hoai.look()
    await hoai.page.click("[data-join]")
    await stand_in.hears("join")
    await stand_in.close(4404, "refused")
    await hoai.sees("Chủ trì chưa cho bạn vào", "[data-state]")


# Keeps what the page captures, so that a test can pull it out.
KEPT = """
const first = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.kept = [];
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await first(wish);
  kept.push(...stream.getTracks());
  return stream;
};
"""
REFUSALS = [
    (403, {"code": "removed", "sentence": "Chủ trì đã mời bạn ra."}, "Chủ trì đã mời bạn ra."),
    (409, {"code": "early", "sentence": "Chưa đến giờ họp. Bạn vào được từ 15 phút trước."}, "15 phút trước"),
    (404, {}, "Không tìm thấy cuộc họp"),
    (401, {}, "Phiên làm việc đã kết thúc"),
    (503, {"code": "full"}, "Phòng họp đã đủ người"),
]


@pytest.mark.parametrize(("status", "answer", "sentence"), REFUSALS)
async def test_why_there_is_no_seat_is_said(
    open_meeting: Open, stand_in: StandIn, status: int, answer: dict[str, str], sentence: str
):
    stand_in.refusal = (status, answer)
    hoai = await open_meeting()
    await hoai.look()
    await hoai.page.click("[data-join]")
    await hoai.sees(sentence, "[data-state]")


async def test_media_that_find_no_way_are_said_and_tried_again(open_meeting: Open, stand_in: StandIn):
    """The stand-in never answers the offer: to the page this is a network that carries WebSockets and no UDP."""
    hoai = await open_meeting()
    await hoai.join()
    await stand_in.hears("publish")
    await stand_in.hears("publish")
    await hoai.sees("Đường tiếng và hình bị gián đoạn, đang tìm đường khác.", "[data-banners]")


async def test_a_camera_pulled_out_is_said(open_meeting: Open, stand_in: StandIn):
    hoai: Participant = await open_meeting()
    await hoai.page.add_init_script(KEPT)
    await hoai.join()
    await hoai.page.evaluate("kept.find((each) => each.kind === 'video').dispatchEvent(new Event('ended'))")
    await hoai.sees("Camera vừa bị ngắt, đang thử camera khác.", "#toasts")
    await stand_in.hears("state", source="camera", on=True)


async def test_a_node_that_takes_the_line_and_says_nothing_is_given_up(open_meeting: Open, stand_in: StandIn):
    stand_in.first = [{"type": "pong", "at": 0}]
    hoai = await open_meeting()
    await hoai.look()
    await hoai.page.click("[data-join]")
    await stand_in.hears("join")
    await stand_in.hears("join")
    assert len(stand_in.names) == 2


def fingerprint(sdp: str) -> str:
    """The line that says which certificate a connection has."""
    return next(line for line in sdp.splitlines() if line.startswith("a=fingerprint"))
