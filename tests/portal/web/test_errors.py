"""Every refusal and fault as a page of ours, or as a problem for htmx; nothing of what was sent is kept or shown."""

import json
import logging
import re

import pytest
from litestar import Litestar, get, post
from litestar.params import FromPath, JSONBody
from litestar_htmx import HTMXRequest

from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.web import errors, render
from portal.web.errors import HANDLERS, LastResort
from portal.web.guards import SignInNeeded
from portal.web.security import SecurityHeaders
from tests.portal.web.conftest import ask

REFUSALS = {
    "not-found": (NotFound("Không có văn bản này."), 404),
    "forbidden": (Forbidden("Việc của người khác."), 403),
    "not-allowed": (NotAllowed("Đã phát hành rồi."), 409),
    "invalid": (Invalid({"a": "Hãy điền <b>mục</b> này."}), 422),
    "fault": (RuntimeError("mật khẩu là abc"), 500),
}


@get("/refused/{name:str}", sync_to_thread=False)
def refused(name: FromPath[str]) -> None:
    raise REFUSALS[name][0]


@get("/staff", sync_to_thread=False)
def staff_only() -> None:
    raise SignInNeeded


@post("/form", request_max_body_size=10)
async def form(data: JSONBody[dict[str, str]]) -> None:
    del data


@pytest.fixture
def app(data, monkeypatch):
    """An application whose pages have no frame."""
    monkeypatch.setattr(render, "_frames", [])
    routes = Litestar([refused, staff_only, form], request_class=HTMXRequest, exception_handlers=HANDLERS)
    return SecurityHeaders(LastResort(routes))


@pytest.mark.parametrize("name", REFUSALS)
async def test_as_a_page(app, name):
    error, status = REFUSALS[name]
    answer = await ask(app, f"/refused/{name}")
    assert answer.status == status and answer["content-type"].startswith("text/html")
    assert b"<!doctype html>" in answer.body.lower() and "abc" not in answer.body.decode()


@pytest.mark.parametrize("name", REFUSALS)
async def test_as_a_problem_beside_the_page(app, name):
    answer = await ask(app, f"/refused/{name}", hx_request="true")
    assert (answer.status, answer["hx-retarget"]) == (REFUSALS[name][1], "#problem")
    assert json.loads(answer["hx-trigger"])["toast"]["kind"] == "problem"
    assert answer["hx-trigger"].isascii() and b"<html" not in answer.body


async def test_what_is_said_is_text_and_never_markup(app):
    body = (await ask(app, "/refused/invalid")).body.decode()
    assert "<b>mục</b>" not in body and "&lt;b&gt;mục" in body


async def test_a_fault_is_logged_under_the_number_that_is_shown(app, caplog):
    body = (await ask(app, "/refused/fault", "token=bi-mat")).body.decode()
    reference = re.search(r"\b[0-9A-F]{8}\b", body)[0]
    assert f"fault {reference} at GET /refused/fault" in caplog.text
    assert "bi-mat" not in caplog.text and "Traceback" not in body


async def test_who_is_not_signed_in_is_led_to_the_door_and_back(app):
    answer = await ask(app, "/staff", "q=văn bản")
    assert answer.status == 303 and answer["location"].startswith("/login?next=/staff%3Fq%3D")


async def test_htmx_keeps_what_was_typed_when_the_session_ended(app):
    assert (await ask(app, "/staff", hx_request="true")).status == 401


async def test_when_even_the_page_of_a_fault_fails_a_bare_one_is_shown(app, monkeypatch, caplog):
    async def broken(request, viewer):
        raise ConnectionError("database")

    monkeypatch.setattr(render, "_frames", [broken])
    answer = await ask(app, "/refused/fault")
    assert answer.status == 500 and re.search(rb"<b>[0-9A-F]{8}</b>", answer.body)
    assert answer["content-security-policy"] and b"database" not in answer.body


async def test_a_fault_around_the_application_is_ours_too(data, caplog):
    async def broken(scope, receive, send):
        raise ConnectionError("database")

    answer = await ask(SecurityHeaders(LastResort(broken)), "/today")
    assert answer.status == 500 and answer["cache-control"] == "no-store"
    assert re.search(r"fault [0-9A-F]{8} at GET /today", caplog.text)


async def test_who_left_in_the_middle_is_no_fault_of_ours(data, caplog):
    caplog.set_level(logging.ERROR)
    error = errors.InternalServerException("client disconnected prematurely")
    from tests.portal.web.conftest import request_of

    assert (await errors.on_http_exception(request_of("POST"), error)).status_code == 499
    assert not caplog.records


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/khong-co", 404), ("POST", "/today", 405)])
async def test_an_address_that_nobody_knows_is_our_page_in_ones_language(
    portal, data, cast, method, path, status
):
    answer = await ask(portal, path, method=method, accept_language="en")
    assert answer.status == status and b'<html lang="en"' in answer.body


async def test_staff_keep_their_menu_on_it(browse, cast):
    page = (await (await browse(cast.hoai)).get("/khong-co")).text
    assert "/documents/incoming" in page and "/logout" in page
