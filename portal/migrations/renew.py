"""Writes the one initial step anew from the tables: `python -m portal.migrations.renew`.

Before the first release only. Afterwards a step is never changed, and `piccolo migrations new congvu --auto`
writes the next one. A room's `tables.py` may declare, beside its tables, tuples of SQL statements:
`INDEXES` for both engines, `SQLITE_SQL` and `POSTGRES_SQL` for one of them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from piccolo.apps.migrations.auto import DiffableTable, SchemaDiffer
from piccolo.table import Table

from portal.migrations.runner import STEPS
from portal.piccolo_app import table_modules, tables

INITIAL = STEPS / "congvu_0001_initial.py"
_DECLARED = {"both": "INDEXES", "sqlite": "SQLITE_SQL", "postgres": "POSTGRES_SQL"}
_HEAD = '''"""Every table of the portal as it first was. Written by `python -m portal.migrations.renew`; not by hand."""

# ruff: noqa
# fmt: off
{imports}

ID = "{identity}"
VERSION = "{version}"
DESCRIPTION = "Every table as it first was"

{definitions}
async def forwards():
    manager = TablesAndStatements(migration_id=ID, app_name="congvu", description=DESCRIPTION)
{body}
    return manager
'''
_VERSION = "1.38.0"
_OURS = "from portal.migrations.tables_and_statements import TablesAndStatements"


def initial_step() -> str:
    """The text of the step. Its id ends in a hash of it, so that a database of other tables is recognised.

    Raises ValueError when two rooms give a table or its class the same name.
    """
    every = tables()
    _refuse_twins(every)
    parts = [part for table in every for part in _alterations(table)]
    imports = sorted({_OURS, *(repr(each) for part in parts for each in part.extra_imports)})
    definitions = sorted({repr(each) for part in parts for each in part.extra_definitions})
    lines = [statement for part in parts for statement in part.statements] + list(_statements())
    body = "\n".join("    " + " ".join(line.split("\n")) for line in lines)
    fields = {"imports": "\n".join(imports), "definitions": "\n".join(definitions), "body": body}
    digest = hashlib.sha256(repr(fields).encode()).hexdigest()[:12]
    return _HEAD.format(identity=f"0001-initial-{digest}", version=_VERSION, **fields)


def write_initial_step(folder: Path = STEPS) -> Path:
    """Write the step into a folder; returns the file."""
    path = folder / INITIAL.name
    path.write_text(initial_step(), encoding="utf-8")
    return path


def _refuse_twins(every: Iterable[type[Table]]) -> None:
    for names in ([each.__name__ for each in every], [each._meta.tablename for each in every]):
        twins = [name for name, count in Counter(names).items() if count > 1]
        if twins:
            raise ValueError(f"two tables are called {', '.join(twins)}; names are unique over all rooms")


def _alterations(table: type[Table]) -> list:
    """Piccolo's own words for making one table: first the table, then each column."""
    new = DiffableTable(
        class_name=table.__name__,
        tablename=table._meta.tablename,
        columns=table._meta.non_default_columns,
        constraints=table._meta.constraints,
        schema=table._meta.schema,
    )
    differ = SchemaDiffer(schema=[new], schema_snapshot=[], auto_input="n")
    return [differ.create_tables, differ.new_table_columns]


def _statements() -> Iterable[str]:
    for engine, name in _DECLARED.items():
        for module in table_modules():
            for statement in getattr(module, name, ()):
                yield f"manager.add_statements({engine!r}, ({statement!r},))"


if __name__ == "__main__":
    write_initial_step()
