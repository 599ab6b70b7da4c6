"""Changes to a SQLite table that ALTER TABLE cannot make: a new table, the rows, the old name.

As https://www.sqlite.org/lang_altertable.html, section 7, prescribes. On PostgreSQL use ALTER instead.
"""

from collections.abc import Mapping

from portal.kit.database import execute, fetch

_TEMPORARY = "rebuilt_"


async def rebuild(table: str, definition: str, values: Mapping[str, str] | None = None) -> None:
    """Give a SQLite table a new definition and keep its rows, its indexes and its triggers.

    `definition` is what stands between the brackets of CREATE TABLE. A column of the same name keeps its
    value; `values` maps other columns to an SQL expression over the old row. An index over a column that
    is gone is dropped with it. To be called from a step: the runner has switched foreign keys off, and
    checks them before it commits.
    """
    attached = await fetch(
        "select type, name, sql from sqlite_master where tbl_name = ? and type in ('index', 'trigger')"
        " and sql is not null",
        table,
    )
    old = await _columns(table)
    await execute(f'create table "{_TEMPORARY}{table}" ({definition})')
    new = await _columns(f"{_TEMPORARY}{table}")
    sources = {name: f'"{name}"' for name in new if name in old} | dict(values or {})
    targets = ", ".join(f'"{name}"' for name in sources)
    await execute(
        f'insert into "{_TEMPORARY}{table}" ({targets}) select {", ".join(sources.values())} from "{table}"'
    )
    indexed = {each["name"]: await _indexed(each["name"]) for each in attached if each["type"] == "index"}
    await execute(f'drop table "{table}"')
    await execute(f'alter table "{_TEMPORARY}{table}" rename to "{table}"')
    for each in attached:
        if set(indexed.get(each["name"], ())) <= set(new):
            await execute(each["sql"])


async def _columns(table: str) -> list[str]:
    return [row["name"] for row in await fetch(f'PRAGMA table_info("{table}")')]


async def _indexed(index: str) -> list[str]:
    """The columns of an index; an expression has no name and is left out."""
    return [row["name"] for row in await fetch(f'PRAGMA index_info("{index}")') if row["name"]]
