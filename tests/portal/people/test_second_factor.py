"""The second factor: switched on with a code, asked for at sign-in, stood in for by recovery codes."""

import re

import pyotp
import pytest

from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_value
from portal.people import vault
from portal.people.queries import own_sessions
from tests.support.cast import PASSWORD, session_cookie

PAGE = "/account/second-factor"
TRY = {"login": "thu.lt", "password": PASSWORD, "next": "/documents"}


@pytest.fixture
async def thu(browser, cast, data):
    """Thu's browser, with the second factor switched on."""
    await browser.as_(cast.thu)
    text = (await browser.get(PAGE)).text
    browser.secret = re.search(r'class="code">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
    answer = await browser.post(PAGE, page=PAGE, code=pyotp.TOTP(browser.secret).now())
    browser.codes = tuple(re.findall(r'<li class="code">([^<]+)<', answer.text))
    return browser


async def code_of(browser) -> str:
    """A code of the app; that the same half minute was used before is forgotten."""
    await execute("update account set totp_step = 0")
    return pyotp.TOTP(browser.secret).at(utc_now())


async def test_switching_on_gives_ten_recovery_codes_once(thu):
    assert len(thu.codes) == 10
    assert thu.codes[0] not in (await thu.get(PAGE)).text


async def test_the_secret_is_not_readable_in_the_database(thu, cast):
    sealed = await fetch_value("select totp_secret from account where id = ?", cast.thu.account_id)
    assert thu.secret not in sealed
    assert vault.unseal(sealed, f"totp:{cast.thu.account_id}") == thu.secret


async def test_the_qr_code_is_a_picture_of_its_own(browser, cast, data):
    await browser.as_(cast.thu)
    answer = await browser.get(f"{PAGE}/qr.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_wrong_code_does_not_switch_on(browser, cast, data):
    await browser.as_(cast.thu)
    answer = await browser.post(PAGE, page=PAGE, code="000000")
    assert answer.status_code == 422
    assert 'id="field-code-problem"' in answer.text


async def test_sign_in_asks_for_the_code(thu, open_browser):
    browser = open_browser()
    answer = await browser.post("/login", **TRY)
    assert answer.headers["location"] == "/login/code?next=/documents"
    assert (await browser.get("/account")).headers["location"].startswith("/login")
    answer = await browser.post("/login/code", page="/login/code", code=await code_of(thu), next="/documents")
    assert answer.headers["location"] == "/documents"
    assert (await browser.get("/account")).status_code == 200


async def test_the_session_changes_at_the_second_factor(thu, open_browser):
    browser = open_browser()
    before = (await browser.post("/login", **TRY)).cookies["congvu_session"]
    after = await browser.post("/login/code", page="/login/code", code=await code_of(thu))
    assert after.cookies["congvu_session"] != before
    assert await fetch("select id from session where awaits_code = ?", True) == []


async def test_a_code_works_once(thu, open_browser):
    code = await code_of(thu)
    answers = []
    for browser in (open_browser(), open_browser()):
        await browser.post("/login", **TRY)
        answers.append(await browser.post("/login/code", page="/login/code", code=code))
    assert [answer.status_code for answer in answers] == [303, 422]


async def test_a_recovery_code_stands_in_once(thu, open_browser):
    answers = []
    for browser in (open_browser(), open_browser()):
        await browser.post("/login", **TRY)
        answers.append(await browser.post("/login/code", page="/login/code", code=thu.codes[3]))
    assert [answer.status_code for answer in answers] == [303, 422]


async def test_codes_cannot_be_tried_without_end(thu, open_browser):
    browser = open_browser()
    await browser.post("/login", **TRY)
    for _attempt in range(4):
        await browser.post("/login/code", page="/login/code", code="000000")
    answer = await browser.post("/login/code", page="/login/code", code=await code_of(thu))
    assert answer.status_code == 429


async def test_switching_on_ends_the_other_sessions(browser, cast, data):
    await session_cookie(cast.thu)
    await browser.as_(cast.thu)
    text = (await browser.get(PAGE)).text
    secret = re.search(r'class="code">([A-Z2-7 ]+)<', text)[1].replace(" ", "")
    await browser.post(PAGE, page=PAGE, code=pyotp.TOTP(secret).now())
    assert len(await own_sessions(cast.thu)) == 1


async def test_new_recovery_codes_need_the_password_and_replace_the_old(thu):
    refused = await thu.post(f"{PAGE}/recovery-codes", page=PAGE, old="x")
    assert refused.status_code == 422
    answer = await thu.post(f"{PAGE}/recovery-codes", page=PAGE, old=PASSWORD)
    fresh = re.findall(r'<li class="code">([^<]+)<', answer.text)
    assert not set(fresh) & set(thu.codes)
    assert await fetch_value("select count(*) from recovery_code") == 10


async def test_switching_off_needs_the_password(thu, open_browser):
    assert (await thu.post(f"{PAGE}/removal", page=PAGE, old="x")).status_code == 422
    assert (await thu.post(f"{PAGE}/removal", page=PAGE, old=PASSWORD)).status_code == 303
    answer = await open_browser().post("/login", **TRY)
    assert answer.headers["location"] == "/documents"


async def test_on_and_off_are_told_by_mail(thu):
    await thu.post(f"{PAGE}/removal", page=PAGE, old=PASSWORD)
    subjects = [row["subject"] for row in await fetch("select subject from letter order by id")]
    assert subjects == ["Xác thực hai lớp đã bật", "Xác thực hai lớp đã tắt"]


async def test_without_the_token_nothing_is_switched(thu):
    assert (await thu.http.post(f"{PAGE}/removal", data={"old": PASSWORD})).status_code == 403
