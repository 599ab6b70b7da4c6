"""One's own account: profile, password, sessions."""

from portal.kit.database import fetch, fetch_one, fetch_value
from portal.people import sessions
from portal.people.queries import own_sessions
from tests.support.cast import PASSWORD, session_cookie

NEW = {"old": PASSWORD, "password": "trường xa bụi đỏ", "again": "trường xa bụi đỏ"}


async def test_the_page_shows_posts_and_roles(browser, cast):
    await browser.as_(cast.minh)
    text = (await browser.get("/account")).text
    assert "Trưởng phòng, Phòng Quản lý vận tải" in text


async def test_who_is_not_signed_in_is_led_to_the_door(browser, cast):
    answer = await browser.get("/account")
    assert answer.headers["location"] == "/login?next=/account"


async def test_telephone_and_language_can_be_changed(browser, cast):
    await browser.as_(cast.thu)
    answer = await browser.post("/account", page="/account", phone="0235 385 2505", locale="en")
    assert answer.headers["location"] == "/account"
    account = await fetch_one("select phone, locale from account where id = ?", cast.thu.account_id)
    assert account == {"phone": "0235 385 2505", "locale": "en"}
    assert answer.cookies["congvu_language"] == "en"
    assert [row["fact"] for row in await fetch("select fact from event")] == ["account:profile-changed"]


async def test_a_wrong_telephone_number_is_said_and_kept(browser, cast):
    await browser.as_(cast.thu)
    answer = await browser.post("/account", page="/account", phone="gọi sau", locale="vi")
    assert answer.status_code == 422
    assert 'id="field-phone-problem"' in answer.text
    assert 'value="gọi sau"' in answer.text


async def test_changing_the_password_signs_other_browsers_out_and_tells_by_mail(browser, cast):
    other = await session_cookie(cast.thu)
    await browser.as_(cast.thu)
    answer = await browser.post("/account/password", page="/account/password", **NEW)
    assert answer.headers["location"] == "/account"
    assert await sessions.find(other[sessions.cookie_name()], sessions.utc_now()) is None
    assert (await browser.get("/account")).status_code == 200
    assert await fetch_value("select name from letter") == "password-changed"


async def test_the_old_password_is_needed(browser, cast):
    await browser.as_(cast.thu)
    answer = await browser.post("/account/password", page="/account/password", **NEW | {"old": "x"})
    assert answer.status_code == 422
    assert 'id="field-old-problem"' in answer.text


async def test_the_old_password_cannot_be_guessed_at_leisure(browser, cast):
    await browser.as_(cast.thu)
    for _attempt in range(4):
        await browser.post("/account/password", page="/account/password", **NEW | {"old": "x"})
    answer = await browser.post("/account/password", page="/account/password", **NEW)
    assert "Bạn thử quá nhiều lần" in answer.text


async def test_everybody_sees_their_own_sessions_only(browser, cast):
    await session_cookie(cast.hoai, ip="10.9.9.9")
    await session_cookie(cast.thu, ip="10.1.2.3")
    await browser.as_(cast.thu)
    text = (await browser.get("/account/sessions")).text
    assert "10.1.2.3" in text
    assert "10.9.9.9" not in text


async def test_one_session_can_be_ended(browser, cast):
    await session_cookie(cast.thu)
    await browser.as_(cast.thu)
    first = min(session.id for session in await own_sessions(cast.thu))
    answer = await browser.post(f"/account/sessions/{first}/ending", page="/account/sessions")
    assert answer.headers["location"] == "/account/sessions"
    assert len(await own_sessions(cast.thu)) == 1


async def test_a_colleagues_session_cannot(browser, cast):
    await session_cookie(cast.hoai)
    theirs = (await own_sessions(cast.hoai))[0].id
    await browser.as_(cast.thu)
    answer = await browser.post(f"/account/sessions/{theirs}/ending", page="/account/sessions")
    assert answer.status_code == 404
    assert len(await own_sessions(cast.hoai)) == 1


async def test_all_others_can_be_ended_at_once(browser, cast):
    await session_cookie(cast.thu)
    await session_cookie(cast.thu)
    await browser.as_(cast.thu)
    await browser.post("/account/sessions/ending", page="/account/sessions")
    assert len(await own_sessions(cast.thu)) == 1
    assert (await browser.get("/account")).status_code == 200


async def test_ending_without_the_token_does_nothing(browser, cast):
    await browser.as_(cast.thu)
    assert (await browser.http.post("/account/sessions/ending")).status_code == 403
