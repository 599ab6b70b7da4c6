"""Links that set a password: the invitation and the reset."""

import re
from datetime import timedelta

from portal.jobs.registry import collect
from portal.jobs.worker import Worker
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, fetch_value, transaction
from portal.people import jobs
from portal.people.actions import passwords
from tests.support.cast import PASSWORD, session_cookie

NEW = {"password": "trường xa bụi đỏ", "again": "trường xa bụi đỏ"}


async def link_in_last_letter() -> str:
    text = await fetch_value("select text from letter order by id desc limit 1")
    return re.search(r"http://127.0.0.1:8000(/\S+)", text)[1]


async def link(viewer, purpose: str = "reset") -> str:
    async with transaction():
        account = await fetch_one("select * from account where id = ?", viewer.account_id)
        await passwords.send_link(account, purpose)
    return await link_in_last_letter()


async def ask_for_reset(browser, address: str):
    answer = await browser.post("/password-reset", page="/password-reset", address=address)
    await Worker(collect([jobs])).work_off()
    return answer


async def test_who_forgot_the_password_gets_a_link_and_sets_another(browser, cast):
    await ask_for_reset(browser, "thu.lt")
    path = await link_in_last_letter()
    answer = await browser.post(path, page=path, **NEW)
    assert answer.headers["location"] == "/login"
    signed_in = await browser.post("/login", login="thu.lt", password=NEW["password"])
    assert signed_in.status_code == 303


async def test_the_mail_address_does_as_well(browser, cast):
    await ask_for_reset(browser, " Thu.LT@quangnam.gov.vn ")
    assert (await fetch_one("select to_address from letter"))["to_address"] == "thu.lt@quangnam.gov.vn"


async def test_the_answer_is_the_same_for_who_does_not_exist(browser, cast):
    known = await ask_for_reset(browser, "thu.lt")
    unknown = await ask_for_reset(browser, "khong.co")
    strip = re.compile(r'content="[^"]{60,}"|x-csrf-token": "[^"]+"|value="[^"]{60,}"')
    assert known.status_code == unknown.status_code
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    assert await fetch_value("select count(*) from letter") == 1


async def test_nobody_is_flooded_with_letters(browser, cast):
    for _request in range(6):
        await ask_for_reset(browser, "thu.lt")
    assert await fetch_value("select count(*) from letter") == 3


async def test_a_link_works_once(browser, cast):
    path = await link(cast.thu)
    await browser.post(path, page=path, **NEW)
    assert (await browser.get(path)).status_code == 404


async def test_a_newer_link_replaces_the_older(browser, cast):
    older, newer = await link(cast.thu), await link(cast.thu)
    assert (await browser.get(older)).status_code == 404
    assert (await browser.get(newer)).status_code == 200


async def test_a_link_is_dead_after_an_hour(browser, cast):
    path = await link(cast.thu)
    await execute("update invitation set expires_at = ?", utc_now() - timedelta(seconds=1))
    assert (await browser.get(path)).status_code == 404


async def test_an_invitation_is_no_reset_and_a_suspended_account_has_neither(browser, cast):
    path = await link(cast.thu, "invite")
    assert (await browser.get(path.replace("invitation", "password-reset"))).status_code == 404
    await execute("update account set state = 'suspended' where id = ?", cast.thu.account_id)
    assert (await browser.get(path)).status_code == 404


async def test_a_new_password_ends_every_session(browser, cast):
    await session_cookie(cast.thu)
    path = await link(cast.thu)
    await browser.post(path, page=path, **NEW)
    assert await fetch("select id from session") == []


async def test_a_weak_password_is_refused_beside_its_field(browser, cast):
    path = await link(cast.thu)
    answer = await browser.post(path, page=path, password="lethithu2020", again="lethithu2020")
    assert answer.status_code == 422
    assert 'id="field-password-problem"' in answer.text


async def test_both_times_must_be_the_same(browser, cast):
    path = await link(cast.thu)
    answer = await browser.post(path, page=path, **NEW | {"again": "trường xa bụi"})
    assert 'id="field-again-problem"' in answer.text
    assert (await browser.post("/login", login="thu.lt", password=PASSWORD)).status_code == 303


async def test_without_the_token_of_the_page_nothing_is_set(browser, cast):
    path = await link(cast.thu)
    assert (await browser.http.post(path, data=NEW)).status_code == 403


async def test_what_has_expired_is_swept_up(cast):
    await link(cast.thu)
    await execute("update invitation set expires_at = ?", utc_now() - timedelta(seconds=1))
    await jobs.sweep({})
    assert await fetch("select id from invitation") == []
