"""Pictures follow the size of their tiles and what the line carries, without standing still."""

from collections.abc import AsyncIterator
from time import perf_counter

from benchmarks.calling.scene import freezes, large, longest_stillness, scene
from benchmarks.report import Figure
from tests.meetings.support.link import MS
from tests.support.meeting.attendee import Attendee, House
from tests.support.meeting.line import Line

WINDOWS = {
    720: (1280, 800),
    360: (800, 500),
    180: (500, 330),
}  # Lines of the picture that such a window asks for.
ORDER = (180, 720, 360, 180, 360, 720, 180, 720)
NARROW = 500_000
STILL = 300


async def tiles() -> AsyncIterator[Figure]:
    """The window shrinks and grows, and with it the tile."""
    async with scene() as house:
        viewer, person = await _watching(house)
        print(f"  full size {await _until(viewer, person, 720):.1f} s after the first picture")
        await viewer.clear()
        before = await freezes(viewer, person)
        took = []
        for lines in ORDER:
            width, height = WINDOWS[lines]
            await viewer.page.set_viewport_size({"width": width, "height": height})
            took.append(await _until(viewer, person, lines))
        print(f"  {dict(zip(ORDER, [round(each, 1) for each in took], strict=False))} s until the size fits")
        yield Figure("tile grows or shrinks: the picture follows", max(took), "s", at_most=5)
        yield Figure(
            "tile: longest time without a frame", await longest_stillness([viewer]), "ms", at_most=STILL
        )
        count, seconds = await freezes(viewer, person)
        print(f"  {count - before[0]} freezes by the browser's count, {seconds - before[1]:.2f} s in all")


async def lines() -> AsyncIterator[Figure]:
    """The line carries less, then as much as before; a little is lost all the time."""
    async with scene(lines=1) as house:
        [line] = house.hall.lines
        for way in (line.up, line.down):
            way.delay, way.loss = 25 * MS, 0.005
        viewer, person = await _watching(house, line)
        await _until(viewer, person, 720)
        await viewer.clear()
        line.slow(NARROW)
        fell = await _until(viewer, person, 360, 180)
        yield Figure("narrow line: a smaller picture", fell, "s", at_most=5)
        yield Figure(
            "narrow line: longest without a frame", await longest_stillness([viewer]), "ms", at_most=STILL
        )
        await _rest(viewer, person, 100)
        await _until(viewer, person, 360, 180)
        await viewer.clear()
        line.slow(0)
        yield Figure("wide again: the full picture", await _until(viewer, person, 720), "s", at_most=30)
        yield Figure(
            "wide again: longest without a frame", await longest_stillness([viewer]), "ms", at_most=STILL
        )


async def losses() -> AsyncIterator[Figure]:
    """Five packets of a hundred are lost each way."""
    async with scene(lines=1) as house:
        [line] = house.hall.lines
        for way in (line.up, line.down):
            way.delay, way.loss = 25 * MS, 0.05
        viewer, person = await _watching(house, line)
        await _rest(
            viewer, person, 100
        )  # The page notices within some seconds and holds pictures back a little.
        before = await viewer.incoming(person)
        begun, frozen = perf_counter(), await freezes(viewer, person)
        await _rest(viewer, person, 200)
        after = await viewer.incoming(person)
        passed, still = perf_counter() - begun, (await freezes(viewer, person))[1] - frozen[1]
        rate = (after["framesDecoded"] - before["framesDecoded"]) / passed
        print(f"  5 % lost: {rate:.1f} frames a second, {after['frameHeight']} lines")
        yield Figure("5 % lost: share of time frozen", 100 * still / passed, "%", at_most=2)


async def _watching(house: House, line: Line | None = None) -> tuple[Attendee, str]:
    """One who shows a film, and one who only watches, from when it is seen."""
    shown = await house.arrive(1, film=large(), sends=("microphone", "camera"))
    viewer = await house.arrive(2, line=line, sends=(), size=WINDOWS[720])
    await shown.come()
    await viewer.come()
    await viewer.sees(shown.person)
    return viewer, shown.person


async def _until(viewer: Attendee, person: str, *lines: int) -> float:
    """Wait until the picture has one of these sizes; the seconds that took."""
    begun = perf_counter()
    await viewer.until(
        "async ([person, lines]) => lines.includes((await watch.of(person, 'camera'))?.frames?.height)",
        [person, lines],
        60,
    )
    return perf_counter() - begun


async def _rest(viewer: Attendee, person: str, frames: int) -> None:
    """Until so many more frames have been seen."""
    seen = (await viewer.incoming(person)).get("framesDecoded", 0)
    await viewer.until(
        "async ([person, most]) => (await watch.of(person, 'camera'))?.framesDecoded > most",
        [person, seen + frames],
        60,
    )
