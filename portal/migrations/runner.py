"""Runs the steps that a database has not had yet, in one process at a time."""

import asyncio
import fcntl
import io
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TextIO

import asyncpg
from piccolo.apps.migrations.tables import Migration

from portal.kit.database import dialect, engine, execute, fetch, transaction
from portal.kit.postgres_engine import PortalPostgres

log = logging.getLogger(__name__)
STEPS = Path(__file__).parent / "steps"
_APP = "congvu"
_LOCK = 0x636F6E67  # any number that nobody else takes: "cong"


class MadeByAnother(RuntimeError):
    """The database has had a step that this program does not know."""


async def migrate(steps: Path = STEPS) -> int:
    """Bring the database that was started up to date; returns how many steps were applied.

    Raises MadeByAnother when the database is newer than the program. A step that fails leaves nothing.
    """
    async with _alone():
        await Migration.create_table(if_not_exists=True)
        done = {row["name"] for row in await fetch("select name from migration where app_name = ?", _APP)}
        modules = _modules(steps)
        unknown = done - set(modules)
        if unknown:
            raise MadeByAnother(
                f"the database was made by another version of the portal ({', '.join(sorted(unknown))}): "
                "start that version, or restore a backup; before the first release, delete the database"
            )
        due = [modules[name] for name in sorted(modules) if name not in done]
        for module in due:
            await _apply(module)
        return len(due)


def _modules(steps: Path) -> dict[str, ModuleType]:
    """Every step by its id."""
    loaded = [_load(path) for path in sorted(steps.glob("congvu_*.py"))]
    return {module.ID: module for module in loaded}


def _load(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


async def _apply(module: ModuleType) -> None:
    said = io.StringIO()
    async with _without_foreign_keys():
        async with transaction():
            with redirect_stdout(said):
                step = await module.forwards()
                await step.run()
            await Migration.insert(Migration(name=module.ID, app_name=_APP))
            await _check_foreign_keys()
    log.info("applied %s: %s", module.ID, said.getvalue().strip())


@asynccontextmanager
async def _without_foreign_keys() -> AsyncIterator[None]:
    """SQLite rebuilds a table by dropping it, which would empty the tables that refer to it.

    The switch does nothing inside a transaction, so it is thrown before.
    """
    if dialect() != "sqlite":
        yield
        return
    await execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        await execute("PRAGMA foreign_keys = ON")


async def _check_foreign_keys() -> None:
    broken = await fetch("PRAGMA foreign_key_check") if dialect() == "sqlite" else []
    if broken:
        raise RuntimeError(f"rows refer to rows that do not exist: {broken[:5]}")


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """Hold the lock of migrations; whoever comes second waits and then finds the work done."""
    current = engine()
    if isinstance(current, PortalPostgres):
        connection = await asyncpg.connect(current.dsn)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
            yield
        finally:
            await connection.close()
    else:
        lock = await asyncio.to_thread(_locked, Path(f"{current.path}.migrating"))
        try:
            yield
        finally:
            lock.close()


def _locked(path: Path) -> TextIO:
    """The open file, once this process holds its lock; closing it lets go."""
    lock = path.open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock
