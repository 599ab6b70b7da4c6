"""Piccolo's SQLite engine with connections that stay open, one writer at a time, and BEGIN IMMEDIATE.

The stock engine opens a connection and a thread for every query, begins transactions that cannot wait for
the write lock, and keeps that lock for ever when a COMMIT fails.
"""

import asyncio
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString

from portal.kit.sqlite_connection import ShortReads, SQLiteConnection
from portal.kit.transactions import Transaction, current, finish_anyway

_PRAGMAS = (
    "busy_timeout = 30000",  # other processes write too; within this one nobody ever waits for the file
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit that was answered survives a power cut
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "mmap_size = 268435456",
)
_ONLY_READS = "query_only = ON"
_IN_A_ROW = 64
_WRITES = re.compile(r"\b(insert|update|delete|replace)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def only_reads(sql: str) -> bool:
    """Whether a statement can run beside the writer; when in doubt it is taken for a write."""
    first = sql.lstrip(" \t\r\n(")[:6].lower()
    return first == "select" or (first.startswith("with") and not _WRITES.search(sql))


class PortalSQLite(SQLiteEngine):
    """One writing connection behind a lock, one for short reads and up to `pool` for long ones.

    Opens nothing before `open()`.
    """

    __slots__ = ("_pool", "_writer", "_write_lock", "_short_reads", "_short", "_readers", "_opened")

    def __init__(self, path: str, pool: int = 8):
        super().__init__(path=path)
        self._pool = pool
        self._writer: SQLiteConnection | None = None

    async def check_version(self) -> None:
        """Nothing: the library that Python brings is new enough."""

    async def open(self) -> None:
        """Open the connections that write and read shortly; those of long reads follow when they are first needed."""
        self._write_lock = asyncio.Lock()
        self._opened: list[SQLiteConnection] = []
        self._readers: asyncio.LifoQueue[SQLiteConnection | None] = asyncio.LifoQueue()
        for _ in range(self._pool):
            self._readers.put_nowait(None)
        self._writer = await self._connect(_PRAGMAS)
        self._short_reads = ShortReads(self.path, (*_PRAGMAS, _ONLY_READS))
        self._short = count(1)

    async def close(self) -> None:
        """Close every connection once it is idle."""
        self._writer = None
        self._short_reads.close()
        while self._opened:
            await self._opened.pop().close()

    async def begin(self) -> SQLiteConnection:
        """The writing connection in a transaction that holds the write lock from its first moment."""
        writer = self._open_writer()
        await self._write_lock.acquire()
        try:
            await writer.execute("BEGIN IMMEDIATE")
        except BaseException:
            await finish_anyway(self.end(writer, commit=False))
            raise
        return writer

    async def end(self, connection: SQLiteConnection, *, commit: bool) -> None:
        """End the transaction and let the next writer in, whatever happens."""
        try:
            await connection.end(commit=commit)
        finally:
            self._write_lock.release()

    async def fetch(self, sql: str, arguments: Sequence[object] = ()) -> list[dict[str, Any]]:
        """All rows, in the open transaction or at once."""
        return await self._run("fetch", sql, arguments)

    async def fetch_all(self, reads: Sequence[tuple[str, Sequence[object]]]) -> list[list[dict[str, Any]]]:
        """The rows of each of several reads."""
        return [await self._run("fetch", sql, arguments) for sql, arguments in reads]

    async def execute(self, sql: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement, in the open transaction or at once; returns how many rows it changed."""
        return await self._run("execute", sql, arguments)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:
        """Piccolo's own queries come through here."""
        sql, arguments = querystring.compile_string(engine_type="sqlite")
        return await self._run("fetch", sql, arguments)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:
        """Piccolo's table definitions come through here."""
        return await self._run("fetch", ddl, ())

    def transaction(self, *_args: object, **_kwargs: object) -> Transaction:
        """Piccolo asks for kinds of transaction; there is one."""
        return Transaction(self)

    def transaction_exists(self) -> bool:
        """Whether this task is inside a transaction."""
        return current(self) is not None

    async def _run(self, method: str, sql: str, arguments: Sequence[object]) -> Any:
        transaction = current(self)
        if transaction is not None:
            return await getattr(transaction.connection, method)(sql, arguments)
        if method == "execute" or not only_reads(sql):
            writer = self._open_writer()
            async with self._write_lock:
                return await getattr(writer, method)(sql, arguments)
        return await self._read(sql, arguments)

    async def _read(self, sql: str, arguments: Sequence[object]) -> list[dict[str, Any]]:
        self._open_writer()
        rows = self._short_reads.fetch(sql, arguments)
        if rows is not None:
            if next(self._short) % _IN_A_ROW == 0:
                await asyncio.sleep(0)  # however many follow each other, everybody else gets a turn
            return rows
        reader = await self._reader()
        try:
            return await reader.fetch(sql, arguments)
        finally:
            self._readers.put_nowait(reader)

    def _open_writer(self) -> SQLiteConnection:
        if self._writer is None:
            raise RuntimeError("the database was not started, or is stopped")
        return self._writer

    async def _reader(self) -> SQLiteConnection:
        reader = await self._readers.get()
        if reader is not None:
            return reader
        try:
            return await self._connect((*_PRAGMAS, _ONLY_READS))
        except BaseException:
            self._readers.put_nowait(None)
            raise

    async def _connect(self, pragmas: Sequence[str]) -> SQLiteConnection:
        connection = await SQLiteConnection(self.path, pragmas).open()
        self._opened.append(connection)
        return connection
