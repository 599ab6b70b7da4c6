"""What is written down of a request, and above all what is not."""

import logging
import re
import secrets

import pytest

from portal.app import create_app
from portal.web.access_log import AccessLog, without_secrets
from tests.portal.web.conftest import ask

LOGGER = "portal.web.access_log"


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.DEBUG, LOGGER)
    return caplog


async def answering(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def test_one_line_says_who_what_and_how_it_ended(log):
    await ask(AccessLog(answering), "/documents/7", method="POST")
    assert re.fullmatch(r"127\.0\.0\.1 account=- POST /documents/7 204 \d+ ms", log.messages[0])


async def test_the_person_is_named_by_the_account(portal, data, cast, browse, log):
    await (await browse(cast.hoai)).get("/account/sessions")
    assert f"account={cast.hoai.account_id} GET /account/sessions 200" in log.text


@pytest.mark.parametrize("path", ["/check/", "/invitation/", "/password-reset/"])
async def test_no_secret_of_a_path_and_nothing_after_the_question_mark(portal, data, cast, log, path):
    secret = secrets.token_urlsafe(16)
    await ask(portal, path + secret, f"next={secret}&q=tuyển+dụng")
    assert secret not in log.text and "tuy" not in log.text and f"GET {path}..." in log.text


async def test_a_fault_is_logged_even_when_nothing_was_answered(log):
    async def failing(scope, receive, send):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await ask(AccessLog(failing), "/today")
    assert "GET /today -" in log.text


def test_an_address_cannot_write_a_line_of_its_own():
    assert without_secrets("/a\nERROR giả\r/Đ") == "/a%0AERROR%20gi%E1%BA%A3%0D/%C4%90"
    assert len(without_secrets("/" + "x/" * 5000)) == 300


@pytest.mark.parametrize("size", [16, 24, 32])
def test_every_token_we_make_is_left_out(size):
    assert {without_secrets(f"/x/{secrets.token_urlsafe(size)}/y") for _each in range(50)} == {"/x/.../y"}


def test_none_of_our_own_addresses_is_taken_for_a_secret():
    plain = [route.path for route in create_app().routes if "{" not in route.path]
    assert [without_secrets(path) for path in plain] == plain


async def test_pictures_and_the_pulse_are_written_only_when_debugging(log):
    log.set_level(logging.INFO, LOGGER)
    await ask(AccessLog(answering), "/static/css/app.css")
    await ask(AccessLog(answering), "/healthz")
    assert not log.messages
