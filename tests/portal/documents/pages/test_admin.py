"""Number books and mandates on the administrator's screens."""

from datetime import timedelta

import pytest

from portal.audit.queries import Filter
from portal.audit.queries import log as whole_log
from portal.documents.actions import intake
from portal.documents.actions.books import create_book
from portal.documents.actions.mandates import give_mandate
from portal.documents.admin import BookEntry, MandateEntry
from portal.documents.pages import ADMIN_LINKS
from portal.kit.clock import local_day, utc_now
from portal.kit.database import fetch_one, fetch_value
from portal.kit.errors import Forbidden
from tests.portal.documents.conftest import Browsing
from tests.portal.documents.seen import refused
from tests.support.cast import Cast
from tests.support.make import Maker

BOOKS, MANDATES = "/admin/number-books", "/admin/mandates"
BOOK = {
    "name": "Sổ quyết định",
    "direction": "out",
    "type_names": "quyết định; CHỈ THỊ",
    "valid_from": "01/01/2026",
}


async def sentences(cast: Cast) -> list[str]:
    return [line.sentence for line in await whole_log(cast.tri, Filter())]


async def test_a_book_is_opened_changed_and_written_down(make: Maker, cast: Cast, browse: Browsing) -> None:
    tri = await browse(cast.tri)
    assert (await tri.get(BOOKS)).status_code == 200
    assert (await tri.send(BOOKS, **BOOK, last_given="41")).headers["location"] == BOOKS
    book = await fetch_one("select * from number_book where name = 'Sổ quyết định'")
    assert book["type_names"] == "Quyết định; Chỉ thị"
    assert "Sổ quyết định" in (await tri.get(f"{BOOKS}/{book['id']}")).text
    changed = await tri.send(f"{BOOKS}/{book['id']}", **(BOOK | {"name": "Sổ QĐ", "valid_to": "31/12/2026"}))
    assert changed.headers["location"] == BOOKS and "Sổ QĐ" in (await tri.get(BOOKS)).text
    assert {"Tạo sổ Sổ quyết định", "Sửa sổ Sổ QĐ"} <= set(await sentences(cast))


async def test_a_book_goes_on_where_the_paper_one_ended(make: Maker, cast: Cast) -> None:
    await create_book(cast.tri, BookEntry("Sổ đơn", "in", ("Đơn",), last_given=41))
    document_id = await make.received()
    assert await intake.register(cast.thu, document_id, make.entry(type_name="Đơn")) == 42


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"direction": "up"}, "direction"),
        ({"type_names": "Nghị định"}, "type_names"),
        ({"valid_to": "01/01/2020"}, "valid_to"),
        ({"valid_from": "32/01/2026"}, "valid_from"),
        ({"last_given": "-1"}, "last_given"),
        ({"sort": "đầu"}, "sort"),
    ],
)
async def test_what_is_wrong_with_a_book_is_said_beside_the_field(
    make: Maker, cast: Cast, browse: Browsing, wrong: dict[str, str], field: str
) -> None:
    answer = await (await browse(cast.tri)).send(BOOKS, **(BOOK | wrong))
    assert answer.status_code == 422 and f'id="field-{field}-problem"' in answer.text
    assert "Sổ quyết định" in answer.text or field == "name"
    assert await fetch_value("select count(*) from number_book") == 2


async def test_a_book_that_gave_numbers_keeps_its_direction(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    await make.registered()
    tri, book = await browse(cast.tri), await fetch_value("select id from number_book where direction = 'in'")
    answer = await tri.send(f"{BOOKS}/{book}", **(BOOK | {"type_names": ""}))
    assert answer.status_code == 422 and 'id="field-direction-problem"' in answer.text
    for missing in (999, 2**63, 10**25):
        assert (await tri.get(f"{BOOKS}/{missing}")).status_code == 404
        assert (await tri.send(f"{BOOKS}/{missing}", **BOOK)).status_code == 404


def mandate(cast: Cast, **changes: str) -> dict[str, str]:
    plain = {
        "account_id": str(cast.minh.account_id), "capacity": "TUQ.", "block": "TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG",
        "type_names": "Công văn", "base_document": "Giấy uỷ quyền số 05/GUQ-SGTVT", "valid_from": "01/01/2026",
        "valid_to": "31/12/2099",
    }  # fmt: skip
    return plain | changes


async def test_a_mandate_is_given_used_and_ended(make: Maker, cast: Cast, browse: Browsing) -> None:
    tri, today = await browse(cast.tri), local_day(utc_now())
    assert (await tri.get(MANDATES)).status_code == 200
    assert (await tri.send(MANDATES, **mandate(cast))).headers["location"] == MANDATES
    key = await fetch_value("select max(id) from mandate")
    await make.draft(mandate_id=key)
    ended = await tri.send(f"{MANDATES}/{key}/ending", valid_to=today.strftime("%d/%m/%Y"))
    assert ended.headers["location"] == MANDATES
    assert await fetch_value("select count(*) from mandate where valid_to = ?", today) == 1
    assert any("Phạm Minh: TUQ. GIÁM ĐỐC / TRƯỞNG PHÒNG" in each for each in await sentences(cast))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"account_id": "999"}, "account_id"),
        ({"account_id": ""}, "account_id"),
        ({"capacity": "XX"}, "capacity"),
        ({"block": "TRƯỞNG PHÒNG"}, "block"),
        ({"base_document": ""}, "base_document"),
        ({"valid_to": ""}, "valid_to"),
        ({"valid_to": "01/01/2020"}, "valid_to"),
        ({"type_names": "Nghị định"}, "type_names"),
    ],
)
async def test_what_is_wrong_with_a_mandate_is_said_beside_the_field(
    make: Maker, cast: Cast, browse: Browsing, wrong: dict[str, str], field: str
) -> None:
    answer = await (await browse(cast.tri)).send(MANDATES, **mandate(cast, **wrong))
    assert answer.status_code == 422 and f'id="field-{field}-problem"' in answer.text
    assert await fetch_value("select count(*) from mandate") == 3


async def test_a_mandate_does_not_end_in_the_past_nor_twice(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    tri, yesterday = await browse(cast.tri), local_day(utc_now()) - timedelta(days=1)
    key = await give_mandate(
        cast.tri, MandateEntry(cast.minh.account_id, "", "TRƯỞNG PHÒNG", valid_to=yesterday)
    )
    assert (await tri.send(f"{MANDATES}/{key}/ending", valid_to="31/12/2099")).status_code == 409
    first = await fetch_value("select min(id) from mandate")
    for typed in (yesterday.strftime("%d/%m/%Y"), "", "hôm nay"):
        answer = await tri.send(f"{MANDATES}/{first}/ending", valid_to=typed)
        assert answer.status_code == 422 and f'id="ending-{first}-problem"' in answer.text
    assert (await tri.send(f"{MANDATES}/{2**63}/ending", valid_to="31/12/2099")).status_code == 404


async def test_administrators_alone(make: Maker, cast: Cast, browse: Browsing) -> None:
    for who in (cast.thu, cast.viet, cast.xa):
        browser = await browse(who)
        for path in (BOOKS, f"{BOOKS}/1", MANDATES):
            assert (await browser.get(path)).status_code == 403
        assert (await browser.send(BOOKS, **BOOK)).status_code == 403
        await refused(Forbidden, create_book(who, BookEntry("x", "in")))
        await refused(Forbidden, give_mandate(who, MandateEntry(1, "", "GIÁM ĐỐC")))


async def test_the_menu_leads_to_every_screen(make: Maker, cast: Cast, browse: Browsing) -> None:
    tri = await browse(cast.tri)
    for label, url, _icon in ADMIN_LINKS:
        assert label() in (await tri.get(url)).text
