"""Join tokens and signed callbacks: what is ours passes, and nothing else does."""

import base64
import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given, strategies

from meetings.tokens import (
    CALLBACK_SECONDS,
    BadToken,
    Join,
    check_callback,
    new_nonce,
    read_join,
    sign_callback,
    sign_join,
)

SECRET = "a secret of tests"
CLAIMS = Join("7", "account:1", "Nguyễn Thị Ánh", "Văn phòng", "chair", "nút-1", False, 1000, "n")


@given(strategies.text(max_size=100), strategies.integers(0, 2**40), strategies.booleans())
def test_what_was_signed_is_read_as_it_was(name, expires, lobby):
    claims = replace(CLAIMS, name=name, expires=expires, lobby=lobby)
    assert read_join(sign_join(claims, SECRET), SECRET, expires) == claims


def test_a_token_expires():
    with pytest.raises(BadToken, match="expired"):
        read_join(sign_join(CLAIMS, SECRET), SECRET, 1000.5)


@given(strategies.data())
def test_no_changed_token_passes(data):
    token = sign_join(CLAIMS, SECRET)
    place = data.draw(strategies.integers(0, len(token) - 1))
    other = data.draw(strategies.characters().filter(lambda each: each != token[place]))
    with pytest.raises(BadToken):
        read_join(token[:place] + other + token[place + 1 :], SECRET, 0)


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "é.ü", "x" * 5000, "." * 4000])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(BadToken):
        read_join(token, SECRET, 0)


def test_another_secret_and_a_callback_do_not_open_a_door():
    with pytest.raises(BadToken):
        read_join(sign_join(CLAIMS, "another secret"), SECRET, 0)
    body = base64.urlsafe_b64encode(json.dumps(asdict(CLAIMS)).encode())
    proof = sign_callback(body, SECRET, 0).rpartition("s=")[2]
    forged = f"{body.decode()}.{base64.urlsafe_b64encode(bytes.fromhex(proof)).decode().rstrip('=')}"
    with pytest.raises(BadToken, match="not signed"):
        read_join(forged, SECRET, 0)


def test_a_callback_passes_while_it_is_fresh_and_whole():
    header = sign_callback(b"body", SECRET, 1000)
    assert check_callback(header, b"body", SECRET, 1000 + CALLBACK_SECONDS) in header
    for late in (1000 + CALLBACK_SECONDS + 1, 1000 - CALLBACK_SECONDS - 1):
        with pytest.raises(BadToken, match="too old"):
            check_callback(header, b"body", SECRET, late)
    with pytest.raises(BadToken):
        check_callback(header, b"other", SECRET, 1000)
    with pytest.raises(BadToken):
        check_callback(header.replace("t=1000", "t=1001"), b"body", SECRET, 1000)


@given(strategies.text())
def test_any_other_header_is_refused(header):
    with pytest.raises(BadToken):
        check_callback(header, b"body", SECRET, 1000)


def test_nonces_differ():
    assert len({new_nonce() for _ in range(1000)}) == 1000
