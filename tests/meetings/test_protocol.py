"""Messages as text and back: what is taken, what is not, and that the document names them all."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, strategies

from meetings import asks, tells
from meetings.errors import SENTENCES, BrokenProtocol, Close, Unwelcome, closing
from meetings.protocol import MOST_BYTES, dump, parse, type_of
from meetings.tokens import BadToken

DOCUMENT = (Path(__file__).parents[2] / "docs" / "meeting-protocol.md").read_text(encoding="utf-8")
NODE_HALF = DOCUMENT.partition("### From the node")[2].partition("### Close codes")[0]
BROWSER_HALF = DOCUMENT.partition("### From the browser")[2].partition("### From the node")[0]


def rows(text: str) -> dict[str, set[str]]:
    """Each type that a table of the document names, with the names of its fields."""
    found = {}
    for line in text.splitlines():
        cells = line.strip("|").split("|") if line.startswith("| `") else ["", ""]
        said = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", cells[1])  # what stands in brackets describes a field
        for name in re.findall(r"`([a-z_]+)`", cells[0]):
            found[name] = set(re.findall(r"`([a-z_]+)`", said))
    return found


def named(kind: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


@pytest.mark.parametrize(
    ("half", "messages"), [(BROWSER_HALF, asks.Ask), (NODE_HALF, tells.Tell)], ids=["asks", "tells"]
)
def test_the_document_names_every_message_and_its_fields(half, messages):
    kinds = {named(each): {field.name for field in fields(each)} for each in get_args(messages)}
    documented = rows(half)
    assert set(documented) == set(kinds)
    documented["changed"] = kinds.get("changed", set())  # named there as parts of the person object
    assert {name: documented[name] ^ kinds[name] for name in kinds if documented[name] != kinds[name]} == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"restart"}', asks.Restart()),
        ('{"type":"ask_unmute","person":"guest:12","later":1}', asks.AskUnmute("guest:12")),
        ('{"type":"admit","person":"*"}', asks.Admit("*")),
        ('{"up":true,"type":"hand"}', asks.Hand(True)),
        ('{"type":"react","emoji":"❤️"}', asks.React("❤️")),
    ],
)
def test_what_a_browser_says_is_understood(text, message):
    assert parse(text) == message
    assert parse(dump(message)) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "{}",
        '{"type":7}',
        '{"type":"welcome"}',
        '{"type":"hand"}',
        '{"type":"hand","up":1}',
        '{"type":"react","emoji":"x"}',
        '{"type":"state","source":"window","on":true}',
        '{"type":"remove","person":"*"}',
        '{"type":"remove","person":"account:1\\n"}',
        '{"type":"say","id":"","text":"a"}',
        '{"type":"say","id":"a","text":""}',
        '{"type":"ping","at":1e400}',
        '{"type":"ping","at":-1}',
        '{"type":"publish","id":1,"sdp":"","sources":{}}',
        '{"type":"join","version":1,"token":"x","seat":"../etc"}',
        '{"type":"quality","rtt":"NaN"}',
    ],
)
def test_what_is_no_message_is_broken(text):
    with pytest.raises(BrokenProtocol):
        parse(text)


def test_no_message_is_longer_than_64_kib():
    with pytest.raises(BrokenProtocol, match="too long"):
        parse(json.dumps({"type": "restart", "pad": "x" * MOST_BYTES}))


@given(strategies.text() | strategies.binary())
def test_anything_else_is_broken(text):
    with pytest.raises(BrokenProtocol, match=r"^.{1,100}$"):
        parse(text)


def test_what_was_sent_is_not_repeated_in_the_reason():
    with pytest.raises(BrokenProtocol) as broken:
        parse('{"type":"remove","person":"<script>"}')
    assert "script" not in str(broken.value)


def test_what_did_not_change_is_not_sent():
    assert json.loads(dump(tells.Changed("account:1", hand=True, seq=3))) == {
        "type": "changed",
        "person": "account:1",
        "hand": True,
        "seq": 3,
    }
    assert type_of(tells.AskedUnmute("account:1")) == "asked_unmute"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BrokenProtocol("x" * 200), Close.BROKEN),
        (BadToken("expired"), Close.STRANGE),
        (Unwelcome(Close.FULL, "full"), Close.FULL),
        (ZeroDivisionError("secret"), Close.FAULT),
    ],
)
def test_every_error_has_its_close_code(error, code):
    found, reason = closing(error)
    assert found is code
    assert len(reason.encode()) <= 123 and "secret" not in reason
    assert str(int(code)) in DOCUMENT or code is Close.FAULT


def test_the_document_names_every_code_of_a_refusal():
    assert [code for code in SENTENCES if f"`{code}`" not in DOCUMENT] == []
