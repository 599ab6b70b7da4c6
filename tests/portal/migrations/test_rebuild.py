"""Changing a SQLite table in ways that ALTER TABLE cannot, inside a step."""

from pathlib import Path

import pytest

from portal.kit.database import execute, fetch, fetch_value
from portal.migrations.runner import migrate
from tests.support.db import current_steps

pytestmark = [
    pytest.mark.usefixtures("database", "books"),
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),
]

STEP = """
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from portal.migrations.rebuild import rebuild
ID = "9999"
async def forwards():
    step = MigrationManager(migration_id=ID, app_name="congvu")
    step.add_raw(change)
    return step
async def change():
    await rebuild("book", {definition!r}, {values!r})
"""
COLUMNS = "id integer primary key, title text not null unique, year bigint not null default 0"


@pytest.fixture
async def books(database: str) -> None:
    """Two books; one has a loan that goes with it when it is deleted."""
    for statement in (
        "create table book (id integer primary key, title varchar(10), shelf text, written text)",
        "create table loan (id integer primary key, book integer references book (id) on delete cascade)",
        "create index book_title on book (title)",
        "create index book_shelf on book (shelf)",
        "insert into book values (1, 'Truyện Kiều', 'A', '1820'), (2, 'Lục Vân Tiên', 'B', '1850')",
        "insert into loan values (1, 2)",
    ):
        await execute(statement)


async def rebuild_in_a_step(folder: Path, definition: str, values: dict[str, str]) -> None:
    for step in current_steps().glob("congvu_*.py"):
        (folder / step.name).write_text(step.read_text(encoding="utf-8"), encoding="utf-8")
    text = STEP.format(definition=definition, values=values)
    (folder / f"congvu_{folder.name}_9999.py").write_text(text)
    assert await migrate(folder) == 1


async def test_keeps_the_rows_and_those_that_refer_to_them(tmp_path: Path) -> None:
    await rebuild_in_a_step(tmp_path, COLUMNS, {"year": "cast(written as integer)"})
    assert await fetch("select id, title, year from book order by id") == [
        {"id": 1, "title": "Truyện Kiều", "year": 1820},
        {"id": 2, "title": "Lục Vân Tiên", "year": 1850},
    ]
    assert await fetch("select * from loan") == [{"id": 1, "book": 2}]


async def test_the_new_definition_holds(tmp_path: Path) -> None:
    await rebuild_in_a_step(tmp_path, COLUMNS, {})
    definition = await fetch_value("select sql from sqlite_master where name = 'book'")
    assert "title text not null unique" in definition
    await execute("delete from book where id = 2")
    assert await fetch("select * from loan") == []


async def test_indexes_stay_but_for_those_over_columns_that_are_gone(tmp_path: Path) -> None:
    await rebuild_in_a_step(tmp_path, COLUMNS, {})
    sql = "select name from sqlite_master where tbl_name = 'book' and type = 'index' and sql is not null"
    assert await fetch(sql) == [{"name": "book_title"}]


async def test_a_row_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        await rebuild_in_a_step(tmp_path, COLUMNS, {"title": "'the same'"})
    assert await fetch_value("select count(*) from book where shelf in ('A', 'B')") == 2
