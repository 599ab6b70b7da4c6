"""Real browsers on a real node: they hear and see each other, and go on doing so whatever happens between."""

from tests.meetings.media.conftest import Guest, Join

FRAMES = "async m => Object.values(await m.stats()).reduce((sum, each) => sum + (each.framesDecoded ?? 0), 0)"
SEES = f"async (m, more) => await ({FRAMES})(m) > more"
HEARS = "async m => Object.values(await m.stats()).some((each) => each.totalAudioEnergy > 0)"
SLOT = (
    "(m, [person, source]) => Object.values(m.slots).find((e) => e.person === person && e.source === source)"
)


async def seen_and_heard(guest: Guest) -> None:
    """The guest sees pictures move and hears a sound."""
    await guest.until(SEES, 10)
    await guest.until(HEARS)


async def slot(guest: Guest, person: str, state: str, why: str = "") -> None:
    """The guest is told that somebody's camera is in this state."""
    wanted = f"(m, a) => {{ const s = ({SLOT})(m, a[0]); return s?.state === a[1] && s.why === a[2]; }}"
    await guest.until(wanted, [[person, "camera"], state, why])


async def test_two_people_see_and_hear_each_other(join: Join):
    first = await join("account:1")
    second = await join("account:2")
    await seen_and_heard(first)
    await seen_and_heard(second)


async def test_after_a_change_of_network_both_ways_go_on_without_new_connections(join: Join):
    first, second = await join("account:1"), await join("account:2")
    await seen_and_heard(first)
    await first.do("m => m.mend()")
    await first.until(
        "m => m.heard.filter((e) => e.type === 'subscribe').length > 1 && m.receiving.signalingState === 'stable'"
    )
    before = await first.do(FRAMES)
    await first.until(SEES, before + 20)
    await second.until(SEES, await second.do(FRAMES) + 20)
    assert await first.do("m => [m.sending.connectionState, m.receiving.connectionState]") == [
        "connected",
        "connected",
    ]


async def test_a_page_that_is_loaded_anew_takes_its_seat_again_and_is_seen(join: Join):
    first, second = await join("account:1"), await join("account:2")
    await seen_and_heard(second)
    await join.again(first)
    await seen_and_heard(first)
    await second.until(SEES, await second.do(FRAMES) + 20)


async def test_who_stops_the_camera_is_shown_as_such_and_comes_back(join: Join):
    first, second = await join("account:1"), await join("account:2")
    await slot(second, "account:1", state="live")
    await first.do("m => m.say('state', {source: 'camera', on: false})")
    await slot(second, "account:1", state="paused", why="muted")
    before = await second.do(FRAMES)
    await first.do("m => m.say('state', {source: 'camera', on: true})")
    await slot(second, "account:1", state="live")
    await second.until(SEES, before + 10)
    await second.do("m => { m.options.audio_only = true; m.show(); }")
    await slot(second, "account:1", state="paused", why="choice")


async def test_who_leaves_leaves_an_empty_tile_and_who_comes_takes_it(join: Join):
    first, second = await join("account:1"), await join("account:2")
    await seen_and_heard(first)
    await second.do("m => m.say('leave')")
    await first.until("m => Object.values(m.slots).every((each) => each.state === 'empty')")
    third = await join("account:3")
    await slot(first, "account:3", state="live")
    await seen_and_heard(third)
    assert await first.do("m => m.heard.filter((each) => each.type === 'subscribe').length") == 1
