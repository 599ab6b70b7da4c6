"""The portal shows its first page within 3 seconds of being started, and everything idle takes under 300 MB.

Started by `./run congvu serve` with environment and the demo's data in place, on SQLite. Memory is the proportional
set size (PSS: what is shared is counted once) of all its processes, a while after pages, a page's picture and a PDF
were asked for: the process for slow work has ended by then, as it does after a minute without any.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from statistics import median

from benchmarks.databases import own_database
from benchmarks.load import load
from benchmarks.report import Figure
from benchmarks.servers import Server, portal, running
from portal.kit.database import fetch_value, start_database, stop_database
from portal.kit.workers import IDLE, stop_workers
from portal.migrations.runner import migrate
from portal.people import sessions
from portal.seeds.demo import seed

STARTS = 3
_SERVE = (sys.executable, "run", "congvu", "serve")


def measure() -> Iterator[Figure]:
    """Every figure beside its goal."""
    with asyncio.Runner() as runner:
        figures = _measure()
        while (figure := runner.run(anext(figures, None))) is not None:
            yield figure


async def _measure() -> AsyncIterator[Figure]:
    async with own_database("sqlite") as (folder, _url):
        environ = portal(folder)
        token, document_id = await asyncio.to_thread(_prepared, environ)
        first = [await _first_page(environ) for _start in range(STARTS)]
        yield Figure("start to first page", median(first), "s", at_most=3)
        with running(_SERVE, environ) as server:
            await _use(server, token, document_id)
            print(f"  after use: {_memory(server):.0f} MB in {len(server.family())} processes")
            await asyncio.sleep(IDLE + 5)
            print(f"  idle: {len(server.family())} processes")
            yield Figure("memory of everything idle (PSS)", _memory(server), "MB", at_most=300)


async def _first_page(environ: dict[str, str]) -> float:
    with running(_SERVE, environ) as server:
        await load(server.port, ["/login"], "", connections=1, requests=1)
        return time.perf_counter() - server.started


async def _use(server: Server, token: str, document_id: int) -> None:
    """The pages of a day, a page's picture drawn anew, and a register printed as PDF."""
    pages = ["/today", "/documents/incoming?box=all", f"/documents/{document_id}", "/registers/incoming"]
    picture = f"/documents/{document_id}/pages/1"
    print_out = f"/registers/incoming/print?year={datetime.now(UTC).year}"
    cookie = f"congvu_session={token}"
    await load(server.port, [*pages, picture, print_out], cookie, connections=1, requests=6)


def _memory(server: Server) -> float:
    return sum(each.memory_full_info().pss for each in server.family()) / 1e6


def _prepared(environ: dict[str, str]) -> tuple[str, int]:
    """Seed the demo in a process of its own; returns the clerk's session token and a document."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CONGVU_")}
    demo = {"CONGVU_REVOCATION": "local", "CONGVU_DEMO": "yes"}
    command = [sys.executable, "-m", "benchmarks.start"]
    done = subprocess.run(command, env=own | environ | demo, check=True, stdout=subprocess.PIPE, text=True)
    token, document_id = done.stdout.split()
    return token, int(document_id)


async def _prepare() -> None:
    await start_database()
    try:
        await migrate()
        await seed()
        clerk = await fetch_value("select id from account where login = 'thu.lt'")
        document = await fetch_value("select max(id) from document where direction = 'in' and pages > 0")
        print(await sessions.start(clerk, ip="127.0.0.1", user_agent=""), document)
    finally:
        stop_workers()
        await stop_database()


if __name__ == "__main__":
    asyncio.run(_prepare())
