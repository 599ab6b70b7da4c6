"""Pages, fragments and ways on; a sentence for the next page is sealed and shown once."""

import json
from urllib.parse import quote

import pytest
from litestar_htmx import HTMXRequest

from portal.kit.database import fetch_value
from portal.kit.viewer import Viewer
from portal.web import render, security
from portal.web.guards import SignInNeeded
from portal.web.render import FLASH, fragment, page, read_in_frame, redirect
from tests.portal.web.conftest import request_of

SENTENCE = 'Đã gửi "văn bản"; <b>xong</b>, tốt.'


def htmx(**headers: str) -> HTMXRequest:
    return HTMXRequest(request_of(**headers).scope)


@pytest.fixture(autouse=True)
def no_frame(data, monkeypatch):
    monkeypatch.setattr(render, "_frames", [])


def flash_of(response) -> str:
    return next(cookie.value for cookie in response.cookies if cookie.key == FLASH)


async def error_page(**headers: str):
    return await page(request_of(**headers), "errors/404.html", status=404, sentence="", reference="")


async def test_a_page_has_its_status_and_varies_by_who_asks():
    answer = await error_page()
    assert answer.status_code == 404 and "Cookie" in answer.headers["vary"]


@pytest.fixture
def counted_frame(monkeypatch):
    """A frame with two counters."""

    def reads(viewer):
        return {"mine": fetch_value("select 1"), "all": fetch_value("select 2")}

    monkeypatch.setattr(render, "_frame_reads", [reads])


async def test_a_page_and_its_frame_are_read_together_and_each_name_once(database, counted_frame):
    request = htmx()
    request.scope["state"]["viewer"] = Viewer(7, "Trần Thị Bưởi")
    assert await read_in_frame(request, all=fetch_value("select 3"), rows=fetch_value("select 4")) == {
        "mine": 1,
        "all": 3,
        "rows": 4,
    }
    assert request.scope["state"]["found"]["mine"] == 1


async def test_a_fragment_has_no_frame_to_read_for(database, counted_frame):
    request = htmx(**{"hx-request": "true"})
    request.scope["state"]["viewer"] = Viewer(7, "Trần Thị Bưởi")
    assert await read_in_frame(request, rows=fetch_value("select 4")) == {"rows": 4}


async def test_nobody_reads_a_frame_without_a_session(database, counted_frame):
    with pytest.raises(SignInNeeded):
        await read_in_frame(htmx(), rows=fetch_value("select 4"))


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("/documents/7", "/documents/7"),
        ("/search?q=đến", "/search?q=%C4%91%E1%BA%BFn"),
        ("/a\r\nset-cookie: x=1", "/a%0D%0Aset-cookie:%20x=1"),
    ],
)
def test_a_way_on_is_one_line_of_plain_letters(to, location):
    answer = redirect(to)
    assert (answer.status_code, answer.headers["location"]) == (303, location)


async def test_a_sentence_goes_with_the_way_and_is_shown_once():
    cookie = f"{FLASH}={flash_of(redirect('/today', toast=SENTENCE))}"
    answer = await error_page(cookie=cookie)
    assert "Đã gửi &#34;văn bản&#34;; &lt;b&gt;xong&lt;/b&gt;, tốt." in answer.content
    assert [each.key for each in answer.cookies if each.max_age == 0] == [FLASH]


@pytest.mark.parametrize("proof", ["", "sai", "%E1%BA%BF", "A" * 43])
async def test_a_sentence_that_we_did_not_write_is_not_shown(proof):
    text = quote(json.dumps({"message": "Hãy gọi số này", "kind": "done"}), safe="")
    answer = await error_page(cookie=f"{FLASH}={proof}.{text}")
    assert "Hãy gọi số này" not in answer.content


async def test_a_fragment_is_for_htmx():
    answer = await fragment(
        htmx(hx_request="true"), "errors/_problem.html", back="/", toast=SENTENCE, trigger="dialog-close",
        target="#dialog", sentence="Sai.", reference="",
    )  # fmt: skip
    events = json.loads(answer.headers["hx-trigger"])
    assert events == {"dialog-close": {}, "toast": {"message": SENTENCE, "kind": "done"}}
    assert answer.headers["hx-trigger"].isascii() and answer.headers["hx-retarget"] == "#dialog"
    assert "<html" not in answer.content


async def test_without_htmx_it_is_a_way_back_or_the_whole_page():
    assert (await fragment(htmx(), "errors/_problem.html", back="/today")).headers["location"] == "/today"
    whole = await fragment(htmx(), "", back="/", whole="errors/404.html", sentence="", reference="")
    assert "<html" in whole.content


def test_a_seal_of_another_purpose_is_no_flash():
    assert security.seal("flash", "x") != security.seal("other", "x")
