"""The stored chain: the database refuses to touch it, and who forces the database is found out."""

import asyncio
import sqlite3

import asyncpg
import pytest

from portal.audit import verification
from portal.audit.actions import erase_words
from portal.audit.chain import Break
from portal.audit.record import record
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.viewer import Viewer
from tests.portal.audit.intruder import force

TRI = Viewer(1, "Hồ Trị", roles=frozenset({"administrator"}), principals=("account:1",))
REFUSED = (sqlite3.DatabaseError, asyncpg.PostgresError)


async def deeds(count: int) -> list[int]:
    ids = []
    for number in range(count):
        async with transaction():
            ids.append(await record("document:drafted", TRI, ("document", number), words={"name": "Hoài"}))
    return ids


@pytest.mark.parametrize(
    "statement",
    [
        "update event set actor_id = 2",
        "delete from event",
        "update event_words set words = '{}'",
        "update event_words set words = null",
        "delete from event_words",
    ],
)
async def test_the_database_itself_refuses_to_touch_the_log(database: str, statement: str) -> None:
    await deeds(2)
    with pytest.raises(REFUSED, match="the log only grows"):
        await execute(statement)


async def test_an_untouched_log_holds_in_one_go_and_in_stretches(database: str) -> None:
    ids = await deeds(5)
    assert await verification.check_all() == verification.Stretch(5, (), None)
    assert await verification.check(0, most=3) == verification.Stretch(3, (), ids[2])
    assert await verification.check(ids[2], most=3) == verification.Stretch(2, (), None)


@pytest.mark.parametrize(
    ("statement", "place", "why"),
    [
        ("update event set actor_id = 2 where id = {}", 1, "digest"),
        ("update event set at = '2020-01-01 00:00:00.000000' where id = {}", 1, "digest"),
        ("delete from event where id = {}", 2, "previous"),
        ('update event_words set words = \'{{"name":"Xa"}}\' where event_id = {}', 1, "words"),
        ("update event_words set words = null where event_id = {}", 1, "erased"),
        ("delete from event_words where event_id = {}", 1, "erased"),
    ],
)
async def test_forced_changes_are_shown_by_event(database: str, statement: str, place: int, why: str) -> None:
    ids = await deeds(4)
    assert await force(statement.format(ids[1])) == 1
    assert (await verification.check_all()).breaks == (Break(ids[place], why),)


async def test_words_erased_lawfully_leave_a_chain_that_holds(database: str) -> None:
    ids = await deeds(3)
    await erase_words(TRI, ids[1], "Quyết định 12/QĐ-SGTVT")
    assert (await verification.check_all()).breaks == ()
    assert await fetch_value("select salt from event_words where event_id = ?", ids[1]) == ""


async def test_a_seal_noted_earlier_tells_of_an_end_that_was_cut_off(database: str) -> None:
    ids = await deeds(3)
    noted = await verification.seal()
    await deeds(2)
    assert await verification.holds(f" {noted.upper()} ")
    await force(f"delete from event where id = {ids[2]}")
    assert not await verification.holds(noted)


@pytest.mark.parametrize("noted", ["", "1", "1-abc", "x" * 200, f"{'9' * 40}-{'0' * 64}"])
async def test_what_is_no_seal_does_not_hold(database: str, noted: str) -> None:
    await deeds(1)
    assert not await verification.holds(noted)


async def test_deeds_at_the_same_time_make_one_chain(database: str) -> None:
    await asyncio.gather(*(deeds(3) for _person in range(5)))
    assert await verification.check_all() == verification.Stretch(15, (), None)


async def record_and_fail() -> None:
    async with transaction():
        await record("document:drafted", TRI, ("document", 1))
        await record("document:never-heard-of", TRI, ("document", 1))


async def test_a_deed_that_was_undone_leaves_no_gap_in_the_chain(database: str) -> None:
    await deeds(1)
    with pytest.raises(KeyError):
        await record_and_fail()
    await deeds(1)
    assert (await verification.check_all()).breaks == ()
