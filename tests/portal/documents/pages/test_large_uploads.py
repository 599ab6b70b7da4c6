"""An upload beyond the limit, over a real socket: told at once where it is declared, cut off where it is not."""

import asyncio
from urllib.parse import urlsplit

import pytest

from portal.kit.database import fetch_value
from portal.settings import settings
from tests.portal.web.test_live import address
from tests.support.call import open_browser

__all__ = ["address"]
PATH = "/documents/incoming/new"
TOLD = "Tệp lớn hơn mức cho phép (1 MB)"
BOUNDARY = "ranh-gioi"


@pytest.fixture
async def clerk(portal, address, cast, make, monkeypatch):
    """The head of a request as the clerk's browser sends it, but for what says how long the body is."""
    monkeypatch.setenv("CONGVU_UPLOAD_LIMIT_MB", "1")
    settings.cache_clear()
    browser = await open_browser(portal, cast.thu)
    await browser.get(PATH)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nCookie: {cookies}\r\n"
        f"X-CSRF-Token: {browser.token}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    ).encode()


FILE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
).encode()


async def answer_of(reader: asyncio.StreamReader) -> str:
    """The status line and the page, as far as its length says."""
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    [length] = [
        int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length")
    ]
    return (head + await reader.readexactly(length)).decode()


async def test_a_declared_length_beyond_the_limit_is_told_before_the_body_comes(address, clerk):
    reader, writer = await asyncio.open_connection(*urlsplit(address).netloc.split(":"))
    writer.write(clerk + b"Content-Length: %d\r\n\r\n" % (500 * 2**20) + FILE)
    answer = await answer_of(reader)
    writer.close()
    assert answer.startswith("HTTP/1.1 422") and TOLD in answer
    assert await fetch_value("select count(*) as n from stored_file") == 0


async def test_a_body_that_does_not_say_how_long_it_is_ends_at_the_limit(address, clerk, data):
    reader, writer = await asyncio.open_connection(*urlsplit(address).netloc.split(":"))
    writer.write(clerk + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(FILE))
    answering, sent = asyncio.create_task(answer_of(reader)), 0
    while not answering.done() and sent < 50:
        writer.write(chunk(bytes(2**16)))
        await writer.drain()
        await asyncio.wait([answering], timeout=0.01)
        sent += 1
    answer = await answering
    writer.close()
    assert 16 <= sent < 50
    assert answer.startswith("HTTP/1.1 422") and TOLD in answer
    assert [path for path in (data / "spool").rglob("*") if path.is_file() and path.name != "alive"] == []


def chunk(content: bytes) -> bytes:
    return b"%x\r\n" % len(content) + content + b"\r\n"
