"""How many statements a page sends to the database, counted where all of them pass: in the engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx

from portal.app import create_asgi
from portal.kit.database import engine, start_database, stop_database
from portal.people import sessions


async def count(url: str, token: str, pages: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Statements of each page once it is warm, {page: most of its paths}. Raises httpx errors unless all are 200."""
    sessions.forget_viewers()
    await start_database(url)
    try:
        transport = httpx.ASGITransport(create_asgi())
        cookies = {sessions.cookie_name(): token}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", cookies=cookies
        ) as browser:
            return {
                name: max([await _statements(browser, path) for path in paths])
                for name, paths in pages.items()
            }
    finally:
        await stop_database()


async def _statements(browser: httpx.AsyncClient, path: str) -> int:
    """The fewer of two: once a minute a request also notes that the session is in use."""
    (await browser.get(path)).raise_for_status()
    many = []
    for _again in range(2):
        with _counted() as seen:
            await browser.get(path)
        many.append(len(seen))
    return min(many)


@contextmanager
def _counted() -> Iterator[list[str]]:
    """Every statement that the current kind of engine is given, whoever gives it."""
    kind, seen = type(engine()), list[str]()
    plain = {name: getattr(kind, name) for name in ("fetch", "execute", "run_querystring")}
    plain_several = kind.fetch_all

    def watched(name: str):
        async def call(self: object, statement: object, *arguments: object, **others: object) -> object:
            seen.append(str(statement))
            return await plain[name](self, statement, *arguments, **others)

        return call

    async def several(self: object, reads: Sequence[tuple[str, object]]) -> object:
        seen.extend(sql for sql, _arguments in reads)
        return await plain_several(self, reads)

    for name in plain:
        setattr(kind, name, watched(name))
    kind.fetch_all = several
    try:
        yield seen
    finally:
        for name, function in plain.items():
            setattr(kind, name, function)
        kind.fetch_all = plain_several
