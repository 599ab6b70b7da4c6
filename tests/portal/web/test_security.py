"""Who may send a form, and what every answer carries."""

import base64
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.errors import Forbidden
from portal.web import security
from portal.web.guards import SignInNeeded, public, staff
from portal.web.security import csrf_guard, csrf_token, is_our_token, is_same_site, seal, secret_key
from tests.portal.web.conftest import ask, request_of, request_with_body

FORM = "application/x-www-form-urlencoded"


class Route:
    """A route as the guard sees it: for anybody, unless it is said for whom."""

    def __init__(self, *guards: object, **opt: str):
        self.guards, self.opt = guards or (public,), opt

    def resolve_guards(self) -> tuple[object, ...]:
        return self.guards


@pytest.fixture
def visitor():
    """A browser that came before: its requests carry the same name."""
    return {"cookie": f"congvu_visitor={'v' * 24}"}


def signed_in(token: str, **headers: str):
    request = request_of("POST", **headers)
    request.scope["state"]["session_token"] = token
    return request


def test_each_page_has_another_token_and_all_hold(visitor):
    tokens = {csrf_token(request_of(**visitor)) for _each in range(20)}
    assert len(tokens) == 20
    assert all(is_our_token(request_of(**visitor), token) for token in tokens)


def test_a_token_is_worth_nothing_in_another_session():
    token = csrf_token(signed_in("phiên của Thu"))
    assert is_our_token(signed_in("phiên của Thu"), token)
    assert not is_our_token(signed_in("phiên của Hoài"), token)


def test_a_visitors_token_ends_with_the_sign_in(visitor):
    token = csrf_token(request_of(**visitor))
    assert not is_our_token(signed_in("mới", **visitor), token)


def test_a_new_visitors_token_is_not_another_visitors():
    assert not is_our_token(request_of(), csrf_token(request_of()))


@pytest.mark.parametrize(
    "token", ["", "a", "á", "=" * 88, "A" * 88, "\ud800", base64.b64encode(bytes(64)).decode()]
)
def test_garbage_is_refused(visitor, token):
    assert not is_our_token(request_of(**visitor), token)


@given(st.text())
def test_no_text_makes_the_check_stumble(text):
    assert not is_our_token(request_of(), text)


async def test_a_form_carries_it_in_a_field(visitor):
    body = f"_csrf={csrf_token(request_of(**visitor))}&a=1".encode()
    await csrf_guard(request_with_body(body, FORM, **visitor), Route())


async def test_a_script_carries_it_in_a_header(visitor):
    token = csrf_token(request_of(**visitor))
    await csrf_guard(request_of("POST", x_csrf_token=token, **visitor), Route())


async def test_without_it_nothing_is_done(visitor):
    with pytest.raises(Forbidden):
        await csrf_guard(request_with_body(b"a=1", FORM, **visitor), Route())


async def test_who_was_signed_out_meanwhile_is_led_back_in(visitor):
    with pytest.raises(SignInNeeded):
        await csrf_guard(request_with_body(b"a=1", FORM, **visitor), Route(staff))


async def test_reading_needs_none():
    await csrf_guard(request_of("GET"), Route())


async def test_an_upload_may_bring_it_in_its_stream_but_not_a_wrong_one_in_the_header(visitor):
    route = Route(csrf="in-stream")
    await csrf_guard(request_of("POST", **visitor), route)
    with pytest.raises(Forbidden):
        await csrf_guard(request_of("POST", x_csrf_token="sai", **visitor), route)


async def test_another_site_is_refused_even_with_a_right_token(visitor):
    token = csrf_token(request_of(**visitor))
    request = request_of("POST", x_csrf_token=token, sec_fetch_site="cross-site", **visitor)
    with pytest.raises(Forbidden):
        await csrf_guard(request, Route())


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_a_browser_that_names_another_site_is_believed(site):
    assert not is_same_site(request_of(sec_fetch_site=site))


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://[", "congvu.example", "https://x@congvu.example"]
)
def test_a_foreign_or_broken_origin_is_refused(origin):
    assert not is_same_site(request_of(origin=origin, host="congvu.example"))


def test_our_own_origin_is_taken_and_so_is_none():
    assert is_same_site(request_of(origin="http://congvu.example:8000", host="congvu.example:8000"))
    assert is_same_site(request_of(sec_fetch_site="same-origin")) and is_same_site(request_of())


def test_behind_tls_a_page_without_tls_is_foreign(settle):
    settle(public_url="https://congvu.example")
    assert not is_same_site(request_of(origin="http://congvu.example", host="congvu.example"))
    assert is_same_site(request_of(origin="https://congvu.example", host="10.0.0.7:8000"))


def test_a_seal_is_of_its_purpose_and_its_text():
    proof = seal("flash", "chữ")
    assert security.is_sealed("flash", "chữ", proof)
    assert not security.is_sealed("flash", "khác", proof) and not security.is_sealed("letter", "chữ", proof)
    assert not security.is_sealed("flash", "chữ", "ế") and not security.is_sealed("flash", "chữ", "\ud800")


def test_the_key_is_readable_by_the_portal_alone_and_outlives_a_restart(data):
    first = secret_key()
    path = data / "keys" / "secret"
    assert path.stat().st_mode & 0o777 == 0o600 and len(first) == 32
    secret_key.cache_clear()
    assert secret_key() == first


def test_processes_that_start_together_share_one_key(data, tmp_path):
    code = "from portal.web.security import secret_key; print(secret_key().hex())"
    environment = {"CONGVU_DATA": str(tmp_path / "new")}
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE)
        for _each in range(3)
    ]
    keys = {process.communicate()[0].strip() for process in started}
    assert len(keys) == 1 and len(keys.pop()) == 64


PLAIN = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/login", 200), ("GET", "/khong-co", 404), ("PUT", "/login", 405)]
)
async def test_every_answer_carries_the_headers(portal, data, cast, method, path, status):
    answer = await ask(portal, path, method=method)
    assert answer.status == status
    assert {name: answer[name] for name in PLAIN} == PLAIN
    assert "script-src 'self'" in answer["content-security-policy"]
    assert "unsafe" not in answer["content-security-policy"]


async def test_files_of_the_portal_carry_them_too_and_no_cookie(portal, data, cast):
    answer = await ask(portal, "/static/css/app.css")
    assert answer["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in dict(answer.headers)


async def test_without_tls_no_cookie_and_no_header_speaks_of_it(portal, data, cast):
    answer = await ask(portal, "/login")
    assert "strict-transport-security" not in dict(answer.headers)
    assert "Secure" not in answer["set-cookie"]


async def test_behind_tls_browsers_are_held_to_it(portal, data, cast, settle):
    settle(public_url="https://congvu.example")
    answer = await ask(portal, "/login", host="congvu.example")
    assert answer["strict-transport-security"].startswith("max-age=")
    assert answer["set-cookie"].startswith("__Host-congvu_visitor=") and answer["set-cookie"].endswith(
        "; Secure"
    )
