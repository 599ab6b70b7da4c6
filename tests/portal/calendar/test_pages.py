"""The working calendar: holidays are learnt, swaps are entered, every room counts by them."""

from datetime import date

import pytest
from litestar.types import ASGIApp

from portal.audit.queries import Filter, log
from portal.calendar.actions import learn_holidays, remove_day, set_day
from portal.calendar.days import Special
from portal.calendar.queries import special_days, working_days
from portal.kit.errors import Forbidden
from tests.support.call import Browser, open_browser
from tests.support.cast import Cast

PAGE = "/admin/calendar"


@pytest.fixture
async def tri(data: object, cast: Cast, portal: ASGIApp) -> Browser:
    return await open_browser(portal, cast.tri)


async def test_the_holidays_of_a_year_are_learnt_once(tri: Browser, cast: Cast) -> None:
    for _again in range(2):
        answer = await tri.send(f"{PAGE}/holidays", year="2027")
        assert answer.headers["location"] == f"{PAGE}?year=2027"
    days = await special_days(cast.tri, 2027)
    assert len(days) >= 11 and date(2027, 9, 2) in {each.day for each in days}
    assert "02/09/2027" in (await tri.get(PAGE, year=2027)).text
    assert await learn_holidays([2027]) == 0
    assert not (await working_days()).is_working(date(2027, 4, 30))


async def test_a_swap_moves_a_working_day(tri: Browser, cast: Cast) -> None:
    answer = await tri.send(
        f"{PAGE}/swaps", off_on="02/01/2026", worked_on="10/01/2026", swap_name="TB 6150/TB-BNV"
    )
    assert answer.headers["location"] == f"{PAGE}?year=2026"
    calendar = await working_days()
    assert not calendar.is_working(date(2026, 1, 2)) and calendar.is_working(date(2026, 1, 10))
    assert (await log(cast.tri, Filter()))[0].sentence == "Hoán đổi: nghỉ 02/01/2026, làm bù 10/01/2026"


async def test_a_day_is_set_set_anew_and_removed(tri: Browser, cast: Cast) -> None:
    for name in ("Bão số 13", "Nghỉ tránh bão"):
        assert (await tri.send(PAGE, day="20/11/2026", name=name, kind="off")).status_code == 303
    assert [each.name for each in await special_days(cast.tri, 2026)] == ["Nghỉ tránh bão"]
    assert (await tri.send(f"{PAGE}/2026-11-20/removal")).status_code == 303
    assert (await tri.send(f"{PAGE}/2026-11-20/removal")).status_code == 404
    assert (await tri.send(f"{PAGE}/hom-nay/removal")).status_code == 404
    assert (await working_days()).is_working(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        (PAGE, {"day": "30/02/2026", "name": "Tết", "kind": "off"}, "day"),
        (PAGE, {"day": "20/11/2026", "name": "Tết", "kind": "worked"}, "day"),
        (PAGE, {"day": "20/11/2026", "name": "", "kind": "off"}, "name"),
        (PAGE, {"day": "20/11/2026", "name": "Tết", "kind": "x"}, "kind"),
        (f"{PAGE}/swaps", {"off_on": "21/11/2026", "worked_on": "28/11/2026", "swap_name": "Tết"}, "off_on"),
        (
            f"{PAGE}/swaps",
            {"off_on": "20/11/2026", "worked_on": "23/11/2026", "swap_name": "Tết"},
            "worked_on",
        ),
        (f"{PAGE}/swaps", {"off_on": "20/11/2026", "worked_on": "28/11/2026"}, "swap_name"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field(
    tri: Browser, cast: Cast, path: str, typed: dict[str, str], field: str
) -> None:
    answer = await tri.send(path, **typed)
    assert answer.status_code == 422 and f'id="field-{field}-problem"' in answer.text
    assert all(value in answer.text for value in typed.values() if len(value) > 3 and value != "worked")
    assert await special_days(cast.tri, 2026) == []


@pytest.mark.parametrize("year", ["0", "99999", "x", "²²²²"])
async def test_an_odd_year_is_this_year(tri: Browser, year: str) -> None:
    assert (await tri.get(PAGE, year=year)).status_code == 200


async def test_administrators_alone(cast: Cast, data: object, portal: ASGIApp) -> None:
    xa = await open_browser(portal, cast.xa)
    assert (await xa.get(PAGE)).status_code == 403
    assert (await xa.send(PAGE, day="20/11/2026", name="x", kind="off")).status_code == 403
    for deed in (set_day(cast.xa, Special(date(2026, 1, 1), "x")), remove_day(cast.xa, date(2026, 1, 1))):
        with pytest.raises(Forbidden):
            await deed
