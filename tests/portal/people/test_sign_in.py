"""Coming in with a password, and what is said to who does not."""

import pytest

from portal.kit.database import fetch, fetch_value
from tests.support.cast import PASSWORD

TRY = {"login": "thu.lt", "password": PASSWORD, "next": "/documents"}


async def test_the_page_asks_for_login_and_password(browser, cast):
    answer = await browser.get("/login")
    assert answer.status_code == 200
    assert 'autocomplete="current-password"' in answer.text


async def test_the_right_password_opens_a_session(browser, cast):
    answer = await browser.post("/login", **TRY)
    assert (answer.status_code, answer.headers["location"]) == (303, "/documents")
    cookie = answer.headers["set-cookie"]
    assert "congvu_session=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_the_login_may_be_typed_in_capitals(browser, cast):
    answer = await browser.post("/login", **TRY | {"login": " THU.LT "})
    assert answer.headers["location"] == "/documents"


async def test_a_wrong_password_says_so_beside_the_field_and_keeps_the_login(browser, cast):
    answer = await browser.post("/login", **TRY | {"password": "sai mật khẩu rồi"})
    assert answer.status_code == 422
    assert 'id="field-password-problem"' in answer.text
    assert 'value="thu.lt"' in answer.text
    assert "sai mật khẩu rồi" not in answer.text


async def test_nobody_learns_which_logins_exist(browser, cast):
    wrong = await browser.post("/login", **TRY | {"password": "x"})
    unknown = await browser.post("/login", **TRY | {"login": "khong.co", "password": "x"})
    assert wrong.status_code == unknown.status_code
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.text
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in unknown.text


async def test_a_wrong_login_costs_as_many_statements_as_a_wrong_password(browser, cast, statements):
    await browser.get("/login")  # What is remembered for some seconds is read before the counting.
    costs = []
    for login in ("thu.lt", "khong.co"):
        statements.clear()
        await browser.post("/login", **TRY | {"login": login, "password": "x"})
        costs.append(len(statements))
    assert costs[0] == costs[1]


async def test_who_is_suspended_does_not_come_in(browser, cast):
    await fetch("update account set state = 'suspended' where login = 'thu.lt' returning id")
    assert (await browser.post("/login", **TRY)).status_code == 422


async def test_without_the_token_of_the_page_nothing_happens(browser, cast):
    answer = await browser.http.post("/login", data=TRY)
    assert answer.status_code == 403
    assert await fetch_value("select count(*) from session") == 0


@pytest.mark.parametrize(
    "target", ["https://elsewhere.vn", "//elsewhere.vn", "/\\elsewhere.vn", "javascript:x", ""]
)
async def test_nobody_is_sent_elsewhere(browser, cast, target):
    answer = await browser.post("/login", **TRY | {"next": target})
    assert answer.headers["location"] == "/"


async def test_too_many_wrong_passwords_have_to_wait_even_with_the_right_one(browser, cast):
    for _attempt in range(4):
        await browser.post("/login", **TRY | {"password": "x"})
    answer = await browser.post("/login", **TRY)
    assert answer.status_code == 429
    assert "Hãy đợi" in answer.text


async def test_a_colleague_is_not_kept_out_by_anothers_wrong_passwords(open_browser, cast):
    for _attempt in range(5):
        await open_browser().post("/login", **TRY | {"password": "x"})
    answer = await open_browser("10.0.0.6").post("/login", login="hoai.nt", password=PASSWORD)
    assert answer.status_code == 303


async def test_who_succeeds_starts_counting_anew(browser, cast):
    for _attempt in range(3):
        await browser.post("/login", **TRY | {"password": "x"})
    await browser.post("/login", **TRY)
    assert await fetch("select 1 from login_attempt where subject = 'login:thu.lt'") == []


async def test_success_and_failure_stand_in_the_log(browser, cast):
    await browser.post("/login", **TRY | {"password": "x"})
    await browser.post("/login", **TRY)
    facts = [row["fact"] for row in await fetch("select fact from event order by id")]
    assert facts == ["account:sign-in-failed", "session:started"]


async def test_signing_out_ends_the_session(browser, cast):
    await browser.as_(cast.thu)
    answer = await browser.post("/logout", page="/account")
    assert answer.headers["location"] == "/login"
    assert await fetch_value("select count(*) from session") == 0


async def test_who_is_in_already_is_led_on(browser, cast):
    await browser.as_(cast.thu)
    answer = await browser.get("/login?next=/documents")
    assert answer.headers["location"] == "/documents"
