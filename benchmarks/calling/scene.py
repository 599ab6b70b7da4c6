"""What every part needs: a hall, real browsers with a film and a voice, and how long pictures stood still."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import async_playwright

from tests.support.meeting.attendee import Attendee, House, devices, open_house
from tests.support.meeting.film import LARGE, MIDDLE, make_film, make_voice
from tests.support.meeting.hall import open_hall

_FOLDER = tempfile.TemporaryDirectory(prefix="calls-")


@asynccontextmanager
async def scene(nodes: int = 1, lines: int = 0) -> AsyncIterator[House]:
    """A hall with so many nodes, and browsers for it."""
    film(), large()  # Making them takes seconds in which nobody in the hall would be answered.
    with tempfile.TemporaryDirectory(prefix="hall-") as folder:
        async with async_playwright() as playwright, open_hall(Path(folder), nodes, lines) as hall:
            async with open_house(hall, playwright) as house:
                yield house


def film(size: tuple[int, int] = MIDDLE) -> tuple[str, ...]:
    """Arguments of a browser whose camera gives pictures of that size."""
    picture, voice = Path(_FOLDER.name) / f"{size[1]}.y4m", Path(_FOLDER.name) / "voice.wav"
    if not picture.exists():
        make_film(picture, size)
    if not voice.exists():
        make_voice(voice)
    return devices(picture, voice)


def large() -> tuple[str, ...]:
    """A camera with enough lines for three encodings."""
    return film(LARGE)


async def longest_stillness(people: Iterable[Attendee]) -> float:
    """The longest time in ms between two frames that anybody saw since `clear`."""
    spans = [
        await each.do("() => Math.max(0, ...Object.values(watch.frames).map((seen) => seen.longest))")
        for each in people
    ]
    return max(spans)


async def freezes(attendee: Attendee, person: str) -> tuple[int, float]:
    """How often somebody's picture froze by the browser's own count, and for how many seconds in all."""
    incoming = await attendee.incoming(person)
    return incoming.get("freezeCount", 0), incoming.get("totalFreezesDuration", 0.0)
