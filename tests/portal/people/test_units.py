"""The tree of units and the titles of office, through the pages."""

from datetime import date, timedelta

import pytest

from portal.kit.database import fetch, fetch_value
from portal.kit.viewer import Viewer
from portal.people import queries
from portal.people.actions import units
from portal.people.forms import UnitForm


@pytest.fixture
async def office(browser, cast):
    """The administrator's browser."""
    return await browser.as_(cast.tri)


@pytest.fixture
def agency(cast) -> int:
    """The unit at the top."""
    return cast.units["Sở Giao thông vận tải Quảng Nam"]


def typed(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def new_unit(parent: int) -> dict[str, object]:
    return {
        "name": "Tổ tin học",
        "abbreviation": "TH",
        "kind": "division",
        "parent": parent,
        "valid_from": "01/04/2020",
    }


async def test_the_tree_is_in_order_with_depth(cast):
    tree = [(unit.name, unit.depth) for unit in await queries.units_tree()]
    assert tree[:3] == [
        ("Sở Giao thông vận tải Quảng Nam", 0),
        ("Văn phòng", 1),
        ("Phòng Quản lý vận tải", 1),
    ]


async def test_a_unit_is_set_up_below_another(office, cast):
    await office.post("/units", page="/units", **new_unit(cast.units["Văn phòng"]))
    tree = [unit.name for unit in await queries.units_tree()]
    assert tree.index("Tổ tin học") == tree.index("Văn phòng") + 1


async def test_the_first_unit_of_an_installation_is_the_agency_itself(database):
    administrator = Viewer(account_id=1, full_name="Hồ Quản Trị", roles=frozenset({"administrator"}))
    await units.create(administrator, UnitForm("Sở Y tế", "SYT", "agency", None, 0, date(2020, 1, 1)))
    assert [(unit.name, unit.parent) for unit in await queries.units_tree()] == [("Sở Y tế", None)]


async def test_there_is_one_agency_alone(office):
    answer = await office.post("/units", page="/units", **new_unit(0) | {"parent": ""})
    assert answer.status_code == 422 and "Tổ tin học" not in [
        each.name for each in await queries.units_tree()
    ]


async def test_it_does_not_stand_before_its_first_day(office, cast):
    await office.post("/units", page="/units", **new_unit(cast.units["Văn phòng"]))
    before = [unit.name for unit in await queries.units_tree(date(2020, 3, 31))]
    assert "Tổ tin học" not in before


async def test_what_is_missing_is_said_and_what_was_typed_stays(office, cast):
    answer = await office.post(
        "/units", page="/units", **new_unit(cast.units["Văn phòng"]) | {"name": "", "parent": "999"}
    )
    assert answer.status_code == 422
    assert 'id="field-name-problem"' in answer.text
    assert 'value="TH"' in answer.text


async def test_a_renamed_unit_keeps_its_old_name_on_old_days(office, cast):
    url = f"/units/{cast.division}"
    await office.post(f"{url}/name", page=url, name="Phòng Vận tải", abbreviation="VT", day="01/04/2020")
    assert (await queries.unit(cast.division)).name == "Phòng Vận tải"
    assert await queries.unit_name_on(cast.division, date(2020, 3, 31)) == "Phòng Quản lý vận tải"
    assert await queries.unit_name_on(cast.division, date(2020, 4, 1)) == "Phòng Vận tải"
    assert "Phòng Quản lý vận tải" in (await office.get(url)).text


async def test_it_can_be_renamed_again_but_not_for_an_earlier_day(office, cast):
    url = f"/units/{cast.division}"
    fields = {"name": "Phòng Vận tải", "abbreviation": "VT", "day": "01/04/2020"}
    await office.post(f"{url}/name", page=url, **fields)
    again = await office.post(f"{url}/name", page=url, **fields | {"name": "Phòng Đường bộ"})
    assert again.status_code == 422
    await office.post(f"{url}/name", page=url, **fields | {"name": "Phòng Đường bộ", "day": "01/05/2020"})
    assert await queries.unit_name_on(cast.division, date(2020, 4, 30)) == "Phòng Vận tải"


async def test_a_name_to_come_is_refused(office, cast):
    url = f"/units/{cast.division}"
    tomorrow = typed(queries.today() + timedelta(days=1))
    answer = await office.post(f"{url}/name", page=url, name="Phòng Vận tải", day=tomorrow)
    assert 'id="field-day-problem"' in answer.text


async def test_a_unit_moves_with_all_below_it(office, cast):
    url = f"/units/{cast.division}"
    await office.post(f"{url}/parent", page=url, parent=cast.units["Văn phòng"])
    assert (await queries.unit(cast.division)).parent == cast.units["Văn phòng"]


async def test_it_cannot_stand_below_itself(office, cast, agency):
    url = f"/units/{agency}"
    answer = await office.post(f"{url}/parent", page=url, parent=cast.division)
    assert answer.status_code == 422
    assert (await queries.unit(agency)).parent is None


async def test_a_unit_in_which_somebody_serves_is_not_closed(office, cast):
    url = f"/units/{cast.division}"
    answer = await office.post(f"{url}/closing", page=url, last_day="31/12/2030")
    assert answer.status_code == 409
    assert "còn người giữ chức vụ" in answer.text


async def test_an_empty_unit_is_closed_with_its_last_day(office, cast):
    await office.post("/units", page="/units", **new_unit(cast.division))
    unit = await fetch_value("select id from unit where name = 'Tổ tin học'")
    await office.post(f"/units/{unit}/closing", page=f"/units/{unit}", last_day="31/05/2020")
    assert unit in [one.id for one in await queries.units_tree(date(2020, 5, 31))]
    assert unit not in [one.id for one in await queries.units_tree(date(2020, 6, 1))]


async def test_a_title_is_added_once(office, cast):
    fields = {"title": "Kế toán trưởng", "rank": 50}
    assert (await office.post("/positions", page="/units", **fields)).status_code == 303
    answer = await office.post("/positions", page="/units", **fields)
    assert 'id="field-title-problem"' in answer.text
    assert await fetch_value("select count(*) from position where title = 'Kế toán trưởng'") == 1


async def test_every_deed_stands_in_the_log(office, cast, agency):
    await office.post("/units", page="/units", **new_unit(agency))
    unit = (await fetch("select id from unit where name = 'Tổ tin học'"))[0]["id"]
    url = f"/units/{unit}"
    await office.post(f"{url}/name", page=url, name="Tổ Công nghệ", day="01/05/2020")
    await office.post(f"{url}/parent", page=url, parent=cast.units["Văn phòng"])
    await office.post(f"{url}/closing", page=url, last_day="31/05/2020")
    facts = [row["fact"] for row in await fetch("select fact from event order by id")]
    assert facts == ["unit:created", "unit:renamed", "unit:moved", "unit:closed"]


async def test_nobody_but_an_administrator_gets_here(browser, cast, agency):
    await browser.as_(cast.viet)
    assert (await browser.get("/units")).status_code == 403
    assert (await browser.post("/units", page="/account", **new_unit(agency))).status_code == 403
    assert (await browser.http.post("/units", data=new_unit(agency))).status_code == 403
