"""Live pages over a real server: members hear, outsiders do not, and nobody hears of what was rolled back."""

import asyncio
import json
from collections.abc import AsyncIterator
from time import time

import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed, InvalidStatus

from portal.kit.database import transaction
from portal.people import sessions
from portal.web import live
from tests.portal.web.serving import asks_for, page_of
from tests.support.cast import session_cookie
from tests.support.make import Maker
from tests.support.processes import free_port


@pytest.fixture
async def address(portal, data, cast) -> AsyncIterator[str]:
    """The portal behind a real server, in this process, on the database of the test."""
    server = uvicorn.Server(
        uvicorn.Config(portal, port=free_port(), lifespan="off", log_level="warning", ws_max_size=65_536)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.config.port}"
    server.should_exit = True
    await serving


@pytest.fixture
async def document(cast) -> str:
    """A letter that the clerk sees and the outsider does not, as a topic."""
    return f"document:{await Maker(cast).received()}"


async def hears(page, seconds: float = 5) -> dict[str, str]:
    return json.loads(await asyncio.wait_for(page.recv(), seconds))


async def closed_with(page) -> int:
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(page.recv(), 5)
    return closed.value.rcvd.code


async def test_who_may_see_hears(address, cast, document):
    async with page_of(address, await session_cookie(cast.thu)) as page:
        assert await asks_for(page, document) == [document]
        live.publish(document)
        assert await hears(page) == {"topic": document, "event": "changed"}


async def test_what_happened_while_the_page_was_on_its_way_is_heard(address, cast, document):
    made = time()
    live.publish(document, "while it loaded")
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await asks_for(page, document, since=made)
        assert await hears(page) == {"topic": document, "event": "while it loaded"}


async def test_what_the_page_shows_already_is_not_told_again(address, cast, document):
    live.publish(document, "before")
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await asks_for(page, document)
        live.publish(document, "after")
        assert (await hears(page))["event"] == "after"


async def test_a_page_from_before_the_portal_started_looks_again(address, cast, document):
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await asks_for(page, document, since=1.0)
        assert (await hears(page))["event"] == "reconnected"


async def test_who_may_not_see_is_not_told_what_was_missed_either(address, cast, document):
    live.publish(document)
    async with page_of(address, await session_cookie(cast.xa)) as page:
        assert await asks_for(page, document, since=1.0) == []
        with pytest.raises(TimeoutError):
            await hears(page, 0.2)


async def test_who_may_not_see_hears_nothing_and_does_not_learn_why(address, cast, document):
    async with page_of(address, await session_cookie(cast.xa)) as page:
        assert await asks_for(page, document, "document:999", "document:²", "session:1", "ư") == []
        live.publish(document)
        with pytest.raises(TimeoutError):
            await hears(page, 0.2)


async def test_counters_are_ones_own(address, cast):
    async with page_of(address, await session_cookie(cast.hoai)) as page:
        own, other = f"counters:{cast.hoai.account_id}", f"counters:{cast.thu.account_id}"
        assert await asks_for(page, own, other) == [own]
        live.publish(f"account:{cast.hoai.account_id}")
        assert (await hears(page))["topic"] == own


async def told_and_undone(topic: str) -> None:
    async with transaction():
        live.publish(topic)
        raise ZeroDivisionError


async def test_nobody_hears_of_what_was_rolled_back(address, cast, document):
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await asks_for(page, document)
        with pytest.raises(ZeroDivisionError):
            await told_and_undone(document)
        async with transaction():
            live.publish(document, "committed")
        assert (await hears(page))["event"] == "committed"


async def test_a_page_closes_when_its_session_ends(address, cast):
    cookies = await session_cookie(cast.hoai)
    async with page_of(address, cookies) as page:
        await asks_for(page)
        await sessions.end_all(cast.hoai.account_id)
        assert await closed_with(page) == live.SIGNED_OUT


async def test_another_session_goes_on(address, cast):
    async with page_of(address, await session_cookie(cast.hoai)) as page:
        own = f"counters:{cast.hoai.account_id}"
        await asks_for(page, own)
        await sessions.end_all(cast.thu.account_id)
        live.publish(f"account:{cast.hoai.account_id}")
        assert (await hears(page))["topic"] == own


async def test_who_is_not_signed_in_is_told_so(address):
    async with page_of(address, {}) as page:
        assert await closed_with(page) == live.SIGNED_OUT


@pytest.mark.parametrize("header", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_another_sites_page_does_not_come_in(address, cast, header):
    with pytest.raises(InvalidStatus):
        async with page_of(address, await session_cookie(cast.thu), **header):
            pass


async def test_topics_beyond_the_twentieth_are_not_heard(address, cast):
    own = f"counters:{cast.hoai.account_id}"
    async with page_of(address, await session_cookie(cast.hoai)) as page:
        assert await asks_for(page, *["document:1"] * live.MOST_TOPICS, own) == []


NO_WISH = [
    *("", "x", "{}", '"document:1"', "[1]", '{"topics": [1], "since": 1}', '{"topics": []}'),
    *("[" * 20_000, b"\xff\x00"),
]


@pytest.mark.parametrize("said", NO_WISH)
async def test_what_is_no_list_of_topics_ends_the_conversation(address, cast, said):
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await page.send(said)
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(page.recv(), 5)


async def test_a_huge_message_ends_it_too(address, cast):
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await page.send("x" * 70_000)
        assert await closed_with(page) == 1009


async def test_one_account_has_so_many_pages_and_no_more(address, cast, monkeypatch):
    monkeypatch.setattr(live, "MOST_SOCKETS", 1)
    cookies = await session_cookie(cast.thu)
    async with page_of(address, cookies) as first:
        await asks_for(first)
        async with page_of(address, cookies) as second:
            assert await closed_with(second) == live.TOO_MANY


async def test_after_a_while_a_page_has_to_ask_anew(address, cast, monkeypatch):
    monkeypatch.setattr(live, "LIFETIME", 0.1)
    async with page_of(address, await session_cookie(cast.thu)) as page:
        await asks_for(page)
        assert await closed_with(page) == live.COME_AGAIN


async def test_who_does_not_listen_keeps_nobody_waiting(address, cast, document):
    cookies = await session_cookie(cast.thu)
    async with page_of(address, cookies) as deaf, page_of(address, cookies) as page:
        await asks_for(deaf, document), await asks_for(page, document)
        for number in range(2000):
            live.publish(document, f"event-{number}")
        live.publish(document, "last")
        heard = ""
        while heard != "last":
            heard = (await hears(page))["event"]
        deaf.transport.abort()  # Its queue is full, so that it would not hear the end either.
