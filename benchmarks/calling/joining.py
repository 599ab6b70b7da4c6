"""People come: how soon two see and hear each other, and how soon a third who is late."""

import asyncio
from collections.abc import AsyncIterator

from benchmarks.calling.scene import film, scene
from benchmarks.report import Figure

TIMES = 3


async def joining() -> AsyncIterator[Figure]:
    """From the join button to picture and sound on every screen, the slowest of three meetings."""
    pairs, thirds = [], []
    async with scene() as house:
        for time in range(TIMES):
            first, second, third = [
                await house.arrive(number, room=str(time), film=film()) for number in (1, 2, 3)
            ]
            await first.come()
            await first.hears("welcome")
            joined = await second.come()
            seen = list(await asyncio.gather(first.sees(second.person), second.sees(first.person)))
            pairs.append(max(seen) - joined)
            joined = await third.come()
            everybody = [(first, third), (second, third), (third, first), (third, second)]
            seen = await asyncio.gather(*(one.sees(other.person) for one, other in everybody))
            thirds.append(max(seen) - joined)
            await house.empty()
    print(f"  two: {[round(each, 2) for each in pairs]} s, a third: {[round(each, 2) for each in thirds]} s")
    yield Figure("two see and hear each other", max(pairs), "s", at_most=2)
    yield Figure("a third, late, and the two see and hear each other", max(thirds), "s", at_most=2)
