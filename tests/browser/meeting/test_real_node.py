"""Three windows on a real node: they see and hear each other, present, lose their server, and come back."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from tests.browser.meeting.conftest import Open
from tests.browser.meeting.participant import Participant
from tests.browser.meeting.stand_in import NAMES, StandIn
from tests.browser.person import DESK, PHONE
from tests.meetings.support.portal import NODE, SECRET, PretendPortal, pretend_portal
from tests.support.meeting.patience import until
from tests.support.processes import free_port

PATIENCE = 30.0
LOUDER = "() => document.querySelector('[data-players]').childElementCount >= 1"


class RealNode:
    """`python -m meetings`, which can be killed and started again at the same address."""

    def __init__(self, portal: PretendPortal, origin: str, folder: Path) -> None:
        self.portal, self.port = portal, free_port()
        self._environment = {
            "MEETINGS_SECRET": SECRET,
            "MEETINGS_NODE": NODE,
            "MEETINGS_PORT": str(self.port),
            "MEETINGS_UDP_PORT": str(free_port()),
            "MEETINGS_PORTAL_URL": portal.address,
            "MEETINGS_ORIGINS": origin,
            "MEETINGS_FOLDER": str(folder),
        }

    async def start(self) -> None:
        """Start it and wait for its first word to the portal."""
        self.portal.beats.clear()
        environment = {**os.environ, **self._environment}
        self.process = await asyncio.create_subprocess_exec(sys.executable, "-m", "meetings", env=environment)
        async with asyncio.timeout(PATIENCE):
            while not self.portal.beats:  # noqa: ASYNC110 - the pretend portal has no event for it
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        await self.process.wait()

    def seat_of(self, number: int) -> dict[str, str]:
        """The seat of one person."""
        role = "chair" if number == 1 else "member"
        token = self.portal.token(f"account:{number}", name=NAMES[number - 1], role=role)
        return {"url": f"ws://127.0.0.1:{self.port}/meet", "token": token, "name": ""}


@pytest.fixture
async def node(stand_in: StandIn, tmp_path: Path) -> AsyncIterator[RealNode]:
    """A real node that lets the stand-in's pages in."""
    async with pretend_portal() as portal:
        running = RealNode(portal, stand_in.address, tmp_path)
        await running.start()
        yield running
        await running.kill()


@pytest.fixture
async def three(node: RealNode, open_meeting: Open) -> list[Participant]:
    """A chair at a desk, somebody on a phone, somebody at another desk; each keeps their own seat."""
    found = []
    for number, size in enumerate((DESK, PHONE, DESK), 1):
        participant = await open_meeting(size)
        await participant.page.route("**/seat", giving(node, number))
        await participant.join()
        found.append(participant)
    return found


def giving(node: RealNode, number: int) -> Callable[[Route], Awaitable[None]]:
    """The portal's answer to one person, again and again."""

    async def answer(route: Route) -> None:
        await route.fulfill(json=node.seat_of(number))

    return answer


async def sees(participant: Participant, key: str, wide: int = 1) -> None:
    """Wait until a tile shows a picture that moves on."""
    script = """async ([key, wide]) => {
      const video = document.querySelector(`[data-key="${key}"] video`);
      if (!video || video.hidden || video.videoWidth < wide) return false;
      const before = video.getVideoPlaybackQuality().totalVideoFrames;
      await new Promise((done) => setTimeout(done, 300));
      return video.getVideoPlaybackQuality().totalVideoFrames > before;
    }"""
    await until(participant.page, script, [key, wide], PATIENCE)


async def all_see_each_other(people: list[Participant]) -> None:
    for number, participant in enumerate(people, 1):
        for other in range(1, len(people) + 1):
            if other != number:
                await sees(participant, f"account:{other} camera")
        await participant.page.wait_for_function(LOUDER)


async def test_three_windows_see_hear_and_present(three: list[Participant]):
    chair, phone, desk = three
    await all_see_each_other(three)
    await expect(chair.page.locator("[data-network]")).to_contain_text("Mạng")
    await desk.page.keyboard.press("s")
    await sees(chair, "account:3 screen", 320)
    await sees(phone, "account:3 screen")
    await desk.page.keyboard.press("s")
    await expect(chair.page.locator("[data-key='account:3 screen']")).to_have_count(0)
    await desk.page.keyboard.press("v")
    await expect(chair.page.locator("[data-key='account:3 camera'] video")).to_be_hidden()
    await desk.page.keyboard.press("v")
    await sees(chair, "account:3 camera")


async def test_hands_floor_chat_and_the_end_reach_everybody(three: list[Participant]):
    chair, phone, desk = three
    await phone.do("hand")
    await chair.do("people")
    queue = chair.page.locator("[data-hands-list]")
    await queue.locator("summary").click()
    await queue.get_by_text("Mời phát biểu").click()
    await expect(desk.page.locator(".is-main")).to_have_attribute("data-key", "account:2 camera")
    await desk.do("chat")
    await desk.page.fill("#chat-text", "Đồng ý với dự thảo.")
    await desk.page.keyboard.press("Enter")
    await expect(phone.page.locator(".controls [data-unread]")).to_have_text("1")
    await expect(desk.page.locator("[data-messages]")).not_to_contain_text("đang gửi")
    await chair.do("leave")
    await chair.press("Kết thúc cho mọi người", "#ask")
    for each in three:
        await each.sees("Cuộc họp đã kết thúc", "[data-state]")


async def test_after_the_node_was_killed_all_are_back_by_themselves(three: list[Participant], node: RealNode):
    await all_see_each_other(three)
    await node.kill()
    await three[0].sees("Mất kết nối, đang tự nối lại.", "[data-banners]")
    await node.start()
    await all_see_each_other(three)
    for each in three:
        await expect(each.page.locator("[data-banners]")).not_to_contain_text("kết nối")
