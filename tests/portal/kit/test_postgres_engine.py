"""How a statement with question marks is said to PostgreSQL."""

from datetime import UTC, date, datetime

import pytest

from portal.kit.postgres_engine import postgres_sql


def test_question_marks_are_numbered() -> None:
    assert postgres_sql("select ? + ?", (1, 2)) == "select $1 + $2"


@pytest.mark.parametrize("kept", ["'what?'", "'it''s?'", '"odd?"', "-- why?\n"])
def test_those_in_quotes_and_comments_are_left_alone(kept: str) -> None:
    assert postgres_sql(f"select {kept} where id = ?", (1,)) == f"select {kept} where id = $1"


@pytest.mark.parametrize(
    ("value", "type_name"),
    [
        (None, "text"),
        ("Hà Nội", "text"),
        (7, "bigint"),
        (True, "boolean"),
        (date(2026, 11, 22), "date"),
        (datetime(2026, 11, 22, tzinfo=UTC), "timestamptz"),
        (b"\x00", "bytea"),
    ],
)
def test_a_bare_is_null_gets_the_type_of_its_value(value: object, type_name: str) -> None:
    assert (
        postgres_sql("where ? is null or id = ?", (value, 1)) == f"where $1::{type_name} is null or id = $2"
    )


def test_nothing_is_touched_without_values() -> None:
    assert postgres_sql("select '{}' ? 'key'", ()) == "select '{}' ? 'key'"
