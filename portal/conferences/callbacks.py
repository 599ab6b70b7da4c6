"""`/meetings/callbacks`: what media servers say and ask, signed with the shared secret (docs/meeting-protocol.md).

An answer of 200 means that it is kept. A signature that does not hold, is old, or was seen before is refused with 401.
"""

import re
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, Router, post
from litestar.params import FromPath

from meetings.tokens import SIGNATURE_HEADER, BadToken, check_callback
from portal.conferences.actions import happenings, nodes, recordings
from portal.conferences.actions.nonces import spend
from portal.conferences.signals import Asked, Beat, Events
from portal.kit.clock import utc_now
from portal.kit.errors import NotAllowed, NotFound
from portal.media_server import secret
from portal.web.guards import public

T = TypeVar("T")
_ROOM_HEADER = "x-meetings-room"
_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
_MOST_BYTES = recordings.MOST_BYTES


class _Refused(Exception):
    def __init__(self, status: int, why: str):
        super().__init__(why)
        self.status = status


@post("/meetings/callbacks/heartbeat", status_code=200)
async def heartbeat(request: Request) -> Response[Any]:
    """A node lives; the answer says what it is to do."""
    try:
        return _json(await nodes.beat(await _read(request, Beat)))
    except _Refused as error:
        return _refused(error)


@post("/meetings/callbacks/room", status_code=200)
async def room(request: Request) -> Response[Any]:
    """A node asks what a room is built from."""
    try:
        return _json(await happenings.room_for(await _read(request, Asked)))
    except _Refused as error:
        return _refused(error)
    except happenings.NotYours as error:
        return _json({"code": error.code, "sentence": ""}, 409)


@post("/meetings/callbacks/events", status_code=200)
async def events(request: Request) -> Response[Any]:
    """What happened in a room."""
    try:
        return _json({"done": await happenings.take_in(await _read(request, Events))})
    except _Refused as error:
        return _refused(error)
    except happenings.NotYours as error:
        return _json({"code": error.code, "sentence": ""}, 409)


@post("/meetings/callbacks/recordings/{recording:str}/{part:int}", status_code=200)
async def recording_part(request: Request, recording: FromPath[str], part: FromPath[int]) -> Response[Any]:
    """One part of a recording."""
    try:
        data = await _signed(request)
        if not _KEY.fullmatch(recording):
            raise _Refused(404, "no such recording")
        await recordings.take_part(request.headers.get(_ROOM_HEADER, ""), recording, part, data)
    except _Refused as error:
        return _refused(error)
    except NotFound:
        return _json({"code": "missing", "sentence": "no such recording"}, 404)
    except NotAllowed as error:
        return _json({"code": "sealed", "sentence": str(error)}, 409)
    return Response(b"", status_code=204)


async def _read(request: Request, kind: type[T]) -> T:
    body = await _signed(request)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise _Refused(400, str(error)) from None


async def _signed(request: Request) -> bytes:
    """The body of a callback that one of our nodes signed just now and for the first time."""
    body = await request.body()
    now = utc_now()
    try:
        nonce = check_callback(request.headers.get(SIGNATURE_HEADER, ""), body, secret(), now.timestamp())
    except BadToken as error:
        raise _Refused(401, str(error)) from None
    if not await spend(nonce, now):
        raise _Refused(401, "seen before")
    return body


def _json(value: object, status: int = 200) -> Response[Any]:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


def _refused(error: _Refused) -> Response[Any]:
    return _json({"code": "refused", "sentence": str(error)}, error.status)


router = Router(
    "",
    route_handlers=[heartbeat, room, events, recording_part],
    guards=[public],
    opt={"csrf": "exempt"},
    request_max_body_size=_MOST_BYTES,
)
