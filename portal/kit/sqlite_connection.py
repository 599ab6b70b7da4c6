"""Connections to SQLite: one kind works on a thread of its own, the other on the thread of its caller.

A hop to a thread costs more than most reads of a page, and many times more while others keep the interpreter busy. So
reads are first tried where they are asked for, and only those that turn out to be long are sent to a thread.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

# Registers how Python values go into SQLite and come back; ours below replace the slow ones of them.
import piccolo.engine.sqlite  # noqa: F401

from portal.kit.sqlite_values import read_boolean, read_timestamptz

T = TypeVar("T")
_STOP = object()
_SHORT = 10_000  # steps of SQLite's machine, which take it less than a millisecond

sqlite3.converters.pop("INTEGER", None)  # SQLite gives whole numbers as such; parsing text costs 1 µs a cell
sqlite3.register_converter("BOOLEAN", read_boolean)
sqlite3.register_converter("TIMESTAMPTZ", read_timestamptz)


class SQLiteConnection:
    """Statements run one after the other in the order they were asked for."""

    def __init__(self, path: str, pragmas: Sequence[str]):
        self._path = path
        self._pragmas = pragmas
        self._queue: SimpleQueue = SimpleQueue()
        self._raw: sqlite3.Connection | None = None
        # A daemon: a process that forgot to close its database must still be able to end.
        self._thread = Thread(target=self._work, daemon=True, name="sqlite")

    async def open(self) -> "SQLiteConnection":
        """Connect; raises sqlite3.OperationalError when the file cannot be opened."""
        self._thread.start()
        try:
            await self.run(lambda _: self._connect())
        except BaseException:
            self._queue.put(_STOP)
            raise
        return self

    async def close(self) -> None:
        """Finish what is queued, close, and end the thread."""
        await self.run(sqlite3.Connection.close)
        self._queue.put(_STOP)

    async def fetch(self, sql: str, arguments: Sequence[object] = ()) -> list[dict[str, Any]]:
        """All rows of one statement, each as a dict by column."""
        return await self.run(_fetch, sql, arguments)

    async def execute(self, sql: str, arguments: Sequence[object] = ()) -> int:
        """Run one statement; returns how many rows it changed."""
        return await self.run(_execute, sql, arguments)

    async def end(self, *, commit: bool) -> None:
        """Commit or roll back; after it no transaction is open, even when the commit was refused."""
        await self.run(_end, commit)

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Call `function(raw connection, *arguments)` on the thread; a cancelled read is interrupted."""
        future = asyncio.get_running_loop().create_future()
        self._queue.put((future, function, arguments))
        try:
            return await future
        except asyncio.CancelledError:
            if self._raw is not None:
                self._raw.interrupt()
            raise

    def _connect(self) -> None:
        self._raw = _connected(self._path, self._pragmas)

    def _work(self) -> None:
        while (item := self._queue.get()) is not _STOP:
            future, function, arguments = item
            if future.cancelled():
                continue
            try:
                outcome, failure = function(self._raw, *arguments), None
            except BaseException as error:
                outcome, failure = None, error
            try:
                future.get_loop().call_soon_threadsafe(_deliver, future, outcome, failure)
            except RuntimeError:
                return  # the loop is gone, and with it everyone who could still be waiting
        self._raw = None


class ShortReads:
    """Reads on the caller's own thread, which never keep it for long: one that would is given up."""

    def __init__(self, path: str, pragmas: Sequence[str]):
        """Connect; raises sqlite3.OperationalError when the file cannot be opened."""
        self._raw = _connected(path, (*pragmas, "busy_timeout = 0"))
        self._raw.set_progress_handler(self._is_long, _SHORT)
        self._alarms = 0
        self._long: set[str] = set()

    def fetch(self, sql: str, arguments: Sequence[object] = ()) -> list[dict[str, Any]] | None:
        """All rows, each as a dict by column; None when it takes too long, which is remembered, or has to wait."""
        if sql in self._long:
            return None
        self._alarms = 0
        try:
            return _fetch(self._raw, sql, arguments)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                self._long.add(sql)
            elif error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return None

    def close(self) -> None:
        """Let go of the file."""
        self._raw.close()

    def _is_long(self) -> bool:
        """Asked every so many steps, which SQLite goes on counting from one use of a statement to the next."""
        self._alarms += 1
        return self._alarms > 1


def _connected(path: str, pragmas: Sequence[str]) -> sqlite3.Connection:
    raw = sqlite3.connect(
        path,
        isolation_level=None,
        detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
        cached_statements=512,
        check_same_thread=False,
    )
    for pragma in pragmas:
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _deliver(future: asyncio.Future, outcome: object, failure: BaseException | None) -> None:
    if future.done():
        return
    if failure is None:
        future.set_result(outcome)
    else:
        future.set_exception(failure)


def _fetch(raw: sqlite3.Connection, sql: str, arguments: Sequence[object]) -> list[dict[str, Any]]:
    cursor = raw.execute(sql, arguments)
    rows = cursor.fetchall()
    if not rows:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _execute(raw: sqlite3.Connection, sql: str, arguments: Sequence[object]) -> int:
    cursor = raw.execute(sql, arguments)
    cursor.fetchall()
    return max(cursor.rowcount, 0)


def _end(raw: sqlite3.Connection, commit: bool) -> None:
    try:
        if commit:
            raw.execute("COMMIT")
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
