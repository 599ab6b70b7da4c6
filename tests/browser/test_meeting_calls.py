"""Real browsers on the meeting's page and a real node: people see and hear each other, whatever fails meanwhile.

What takes how long is measured by `benchmarks/calls.py`; here it only has to come about.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.support.meeting.attendee import CHROMIUM, Attendee, House, devices, open_house
from tests.support.meeting.cycles import cycles, visitor
from tests.support.meeting.film import MIDDLE, make_film, make_voice
from tests.support.meeting.hall import open_hall
from tests.support.meeting.health import at_rest

FITS = "async ([person, lines]) => lines.includes((await watch.of(person, 'camera'))?.frames?.height)"
PAUSED = """(person) => Object.values(watch.slots).find(
  (each) => each.person === person && each.source === "camera" && each.state === "paused")?.why"""
LOUDER = "async ([person, heard]) => (await watch.of(person, 'microphone')).totalAudioEnergy > heard"
IS_LOST = "() => watch.connections.some((each) => each.connectionState === 'disconnected')"
AGAIN = "() => watch.heard.filter((each) => each.type === 'welcome').length > 1"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A browser with a camera that sees something move, and a microphone that hears a voice."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (Debian: chromium)")
    folder = tmp_path_factory.mktemp("film")
    return devices(make_film(folder / "film.y4m", MIDDLE), make_voice(folder / "voice.wav"))


@pytest.fixture
def sharper(tmp_path: Path) -> tuple[str, ...]:
    """A camera with enough lines that a small tile can do with fewer of them."""
    return devices(make_film(tmp_path / "film.y4m", (960, 540)), None)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, film: tuple[str, ...]) -> AsyncIterator[House]:
    """Two nodes, and a line that can be made bad."""
    async with (
        async_playwright() as playwright,
        open_hall(tmp_path_factory.mktemp("hall"), nodes=2, lines=1) as hall,
        open_house(hall, playwright, film) as house,
    ):
        yield house


@pytest.fixture
async def room(house: House, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A meeting of the test's own; everybody is gone afterwards, and no page may have failed."""
    yield request.node.name
    complaints = [each for attendee in house.attendees for each in attendee.complaints]
    await house.empty()
    house.hall.forget()
    assert not complaints


async def meet(*people: Attendee) -> None:
    """Everybody sees and hears everybody."""
    await asyncio.gather(*(one.sees(other.person) for one in people for other in people if one is not other))


async def test_two_see_and_hear_each_other_and_so_does_a_third_who_is_late(house: House, room: str):
    first, second = await house.come(1, room=room), await house.come(2, room=room)
    await meet(first, second)
    third = await house.come(3, room=room)
    await meet(first, second, third)


async def test_a_picture_is_as_large_as_its_tile_and_its_line_allow(
    house: House, room: str, sharper: tuple[str, ...]
):
    [line] = house.hall.lines
    shown = await house.come(1, room=room, film=sharper)
    viewer = await house.come(2, room=room, line=line, sends=())
    await viewer.until(FITS, [shown.person, [270, 540]])
    await viewer.page.set_viewport_size({"width": 360, "height": 240})
    await viewer.until(FITS, [shown.person, [135]])
    await viewer.page.set_viewport_size({"width": 1280, "height": 800})
    await viewer.until(FITS, [shown.person, [270, 540]])
    line.slow(60_000)
    assert await viewer.until(PAUSED, shown.person) == "bandwidth"
    heard = (await viewer.incoming(shown.person, "microphone"))["totalAudioEnergy"]
    await viewer.until(LOUDER, [shown.person, heard])


async def test_who_loses_the_line_is_back_in_the_same_seat_of_the_same_page(house: House, room: str):
    [line] = house.hall.lines
    stays, away = await house.come(1, room=room), await house.come(2, room=room, line=line)
    await meet(stays, away)
    seat = (await away.heard("welcome"))[0]["seat"]
    await line.rest()
    line.cut()
    await away.until(IS_LOST)
    await asyncio.gather(stays.clear(), away.clear())
    line.mend(moved=True)
    await meet(stays, away)
    back = await away.hears("resumed", patience=40)
    assert back["seat"] == seat


async def test_when_a_node_is_killed_its_people_meet_on_another(house: House, room: str):
    people = [await house.come(number, room=room) for number in (1, 2)]
    await meet(*people)
    node = house.hall.node(room)
    await house.hall.kill(node)
    await asyncio.gather(*(each.until(AGAIN, patience=40) for each in people))
    await meet(*people)
    assert house.hall.node(room) is not node
    await house.hall.start(node)


async def test_a_screen_is_seen_as_often_as_it_is_shown(house: House, room: str):
    shows, viewer = await house.come(1, room=room), await house.come(2, room=room, sends=())
    for _time in range(3):
        await viewer.clear()
        await shows.press("screen")
        await viewer.sees(shows.person, "screen")
        await shows.press("screen")
        await viewer.until("() => !document.querySelector('.picture.is-screen')")
    assert await viewer.do("() => watch.connections.length") == 2


async def test_the_chair_admits_mutes_removes_locks_and_ends(house: House, room: str):
    house.hall.roles["account:1"], house.hall.lobby = "chair", {"account:2"}
    chair, guest = await house.come(1, room=room), await house.arrive(2, room=room)
    await guest.come()
    await chair.hears("knock", person=guest.person)
    await chair.say("admit", person=guest.person)
    await meet(chair, guest)
    await chair.say("mute", person=guest.person, source="microphone")
    await guest.hears("muted", source="microphone")
    await chair.until("async (person) => !(await watch.of(person, 'microphone'))", guest.person)
    house.hall.removed.add(guest.person)
    await chair.say("remove", person=guest.person)
    await guest.hears("close", code=4403)
    await chair.say("lock", on=True)
    await chair.hears("settings", locked=True)
    late = await house.arrive(3, room=room)
    await late.come()
    await late.hears("close", code=4404, reason="locked")
    await chair.say("end")
    await chair.hears("close", code=4404, reason="ended")


async def test_who_comes_and_goes_leaves_nothing_on_the_node(house: House, room: str):
    await house.come(1, room=room)
    page = await visitor(house)
    await cycles(house, page, 3, room)
    before = await at_rest(house.hall.node(room), people=1)
    await cycles(house, page, 8, room)
    after = await at_rest(house.hall.node(room), people=1)
    assert after.files <= before.files and after.tasks <= before.tasks and not after.faults
