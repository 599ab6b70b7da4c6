"""A database of one's own for a measurement, on either engine; it goes afterwards."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

# `CONGVU_TEST_POSTGRES` names another server; the portal's settings do not know it, so it is taken out.
SERVER = os.environ.pop("CONGVU_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@asynccontextmanager
async def own_database(engine: str) -> AsyncIterator[tuple[Path, str]]:
    """An empty data folder, and the address of an empty database: in the folder, or on the server."""
    with TemporaryDirectory(prefix="congvu-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if engine == "sqlite":
            yield folder, f"sqlite:///{folder / 'congvu.sqlite3'}"
            return
        database = f"congvu_bench_{os.getpid()}"
        await _on_server(f"create database {database}")
        try:
            yield folder, f"{SERVER}/{database}"
        finally:
            await _on_server(f"drop database {database} with (force)")


async def _on_server(statement: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres", timeout=60)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
