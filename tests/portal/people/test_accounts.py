"""What an administrator does with people, through the pages."""

import re

import pytest

from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, fetch_value
from portal.kit.errors import Forbidden, NotAllowed
from portal.kit.text import fold
from portal.people import queries
from portal.people.actions import accounts
from portal.people.tables import Account
from tests.support.cast import CHEAP_HASH, PASSWORD, session_cookie


@pytest.fixture
async def office(browser, cast):
    """The administrator's browser."""
    return await browser.as_(cast.tri)


async def position(title: str) -> int:
    return await fetch_value("select id from position where title = ?", title)


async def invitee(cast) -> dict[str, object]:
    return {
        "full_name": "Phan Thị Mỹ Lệ",
        "login": "LE.PTM",
        "email": "le.ptm@quangnam.gov.vn",
        "phone": "",
        "unit": cast.division,
        "position": await position("Chuyên viên"),
        "valid_from": "01/04/2020",
        "roles": ["specialist"],
    }


async def test_who_is_invited_sets_a_password_and_comes_in(office, open_browser, cast):
    answer = await office.post("/people", page="/people/new", **await invitee(cast))
    assert re.fullmatch(r"/people/\d+", answer.headers["location"])
    path = re.search(r"/invitation/\S+", await fetch_value("select text from letter"))[0]
    newcomer = open_browser()
    await newcomer.post(path, page=path, password="trường xa bụi đỏ", again="trường xa bụi đỏ")
    await newcomer.post("/login", login="le.ptm", password="trường xa bụi đỏ")
    text = (await newcomer.get("/account")).text
    assert "Phan Thị Mỹ Lệ" in text
    assert "Chuyên viên, Phòng Quản lý vận tải" in text


async def test_a_login_that_is_taken_is_said_beside_it_and_all_that_was_typed_stays(office, cast):
    answer = await office.post("/people", page="/people/new", **await invitee(cast) | {"login": "thu.lt"})
    assert answer.status_code == 422
    assert 'id="field-login-problem"' in answer.text
    assert 'value="Phan Thị Mỹ Lệ"' in answer.text
    assert 'value="specialist" checked' in answer.text
    assert await fetch("select id from letter") == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("full_name", ""),
        ("login", "tên có dấu"),
        ("email", "không phải thư"),
        ("unit", ""),
        ("unit", "999"),
        ("position", "999"),
        ("valid_from", "31/02/2020"),
    ],
)
async def test_every_wrong_field_is_said_beside_it(office, cast, field, typed):
    answer = await office.post("/people", page="/people/new", **await invitee(cast) | {field: typed})
    assert answer.status_code == 422
    assert f'id="field-{field}-problem"' in answer.text


async def test_people_are_found_without_diacritics(office, cast):
    text = (await office.get("/people?q=nguyen+hoai")).text
    assert "Nguyễn Thị Hoài" in text
    assert "Đặng Văn Ổn" not in text


async def test_a_thousand_people_come_in_pages_that_all_cost_the_same(office, cast, statements):
    await office.get("/people?q=hoai")
    statements.clear()
    await office.get("/people?q=hoai")
    cost_of_one = len(statements)
    await Account.insert(*(crowd_member(number) for number in range(1000)))
    statements.clear()
    last = (await office.get("/people?q=nguoi&page=20")).text
    assert len(statements) == cost_of_one
    assert "Người 0999" in last
    assert 'rel="next"' not in last


def crowd_member(number: int) -> Account:
    name = f"Người {number:04}"
    return Account(login=f"n{number}", full_name=name, fold=fold(name), state="active", created_at=utc_now())


async def test_details_can_be_changed(office, cast):
    url = f"/people/{cast.on.account_id}"
    await office.post(url, page=url, full_name="Đặng Văn Ôn", email="on.dv@quangnam.gov.vn", phone="")
    assert (await queries.person(cast.on.account_id)).full_name == "Đặng Văn Ôn"
    assert [one.id for one in await queries.directory(cast.thu, "dang van on")] == [cast.on.account_id]
    assert await fetch_value("select fact from event") == "account:changed"


async def test_a_person_has_a_history(office, cast):
    url = f"/people/{cast.on.account_id}"
    await office.post(url, page=url, full_name="Đặng Văn Ôn", email="on.dv@quangnam.gov.vn", phone="")
    assert "Sửa thông tin của Đặng Văn Ôn" in (await office.get(url)).text


async def test_a_second_post_adds_to_the_rights_with_the_next_request(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    unit = cast.units["Thanh tra Sở"]
    fields = {"unit": unit, "position": await position("Chánh Thanh tra"), "valid_from": "01/04/2020"}
    await office.post(f"{url}/posts", page=url, **fields)
    principals = (await queries.viewer_of_account(cast.hoai.account_id)).principals
    assert {f"unit:{unit}", f"head:{unit}", f"unit:{cast.division}"} <= set(principals)
    assert await fetch_value("select rights_version from account where id = ?", cast.hoai.account_id) == 2


async def test_a_post_ends_with_its_last_day(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    post = (await queries.posts_of(cast.hoai.account_id))[0]
    await office.post(f"{url}/posts/{post.id}/ending", page=url, last_day="31/03/2020")
    assert (await queries.viewer_of_account(cast.hoai.account_id)).unit_id is None
    assert cast.hoai.account_id not in [one.id for one in await queries.members_of(cast.division)]


async def test_a_post_cannot_end_before_it_began(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    post = (await queries.posts_of(cast.hoai.account_id))[0]
    answer = await office.post(f"{url}/posts/{post.id}/ending", page=url, last_day="01/01/2010")
    assert answer.status_code == 422
    assert 'id="field-last_day-problem"' in answer.text
    assert 'value="01/01/2010"' in answer.text


async def test_roles_are_exactly_those_ticked(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    await office.post(f"{url}/roles", page=url, roles=["clerk", "auditor", "king"])
    assert await queries.roles_of(cast.hoai.account_id) == {"clerk", "auditor"}


async def test_nobody_takes_administration_from_themselves(office, cast):
    url = f"/people/{cast.tri.account_id}"
    assert (await office.post(f"{url}/roles", page=url, roles=["clerk"])).status_code == 409
    assert (await office.post(f"{url}/suspension", page=url)).status_code == 409
    assert await queries.roles_of(cast.tri.account_id) == {"administrator"}


async def test_who_is_suspended_is_out_at_once_and_comes_back_when_restored(office, open_browser, cast):
    theirs, url = await open_browser().as_(cast.hoai), f"/people/{cast.hoai.account_id}"
    await office.post(f"{url}/suspension", page=url)
    assert (await theirs.get("/account")).headers["location"].startswith("/login")
    assert await queries.directory(cast.thu, "hoai") == []
    assert (await office.post(f"{url}/suspension", page=url)).status_code == 409
    await office.post(f"{url}/restoration", page=url)
    answer = await theirs.post("/login", login="hoai.nt", password=PASSWORD)
    assert answer.status_code == 303


async def test_a_lost_telephone_is_helped(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    await execute("update account set totp_secret = 'x' where id = ?", cast.hoai.account_id)
    await session_cookie(cast.hoai)
    await office.post(f"{url}/second-factor/removal", page=url)
    assert not (await queries.account(cast.tri, cast.hoai.account_id)).has_second_factor
    assert await queries.own_sessions(cast.hoai) == []


async def test_sessions_of_somebody_can_be_ended(office, cast):
    await session_cookie(cast.hoai)
    url = f"/people/{cast.hoai.account_id}"
    await office.post(f"{url}/sessions/ending", page=url)
    assert await queries.own_sessions(cast.hoai) == []


async def test_a_link_can_be_sent_again(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    await office.post(f"{url}/link", page=url)
    assert (await fetch_one("select name, to_account from letter")) == {
        "name": "password-reset",
        "to_account": cast.hoai.account_id,
    }


async def test_nobody_but_an_administrator_gets_here(open_browser, cast):
    browser = open_browser()
    assert (await browser.get("/people")).headers["location"] == "/login?next=/people"
    for viewer in (cast.viet, cast.thu, cast.xa):
        await browser.as_(viewer)
        assert (await browser.get("/people")).status_code == 403
        refused = await browser.post(f"/people/{cast.hoai.account_id}/suspension", page="/account")
        assert refused.status_code == 403
    assert await fetch_value("select state from account where id = ?", cast.hoai.account_id) == "active"


async def test_the_deeds_themselves_refuse_everybody_else(cast):
    with pytest.raises(Forbidden):
        await accounts.suspend(cast.viet, cast.hoai.account_id)


async def test_without_the_token_nothing_happens(office, cast):
    url = f"/people/{cast.hoai.account_id}"
    assert (await office.http.post(f"{url}/suspension")).status_code == 403
    assert await fetch_value("select state from account where id = ?", cast.hoai.account_id) == "active"


async def test_who_does_not_exist_is_not_found(office, cast):
    assert (await office.get("/people/999")).status_code == 404


async def test_the_first_administrator_comes_from_the_command_line(database):
    made = await accounts.create_administrator("quantri", "Quản trị", CHEAP_HASH)
    assert (await queries.viewer_of_account(made)).has("administrator")
    with pytest.raises(NotAllowed):
        await accounts.create_administrator("quantri", "Quản trị", CHEAP_HASH)
