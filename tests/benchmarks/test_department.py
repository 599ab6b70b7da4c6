"""A department of any size has a specialist with work to do, whose pages cost the same reads."""

import pytest

from benchmarks.counting import count
from benchmarks.department import TURNS, Department, fill
from benchmarks.load import Load
from portal.kit.database import fetch_value, start_database, stop_database

LIST = "/documents/incoming?box=all"


async def filled(folder, documents: int) -> Department:
    return await fill(f"sqlite:///{folder}/{documents}.sqlite3", documents)


async def test_the_specialist_has_her_share_and_her_turns(tmp_path):
    department = await filled(tmp_path, 100)
    await start_database(department.url)
    try:
        mine = f"account:{department.account_id}"
        assert await fetch_value("select count(*) from reader where principal = ?", mine) == 50
        assert await fetch_value("select count(*) from turn where principal = ?", mine) == TURNS
    finally:
        await stop_database()


async def test_a_list_costs_as_many_statements_however_many_documents_there_are(tmp_path):
    few, more = await filled(tmp_path, 100), await filled(tmp_path, 1000)
    costs = [await count(each.url, each.token, {"list": [LIST]}) for each in (few, more)]
    assert costs[0] == costs[1]
    assert costs[0]["list"] > 0


def test_percentiles_are_of_the_sorted_times():
    took = Load(tuple(each / 1000 for each in range(100, 0, -1)), 1.0, 0)
    assert [took.percentile(0.5), took.percentile(0.95)] == pytest.approx([51, 96])
