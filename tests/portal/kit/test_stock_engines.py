"""Why the portal does not use Piccolo's engines as they come: each of these is a fault that ours do not have.

When one of these tests fails after an upgrade, Piccolo has mended it, and a piece of ours can perhaps go.
"""

from collections.abc import AsyncIterator

import pytest
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine

from tests.portal.kit import trials


class RememberingSQLite(SQLiteEngine):
    """The stock engine, and a list of what it opened: a lost connection keeps the process from ending."""

    def __init__(self, path: str, **arguments: float):
        super().__init__(path, **arguments)
        self.opened: list = []

    async def get_connection(self) -> object:
        self.opened.append(await super().get_connection())
        return self.opened[-1]

    async def close_the_lost(self) -> None:
        for connection in self.opened:
            await connection.close()


@pytest.fixture
async def stock(database_url: str, engine_name: str) -> AsyncIterator[SQLiteEngine | PostgresEngine]:
    """Piccolo's own engine on a fresh database; PostgreSQL with a pool of two."""
    if engine_name == "sqlite":
        engine = RememberingSQLite(database_url.removeprefix("sqlite:///"), timeout=0.2)
        await trials.prepare(engine)
        yield engine
        await engine.close_the_lost()
        return
    engine = PostgresEngine({"dsn": database_url})
    await engine.start_connection_pool(min_size=1, max_size=2)
    await trials.prepare(engine)
    yield engine
    engine.pool.terminate()


async def test_reads_then_writes_get_lost(stock: SQLiteEngine | PostgresEngine) -> None:
    assert await trials.count_to(stock, 40) < 40


async def test_an_inner_failure_leaves_what_it_wrote(stock: SQLiteEngine | PostgresEngine) -> None:
    assert await trials.catch_inside(stock) == 5


async def test_failed_commits_end_all_writing(stock: SQLiteEngine | PostgresEngine) -> None:
    assert not await trials.refuse_commits(stock, times=2)


async def test_a_task_that_outlives_the_transaction_fails(stock: SQLiteEngine | PostgresEngine) -> None:
    assert await trials.outlive_a_transaction(stock) is not None
