"""The initial step follows the tables."""

from portal.migrations.renew import INITIAL, initial_step
from portal.piccolo_app import tables


def test_the_step_in_the_repository_is_that_of_the_tables() -> None:
    kept = INITIAL.read_text(encoding="utf-8")
    assert kept == initial_step(), "the tables have changed: run python -m portal.migrations.renew"


def test_the_step_makes_every_table() -> None:
    step = initial_step()
    assert [table.__name__ for table in tables() if f"class_name={table.__name__!r}, " not in step] == []


def test_renewing_twice_changes_nothing() -> None:
    assert initial_step() == initial_step()
