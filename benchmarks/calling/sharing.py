"""A screen is shown and taken away, over and over."""

from collections.abc import AsyncIterator
from time import perf_counter

from benchmarks.calling.scene import film, scene
from benchmarks.report import Figure
from tests.support.meeting.attendee import Attendee
from tests.support.meeting.health import Health, at_rest

TIMES = 20
_LEFT = """() => ({
  tiles: document.querySelectorAll(".picture").length,
  videos: document.querySelectorAll("video").length,
  lines: watch.connections.filter((each) => each.connectionState !== "closed")
    .flatMap((each) => each.getTransceivers()).length,
})"""


async def sharing() -> AsyncIterator[Figure]:
    """From the button to the picture on the other's screen; and what is left of it all."""
    async with scene() as house:
        shows, viewer = await house.arrive(1, film=film()), await house.arrive(2, sends=())
        await shows.come()
        await viewer.come()
        await viewer.sees(shows.person)
        took: list[float] = []
        left: list[dict[str, int]] = []
        nodes: list[Health] = []
        for time in range(TIMES):
            took.append(await _once(shows, viewer))
            left.append(
                {
                    **await shows.do(_LEFT),
                    **{f"viewer {key}": value for key, value in (await viewer.do(_LEFT)).items()},
                }
            )
            if time in (0, TIMES - 1):
                nodes.append(await at_rest(house.hall.nodes[0], people=2))
        print(f"  seen after {sorted(round(each, 2) for each in took)} s")
        yield Figure("screen shared: seen", max(took), "s", at_most=2)
        grown = {key: last - left[0][key] for key, last in left[-1].items() if last > left[0][key]}
        print(f"  more in the pages after {TIMES} times than after one: {grown or 'nothing'}")
        yield Figure("screen shared: left in the pages", sum(grown.values()), at_most=0)
        yield Figure("screen shared: files of the node more", nodes[-1].files - nodes[0].files, at_most=0)
        yield Figure("screen shared: tasks of the node more", nodes[-1].tasks - nodes[0].tasks, at_most=0)


async def _once(shows: Attendee, viewer: Attendee) -> float:
    await viewer.clear()
    begun = perf_counter()
    await shows.press("screen")
    await viewer.sees(shows.person, "screen")
    took = perf_counter() - begun
    await shows.press("screen")
    await viewer.until("() => !document.querySelector('.picture.is-screen')")
    await viewer.until(
        "() => Object.values(watch.slots).every((each) => each.source !== 'screen' || each.state !== 'live')"
    )
    return took
