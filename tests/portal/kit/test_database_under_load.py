"""The engines bear what a busy portal does to them. `test_stock_engines.py` shows that Piccolo's own do not."""

import asyncio
import sqlite3
import sys
import threading

import asyncpg
import pytest
from piccolo.engine.base import Engine

from piccolo_conf import DB
from portal.kit.database import (
    engine,
    execute,
    fetch,
    fetch_value,
    make_engine,
    on_commit,
    transaction,
)
from portal.kit.workers import in_thread
from portal.settings import settings
from tests.portal.kit import trials


@pytest.fixture
async def ours(database: str) -> Engine:
    await trials.prepare(DB)
    return DB


async def test_reads_then_writes_of_many_tasks_add_up(ours: Engine) -> None:
    assert (
        await trials.count_to(ours, 200, lock="for update" if ours.engine_type == "postgres" else "") == 200
    )


async def test_many_single_writes_at_once_all_succeed(ours: Engine) -> None:
    assert await trials.write_at_once(ours, 300) == 0
    assert await trials.tally(ours) == 300


async def test_an_inner_failure_undoes_the_inner_deed_alone(ours: Engine) -> None:
    assert await trials.catch_inside(ours) == 0


async def test_savepoints_nest(ours: Engine) -> None:
    async with transaction():
        await execute("update tally set value = 1")
        async with transaction():
            await execute("update tally set value = 2")
            assert await trials.catch_inside(ours) == 2
    assert await trials.tally(ours) == 2


async def test_commits_that_fail_cost_no_connection_and_no_lock(ours: Engine) -> None:
    assert await trials.refuse_commits(ours, times=20)


async def test_a_failed_commit_is_told_and_nothing_follows_it(ours: Engine) -> None:
    seen = []
    with pytest.raises((sqlite3.IntegrityError, asyncpg.ForeignKeyViolationError)):
        await an_orphan(lambda: seen.append("told"))
    assert (seen, ours.transaction_exists()) == ([], False)
    assert await fetch("select * from leaf") == []


async def an_orphan(callback: object) -> None:
    async with transaction():
        on_commit(callback)
        await execute("insert into leaf (id, tally_id) values (1, 99)")


async def test_a_task_that_outlives_the_transaction_works_on_its_own(ours: Engine) -> None:
    assert await trials.outlive_a_transaction(ours) is None


async def test_a_cancelled_deed_leaves_nothing(ours: Engine) -> None:
    for _ in range(20):
        assert await trials.cancel_inside(ours) == 0


async def test_batches_are_refused_because_they_swallow_exceptions(ours: Engine) -> None:
    with pytest.raises(NotImplementedError):
        await ours.batch(None)


async def test_reads_do_not_wait_for_a_writer(ours: Engine, database: str) -> None:
    async with transaction():
        await execute("update tally set value = 9")
        assert (await trials.tally(ours), await read_elsewhere(database)) == (9, 0)


async def read_elsewhere(url: str) -> int:
    """What somebody else reads meanwhile, over a connection of their own."""
    other = make_engine(url, 1)
    await other.open()
    try:
        return (await other.fetch("select value from tally"))[0]["value"]
    finally:
        await other.close()


async def test_connections_are_kept_and_not_opened_anew(ours: Engine) -> None:
    await asyncio.gather(*(trials.tally(ours) for _ in range(50)))
    threads = threading.active_count()
    for _ in range(5):
        await asyncio.gather(*(trials.tally(ours) for _ in range(50)))
    assert threading.active_count() == threads


def test_an_engine_that_was_not_started_has_no_connection_and_says_so() -> None:
    threads = threading.active_count()
    for url in ("sqlite:////nowhere/at.all", "postgres://nobody@127.0.0.1:1/nothing"):
        with pytest.raises(RuntimeError, match="was not started"):
            asyncio.run(make_engine(url, 2).fetch("select 1"))
    assert threading.active_count() == threads


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
class TestSQLite:
    """What only SQLite can get wrong."""

    async def test_commits_survive_a_power_cut_and_references_are_checked(self, ours: Engine) -> None:
        pragmas = ("journal_mode", "synchronous", "foreign_keys")
        values = [await fetch_value(f"PRAGMA {pragma}") for pragma in pragmas]
        assert values == ["wal", 2, 1]

    async def test_a_begin_that_fails_lets_the_next_one_in(self, ours: Engine) -> None:
        await execute("PRAGMA busy_timeout = 10")
        other = sqlite3.connect(engine().path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await trials.catch_inside(ours)
        other.close()
        assert await trials.catch_inside(ours) == 0

    async def test_a_cancelled_read_stops_and_its_connection_serves_again(self, ours: Engine) -> None:
        endless = "with recursive n (i) as (select 1 union all select i + 1 from n) select max(i) from n"
        for _ in range(10):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(fetch(endless), 0.02)
        assert await trials.tally(ours) == 0

    async def test_two_processes_write_the_same_file(self, ours: Engine) -> None:
        program = "from tests.portal.kit.neighbour import count; count"
        neighbour = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", f"{program}({engine().path!r}, 200)")
        )
        await trials.count_to(ours, 200)
        assert await neighbour.wait() == 0
        assert await trials.tally(ours) == 400


@pytest.mark.parametrize("engine_name", ["postgres"], indirect=True)
class TestPostgres:
    """What only PostgreSQL can get wrong."""

    async def test_a_commit_after_a_swallowed_error_is_not_taken_for_one(self, ours: Engine) -> None:
        with pytest.raises(asyncpg.InFailedSQLTransactionError):
            await self.swallow()
        assert await trials.tally(ours) == 0

    async def swallow(self) -> None:
        async with transaction():
            await execute("update tally set value = 3")
            with pytest.raises(asyncpg.DivisionByZeroError):
                await fetch("select 1 / 0")

    async def test_no_more_connections_than_the_settings_allow(self, ours: Engine) -> None:
        await asyncio.gather(*(trials.tally(ours) for _ in range(100)))
        count = "select count(*) from pg_stat_activity where datname = current_database()"
        assert await fetch_value(count) <= settings().database_pool

    async def test_connections_that_the_server_ended_are_replaced(self, ours: Engine) -> None:
        others = "datname = current_database() and pid <> pg_backend_pid()"
        await asyncio.gather(*(trials.tally(ours) for _ in range(8)))
        await fetch(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}")
        assert await trials.count_to(ours, 20, lock="for update") >= 12
        assert await trials.catch_inside(ours) >= 12


async def test_a_thread_of_work_inside_a_transaction_keeps_it_open(ours: Engine) -> None:
    async with transaction():
        await execute("update tally set value = 2")
        await in_thread(sum, [1, 2])
        assert await trials.tally(ours) == 2
    assert await trials.tally(ours) == 2
