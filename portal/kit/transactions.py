"""One transaction for both engines: savepoints inside, work after the commit, and no way to leak a connection.

Not an engine: an engine gives `begin()`, which returns a connection in an open transaction, and
`end(connection, commit=…)`, which ends it and gives the connection back whatever happens.
"""

import asyncio
import inspect
import logging
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from piccolo.engine.base import BaseTransaction

T = TypeVar("T")
log = logging.getLogger(__name__)

_innermost: ContextVar["Transaction | None"] = ContextVar("innermost_transaction", default=None)
_after_commit_tasks: set[asyncio.Task] = set()


class Connection(Protocol):
    """What a transaction needs of a connection; asyncpg's has it too."""

    async def execute(self, sql: str) -> object: ...


class TransactionalEngine(Protocol):
    """What a transaction needs of an engine."""

    async def begin(self) -> Connection: ...
    async def end(self, connection: Connection, *, commit: bool) -> None: ...


class Transaction(BaseTransaction):
    """`async with`: the outermost begins and commits, each one inside it is a savepoint."""

    __slots__ = ("engine", "parent", "connection", "finished", "_callbacks", "_savepoint", "_counter")

    def __init__(self, engine: TransactionalEngine):
        self.engine = engine
        self.parent = current(engine)
        self.connection: Any = None
        self.finished = False
        self._callbacks: list[Callable[[], object]] = []
        self._savepoint = ""
        self._counter = 0

    def on_commit(self, callback: Callable[[], object]) -> None:
        """Have this run after the outermost commit; it is dropped with the savepoint it belongs to."""
        self._callbacks.append(callback)

    async def __aenter__(self) -> "Transaction":
        if self.parent is None:
            self.connection = await self.engine.begin()
        else:
            self.connection = self.parent.connection
            self._savepoint = f"level_{self.parent._next_number()}"
            await self.connection.execute(f"SAVEPOINT {self._savepoint}")
        _innermost.set(self)
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self.parent is None:
            await self._end(error)
        else:
            await self._leave_savepoint(self.parent, error)

    async def _end(self, error: BaseException | None) -> None:
        work = asyncio.ensure_future(self.engine.end(self.connection, commit=error is None))
        try:
            await uninterrupted(work)
        finally:
            self.finished = True
            _innermost.set(None)
            committed = error is None and work.done() and not work.cancelled() and work.exception() is None
            if committed:
                await _run_all(self._callbacks)

    async def _leave_savepoint(self, parent: "Transaction", error: BaseException | None) -> None:
        try:
            if error is None:
                await self.connection.execute(f"RELEASE SAVEPOINT {self._savepoint}")
                parent._callbacks += self._callbacks
            else:
                await uninterrupted(asyncio.ensure_future(self._undo_savepoint()))
        finally:
            self.finished = True
            _innermost.set(parent)

    async def _undo_savepoint(self) -> None:
        await self.connection.execute(f"ROLLBACK TO SAVEPOINT {self._savepoint}")
        await self.connection.execute(f"RELEASE SAVEPOINT {self._savepoint}")

    def _next_number(self) -> int:
        """A number no other savepoint of the whole transaction has."""
        root = self
        while root.parent is not None:
            root = root.parent
        root._counter += 1
        return root._counter


def current(engine: object) -> Transaction | None:
    """The innermost transaction that is open on this engine in this task, or None.

    A task that was started inside a transaction inherits the context variable and may outlive the
    transaction; what has finished does not count, so that such a task works on a connection of its own.
    """
    transaction = _innermost.get()
    while transaction is not None and (transaction.finished or transaction.engine is not engine):
        transaction = transaction.parent
    return transaction


def after_commit(engine: object, callback: Callable[[], object]) -> None:
    """Run after the outermost commit and never after a rollback; at once when no transaction is open.

    `callback` takes nothing and may be a coroutine function. What it raises is logged: the deed is done
    by then, and whoever did it must not be told that it failed.
    """
    transaction = current(engine)
    if transaction is not None:
        transaction.on_commit(callback)
    elif inspect.iscoroutinefunction(callback):
        task = asyncio.get_running_loop().create_task(_run(callback))
        _after_commit_tasks.add(task)
        task.add_done_callback(_after_commit_tasks.discard)
    else:
        callback()


async def _run_all(callbacks: list[Callable[[], object]]) -> None:
    for callback in callbacks:
        await _run(callback)


async def _run(callback: Callable[[], object]) -> None:
    try:
        result = callback()
        if inspect.isawaitable(result):
            await result
    except Exception:
        log.exception("what was to follow a commit failed: %r", callback)


async def uninterrupted(work: "asyncio.Future[T]") -> T:
    """The result of `work`, which a cancellation cannot stop half way; the cancellation comes after it."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        if not work.done():
            await asyncio.wait([work])
        if not work.cancelled():
            work.exception()
        raise


def finish_anyway(work: Coroutine[Any, Any, T]) -> "Coroutine[Any, Any, T]":
    """The same as `uninterrupted` for a coroutine that was not started yet."""
    return uninterrupted(asyncio.ensure_future(work))
