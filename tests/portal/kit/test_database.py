"""The database interface, the same on both engines."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest

from portal.kit.database import (
    dialect,
    execute,
    fetch,
    fetch_as,
    fetch_one,
    fetch_value,
    on_commit,
    start_database,
    stop_database,
    together,
    transaction,
)
from tests.portal.kit.counters import Counter, make_counter, value_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def counter(database: str) -> None:
    await make_counter()


async def test_speaks_the_dialect_of_its_address(engine_name: str) -> None:
    assert dialect() == engine_name


async def test_question_marks_stand_for_values_but_not_inside_quotes() -> None:
    row = await fetch_one("select '?' as mark, id from counter where name = ? and value = ?", "visits", 0)
    assert row == {"mark": "?", "id": 1}


async def test_none_can_be_asked_for_without_naming_a_type() -> None:
    sql = "select name from counter where (? is null or value = ?) and (? is not null or at is null)"
    assert await fetch(sql, None, None, None) == [{"name": "visits"}]
    assert await fetch(sql, 1, 1, NOON) == []


async def test_nothing_found_is_an_empty_list_or_none() -> None:
    assert await fetch("select * from counter where id = ?", 99) == []
    assert await fetch_one("select * from counter where id = ?", 99) is None
    assert await fetch_value("select id from counter where id = ?", 99) is None


async def test_execute_tells_how_many_rows_it_changed() -> None:
    assert await execute("update counter set value = 5 where name = ?", "visits") == 1
    assert await execute("update counter set value = 5 where name = ?", "nobody") == 0


async def test_values_come_back_as_they_went_in() -> None:
    await execute("update counter set is_open = ?, at = ?, day = ?", True, NOON, date(2026, 11, 22))
    row = await fetch_one("select is_open, at, day from counter")
    assert row == {"is_open": True, "at": NOON, "day": date(2026, 11, 22)}


async def test_instants_compare_across_time_zones() -> None:
    await execute("update counter set at = ?", NOON)
    in_hanoi = NOON.astimezone(timezone(timedelta(hours=7)))
    assert await fetch_value("select count(*) from counter where at = ?", in_hanoi) == 1
    assert await fetch_value("select count(*) from counter where at < ?", in_hanoi) == 0
    a_moment_later = in_hanoi + timedelta(microseconds=1)
    assert await fetch_value("select count(*) from counter where at < ?", a_moment_later) == 1


class Summary(msgspec.Struct):
    is_open: bool
    latest: datetime | None
    day: date | None
    total: int


async def test_computed_columns_become_what_the_struct_says() -> None:
    await execute("update counter set at = ?, day = ?, is_open = ?", NOON, date(2026, 11, 22), True)
    sql = "select is_open, max(at) as latest, max(day) as day, sum(value) as total from counter group by is_open"
    assert await fetch_as(Summary, sql) == [Summary(True, NOON, date(2026, 11, 22), 0)]


async def test_a_read_is_a_value_of_which_something_else_can_be_made() -> None:
    names = fetch("select name from counter").then(lambda rows: [row["name"] for row in rows])
    assert await names == ["visits"]
    await Counter(name="files").save()
    assert sorted(await names) == ["files", "visits"]
    assert await names.then(len) == 2


async def test_reads_that_do_not_wait_for_each_other_are_asked_together() -> None:
    await execute("update counter set at = ?, day = ?, is_open = ?", NOON, date(2026, 11, 22), True)
    sql = "select is_open, max(at) as latest, max(day) as day, sum(value) as total from counter group by is_open"
    found = await together(
        many=fetch_value("select count(*) from counter where name = ? or value > ?", "visits", 7),
        summaries=fetch_as(Summary, sql),
        nothing=fetch("select id from counter where id = ? -- a comment may end it", 99),
        marks=fetch_one("select '?' as mark, name from counter where value = ? order by id", 0),
    )
    assert found == {
        "many": 1,
        "summaries": [Summary(True, NOON, date(2026, 11, 22), 0)],
        "nothing": [],
        "marks": {"mark": "?", "name": "visits"},
    }


async def test_together_inside_a_transaction_sees_what_it_wrote() -> None:
    async with transaction():
        await execute("update counter set value = 3")
        assert await together(value=fetch_value("select value from counter")) == {"value": 3}


async def test_raw_sql_inside_a_transaction_sees_what_the_tables_wrote() -> None:
    async with transaction():
        await Counter(name="files").save()
        assert await fetch_value("select count(*) from counter") == 2
    assert await Counter.count() == 2


async def test_on_commit_runs_at_once_outside_a_transaction() -> None:
    seen = []
    on_commit(lambda: seen.append("now"))
    assert seen == ["now"]


async def test_on_commit_waits_for_the_outermost_commit() -> None:
    seen = []

    async def tell() -> None:
        seen.append(await value_of("visits"))

    async with transaction():
        async with transaction():
            on_commit(tell)
        await execute("update counter set value = 7")
        assert seen == []
    assert seen == [7]


async def test_on_commit_is_dropped_with_a_rollback() -> None:
    seen = []
    with pytest.raises(ZeroDivisionError):
        await fails_in_a_transaction(lambda: seen.append("never"))
    assert seen == []


async def test_on_commit_is_dropped_with_its_savepoint() -> None:
    seen = []
    async with transaction():
        with pytest.raises(ZeroDivisionError):
            await fails_in_a_transaction(lambda: seen.append("never"))
        on_commit(lambda: seen.append("kept"))
    assert seen == ["kept"]


async def test_what_fails_after_the_commit_does_not_undo_the_deed() -> None:
    seen = []
    async with transaction():
        on_commit(lambda: 1 / 0)
        on_commit(lambda: seen.append("next"))
        await execute("update counter set value = 1")
    assert (seen, await value_of("visits")) == (["next"], 1)


async def test_a_stopped_database_can_be_started_again(database: str) -> None:
    await stop_database()
    await start_database(database)
    assert await value_of("visits") == 0


async def test_a_coroutine_outside_a_transaction_follows_soon() -> None:
    done = asyncio.Event()

    async def tell() -> None:
        done.set()

    on_commit(tell)
    await asyncio.wait_for(done.wait(), 5)


async def fails_in_a_transaction(callback: Callable[[], object]) -> None:
    async with transaction():
        on_commit(callback)
        raise ZeroDivisionError
