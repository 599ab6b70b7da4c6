"""A PostgreSQL database that is emptied between tests: dropping one waits for a checkpoint of the whole server."""

from dataclasses import dataclass

import asyncpg

_TABLES = "select tablename from pg_tables where schemaname = 'public'"
_END_OTHERS = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""
_COUNT_ANEW = """
select setval(format('%I', sequencename)::regclass, start_value, false) from pg_sequences
where schemaname = 'public' and last_value is not null
"""


@dataclass(frozen=True, slots=True)
class Reusable:
    """The tables that a migrated database has, all empty but for the list of migrations."""

    tables: frozenset[str]

    async def empty(self, url: str) -> bool:
        """Make it again what it was after the migrations; False when only a new one will do."""
        connection = await asyncpg.connect(url, timeout=60)
        try:
            await connection.execute(_END_OTHERS)
            present = await table_names(connection)
            if not self.tables <= present:
                return False
            drops = [f'drop table if exists "{name}" cascade' for name in present - self.tables]
            deletes = [f'delete from "{name}"' for name in self.tables - {"migration"}]
            # Without its triggers a DELETE looks for no references, so that the order does not matter.
            unchecked = "set session_replication_role = replica"
            await connection.execute(";".join([unchecked, *drops, *deletes, _COUNT_ANEW]))
            return True
        finally:
            await connection.close()


async def table_names(connection: asyncpg.Connection) -> frozenset[str]:
    """The tables there are."""
    return frozenset(row["tablename"] for row in await connection.fetch(_TABLES))


async def reusable(url: str) -> Reusable | None:
    """How to empty this migrated database; None when its migrations wrote rows that would be lost."""
    connection = await asyncpg.connect(url, timeout=60)
    try:
        names = await table_names(connection)
        filled = [
            name for name in names if await connection.fetchval(f'select exists (select 1 from "{name}")')
        ]
        return Reusable(names) if filled == ["migration"] else None
    finally:
        await connection.close()
