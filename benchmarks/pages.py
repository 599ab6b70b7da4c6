"""Pages answer within 50 ms at 100,000 documents, with as many queries as at 100, and cost half of Django's time.

The list of everything, what waits, a document and today, as an ordinary specialist with counters and rights on, on
SQLite and on PostgreSQL. Times are taken by the client, on loopback, from the question's first byte to the answer's
last; one server process, one and eight connections. Queries are counted in this process.

Then the same list from plain Django (`benchmarks.peer`: gunicorn with threads) in turns with the portal: the same
templates and so the same page, the same statement for the rows, a session in the database, rights and counters. What
is compared is requests for a second of processor time, of the server and of the database's processes together.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from benchmarks.counting import count
from benchmarks.databases import own_database
from benchmarks.department import Department, fill
from benchmarks.load import Load, load
from benchmarks.report import Figure
from benchmarks.servers import Server, portal, running

FEW, MANY = 100, 100_000
REQUESTS = int(os.environ.pop("CONGVU_BENCH_REQUESTS", "300"))
ROUNDS, WARM_UP = 3, 60
SHARE = {"sqlite": 1.8, "postgres": 2.2}
LIST = "/documents/incoming?box=all"
_PORTAL = (sys.executable, "-m", "portal", "serve")
_DJANGO = (
    *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"),
    *("--log-level", "warning", "--bind", "127.0.0.1:{port}", "benchmarks.peer.wsgi"),
)


def measure() -> Iterator[Figure]:
    """Every figure beside its goal."""
    with asyncio.Runner() as runner:
        figures = _measure()
        while (figure := runner.run(anext(figures, None))) is not None:
            yield figure


async def _measure() -> AsyncIterator[Figure]:
    for engine in ("sqlite", "postgres"):
        few = await _queries(engine)
        async with _department(engine, MANY) as (folder, department):
            for page, many in (await count(department.url, department.token, _pages(department))).items():
                yield Figure(f"{engine}, {page}: queries more than at {FEW}", many - few[page], at_most=0)
                print(f"  {engine}, {page}: {many} queries")
            async for figure in _times(engine, folder, department):
                yield figure
            yield await _against_django(engine, folder, department)


async def _queries(engine: str) -> dict[str, int]:
    async with _department(engine, FEW) as (_folder, department):
        return await count(department.url, department.token, _pages(department))


async def _times(engine: str, folder: Path, department: Department) -> AsyncIterator[Figure]:
    with running(_PORTAL, portal(folder, department.url), department.url) as server:
        for page, paths in _pages(department).items():
            await load(server.port, paths, _cookie(department), connections=4, requests=WARM_UP)
            for connections in (1, 8):
                took = await load(
                    server.port, paths, _cookie(department), connections=connections, requests=REQUESTS
                )
                name = f"{engine}, {page}, {connections} at once"
                print(f"  {name}: p50 {took.percentile(0.5):.1f} ms, {took.size:,} bytes")
                yield Figure(f"{name}: p95", took.percentile(0.95), "ms", at_most=50)


async def _against_django(engine: str, folder: Path, department: Department) -> Figure:
    """Both servers are asked in turns, so that a busy machine is busy for both; the middle round counts."""
    environ = {"PEER_DATABASE": department.url}
    key = _django_session(environ, department.account_id)
    with (
        running(_DJANGO, environ, department.url) as django,
        running(_PORTAL, portal(folder, department.url), department.url) as ours,
    ):
        ratios = []
        for turn in range(ROUNDS + 1):
            theirs, size = await _each(django, f"sessionid={key}", REQUESTS if turn else WARM_UP)
            own, own_size = await _each(ours, _cookie(department), REQUESTS if turn else WARM_UP)
            ratios += [theirs / own] if turn else []
            print(f"  {engine}: Django {1 / theirs:.0f}, portal {1 / own:.0f} requests a processor second")
            if abs(size - own_size) > own_size / 10:
                raise RuntimeError(f"the pages are not alike: {size} and {own_size} bytes")
    return Figure(
        f"{engine}, list: requests for the same processor time", median(ratios), "x", at_least=SHARE[engine]
    )


def _django_session(environ: dict[str, str], account_id: int) -> str:
    """Make the table of Django's sessions and a session; returns its key."""
    command = [sys.executable, "-m", "benchmarks.peer.prepare", str(account_id)]
    done = subprocess.run(command, env=os.environ | environ, check=True, capture_output=True, text=True)
    return done.stdout.strip()


async def _each(server: Server, cookie: str, requests: int) -> tuple[float, int]:
    """Processor seconds a request, and the size of the page."""
    before = server.cpu_seconds()
    took: Load = await load(server.port, [LIST], cookie, connections=4, requests=requests)
    return (server.cpu_seconds() - before) / requests, took.size


def _pages(department: Department) -> dict[str, list[str]]:
    return {
        "list of everything": [LIST],
        "list of mine": ["/documents/incoming?box=mine"],
        "document": [f"/documents/{number}" for number in department.document_ids],
        "today": ["/today"],
    }


def _cookie(department: Department) -> str:
    return f"congvu_session={department.token}"


@asynccontextmanager
async def _department(engine: str, documents: int) -> AsyncIterator[tuple[Path, Department]]:
    async with own_database(engine) as (folder, url):
        yield folder, await fill(url, documents)
