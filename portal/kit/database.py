"""The database, in few words: start, stop, transactions, and SQL with `?` on both engines.

Placeholders are `?`. Where nothing in the statement tells PostgreSQL a type (`select ? as x`), write
`cast(? as bigint)`, which both engines take. Instants are aware datetimes, days are dates, flags are bools.
Never `asyncio.gather` inside a transaction: it has one connection.
"""

from collections.abc import Callable, Collection, Generator, Sequence
from typing import Any, Generic, Literal, TypeVar

import msgspec
from piccolo.engine.base import BaseAtomic, BaseBatch, Engine
from piccolo.querystring import QueryString

from portal.kit.postgres_engine import PortalPostgres
from portal.kit.sqlite_engine import PortalSQLite
from portal.kit.transactions import Transaction, after_commit
from portal.settings import settings

T = TypeVar("T")
R = TypeVar("R")
Rows = list[dict[str, Any]]

_engine: PortalSQLite | PortalPostgres | None = None


def make_engine(url: str, pool: int) -> PortalSQLite | PortalPostgres:
    """An engine that has not connected yet, for `postgres://…` or `sqlite:///path`."""
    if url.startswith("sqlite:///"):
        return PortalSQLite(url.removeprefix("sqlite:///"), pool)
    return PortalPostgres(url, pool)


def engine() -> PortalSQLite | PortalPostgres:
    """The engine of this process: the one that was started, or the one the settings name."""
    global _engine
    if _engine is None:
        url = settings().database_url or f"sqlite:///{settings().data / 'congvu.sqlite3'}"
        _engine = make_engine(url, settings().database_pool)
    return _engine


async def start_database(url: str = "") -> None:
    """Connect; without a `url` the settings decide. Does not migrate.

    Raises sqlite3.OperationalError or asyncpg's and the system's errors when it cannot be reached.
    """
    global _engine
    if url:
        _engine = make_engine(url, settings().database_pool)
    elif not settings().database_url:
        settings().data.mkdir(parents=True, exist_ok=True)
    await engine().open()


async def stop_database() -> None:
    """Close every connection; the next start may name another database."""
    global _engine
    stopped, _engine = engine(), None
    await stopped.close()


def dialect() -> Literal["sqlite", "postgres"]:
    """Which SQL is spoken, for the few statements that differ."""
    return engine().engine_type


def transaction() -> Transaction:
    """`async with transaction():` all or nothing; one inside another is a savepoint."""
    return Transaction(engine())


def in_transaction() -> bool:
    """Whether a transaction is open here, so that nothing slow may be waited for."""
    return engine().transaction_exists()


def on_commit(callback: Callable[[], object]) -> None:
    """Run after the outermost commit, never after a rollback; at once when no transaction is open.

    `callback` takes nothing and may be a coroutine function. What it raises is logged.
    """
    after_commit(engine(), callback)


def marks(values: Collection[object]) -> str:
    """Placeholders for an `in (…)`, one a value."""
    return ", ".join("?" * len(values))


class Read(Generic[T]):
    """A statement that fetches rows, and what is made of them: await it alone, or several `together`."""

    __slots__ = ("sql", "arguments", "make")

    def __init__(self, make: Callable[[Rows], T], sql: str, arguments: Sequence[object]):
        self.sql = sql
        self.arguments = arguments
        self.make = make

    def __await__(self) -> Generator[Any, None, T]:
        rows = yield from engine().fetch(self.sql, self.arguments).__await__()
        return self.make(rows)

    def then(self, change: Callable[[T], R]) -> "Read[R]":
        """The same statement, of which something else is made."""
        return Read(lambda rows: change(self.make(rows)), self.sql, self.arguments)


def fetch(sql: str, *arguments: object) -> Read[Rows]:
    """All rows as dicts. Computed columns are not converted on SQLite: use `fetch_as` where types matter."""
    return Read(lambda rows: rows, sql, arguments)


def fetch_one(sql: str, *arguments: object) -> Read[dict[str, Any] | None]:
    """The first row, or None."""
    return Read(lambda rows: rows[0] if rows else None, sql, arguments)


def fetch_value(sql: str, *arguments: object) -> Read[Any]:
    """The first column of the first row, or None."""
    return Read(lambda rows: next(iter(rows[0].values())) if rows else None, sql, arguments)


def fetch_as(kind: type[T], sql: str, *arguments: object) -> Read[list[T]]:
    """All rows as msgspec Structs or dataclasses whose fields are named as the columns.

    Texts become dates and datetimes, and 0 and 1 become bools, where the field says so. Raises
    msgspec.ValidationError when a row does not fit.
    """
    return Read(lambda rows: msgspec.convert(rows, list[kind], strict=False), sql, arguments)


async def together(**reads: Read[Any]) -> dict[str, Any]:
    """What several reads find, under the names they are given here: one round trip for all of them.

    PostgreSQL hands their rows over as JSON. So days and instants come as text, which `fetch_as` turns into what its
    fields say, and bytes cannot be read this way.
    """
    found = await engine().fetch_all([(read.sql, read.arguments) for read in reads.values()])
    return {name: read.make(rows) for (name, read), rows in zip(reads.items(), found, strict=True)}


async def execute(sql: str, *arguments: object) -> int:
    """Run one statement; returns how many rows it inserted, changed or deleted."""
    return await engine().execute(sql, arguments)


class CurrentEngine(Engine):
    """What Piccolo's tables keep for ever: a name for whichever engine is the current one."""

    def __init__(self) -> None:
        """Nothing: the stock initialiser would ask a server for its version."""

    @property
    def engine_type(self) -> str:
        return engine().engine_type

    async def get_version(self) -> float:
        return await engine().get_version()

    def get_version_sync(self) -> float:
        return engine().get_version_sync()

    async def prep_database(self) -> None:
        """Nothing to prepare."""

    async def batch(self, *_args: object, **_kwargs: object) -> BaseBatch:
        raise NotImplementedError("batches swallow exceptions; page by key instead")

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list:
        return await engine().run_querystring(querystring)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list:
        return await engine().run_ddl(ddl)

    def transform_response_to_dicts(self, results: Any) -> list[dict]:
        return engine().transform_response_to_dicts(results)

    def transaction(self, *_args: object, **_kwargs: object) -> Transaction:
        return transaction()

    def transaction_exists(self) -> bool:
        return engine().transaction_exists()

    def atomic(self, *_args: object, **_kwargs: object) -> BaseAtomic:
        return engine().atomic()
