"""Time stamps: the demo's authority answers like a real one, and the client is patient."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import algos, cms, tsp

from portal.kit.errors import Undelivered
from portal.seeds.pki import PASSPHRASE, TSA
from portal.signing.gateways.keyfile import KeyFile
from portal.signing.gateways.tsa import REPLY_TYPE, TimeAuthority, answer_query

DIGEST = sha256(b"document").digest()


@pytest.fixture(scope="module")
def stamper(pki) -> KeyFile:
    return KeyFile(pki.key_file(TSA), PASSPHRASE)


def query(digest: bytes, algorithm: str = "sha256") -> bytes:
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}), "hashed_message": digest}
    request = {
        "version": 1,
        "message_imprint": tsp.MessageImprint(imprint),
        "nonce": cms.Integer(77),
        "cert_req": True,
    }
    return tsp.TimeStampReq(request).dump()


@contextmanager
def server(answers: list, stamper: KeyFile | None = None) -> Iterator[TimeAuthority]:
    """An authority that gives these answers one after the other; "truthfully" is a real one."""
    waiting = list(answers)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name is the library's
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = waiting.pop(0)
            if answer == "truthfully":
                answer = (200, REPLY_TYPE, answer_query(asked, stamper))
            status, kind, body = answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield TimeAuthority(f"http://127.0.0.1:{running.server_port}/", timeout=5, attempts=2, pause=0)
    running.shutdown()


def ask(authority: TimeAuthority) -> cms.ContentInfo:
    return cms.ContentInfo.load(asyncio.run(authority.stamp(DIGEST)).token)


def test_the_answer_is_a_signed_token_for_the_same_digest_and_nonce(stamper):
    response = tsp.TimeStampResp.load(answer_query(query(DIGEST), stamper))
    content = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert response["status"]["status"].native == "granted"
    assert content["message_imprint"]["hashed_message"].native == DIGEST
    assert content["nonce"].native == 77


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"hello", query(b"short"), query(b"x" * 20, "sha1")],
    ids=["empty", "text", "short", "sha1"],
)
def test_nonsense_is_rejected_in_the_language_of_the_protocol(stamper, nonsense):
    answer = answer_query(nonsense, stamper)
    assert (answer[0], answer[1]) == (0x30, len(answer) - 2)
    assert tsp.PKIStatusInfo.load(answer[2:])["status"].native == "rejection"


def test_an_authority_that_stumbles_once_is_asked_again(stamper):
    with server([(503, "text/html", b"busy"), "truthfully"], stamper) as authority:
        assert ask(authority)["content_type"].native == "signed_data"


def test_a_token_for_another_digest_or_question_is_not_taken(stamper):
    other = answer_query(query(sha256(b"other").digest()), stamper)
    with server([(200, REPLY_TYPE, other)] * 2) as authority, pytest.raises(Undelivered):
        ask(authority)


@pytest.mark.parametrize(
    "answer",
    [
        (500, "text/html", b"down"),
        (200, "text/html", b"<h1>Log in</h1>"),
        (200, REPLY_TYPE, b"not DER"),
        (200, REPLY_TYPE, answer_query(b"", KeyFile(b"", ""))),
    ],
    ids=["down", "portal of a hotel", "garbage", "rejection"],
)
def test_an_authority_that_stays_down_is_undelivered(answer):
    with server([answer, answer]) as authority, pytest.raises(Undelivered, match="time stamp"):
        ask(authority)


def test_a_silent_port_is_undelivered(authority):
    with pytest.raises(Undelivered) as caught:
        ask(replace(authority, url="http://127.0.0.1:9/", attempts=1))
    assert not caught.value.permanent


def test_an_authority_that_takes_the_call_and_says_nothing_is_given_up_in_time(authority):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = replace(authority, url=f"http://127.0.0.1:{mute.getsockname()[1]}/", timeout=0.3)
        began = time.monotonic()
        with pytest.raises(Undelivered, match="silent for 0.3 s"):
            ask(silent)
    assert time.monotonic() - began < 3
