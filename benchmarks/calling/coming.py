"""People come and go, two hundred times, and the node is as it was; and what few people cost it."""

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter

from benchmarks.calling.scene import film, scene
from benchmarks.report import Figure
from tests.support.meeting.cycles import cycles, visitor
from tests.support.meeting.health import at_rest, health

TIMES, WARM = 200, 40
SECONDS = 10.0


async def coming() -> AsyncIterator[Figure]:
    """One page joins, sees, leaves, and does so again with new connections; another stays in the room."""
    async with scene() as house:
        [node] = house.hall.nodes
        stays = await house.come(1, film=film())
        page = await visitor(house)
        await cycles(house, page, WARM)
        before, begun = await at_rest(node, people=1), perf_counter()
        await cycles(house, page, TIMES)
        print(f"  {(perf_counter() - begun) / TIMES:.2f} s each time")
        after = await at_rest(node, people=1)
        assert not await stays.heard("close")
        yield Figure(f"{TIMES} joined and left: files more", after.files - before.files, at_most=0)
        yield Figure(f"{TIMES} joined and left: tasks more", after.tasks - before.tasks, at_most=0)
        yield Figure(f"{TIMES} joined and left: threads more", after.threads - before.threads, at_most=0)
        yield Figure(f"{TIMES} joined and left: memory more", after.memory - before.memory, "MB", at_most=4)
        yield Figure(f"{TIMES} joined and left: faults of the node", after.faults, at_most=0)


async def crowd() -> AsyncIterator[Figure]:
    """Four pages that all show themselves: what the node needs for them."""
    async with scene() as house:
        people = [await house.come(number, film=film()) for number in (1, 2, 3, 4)]
        await asyncio.gather(
            *(one.sees(other.person) for one in people for other in people if one is not other)
        )
        [node] = house.hall.nodes
        before, begun = health(node), perf_counter()
        await asyncio.sleep(SECONDS)
        after, passed = health(node), perf_counter() - begun
        share = (after.cpu - before.cpu) / passed
        print(f"  memory of the node with four people: {after.memory:.0f} MB")
        yield Figure("four people: processor of the node", 100 * share, "%", at_most=25)
