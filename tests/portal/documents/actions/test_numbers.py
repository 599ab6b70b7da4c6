"""Numbers: consecutive, never twice, without a gap, whoever comes at the same instant and whatever breaks."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.documents.actions import intake, issuing
from portal.documents.actions.numbers import take_number
from portal.documents.queries.books import book_for, preview_number
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, fetch, fetch_value, transaction
from portal.kit.errors import Invalid, NotAllowed
from tests.portal.documents.seen import refused, row
from tests.support.cast import Cast
from tests.support.make import Maker

DECEMBER, JANUARY = datetime(2026, 12, 31, 16, 59, tzinfo=UTC), datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


async def taken() -> list[int]:
    rows = await fetch("select number from number_taken order by id")
    return [each["number"] for each in rows]


async def take(document_id: int, at: datetime = DECEMBER) -> int:
    async with transaction():
        return (await take_number("in", "Công văn", document_id, at))[1]


async def test_two_clerks_at_the_same_instant_get_two_numbers(make: Maker, cast: Cast) -> None:
    first, second = await make.received(), await make.received("Thư khác.")
    numbers = await asyncio.gather(
        intake.register(cast.thu, first, make.entry("1/A-B")),
        intake.register(cast.thu, second, make.entry("2/A-B")),
    )
    assert sorted(numbers) == [1, 2]


async def test_two_scans_of_one_letter_registered_at_the_same_instant_are_told_apart(
    make: Maker, cast: Cast
) -> None:
    scans = [await make.received(), await make.received()]
    entry = make.entry(is_no_duplicate=False)
    outcomes = await asyncio.gather(
        *(intake.register(cast.thu, scan, entry) for scan in scans), return_exceptions=True
    )
    [refused_one] = [each for each in outcomes if isinstance(each, Invalid)]
    assert set(refused_one.problems) == {"is_no_duplicate"} and 1 in outcomes
    other = scans[outcomes.index(refused_one)]
    assert await intake.register(cast.thu, other, replace(entry, is_no_duplicate=True)) == 2
    assert await taken() == [1, 2]


async def test_one_letter_registered_by_two_clerks_at_once_is_registered_once(
    make: Maker, cast: Cast
) -> None:
    document_id = await make.received()
    outcomes = await asyncio.gather(
        *(intake.register(cast.thu, document_id, make.entry()) for _clerk in range(3)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NotAllowed", "NotAllowed", "int"]
    assert await taken() == [1]


async def test_two_hundred_at_once_leave_no_gap(make: Maker) -> None:
    numbers = await asyncio.gather(*(take(document_id) for document_id in range(1, 201)))
    assert sorted(numbers) == list(range(1, 201))
    assert sorted(await taken()) == list(range(1, 201))


async def test_what_is_rolled_back_gives_its_number_back(make: Maker) -> None:
    async def take_and_fail() -> None:
        async with transaction():
            await take_number("in", "Công văn", 1, DECEMBER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await take_and_fail()
    assert await take(2) == 1


async def test_the_year_begins_at_midnight_in_vietnam(make: Maker) -> None:
    assert [await take(1, DECEMBER), await take(2, DECEMBER), await take(3, JANUARY)] == [1, 2, 1]
    assert [each["year"] for each in await fetch("select year from number_counter order by year")] == [
        2026,
        2027,
    ]


async def test_a_type_with_a_book_of_its_own_counts_there(make: Maker) -> None:
    await execute(
        "insert into number_book (name, direction, type_names, sort) values ('Đơn', 'in', 'Đơn; Giấy mời', 0)"
    )
    day = local_day(utc_now())
    assert (await book_for("in", "Đơn", day)).name == "Đơn"
    assert (await book_for("in", "Công văn", day)).name == "Sổ văn bản đến"
    assert await preview_number("in", "Đơn", day) == 1


async def test_without_a_book_nothing_is_numbered_and_the_sentence_says_what_to_do(
    make: Maker, cast: Cast
) -> None:
    document_id = await make.received()
    await execute("update number_book set valid_to = ?", local_day(utc_now()).replace(year=2019))
    assert "Sổ văn bản" in await refused(NotAllowed, intake.register(cast.thu, document_id, make.entry()))
    assert (await row(document_id))["state"] == "received"


_NUMBERS = """
import asyncio, sys
from datetime import date
from portal.documents.actions import issuing
from portal.kit import database
from portal.kit.clock import local_day, utc_now
from portal.people.queries import viewer_of_account

async def written(document_id):
    print("numbered", flush=True)
    await asyncio.sleep(60)

async def main():
    await database.start_database(sys.argv[1])
    issuing.write_number = written
    await issuing.number(await viewer_of_account(int(sys.argv[2])), int(sys.argv[3]), local_day(utc_now()))

asyncio.run(main())
"""


async def test_a_process_killed_while_numbering_leaves_the_rest_to_the_job(
    database: str, keys: Maker, cast: Cast, data: Path
) -> None:
    document_id = await keys.awaiting("number")
    arguments = [sys.executable, "-c", _NUMBERS, database, str(cast.thu.account_id), str(document_id)]
    child = await asyncio.create_subprocess_exec(
        *arguments, stdout=subprocess.PIPE, env=os.environ | {"CONGVU_DATA": str(data)}
    )
    assert await child.stdout.readline() == b"numbered\n"
    child.send_signal(signal.SIGKILL)
    await child.wait()
    numbered = await row(document_id)
    assert (numbered["state"], numbered["code"], numbered["is_number_written"]) == (
        "numbered",
        "01/SGTVT-QLVT",
        False,
    )
    await refused(NotAllowed, issuing.seal(cast.thu, document_id, "demo"))

    assert await fetch_value("select count(*) from job where kind = 'documents.write_number'") == 1
    for _again in range(2):
        await issuing.write_number(document_id)
    written = await row(document_id)
    assert written["is_number_written"] and written["file_id"] != numbered["file_id"]
    assert await taken() == [1]
    await refused(NotAllowed, issuing.number(cast.thu, document_id, local_day(utc_now())))


async def test_two_who_write_the_same_number_write_it_once(keys: Maker, cast: Cast) -> None:
    document_id = await keys.awaiting("number")
    revision = (await row(document_id))["revision"]
    await keys.do("number", document_id)
    await asyncio.gather(issuing.write_number(document_id), issuing.write_number(document_id))
    assert (await row(document_id))["revision"] == revision + 2
