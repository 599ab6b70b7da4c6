"""1,000 documents registered at once from two processes get the numbers 1 to 1,000: none left out, none given twice.

Each registration is the whole deed, with turn, rights, search, log and notices. On SQLite, too, two processes write:
they take turns at its one lock. The figures beside it say how many are registered in a second.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from time import perf_counter

from benchmarks.databases import own_database
from benchmarks.report import Figure
from portal.documents.actions.intake import Registration, register
from portal.documents.numbering import parse
from portal.kit.database import execute, fetch, start_database, stop_database
from portal.migrations.runner import migrate
from portal.people.passwords import OF_THE_DEMO
from portal.people.queries import viewer_of_account
from portal.seeds.books import seed_books
from portal.seeds.people import seed_people

DOCUMENTS, PROCESSES, AT_ONCE = 1000, 2, 50


def measure() -> Iterator[Figure]:
    """Every figure beside its goal."""
    with asyncio.Runner() as runner:
        figures = _measure()
        while (figure := runner.run(anext(figures, None))) is not None:
            yield figure


async def _measure() -> AsyncIterator[Figure]:
    for engine in ("sqlite", "postgres"):
        async with own_database(engine) as (folder, url):
            clerk = await _received(url)
            begun = perf_counter()
            await asyncio.to_thread(_register_all, str(folder), url, clerk)
            seconds = perf_counter() - begun
            taken = await _taken(url)
            print(
                f"  {engine}: {DOCUMENTS / seconds:.0f} registrations a second, with {PROCESSES} processes to start"
            )
            yield Figure(f"{engine}: registered", len(taken), at_least=DOCUMENTS)
            yield Figure(f"{engine}: numbers given twice", len(taken) - len(set(taken)), at_most=0)
            left_out = set(range(1, DOCUMENTS + 1)) - set(taken)
            yield Figure(f"{engine}: numbers left out", len(left_out), at_most=0)


async def _received(url: str) -> int:
    """A department with documents that wait for the register; returns the clerk's account."""
    await start_database(url)
    try:
        await migrate()
        people = await seed_people(OF_THE_DEMO)
        await seed_books()
        now = datetime.now(UTC)
        for _document in range(DOCUMENTS):
            await execute(
                "insert into document (direction, state, pages, arrived_at, created_at, changed_at)"
                " values ('in', 'received', 1, ?, ?, ?)",
                *(now, now, now),
            )
        await execute(
            "insert into turn (document_id, principal, deed, since)"
            " select id, 'role:clerk', 'register', created_at from document"
        )
        return people["thu.lt"]
    finally:
        await stop_database()


def _register_all(folder: str, url: str, clerk: int) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("CONGVU_")}
    command = [sys.executable, "-m", "benchmarks.numbers", url, str(clerk)]
    processes = [
        subprocess.Popen([*command, str(part)], env=own | {"CONGVU_DATA": folder})
        for part in range(PROCESSES)
    ]
    if sum(process.wait() for process in processes):
        raise RuntimeError("a process that registered failed; it said why")


async def _register_part(url: str, clerk: int, part: int) -> None:
    """Register every document whose id leaves `part`, as many at once as a busy office would never have."""
    await start_database(url)
    try:
        viewer = await viewer_of_account(clerk)
        rows = await fetch("select id from document order by id")
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            entry = Registration(
                parse(f"{number}/UBND-KGVX"), date(2026, 11, 2), "UBND tỉnh", "gửi, nhận văn bản", "Công văn"
            )
            async with gate:
                await register(viewer, number, entry)

        await asyncio.gather(*(one(row["id"]) for row in rows if row["id"] % PROCESSES == part))
    finally:
        await stop_database()


async def _taken(url: str) -> list[int]:
    await start_database(url)
    try:
        rows = await fetch(
            "select arrival_number from document where state = 'registered' order by arrival_number"
        )
        return [row["arrival_number"] for row in rows]
    finally:
        await stop_database()


if __name__ == "__main__":
    asyncio.run(_register_part(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
