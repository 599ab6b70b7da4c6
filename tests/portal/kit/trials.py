"""What a busy portal does to a database engine, told so that Piccolo's own engines can be tried as well.

Each trial takes an engine whose database has the tables of `prepare` and returns what became of it.
"""

import asyncio
from collections.abc import Awaitable, Callable

from piccolo.engine.base import Engine

TABLES = (
    "create table tally (id integer primary key, value bigint not null)",
    "create table leaf (id integer primary key,"
    " tally_id integer references tally (id) deferrable initially deferred)",
    "insert into tally (id, value) values (1, 0)",
)
_PATIENCE = 2  # seconds after which an engine that does not answer counts as stuck


async def prepare(engine: Engine) -> None:
    """A tally at 0, and leaves whose tally is looked for at the commit only."""
    for statement in TABLES:
        await engine.run_ddl(statement)


async def tally(engine: Engine) -> int:
    """Where the tally stands."""
    return (await engine.run_ddl("select value from tally where id = 1"))[0]["value"]


async def count_to(engine: Engine, many: int, lock: str = "") -> int:
    """So many tasks at once read the tally and write one more; returns where it then stands."""

    async def add_one() -> None:
        async with engine.transaction():
            rows = await engine.run_ddl(f"select value from tally where id = 1 {lock}")
            await engine.run_ddl(f"update tally set value = {rows[0]['value'] + 1} where id = 1")

    await asyncio.gather(*(add_one() for _ in range(many)), return_exceptions=True)
    return await tally(engine)


async def write_at_once(engine: Engine, many: int) -> int:
    """So many statements at once, each its own transaction; returns how many failed."""
    writes = (engine.run_ddl("update tally set value = value + 1 where id = 1") for _ in range(many))
    results = await asyncio.gather(*writes, return_exceptions=True)
    return sum(isinstance(result, Exception) for result in results)


async def catch_inside(engine: Engine) -> int:
    """An inner deed writes and fails, the outer one goes on; returns what is left of the inner one's 5."""
    async with engine.transaction():
        try:
            async with engine.transaction():
                await engine.run_ddl("update tally set value = value + 5 where id = 1")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    return await tally(engine)


async def refuse_commits(engine: Engine, times: int) -> bool:
    """So many commits fail, for a leaf without its tally; returns whether one can write afterwards.

    Each is a task of its own, as requests are, and its error is kept, as a log does.
    """
    errors = [await _failure_of(lambda: asyncio.create_task(_commit_orphan(engine))) for _ in range(times)]
    assert all(errors)
    failure = await _failure_of(lambda: engine.run_ddl("update tally set value = 1 where id = 1"))
    return failure is None


async def _commit_orphan(engine: Engine) -> None:
    async with engine.transaction():
        await engine.run_ddl("insert into leaf (id, tally_id) values (1, 99)")


async def outlive_a_transaction(engine: Engine) -> BaseException | None:
    """A task that was started inside a transaction reads after its end; returns what it met."""
    over = asyncio.Event()

    async def read_later() -> None:
        await over.wait()
        await tally(engine)

    async with engine.transaction():
        task = asyncio.create_task(read_later())
    over.set()
    return await _failure_of(lambda: task)


async def cancel_inside(engine: Engine) -> int:
    """A deed is cancelled after its write; returns what is left of its 5."""
    written = asyncio.Event()

    async def deed() -> None:
        async with engine.transaction():
            await engine.run_ddl("update tally set value = value + 5 where id = 1")
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(deed())
    await written.wait()
    task.cancel()
    await asyncio.wait([task])
    return await tally(engine)


async def _failure_of(deed: Callable[[], Awaitable[object]]) -> BaseException | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            await deed()
    except Exception as error:
        return error
    return None
