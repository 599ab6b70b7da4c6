"""The list of rooms that own tables, lower ones first, for migrations and for tests."""

from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isclass
from pathlib import Path
from types import ModuleType

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

ROOMS = (
    "audit",
    "jobs",
    "letters",
    "files",
    "people",
    "search",
    "notifications",
    "secrecy",
    "signing",
    "groups",
    "tasks",
    "calendar",
    "payments",
    "procedures",
    "documents",
    "mail",
    "exchange",
    "dossiers",
    "conferences",
    "news",
    "admin",
    "reports",
)


def table_modules() -> list[ModuleType]:
    """The `tables` module of every room that has one."""
    names = [f"portal.{room}" for room in ROOMS]
    present = [f"{name}.tables" for name in names if find_spec(name) and find_spec(f"{name}.tables")]
    return [import_module(name) for name in present]


def tables() -> list[type[Table]]:
    """Every table of the portal, once, in the order of the rooms."""
    return [table for module in table_modules() for table in _own_tables(module)]


def _own_tables(module: ModuleType) -> list[type[Table]]:
    return [
        member
        for _, member in getmembers(module, isclass)
        if issubclass(member, Table) and member.__module__ == module.__name__
    ]


APP_CONFIG = AppConfig(
    app_name="congvu",
    migrations_folder_path=str(Path(__file__).parent / "migrations" / "steps"),
    table_classes=tables(),
    migration_dependencies=[],
    commands=[],
)
