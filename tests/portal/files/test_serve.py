"""Stored files over HTTP."""

import httpx
import pytest
from litestar import Litestar, Request, Response, get
from litestar.params import FromPath, FromQuery

from portal.files import store
from portal.files.door import admit_made
from portal.files.serve import Unsatisfiable, disposition, file_response, range_of

BODY = bytes(range(200)) * 10


@pytest.fixture
async def file(data, database):
    made = await admit_made(BODY, name="Công văn số 12.pdf", media_type="application/pdf")
    return await store.put(made)


@pytest.fixture
async def browser(file):
    @get("/{file_id:int}", include_in_schema=False)
    async def show(request: Request, file_id: FromPath[int], download: FromQuery[bool] = False) -> Response:
        return file_response(request, await store.file_facts(file_id), download=download)

    app = Litestar([show], openapi_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/") as client:
        yield client


async def test_the_whole_file(browser, file):
    answer = await browser.get(f"/{file.id}")
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-length"] == "2000"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=100-", 100, 2000),
        ("bytes=-5", 1995, 2000),
        ("bytes=1990-9999", 1990, 2000),
    ],
)
async def test_a_part_of_it(browser, file, asked, first, end):
    answer = await browser.get(f"/{file.id}", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, BODY[first:end])
    assert answer.headers["content-range"] == f"bytes {first}-{end - 1}/2000"


@pytest.mark.parametrize("asked", ["bytes=2000-", "bytes=-0", "bytes=5000-6000"])
async def test_a_part_that_is_not_there(browser, file, asked):
    answer = await browser.get(f"/{file.id}", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */2000")


async def test_who_has_it_already_gets_nothing(browser, file):
    answer = await browser.get(f"/{file.id}", headers={"if-none-match": f'W/"x", "{file.sha256}"'})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_part_of_what_has_changed_is_the_whole(browser, file):
    answer = await browser.get(f"/{file.id}", headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (answer.status_code, len(answer.content)) == (200, 2000)
    same = await browser.get(f"/{file.id}", headers={"range": "bytes=0-9", "if-range": f'"{file.sha256}"'})
    assert same.status_code == 206


async def test_a_name_in_vietnamese_arrives(browser, file):
    shown = (await browser.get(f"/{file.id}")).headers["content-disposition"]
    assert shown.startswith('inline; filename="C_ng v_n s_ 12.pdf"')
    assert shown.endswith("filename*=UTF-8''C%C3%B4ng%20v%C4%83n%20s%E1%BB%91%2012.pdf")
    taken = await browser.get(f"/{file.id}?download=true")
    assert taken.headers["content-disposition"].startswith("attachment;")


async def test_an_office_file_never_opens_in_the_page(browser):
    made = await admit_made(b"PK", name="a.docx", media_type="application/vnd.openxmlformats-officedocument")
    stored = await store.put(made)
    assert (await browser.get(f"/{stored.id}")).headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-3", "bytes=-", "nonsense", "bytes=a-b"]
)
def test_a_range_that_makes_no_sense_is_ignored(header):
    assert range_of(header, 100) is None


def test_nothing_of_an_empty_file_can_be_asked_for():
    with pytest.raises(Unsatisfiable):
        range_of("bytes=0-", 0)


def test_a_name_cannot_break_out_of_the_header():
    assert "\n" not in disposition('a"\r\nset-cookie: x.pdf', inline=True)
    assert disposition('a".pdf', inline=True).count('"') == 2


@pytest.mark.parametrize("header", [f"bytes={'9' * 5000}-", f"bytes=-{'9' * 5000}", "bytes=²-"])
def test_a_range_of_absurd_numbers_is_ignored(header):
    assert range_of(header, 100) is None
