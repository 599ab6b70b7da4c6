"""Asking the address in a certificate: only when its path is proven, and silence is not an answer."""

import socket
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.signing.certificates import Trust
from portal.signing.places import SIG_AGENCY, SIG_PERSON
from portal.signing.verdicts import Reason
from portal.signing.verify import verify
from tests.portal.signing.authorities import Ready, certified, revocation_list, self_made_root
from tests.portal.signing.conftest import person_picture
from tests.portal.signing.whole import sign


class ListServer(ThreadingHTTPServer):
    """Serves one revocation list and remembers how often it was asked."""

    def __init__(self):
        self.asked, self.body = 0, b""
        super().__init__(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/issuing.crl"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802 - the name is the library's
        self.server.asked += 1
        self.send_response(200 if self.server.body else 404)
        self.send_header("Content-Type", "application/pkix-crl")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def lists():
    server = ListServer()
    yield server
    server.shutdown()


@pytest.fixture
def case(stages, authority, lists, now):
    """(root, key, signed file) with a certificate that names the list server."""
    root = self_made_root(now)
    key = certified("Hỏi Qua Mạng", root, now, crl_url=lists.url)
    return (
        root,
        key,
        sign(stages.prepared, SIG_PERSON, Ready(key), person_picture(stages.places), authority, now).pdf,
    )


def asking(root, trust: Trust) -> Trust:
    return replace(trust, roots=(*trust.roots, root.certificate), fetch=True, timeout=2)


def test_a_list_that_is_served_answers(case, lists, trust, now):
    root, _key, pdf = case
    lists.body = revocation_list(root, now)
    assert verify(pdf, asking(root, trust), now).signatures[0].reason is Reason.VALID


def test_and_tells_of_a_revocation(case, lists, trust, now):
    root, key, pdf = case
    lists.body = revocation_list(root, now, {key: key.x509.not_valid_before_utc})
    assert verify(pdf, asking(root, trust), now).signatures[0].reason is Reason.REVOKED_BEFORE


def test_a_server_without_the_list_leaves_it_unknown(case, lists, trust, now):
    root, _key, pdf = case
    assert verify(pdf, asking(root, trust), now).signatures[0].reason is Reason.REVOCATION_UNKNOWN
    assert lists.asked >= 1


def test_nobody_is_called_for_a_strangers_certificate(case, lists, trust, now):
    _root, _key, pdf = case
    assert verify(pdf, replace(trust, fetch=True), now).signatures[0].reason is Reason.UNKNOWN_AUTHORITY
    assert lists.asked == 0


def test_nobody_is_called_when_asking_is_off(case, lists, trust, now):
    root, _key, pdf = case
    verify(pdf, replace(asking(root, trust), fetch=False), now)
    assert lists.asked == 0


def test_authorities_that_say_nothing_are_waited_for_once_and_not_one_after_the_other(stages, now):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/list.crl"
        root = self_made_root(now)
        key = certified("Không Ai Đáp", root, now, crl_url=url)
        picture, how = person_picture(stages.places), {"allow_without_timestamp": True}
        by_person = sign(stages.prepared, SIG_PERSON, Ready(key), picture, None, now, **how)
        sealed = sign(by_person.pdf, SIG_AGENCY, Ready(key), picture, None, now, **how)
        patient = Trust((root.certificate,), fetch=True, timeout=3)
        began = time.monotonic()
        found = verify(sealed.pdf, patient, now)
    assert [each.reason for each in found.signatures] == [Reason.REVOCATION_UNKNOWN] * 2
    assert 3 <= time.monotonic() - began < 6
