"""People see and hear each other within 2 s of joining, come back by themselves, and pictures stand still for nothing.

Headless Chromium on the product's own page, with a film for a camera, on nodes of their own processes; judged by what
the receiving browsers tell of their streams. Lines that fail are relays (`tests/support/meeting/line.py`) of which node
and page know nothing. It takes some ten minutes on two quiet cores; on busy ones browsers alone are too slow for most
goals. `CALLS=joining,kill` measures only these.
"""

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable, Iterator

from playwright.async_api import Error

from benchmarks.calling.coming import coming, crowd
from benchmarks.calling.joining import joining
from benchmarks.calling.layers import lines, losses, tiles
from benchmarks.calling.leading import leading, narrow
from benchmarks.calling.losing import blackout, kill
from benchmarks.calling.sharing import sharing
from benchmarks.report import Figure

Part = Callable[[], AsyncIterator[Figure]]
PARTS: tuple[Part, ...] = (
    *(joining, tiles, lines, losses, blackout, kill),
    *(sharing, leading, narrow, crowd, coming),
)


def measure() -> Iterator[Figure]:
    """Every figure beside its goal; a part that cannot be finished is short."""
    chosen = os.environ.get("CALLS", "").split(",")
    with asyncio.Runner() as runner:
        for part in PARTS:
            if chosen != [""] and part.__name__ not in chosen:
                continue
            figures = _safely(part)
            while (figure := runner.run(_next(figures))) is not None:
                yield figure


async def _next(figures: AsyncIterator[Figure]) -> Figure | None:
    return await anext(figures, None)


async def _safely(part: Part) -> AsyncIterator[Figure]:
    try:
        async for figure in part():
            yield figure
    except (Error, TimeoutError, AssertionError) as error:
        print(f"  {part.__name__} was not finished: {str(error).splitlines()[0] if str(error) else error!r}")
        yield Figure(f"{part.__name__}: not finished", math.nan, at_most=0)
