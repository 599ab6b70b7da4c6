"""Piccolo's PostgreSQL engine on one pool that is opened at start and gets every connection back.

The stock engine connects at import, opens a connection a query when no pool runs, and loses a connection of
the pool for every COMMIT that fails.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from portal.kit.transactions import Transaction, current, finish_anyway

_PLACEHOLDERS = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|\?(\s+is\s+(?:not\s+)?null\b)?", re.IGNORECASE
)
_IS_NULL = re.compile(r"\?\s+is\s+(?:not\s+)?null\b", re.IGNORECASE)
_CASTS = ((bool, "boolean"), (int, "bigint"), (datetime, "timestamptz"), (date, "date"), (bytes, "bytea"))


def postgres_sql(sql: str, arguments: Sequence[object]) -> str:
    """The statement with `$1, $2 …` for `?`.

    PostgreSQL cannot tell the type of a bare `? is null`; it is named there after the argument given.
    """
    if not arguments:
        return sql
    kinds = tuple(map(_cast, arguments)) if _names_types(sql) else None
    return _numbered(sql, kinds)


@lru_cache(maxsize=4096)
def _names_types(sql: str) -> bool:
    return _IS_NULL.search(sql) is not None


@lru_cache(maxsize=4096)
def _numbered(sql: str, kinds: tuple[str, ...] | None) -> str:
    number = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal number
        if not match[0].startswith("?"):
            return match[0]
        number += 1
        return (
            f"${number}::{kinds[number - 1]}{match[1]}"
            if match[1] and kinds
            else f"${number}{match[1] or ''}"
        )

    return _PLACEHOLDERS.sub(replace, sql)


def _cast(argument: object) -> str:
    return next((name for kind, name in _CASTS if isinstance(argument, kind)), "text")


class PortalPostgres(PostgresEngine):
    """Connects on `open()`, never before."""

    __slots__ = ("dsn", "_size")

    def __init__(self, dsn: str, pool: int = 8):
        super().__init__(config={"dsn": dsn})
        self.dsn = dsn
        self._size = pool

    async def check_version(self) -> None:
        """Nothing: the stock engine would connect at import to ask."""

    async def open(self) -> None:
        """Open the pool; raises asyncpg's errors when the server cannot be reached."""
        self.pool = await asyncpg.create_pool(
            self.dsn,
            min_size=1,
            max_size=self._size,
            statement_cache_size=512,
            server_settings={"timezone": "UTC", "application_name": "congvu"},
            init=_teach_numbers,
            reset=_keep_session,
        )

    async def close(self) -> None:
        """Wait for what is under way and close the pool."""
        pool, self.pool = self._open_pool(), None
        await pool.close()

    async def begin(self) -> asyncpg.Connection:
        """A connection of the pool in a READ COMMITTED transaction."""
        pool = self._open_pool()
        connection = await pool.acquire()
        try:
            await connection.execute("BEGIN")
        except BaseException:
            await finish_anyway(pool.release(connection))
            raise
        return connection

    async def end(self, connection: asyncpg.Connection, *, commit: bool) -> None:
        """End the transaction and give the connection back, whatever happens."""
        try:
            answer = await connection.execute("COMMIT" if commit else "ROLLBACK")
            if commit and answer != "COMMIT":
                # A failed statement whose error was caught outside a savepoint: nothing was stored.
                raise asyncpg.InFailedSQLTransactionError("the transaction had failed and was rolled back")
        finally:
            await self._open_pool().release(connection)

    async def fetch(self, sql: str, arguments: Sequence[object] = ()) -> list[dict[str, Any]]:
        """All rows, in the open transaction or at once."""
        return [dict(row) for row in await self._rows(postgres_sql(sql, arguments), arguments)]

    async def fetch_all(self, reads: Sequence[tuple[str, Sequence[object]]]) -> list[list[dict[str, Any]]]:
        """The rows of each of several reads: one statement with a column for each, in which its rows are JSON."""
        columns = (f"(select coalesce(json_agg(one), '[]') from ({sql}\n) one)" for sql, _arguments in reads)
        whole, values = f"select {', '.join(columns)}", [value for _sql, each in reads for value in each]
        row = (await self._rows(postgres_sql(whole, values), values))[0]
        return [msgspec.json.decode(column) for column in row]

    async def execute(self, sql: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement, in the open transaction or at once; returns how many rows it changed."""
        transaction = current(self)
        runner = self._open_pool() if transaction is None else transaction.connection
        answer = await runner.execute(postgres_sql(sql, arguments), *arguments)
        count = answer.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[asyncpg.Record]:
        """Piccolo's own queries come through here."""
        return await self._rows(*querystring.compile_string(engine_type="postgres"))

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[asyncpg.Record]:
        """Piccolo's table definitions come through here."""
        return await self._rows(ddl, ())

    def transaction(self, *_args: object, **_kwargs: object) -> Transaction:
        """Piccolo asks for kinds of transaction; there is one."""
        return Transaction(self)

    def transaction_exists(self) -> bool:
        """Whether this task is inside a transaction."""
        return current(self) is not None

    async def _rows(self, sql: str, arguments: Sequence[object]) -> list[asyncpg.Record]:
        transaction = current(self)
        runner = self._open_pool() if transaction is None else transaction.connection
        return await runner.fetch(sql, *arguments)

    def _open_pool(self) -> asyncpg.Pool:
        if self.pool is None:
            raise RuntimeError("the database was not started, or is stopped")
        return self.pool


async def _teach_numbers(connection: asyncpg.Connection) -> None:
    """Sums of whole numbers are `numeric` in PostgreSQL; give them as SQLite does."""
    await connection.set_type_codec(
        "numeric", schema="pg_catalog", encoder=str, decoder=_number, format="text"
    )


def _number(text: str) -> int | float:
    return float(text) if "." in text or "N" in text else int(text)


async def _keep_session(_connection: asyncpg.Connection) -> None:
    """No RESET ALL after each use: nothing here changes the session, and it would cost a round trip."""
