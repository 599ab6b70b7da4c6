"""`python -m meetings` as a process of its own: starts, serves, drains, and says what is wrong with its settings."""

import asyncio
import os
import signal
import socket
import sys
import time
from contextlib import asynccontextmanager

import pytest

from tests.meetings.support.portal import NODE, SECRET, pretend_portal
from tests.meetings.support.server import ORIGIN, PATIENCE, House, until

QUICK = 5.0  # seconds in which a process that is told to stop has stopped


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def process(portal_url: str, folder, **settings):
    """A node in a process of its own, and its port."""
    port = settings.setdefault("port", free_port())
    chosen = {"secret": SECRET, "node": NODE, "origins": ORIGIN, "portal_url": portal_url, "udp_port": port}
    chosen |= {"folder": folder} | settings
    environ = {**os.environ, **{f"MEETINGS_{name.upper()}": str(value) for name, value in chosen.items()}}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "meetings", env=environ, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def test_a_node_serves_until_it_is_told_to_stop_and_then_sends_everybody_on(tmp_path):
    async with pretend_portal() as portal:
        port = free_port()
        async with process(portal.address, tmp_path, port=port) as running:
            await until(lambda: portal.beats, patience=20)
            assert portal.beats[0]["url"] == f"ws://127.0.0.1:{port}/meet"
            outside = House(None, None, portal, [], port)
            an, _welcome = await outside.enter("account:1")
            await an.hear("subscribe")
            begun = time.monotonic()
            running.send_signal(signal.SIGTERM)
            assert await an.end() == (4409, "draining")
            assert await asyncio.wait_for(running.wait(), QUICK) == 0
            assert time.monotonic() - begun < QUICK
        assert an.types()[-1] == "moved"
        assert portal.kinds() == ["joined", "left"] and portal.beats[-1]["draining"]


async def test_a_node_whose_portal_is_gone_still_stops_in_time(tmp_path):
    async with pretend_portal() as portal, process(portal.address, tmp_path) as running:
        await until(lambda: portal.beats, patience=20)
        outside = House(
            None, None, portal, [], int(portal.beats[0]["url"].rpartition(":")[2].removesuffix("/meet"))
        )
        an, _welcome = await outside.enter("account:1")
        portal.is_down = True
        running.send_signal(signal.SIGTERM)
        assert (await an.end())[0] == 4409
        assert await asyncio.wait_for(running.wait(), QUICK) == 0


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"secret": "short"}, "MEETINGS_SECRET"),
        ({"announce": "not an address"}, "not an address"),
        ({"udp_host": "192.0.2.1"}, "192.0.2.1"),
        ({"prot": "1"}, "MEETINGS_PROT"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
async def test_settings_that_cannot_be_meant_refuse_to_start(tmp_path, setting, words):
    async with process("http://127.0.0.1:9", tmp_path, **setting) as running:
        assert running.stderr is not None
        said = (await asyncio.wait_for(running.stderr.read(), 4 * PATIENCE)).decode()
        assert await running.wait() != 0
    assert words in said and "Traceback" not in said


async def test_a_port_that_is_taken_refuses_to_start(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with process("http://127.0.0.1:9", tmp_path, port=taken.getsockname()[1]) as running:
            assert running.stderr is not None
            said = (await asyncio.wait_for(running.stderr.read(), 4 * PATIENCE)).decode()
    assert "WebSocket at 127.0.0.1" in said and "Traceback" not in said
