"""A Piccolo migration that, after its tables, runs SQL that Piccolo has no words for, on one engine or both."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.kit.database import dialect, execute, transaction


@dataclass
class TablesAndStatements(MigrationManager):
    """`statements` maps "both", "sqlite" and "postgres" to SQL: indexes, full text, triggers."""

    statements: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add_statements(self, engine: str, statements: Iterable[str]) -> None:
        """More SQL for "sqlite", "postgres" or "both"."""
        self.statements[engine] = (*self.statements.get(engine, ()), *statements)

    async def run(self, backwards: bool = False) -> None:
        """Tables first, then the SQL for both engines, then that for this one; all or nothing."""
        async with transaction():
            await super().run(backwards=backwards)
            for statement in () if backwards else self._wanted():
                await execute(statement)

    def _wanted(self) -> tuple[str, ...]:
        return self.statements.get("both", ()) + self.statements.get(dialect(), ())
