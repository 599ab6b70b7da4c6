"""Which statements may run beside the one writer of SQLite, and which of them on the caller's own thread."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal.kit.sqlite_connection import ShortReads
from portal.kit.sqlite_engine import PortalSQLite, only_reads

NUMBERS = "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?) select max(i) as most from n"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[PortalSQLite]:
    engine = PortalSQLite(str(tmp_path / "numbers.sqlite3"))
    await engine.open()
    yield engine
    await engine.close()


@pytest.mark.parametrize(
    "sql", ["select 1", "\n  SELECT 1", "(select 1) union select 2", "with n as (select 1) select * from n"]
)
def test_reads_run_beside_the_writer(sql: str) -> None:
    assert only_reads(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into job default values returning id",
        "with old as (select 1) delete from job where id in old",
        "PRAGMA foreign_keys = OFF",
        "create table t (id)",
        "-- a comment first\nselect 1",
    ],
)
def test_everything_else_waits_its_turn(sql: str) -> None:
    assert not only_reads(sql)


async def test_short_reads_need_no_thread_and_long_ones_get_one(engine: PortalSQLite) -> None:
    threads = threading.active_count()
    for _ in range(50):
        assert await engine.fetch(NUMBERS, [10]) == [{"most": 10}]
    assert threading.active_count() == threads
    assert await engine.fetch(NUMBERS, [100_000]) == [{"most": 100_000}]
    assert threading.active_count() == threads + 1


async def test_everybody_gets_a_turn_between_short_reads(engine: PortalSQLite) -> None:
    reading = asyncio.create_task(read_for_ever(engine))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not reading.done()
    reading.cancel()


async def read_for_ever(engine: PortalSQLite) -> None:
    while True:
        await engine.fetch("select 1")


def test_what_was_long_once_is_not_tried_again(tmp_path: Path) -> None:
    reads = ShortReads(str(tmp_path / "numbers.sqlite3"), ())
    assert reads.fetch(NUMBERS, [10]) == [{"most": 10}]
    assert reads.fetch(NUMBERS, [10_000_000]) is None
    assert reads.fetch(NUMBERS, [10]) is None
    assert reads.fetch("select 1 as one") == [{"one": 1}]
    reads.close()


def test_a_short_read_does_not_wait_for_a_locked_file_but_is_tried_again(tmp_path: Path) -> None:
    path = str(tmp_path / "numbers.sqlite3")
    reads, other = ShortReads(path, ()), sqlite3.connect(path, isolation_level=None)
    other.execute("create table number (i)")
    other.execute("begin exclusive")
    assert reads.fetch("select i from number") is None
    other.execute("commit")
    assert reads.fetch("select i from number") == []
    other.close()
    reads.close()


async def test_a_read_that_is_only_run_changes_nothing_and_says_so(engine: PortalSQLite) -> None:
    assert await engine.execute("select 1") == 0


async def test_a_short_read_that_is_wrong_says_so(engine: PortalSQLite) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await engine.fetch("select * from nowhere")
