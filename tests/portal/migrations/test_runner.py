"""Steps are applied once, by one process, all or nothing."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from portal.kit.database import execute, fetch, fetch_value, start_database, stop_database
from portal.migrations.runner import MadeByAnother, migrate
from tests.support.db import current_steps, empty_database

TABLE = """
from portal.migrations.tables_and_statements import TablesAndStatements
ID = "{id}"
async def forwards():
    step = TablesAndStatements(migration_id=ID, app_name="congvu", description="")
    step.add_statements("both", ({statements!r}))
    return step
"""


@pytest.fixture
async def empty(engine_name: str, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database, started."""
    async with empty_database(engine_name, tmp_path) as url:
        await start_database(url)
        yield url
        await stop_database()


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """Two steps: a table with a row, and a second row."""
    folder = tmp_path / "steps"
    folder.mkdir()
    write_step(
        folder, "0001", "create table note (id integer primary key)", "insert into note (id) values (1)"
    )
    write_step(folder, "0002", "insert into note (id) values (2)")
    return folder


def write_step(folder: Path, identity: str, *statements: str) -> None:
    text = TABLE.format(id=identity, statements=statements)
    (folder / f"congvu_{folder.parent.name}_{identity}.py").write_text(text)


async def test_applies_what_was_not_applied_yet(empty: str, steps: Path) -> None:
    assert await migrate(steps) == 2
    assert await migrate(steps) == 0
    write_step(steps, "0003", "insert into note (id) values (3)")
    assert await migrate(steps) == 1
    assert await fetch_value("select count(*) from note") == 3


async def test_four_processes_that_start_together_apply_it_once(empty: str, steps: Path) -> None:
    starts = [start_process(empty, steps) for _ in range(4)]
    assert sorted(await asyncio.gather(*starts), reverse=True) == [2, 0, 0, 0]
    assert await fetch_value("select count(*) from note") == 2


async def start_process(url: str, steps: Path) -> int:
    """How many steps another process applied."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.portal.migrations.starter", url, str(steps)),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return int(said)


async def test_a_step_that_fails_leaves_nothing(empty: str, steps: Path) -> None:
    write_step(steps, "0003", "create table half (id integer)", "insert into nowhere (id) values (1)")
    with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedTableError)):
        await migrate(steps)
    with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedTableError)):
        await fetch("select * from half")
    assert await fetch_value("select count(*) from migration") == 2


async def test_a_database_of_a_newer_program_is_left_alone(empty: str, steps: Path, tmp_path: Path) -> None:
    await migrate(steps)
    with pytest.raises(MadeByAnother, match="0001, 0002"):
        await migrate(tmp_path)


async def test_says_nothing_on_the_terminal(empty: str, steps: Path, capsys: pytest.CaptureFixture) -> None:
    await migrate(steps)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
async def test_references_are_checked_again_after_the_steps(empty: str, steps: Path) -> None:
    await migrate(steps)
    await execute("create table leaf (id integer primary key, note integer references note (id))")
    with pytest.raises(sqlite3.IntegrityError):
        await execute("insert into leaf (note) values (99)")


async def test_the_real_steps_make_the_real_tables(empty: str) -> None:
    assert await migrate(current_steps()) >= 1
    assert await fetch("select * from job") == []
