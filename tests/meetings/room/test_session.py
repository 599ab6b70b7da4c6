"""Hostile and unlucky browsers: nothing escapes, and nobody else is disturbed."""

import asyncio
import contextlib
import gc
import json
import os
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from websockets.exceptions import ConnectionClosed

from meetings import tells
from meetings.errors import Close
from meetings.room import session
from meetings.room.session import BURST, Bucket
from tests.meetings.support.server import house, until


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "no JSON",
        "[]",
        '{"type": "no such thing"}',
        '{"type": "hand", "up": "yes"}',
        '{"type": "mute", "person": "everybody", "source": "camera"}',
        '{"type": "show", "views": [' + ",".join(["{}"] * 200) + "]}",
        '{"type": "say", "id": "a", "text": "' + "x" * 3000 + '"}',
        '{"type": "publish", "id": -1, "sdp": "v=0", "sources": {}}',
        "[" * 20_000,
        b"\x00\x01binary",
    ],
    ids=lambda frame: repr(frame[:40]),
)
async def test_whoever_breaks_the_protocol_is_alone_with_it(node_house, frame):
    an, _welcome = await node_house.enter("account:1")
    bad, _welcome = await node_house.enter("account:2")
    await bad.socket.send(frame)
    assert (await bad.end())[0] == Close.BROKEN
    await an.hear("changed", person="account:2", state="lost")
    await an.say("ping", at=1)
    await an.hear("pong")


@pytest.mark.parametrize(
    "frame", ['{"type": "hand", "up": true}', "x", '{"type": "join", "version": 2, "token": "x"}']
)
async def test_join_comes_first(node_house, frame):
    browser = await node_house.connect()
    await browser.socket.send(frame)
    assert (await browser.end())[0] == Close.BROKEN


async def test_joining_twice_is_broken(node_house):
    an, _welcome = await node_house.enter()
    await an.say("join", version=1, token=node_house.portal.token())
    assert (await an.end())[0] == Close.BROKEN


async def test_who_says_nothing_is_not_waited_for(node_house, monkeypatch):
    monkeypatch.setattr(session, "JOIN_SECONDS", 0.05)
    silent = await node_house.connect()
    assert await silent.end() == (Close.BROKEN, "no join in time")


async def test_a_frame_that_is_too_long_ends_the_connection(node_house):
    an, _welcome = await node_house.enter("account:1")
    bad, _welcome = await node_house.enter("account:2")
    await bad.socket.send("x" * 70_000)
    with pytest.raises(ConnectionClosed):
        await bad.hear("pong")
    await an.hear("changed", person="account:2", state="lost")


async def test_a_flood_ends_with_its_own_connection(node_house):
    an, _welcome = await node_house.enter("account:1")
    bad, _welcome = await node_house.enter("account:2")
    for number in range(int(BURST) + 30):
        await bad.say("ping", at=number)
    assert (await bad.end())[0] == Close.FLOOD
    assert bad.types().count("pong") >= BURST
    await an.say("ping", at=1)
    await an.hear("pong")


def test_a_bucket_lets_through_a_burst_and_then_so_many_a_second():
    bucket = Bucket(30, 120, 0.0)
    assert sum(bucket.take(0.0) for _ in range(200)) == 120
    assert sum(bucket.take(1.0) for _ in range(200)) == 30
    assert sum(bucket.take(1000.0) for _ in range(200)) == 120


async def test_a_slow_browser_misses_levels_first_and_then_loses_its_line(node_house):
    an, _welcome = await node_house.enter("account:1")
    slow, welcome = await node_house.enter("account:2", name="Chậm")
    slow.socket.transport.pause_reading()
    stage, status = node_house.stages[0], node_house.node.status
    running = node_house.node.rooms["7"]
    session_of_slow = running._sessions[welcome["seat"]]
    big = tells.Subscribe(1, "v=0\r\n" * 10_000)
    while not session_of_slow._waiting:
        stage.tell(welcome["seat"], big)
        await asyncio.sleep(0)
    for number in range(20):
        stage.tell(welcome["seat"], tells.Levels({"account:1": number}))
    assert status.dropped["levels"] == 19
    for _ in range(session.MOST_MESSAGES):
        stage.tell(welcome["seat"], tells.Pong(1))
    await an.hear("changed", person="account:2", state="lost")
    assert status.dropped["overflow"] == 1
    await an.say("ping", at=1)
    await an.hear("pong")


async def test_a_browser_that_says_two_names_is_like_any_other(node_house):
    odd = await node_house.connect(
        user_agent_header=None, additional_headers=[("User-Agent", "a"), ("User-Agent", "b")]
    )
    await odd.say("join", version=1, token=node_house.portal.token("account:2"))
    await odd.hear("welcome")
    await until(lambda: node_house.portal.of("joined"))
    assert node_house.portal.of("joined")[0]["data"]["device"] == ""


async def test_bytes_that_are_no_text_in_a_header_disturb_nobody(node_house, caplog):
    reader, writer = await asyncio.open_connection("127.0.0.1", node_house.port)
    writer.write(
        b"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\nUser-Agent: \xff\r\n\r\n"
    )
    assert (await reader.read()).startswith(b"HTTP/1.1 ")
    writer.close()
    await node_house.enter("account:1")
    assert "Traceback" not in caplog.text


async def test_a_fault_in_the_media_of_one_disturbs_nobody(node_house):
    an, _welcome = await node_house.enter("account:1")
    binh, _welcome = await node_house.enter("account:2")
    node_house.stages[0].explode = "state"
    await binh.say("state", source="camera", on=True)
    await an.hear("changed", person="account:2", camera=True)
    assert node_house.node.status.counts["faults"] == 1


async def test_an_offer_that_cannot_be_read_ends_with_the_connection_that_sent_it(node_house):
    from meetings.errors import BrokenProtocol

    an, _welcome = await node_house.enter("account:1")
    binh, _welcome = await node_house.enter("account:2")

    def publish(seat, ask):
        raise BrokenProtocol("no media in the offer")

    node_house.stages[0].publish = publish
    await binh.say("publish", id=1, sdp="v=0", sources={"0": "microphone"})
    assert await binh.end() == (Close.BROKEN, "no media in the offer")
    await an.hear("changed", person="account:2", state="lost")


async def test_200_come_and_go_and_leave_nothing_behind():
    async with house() as running:
        an, _welcome = await running.enter("account:1")

        async def cycle(count: int) -> None:
            for _ in range(count):
                binh, _welcome = await running.enter("account:2")
                await binh.say("state", source="camera", on=True)
                await binh.say("leave")
                await binh.end()
                running.sockets.remove(binh.socket)
                await an.hear("left")
                an.heard.clear()

        def now() -> tuple[int, int]:
            return len(asyncio.all_tasks()), len(os.listdir("/proc/self/fd"))

        await cycle(30)
        await until(lambda: running.node.events_waiting == 0)
        running.portal.events.clear()
        before = now()
        gc.collect()
        tracemalloc.start()
        memory = tracemalloc.get_traced_memory()[0]
        await cycle(200)
        await until(lambda: running.node.events_waiting == 0)
        running.portal.events.clear()
        running.stages[0].calls.clear()
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - memory
        tracemalloc.stop()
        assert now() <= before
        assert grown < 1_500_000, f"{grown} bytes more after 200 cycles"


json_values = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats(allow_nan=False)
    | strategies.text(max_size=20),
    lambda inner: (
        strategies.lists(inner, max_size=4)
        | strategies.dictionaries(strategies.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(frames=strategies.lists(json_values | strategies.text(), max_size=6))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_comes_in_the_node_goes_on(node_house, frames):
    an, _welcome = await node_house.enter("account:1")
    with contextlib.suppress(ConnectionClosed):
        for frame in frames:
            await an.socket.send(frame if isinstance(frame, str) else json.dumps(frame))
        await an.say("leave")
    assert (await an.end())[0] in (Close.NORMAL, Close.BROKEN)
    assert node_house.node.status.counts["faults"] == 0
