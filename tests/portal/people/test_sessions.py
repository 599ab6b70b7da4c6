"""Sessions: made here, changed at every step up, and gone for good when ended."""

import asyncio
from datetime import timedelta

import pytest

from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_value
from portal.people import sessions
from tests.support.cast import PASSWORD, session_cookie

LIVING = "select count(*) from session"


async def find(cookies: dict[str, str], *, later: timedelta = timedelta()) -> sessions.Found | None:
    return await sessions.find(cookies[sessions.cookie_name()], utc_now() + later)


async def test_a_session_names_its_account(cast):
    found = await find(await session_cookie(cast.thu))
    assert found.account_id == cast.thu.account_id


async def test_only_the_hash_of_the_token_is_kept(cast):
    token = (await session_cookie(cast.thu))[sessions.cookie_name()]
    assert await fetch_value("select token_hash from session") == sessions.hash_token(token)


async def test_an_id_that_somebody_planted_is_never_adopted(browser, cast):
    browser.http.cookies.set(sessions.cookie_name(), "planted")
    answer = await browser.post("/login", login="thu.lt", password=PASSWORD)
    assert answer.status_code == 303
    assert "planted" not in answer.headers["set-cookie"]
    assert await sessions.find("planted", utc_now()) is None


async def test_the_id_changes_at_sign_in_and_the_old_one_is_dead(browser, cast):
    old = await session_cookie(cast.hoai)
    page = await browser.get("/login")
    assert page.status_code == 200
    browser.http.cookies.update(old)
    await browser.post("/login", page="/account", login="thu.lt", password=PASSWORD)
    assert await find(old) is None
    assert await fetch_value(LIVING) == 1


async def test_a_slow_request_does_not_bring_an_ended_session_back(cast):
    cookies, under_way, may_go_on = await session_cookie(cast.thu), asyncio.Event(), asyncio.Event()
    await execute("update session set last_seen_at = ?", utc_now() - timedelta(minutes=5))

    async def slow_page(scope, receive, send):
        under_way.set()
        await may_go_on.wait()

    slow = asyncio.create_task(ask(slow_page, cookies))
    await under_way.wait()
    await sessions.end((await fetch("select id from session"))[0]["id"])
    may_go_on.set()
    await slow
    assert await fetch_value(LIVING) == 0
    assert await find(cookies) is None


async def test_an_anonymous_request_asks_and_writes_nothing(cast, statements):
    await ask(page_for([]), {})
    assert statements == []
    assert await fetch_value(LIVING) == 0


async def test_a_request_costs_one_query(cast, statements):
    cookies = await session_cookie(cast.thu)
    await ask(page_for([]), cookies)
    statements.clear()
    await ask(page_for([]), cookies)
    assert len(statements) == 1


async def test_the_last_visit_is_noted_at_most_once_a_minute(cast, statements):
    cookies = await session_cookie(cast.thu)
    await ask(page_for([]), cookies)
    long_ago = utc_now() - timedelta(minutes=2)
    await execute("update session set last_seen_at = ?", long_ago)
    await ask(page_for([]), cookies)
    assert (await fetch("select last_seen_at from session"))[0]["last_seen_at"] > long_ago
    statements.clear()
    await ask(page_for([]), cookies)
    assert len(statements) == 1


async def test_an_idle_session_ends(cast):
    cookies = await session_cookie(cast.thu)
    assert await find(cookies, later=timedelta(minutes=119)) is not None
    assert await find(cookies, later=timedelta(minutes=120)) is None


async def test_a_session_ends_in_the_evening_however_busy(cast):
    cookies = await session_cookie(cast.thu)
    await execute("update session set last_seen_at = ?", utc_now() + timedelta(hours=11, minutes=59))
    assert await find(cookies, later=timedelta(hours=11, minutes=59)) is not None
    assert await find(cookies, later=timedelta(hours=12)) is None


async def test_the_session_of_a_suspended_account_is_dead_at_once(cast):
    cookies = await session_cookie(cast.thu)
    await execute("update account set state = 'suspended' where id = ?", cast.thu.account_id)
    assert await find(cookies) is None


async def test_rights_that_changed_count_with_the_next_request(cast):
    cookies, seen = await session_cookie(cast.thu), []
    await ask(page_for(seen), cookies)
    await execute("delete from role_grant where account = ?", cast.thu.account_id)
    await execute("update account set rights_version = rights_version + 1 where id = ?", cast.thu.account_id)
    await ask(page_for(seen), cookies)
    assert [viewer.has("clerk") for viewer in seen] == [True, False]


async def test_whoever_still_owes_the_code_is_not_signed_in(cast):
    seen = []
    token = await sessions.start(cast.thu.account_id, ip="", user_agent="", awaits_code=True)
    await ask(page_for(seen), {sessions.cookie_name(): token})
    assert seen == [None]


async def test_expired_sessions_are_swept_away(cast):
    await session_cookie(cast.thu)
    assert await sessions.end_expired(utc_now()) == 0
    assert await sessions.end_expired(utc_now() + timedelta(hours=13)) == 1


@pytest.mark.parametrize(
    ("secure", "name"), [("https://congvu.vn", "__Host-congvu_session"), ("", "congvu_session")]
)
def test_behind_tls_the_cookie_belongs_to_this_host_alone(monkeypatch, data, secure, name):
    monkeypatch.setenv("CONGVU_PUBLIC_URL", secure)
    sessions.settings.cache_clear()
    cookie = sessions.cookie("x")
    assert (cookie.key, cookie.path, cookie.domain) == (name, "/", None)
    assert (cookie.httponly, cookie.samesite, cookie.secure) == (True, "lax", bool(secure))


async def test_a_role_that_must_have_a_second_factor_is_led_to_set_one_up(monkeypatch, data, cast):
    monkeypatch.setenv("CONGVU_REQUIRE_TOTP", "administrator")
    sessions.settings.cache_clear()
    seen = []
    await ask(page_for(seen), await session_cookie(cast.tri))
    assert seen == []
    await ask(page_for(seen), await session_cookie(cast.tri), path="/account/second-factor")
    await ask(page_for(seen), await session_cookie(cast.thu))
    assert [viewer.full_name for viewer in seen] == ["Hồ Quản Trị", "Lê Thị Thu"]


def page_for(seen: list):
    """An application that notes who came."""

    async def application(scope, receive, send):
        seen.append(scope["state"]["viewer"])

    return application


async def ask(application, cookies: dict[str, str], path: str = "/documents") -> None:
    """Send one request with these cookies through the middleware."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(b"cookie", header)],
        "query_string": b"",
    }

    async def send(message):
        """Nobody reads the answer."""

    await sessions.SessionMiddleware(application)(scope, None, send)
