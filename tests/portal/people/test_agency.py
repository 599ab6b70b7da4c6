"""What the agency is called, by date."""

from datetime import date

import pytest

from portal.kit.errors import NotFound
from portal.people import queries

MERGED = {
    "name": "Sở Xây dựng",
    "parent_name": "UBND tỉnh Quảng Nam",
    "abbreviation": "SXD",
    "place_name": "Quảng Nam",
    "valid_from": "01/03/2025",
}


@pytest.fixture
async def office(browser, cast):
    """The administrator's browser."""
    return await browser.as_(cast.tri)


async def test_papers_of_old_days_keep_the_old_name(office):
    answer = await office.post("/agency", page="/agency", **MERGED)
    assert answer.headers["location"] == "/agency"
    names = [(await queries.agency_on(day)).name for day in (date(2025, 2, 28), date(2025, 3, 1))]
    assert names == ["Sở Giao thông vận tải", "Sở Xây dựng"]
    assert "Sở Giao thông vận tải" in (await office.get("/agency")).text


async def test_a_slip_is_corrected_by_the_same_first_day(office):
    await office.post("/agency", page="/agency", **MERGED)
    await office.post("/agency", page="/agency", **MERGED | {"abbreviation": "SXD-QN"})
    assert (await queries.agency_on(date(2025, 3, 1))).abbreviation == "SXD-QN"
    assert len(await queries.identities()) == 2


async def test_the_past_is_not_rewritten(office):
    answer = await office.post("/agency", page="/agency", **MERGED | {"valid_from": "01/01/2010"})
    assert answer.status_code == 422
    assert 'id="field-valid_from-problem"' in answer.text
    assert 'value="Sở Xây dựng"' in answer.text


async def test_before_the_first_name_there_is_none(cast):
    with pytest.raises(NotFound):
        await queries.agency_on(date(2000, 1, 1))
    assert await queries.agency_or_none(date(2000, 1, 1)) is None


async def test_nobody_but_an_administrator_sets_it(browser, cast):
    await browser.as_(cast.thu)
    assert (await browser.post("/agency", page="/account", **MERGED)).status_code == 403
    await browser.as_(cast.tri)
    assert (await browser.http.post("/agency", data=MERGED)).status_code == 403
    assert len(await queries.identities()) == 1
