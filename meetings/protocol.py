"""Text of the WebSocket to messages and back (docs/meeting-protocol.md); strict in what it takes, pure.

The messages themselves are in `asks` (from browsers) and `tells` (to browsers).
"""

import re
from dataclasses import fields
from typing import Any, get_args

import msgspec

from meetings.asks import Ask
from meetings.errors import BrokenProtocol
from meetings.tells import Tell

VERSION = 1
MOST_BYTES = 64 * 1024


class _Head(msgspec.Struct):
    type: str


def _named(kind: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


_HEAD = msgspec.json.Decoder(_Head)
_ASKS = {_named(kind): msgspec.json.Decoder(kind) for kind in get_args(Ask)}
_NAMES = {kind: _named(kind) for kind in (*get_args(Ask), *get_args(Tell))}


def parse(text: str | bytes) -> Ask:
    """A message from a browser. Raises BrokenProtocol when it is none, is too long or a field is not as it must be."""
    if len(text) > MOST_BYTES:
        raise BrokenProtocol("message too long")
    try:
        decoder = _ASKS.get(_HEAD.decode(text).type)
        if decoder is None:
            raise BrokenProtocol("unknown type of message")
        return decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BrokenProtocol(_short(error)) from error


def dump(message: Tell | Ask) -> str:
    """A message as text: one JSON object with its type first, without fields that are UNSET."""
    told: dict[str, Any] = {"type": type_of(message)}
    for each in fields(message):
        value = getattr(message, each.name)
        if value is not msgspec.UNSET:
            told[each.name] = value
    return msgspec.json.encode(told).decode()


def type_of(message: Tell | Ask) -> str:
    """How the protocol calls a message: `AskUnmute` is `ask_unmute`."""
    return _NAMES[type(message)]


def _short(error: Exception) -> str:
    """Without what was sent: msgspec names the field and what is expected, which is enough."""
    return str(error).split(", got ")[0][:100]
