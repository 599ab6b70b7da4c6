"""A fresh, migrated database for every test, on each engine, made by copying one that was migrated once.

`CONGVU_TEST_ENGINES=sqlite` (or `postgres`) narrows the engines; `CONGVU_TEST_POSTGRES` names another server.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import pytest

from portal.kit.database import start_database, stop_database
from portal.migrations.renew import INITIAL, initial_step, write_initial_step
from portal.migrations.runner import STEPS, migrate
from tests.support.postgres import Reusable, reusable


def _said(name: str, otherwise: str) -> str:
    """What the environment says for the tests, moved to a name that the portal's settings do not refuse.

    It stays in the environment, because the processes of a parallel run inherit it from there.
    """
    said = os.environ.pop(f"CONGVU_{name}", "") or os.environ.get(name, "") or otherwise
    os.environ[name] = said
    return said


SERVER = _said("TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
ENGINES = _said("TEST_ENGINES", "sqlite,postgres").split(",")
_UNIQUE = f"congvu_test_{os.getpid()}"
_TEMPLATE = f"{_UNIQUE}_template"


@dataclass
class Templates:
    """Migrated databases that nobody is connected to; each is made when it is first asked for."""

    folder: Path
    made: set[str] = field(default_factory=set)
    postgres: Reusable | None = None

    @property
    def sqlite(self) -> Path:
        return self.folder / "congvu.sqlite3"

    async def make(self, engine: str) -> None:
        """Make the template of an engine; skips the test when there is no PostgreSQL."""
        if engine in self.made:
            return
        if engine == "postgres":
            await create_or_skip(_TEMPLATE)
        url = f"{SERVER}/{_TEMPLATE}" if engine == "postgres" else f"sqlite:///{self.sqlite}"
        await start_database(url)
        try:
            await migrate(current_steps())
        finally:
            await stop_database()
        if engine == "postgres":
            self.postgres = await reusable(url)
            await create_or_skip(_UNIQUE, _TEMPLATE)
        self.made.add(engine)

    async def fresh_postgres(self) -> str:
        """The address of a database as the migrations left it."""
        url = f"{SERVER}/{_UNIQUE}"
        if self.postgres is None or not await self.postgres.empty(url):
            await create_or_skip(_UNIQUE, _TEMPLATE)
        return url


@pytest.fixture(scope="session")
async def templates(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Templates]:
    """The templates of this process, dropped at its end."""
    made = Templates(tmp_path_factory.mktemp("template"))
    yield made
    if "postgres" in made.made:
        for name in (_UNIQUE, _TEMPLATE):
            await on_server(f"drop database if exists {name} with (force)")


@pytest.fixture(params=[name for name in ("sqlite", "postgres") if name in ENGINES])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    if request.param not in ENGINES:
        pytest.skip(f"{request.param} is not in CONGVU_TEST_ENGINES")
    return request.param


@pytest.fixture
async def database_url(engine_name: str, templates: Templates, tmp_path: Path) -> str:
    """The address of a fresh migrated database that is not started."""
    await templates.make(engine_name)
    if engine_name == "postgres":
        return await templates.fresh_postgres()
    shutil.copyfile(templates.sqlite, tmp_path / "congvu.sqlite3")
    return f"sqlite:///{tmp_path / 'congvu.sqlite3'}"


@asynccontextmanager
async def empty_database(engine: str, folder: Path) -> AsyncIterator[str]:
    """The address of a database without tables."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'congvu.sqlite3'}"
        return
    name = f"{_UNIQUE}_empty"
    await create_or_skip(name)
    yield f"{SERVER}/{name}"
    await on_server(f"drop database if exists {name} with (force)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """A fresh migrated database, started; the value is its address."""
    await start_database(database_url)
    yield database_url
    await stop_database()


async def create_or_skip(name: str, template: str = "template1") -> None:
    """A new database of that name; skips the test when there is no PostgreSQL."""
    try:
        await on_server(f"drop database if exists {name} with (force)")
        await on_server(f"create database {name} template {template}")
    except OSError as error:
        pytest.skip(f"no PostgreSQL at {SERVER}: {error}")


async def on_server(statement: str) -> None:
    """Run one statement outside every test's database."""
    connection = await asyncpg.connect(f"{SERVER}/postgres", timeout=60)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def current_steps() -> Path:
    """The folder of the steps; while `renew` has not been run after a change, one with the renewed step.

    A test of the house says that it was forgotten; every other test tests the tables as they are.
    """
    if INITIAL.exists() and INITIAL.read_text(encoding="utf-8") == initial_step():
        return STEPS
    folder = Path(mkdtemp())
    write_initial_step(folder)
    return folder
