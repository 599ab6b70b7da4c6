"""The portal as processes: jobs done apart, live updates between them, and what a proxy may say."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from portal.kit.database import execute, fetch_value, start_database, stop_database
from portal.kit.viewer import Viewer
from portal.people.queries import viewer_of_account
from portal.seeds.people import seed_people
from tests.portal.web.serving import asks_for, page_of
from tests.support.cast import CHEAP_HASH, session_cookie
from tests.support.processes import portal_process


@pytest.fixture
async def folder(tmp_path: Path) -> AsyncIterator[Path]:
    """A data folder; the database in it can be looked into once `seeded` was awaited."""
    (tmp_path / "data").mkdir()
    yield tmp_path / "data"
    await stop_database()


async def seeded(folder: Path) -> Viewer:
    """A department in the database of a portal that serves; gives the administrator."""
    await start_database(f"sqlite:///{folder / 'congvu.sqlite3'}")
    ids = await seed_people(CHEAP_HASH)
    return await viewer_of_account(ids["quantri"])


async def until(statement: str, wanted: object, seconds: float = 20) -> None:
    """Wait until a query gives this."""
    async with asyncio.timeout(seconds):
        while await fetch_value(statement) != wanted:  # noqa: ASYNC110  another process changes it
            await asyncio.sleep(0.1)


async def end_other_sessions(address: str, cookies: dict[str, str]) -> None:
    """Press the button, at a portal in another process."""
    async with httpx.AsyncClient(base_url=address, cookies=cookies) as browser:
        page = (await browser.get("/account/sessions")).text
        token = page.partition('name="_csrf" value="')[2].partition('"')[0]
        assert (await browser.post("/account/sessions/ending", data={"_csrf": token})).status_code == 303


async def test_a_session_ended_at_one_portal_closes_its_page_at_another(folder, valkey):
    own = {"CONGVU_WORKER": "apart", "CONGVU_VALKEY_URL": valkey}
    with portal_process(folder, **own) as one, portal_process(folder, **own) as other:
        admin = await seeded(folder)
        async with page_of(other.address, await session_cookie(admin)) as page:
            await asks_for(page)
            await end_other_sessions(one.address, await session_cookie(admin))
            await asyncio.wait_for(page.wait_closed(), 10)
            assert page.close_code == 4401


async def test_work_is_done_apart_and_not_by_the_portal(folder):
    with portal_process(folder, CONGVU_WORKER="apart") as portal:
        await seeded(folder)
        async with httpx.AsyncClient(base_url=portal.address) as visitor:
            page = (await visitor.get("/password-reset")).text
            token = page.partition('name="_csrf" value="')[2].partition('"')[0]
            await execute("update account set email = 'thu@congvu.example' where login = 'thu.lt'")
            await visitor.post("/password-reset", data={"_csrf": token, "address": "thu.lt"})
        assert await fetch_value("select state from job where kind = 'people.send_reset'") == "queued"
        with portal_process(folder, "work", CONGVU_WORKER="apart"):
            await until("select count(*) from letter", 1)


async def test_an_unreachable_valkey_costs_a_line_of_log_and_nobody_an_error(folder):
    with portal_process(folder, CONGVU_VALKEY_URL="redis://127.0.0.1:1", CONGVU_WORKER="apart") as portal:
        admin = await seeded(folder)
        cookies = await session_cookie(admin)
        async with page_of(portal.address, await session_cookie(admin)) as page:
            await asks_for(page)
            await end_other_sessions(portal.address, cookies)
            await asyncio.wait_for(page.wait_closed(), 10)
        assert portal.log.count("are not sent") == 1 and "Traceback" not in portal.log


@pytest.mark.parametrize(("trusted", "seen"), [("127.0.0.1", "203.0.113.9"), ("10.9.9.9", "127.0.0.1")])
async def test_only_a_trusted_proxy_says_who_asks(tmp_path, trusted, seen):
    with portal_process(tmp_path / "data", CONGVU_TRUSTED_PROXIES=trusted, CONGVU_WORKER="apart") as portal:
        async with httpx.AsyncClient(base_url=portal.address) as visitor:
            await visitor.get("/login", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
            host = await visitor.get("/login", headers={"X-Forwarded-Host": "evil.example"})
    assert f"{seen} account=- GET /login 200" in portal.log
    assert "evil.example" not in host.text
