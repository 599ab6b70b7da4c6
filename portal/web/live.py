"""Live pages: one WebSocket a page, on which only names of topics travel.

A page asks for topics such as "document:7"; for each kind the composition root says on which channels the
viewer then hears of it, or none when it is not theirs to know. When something happens the page hears the
topic's name and fetches its fragment with its own rights. `publish` waits for the commit, so nobody hears of
what was rolled back. Each page carries the instant from which it was made, and hears first what was said since.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import time

import msgspec
from litestar import Router, WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect

from portal.kit.database import on_commit
from portal.kit.viewer import Viewer
from portal.settings import settings
from portal.web.channels import Ear, Hub
from portal.web.guards import public, viewer_or_none
from portal.web.security import is_same_site

Channels = Callable[[Viewer, str], Awaitable[list[str]]]

SIGNED_OUT, TOO_MANY, COME_AGAIN = 4401, 4429, 1012
MOST_TOPICS = 20
MOST_SOCKETS = 40  # of one account: so many tabs nobody reads
LIFETIME = 1800.0  # seconds until a page has to ask anew, because rights may have ended meanwhile
_PATIENCE = 10.0  # seconds in which a page must say what it wants to hear of
_rules: dict[str, Channels] = {}
_open: Counter[int] = Counter()
_hub = Hub()


def use_rules(rules: dict[str, Channels]) -> None:
    """For each kind of topic, on which channels a viewer hears of it."""
    _rules.clear()
    _rules.update(rules)


class _Wish(msgspec.Struct):
    topics: list[str]
    since: float  # seconds since the epoch, by the portal's clock; what the page shows is no older


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Live updates in this process, and through Valkey to and from all others, as long as the block lasts."""
    global _hub
    _hub = Hub(settings().valkey_url)
    async with _hub.running():
        yield


def publish(topic: str, event: str = "changed") -> None:
    """Tell every page that shows `topic`, once the transaction is committed."""

    async def send() -> None:
        _hub.tell(topic, event)

    on_commit(send)


def end_session(session_id: int) -> None:
    """Close every page of a session that was ended, once the transaction is committed."""
    publish(_session_channel(session_id), "ended")


def _session_channel(session_id: int | None) -> str:
    return f"session:{session_id}"


@websocket("/live")
async def live(socket: WebSocket) -> None:
    """What the page shows and since when, as JSON, in; one JSON object per event out; closed when the session ends."""
    if not is_same_site(socket):
        await socket.close(code=SIGNED_OUT)
        return
    await socket.accept()
    viewer = viewer_or_none(socket)
    if viewer is None:
        await socket.close(code=SIGNED_OUT)
        return
    with _seat(viewer.account_id) as is_free:
        if is_free:
            await _serve(socket, viewer)
        else:
            await socket.close(code=TOO_MANY)


@contextmanager
def _seat(account_id: int) -> Iterator[bool]:
    """Whether the account may open one page more; counted as long as the block lasts."""
    _open[account_id] += 1
    try:
        yield _open[account_id] <= MOST_SOCKETS
    finally:
        _open[account_id] -= 1
        if not _open[account_id]:
            del _open[account_id]


async def _serve(socket: WebSocket, viewer: Viewer) -> None:
    try:
        wanted = msgspec.json.decode(await asyncio.wait_for(socket.receive_text(), _PATIENCE), type=_Wish)
    except (WebSocketDisconnect, TimeoutError, msgspec.DecodeError, TypeError):
        return
    channels = await _channels(viewer, wanted.topics)
    with _hub.listen([*channels, _session_channel(viewer.session_id)]) as ear:
        for word in _hub.since(channels, wanted.since):
            ear.put(word)
        await _relay(socket, channels, ear)


async def _channels(viewer: Viewer, topics: list[str]) -> dict[str, str]:
    """Channel to the topic that the page knows it by, for the topics this viewer may hear."""
    heard = {}
    for topic in topics[:MOST_TOPICS]:
        kind, _colon, key = topic.partition(":")
        if kind in _rules:
            heard |= dict.fromkeys(await _rules[kind](viewer, key), topic)
    return heard


async def _relay(socket: WebSocket, channels: dict[str, str], ear: Ear) -> None:
    """Tell the page what it hears until it goes, its session ends, or its time is over."""
    gone = asyncio.create_task(_until_gone(socket))
    told = asyncio.create_task(_write(socket, channels, ear))
    done, pending = await asyncio.wait({gone, told}, timeout=LIFETIME, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, *done, return_exceptions=True)
    if gone not in done:
        await socket.close(code=SIGNED_OUT if told in done else COME_AGAIN)


async def _until_gone(socket: WebSocket) -> None:
    try:
        while True:
            await socket.receive_data("text")
    except WebSocketDisconnect:
        return


async def _write(socket: WebSocket, channels: dict[str, str], ear: Ear) -> None:
    """One message per event; returns when the session has ended."""
    await socket.send_text(json.dumps({"topics": sorted(set(channels.values())), "now": time()}))
    while True:
        channel, event = await ear.next()
        if channel not in channels:
            return
        await socket.send_text(json.dumps({"topic": channels[channel], "event": event}))


router = Router("", route_handlers=[live], guards=[public])
