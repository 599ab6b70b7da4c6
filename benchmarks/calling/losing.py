"""What people lose and get back by themselves: their line, their node."""

import asyncio
import time
from collections.abc import AsyncIterator

from benchmarks.calling.scene import film, scene
from benchmarks.report import Figure
from tests.support.meeting.attendee import Attendee, House
from tests.support.meeting.line import Line

BLACKOUT = 15.0
_WELCOME_AGAIN = "() => watch.heard.filter((each) => each.type === 'welcome').length > 1"
_AT_REST = """() => watch.connections.slice(-2).every(
  (each) => each.connectionState === "connected" && each.signalingState === "stable")"""


async def blackout() -> AsyncIterator[Figure]:
    """The line is gone for a quarter of a minute; then it is back, or another one is there."""
    async with scene(lines=1) as house:
        [line] = house.hall.lines
        other, away = await _two(house, line)
        for words, moved in (("the same line", False), ("another line", True)):
            seat = await _seat(away)
            await away.do("() => { window.isSamePage = true; }")
            await line.rest()
            line.cut()
            await asyncio.sleep(BLACKOUT)
            await _afresh(other, away)
            line.mend(moved)
            back = time.time()
            seen = await asyncio.gather(away.sees(other.person), other.sees(away.person))
            yield Figure(f"blackout, {words}: picture and sound again", max(seen) - back, "s", at_most=5)
            is_same = await away.do("() => window.isSamePage === true") and await _seat(away) == seat
            yield Figure(f"blackout, {words}: same page, same seat", float(is_same), at_least=1)
            await _settle(away, other)


async def kill() -> AsyncIterator[Figure]:
    """A node is killed; its people meet again on the other one."""
    async with scene(nodes=2) as house:
        first, second = await _two(house)
        node = house.hall.node("7")
        killed = time.time()
        await house.hall.kill(node)
        for each in (first, second):
            await each.until(_WELCOME_AGAIN, patience=40)
        seen = await asyncio.gather(
            first.sees(second.person, patience=40), second.sees(first.person, patience=40)
        )
        yield Figure("node killed: people meet on another", max(seen) - killed, "s", at_most=20)
        yield Figure("node killed: it is another", float(house.hall.node("7") is not node), at_least=1)


async def _two(house: House, line: Line | None = None) -> tuple[Attendee, Attendee]:
    first = await house.arrive(1, film=film())
    second = await house.arrive(2, film=film(), line=line)
    await first.come()
    await second.come()
    await asyncio.gather(first.sees(second.person), second.sees(first.person))
    return first, second


async def _afresh(*people: Attendee) -> None:
    for each in people:
        await each.clear()


async def _settle(away: Attendee, other: Attendee) -> None:
    """Until what was begun in the turmoil has come to rest."""
    await away.until(_AT_REST)
    await other.sees(away.person)


async def _seat(attendee: Attendee) -> str:
    return await attendee.do(
        "() => watch.heard.findLast((each) => each.type === 'welcome' || each.type === 'resumed').seat"
    )
