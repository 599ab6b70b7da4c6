"""Who hears what, in one process and between several through Redis or Valkey."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from portal.web import channels
from portal.web.channels import Ear, Hub
from tests.support.processes import free_port


async def heard(ear: Ear, seconds: float = 5) -> tuple[str, str]:
    return await asyncio.wait_for(ear.next(), seconds)


async def hears_nothing(ear: Ear) -> bool:
    with contextlib.suppress(TimeoutError):
        return not await heard(ear, 0.2)
    return True


async def test_an_ear_hears_its_own_channels_and_no_others():
    hub = Hub()
    with hub.listen(["a"]) as ear:
        hub.tell("b", "changed"), hub.tell("a", "changed")
        assert await heard(ear) == ("a", "changed")
        assert await hears_nothing(ear)


async def test_after_the_block_nothing_is_kept_for_it():
    hub = Hub()
    with hub.listen(["a"]) as ear:
        pass
    hub.tell("a", "changed")
    assert await hears_nothing(ear)


async def test_what_was_said_twice_before_it_was_heard_is_heard_once():
    ear = Ear(["a"])
    for _each in range(1000):
        ear.put(("a", "changed"))
    assert await heard(ear) == ("a", "changed") and await hears_nothing(ear)


async def test_who_never_listens_costs_bounded_memory():
    ear = Ear(["a"])
    for number in range(20_000):
        ear.put(("a", str(number)))
    assert await heard(ear) == ("a", "10000")


async def test_processes_hear_each_other(valkey):
    one, other = Hub(valkey), Hub(valkey)
    async with one.running(), other.running():
        with other.listen(["trial:1"]) as ear:
            while await hears_nothing(ear):  # until the subscription stands
                one.tell("trial:1", "changed")


async def test_nobody_hears_twice_what_they_said_themselves(valkey):
    hub = Hub(valkey)
    async with hub.running():
        with hub.listen(["trial:2"]) as ear:
            hub.tell("trial:2", "changed")
            assert await heard(ear) == ("trial:2", "changed")
            assert await hears_nothing(ear)


async def test_without_the_server_a_process_still_hears_itself_and_says_so_once(caplog):
    hub = Hub(f"redis://127.0.0.1:{free_port()}")
    async with hub.running():
        with hub.listen(["trial:3"]) as ear:
            hub.tell("trial:3", "changed")
            assert await heard(ear, 1) == ("trial:3", "changed")
            await asyncio.sleep(0.3)
    assert sorted(record.message.split(":")[0] for record in caplog.records) == [
        "live updates of other processes are not received",
        "live updates of other processes are not sent",
    ]


async def test_when_the_server_comes_pages_are_told_to_look_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(channels, "_PAUSE", 0.05)
    port = free_port()
    hub = Hub(f"redis://127.0.0.1:{port}")
    async with hub.running():
        with hub.listen(["trial:4", "session:4"]) as ear:
            await asyncio.sleep(0.2)
            with redis_server(port, tmp_path):
                assert await heard(ear, 10) == ("trial:4", "reconnected")
                assert await hears_nothing(ear)


@contextlib.contextmanager
def redis_server(port: int, folder: Path) -> Iterator[None]:
    """A server that begins to answer; skips the test where there is no such program."""
    program = shutil.which("redis-server") or shutil.which("valkey-server") or pytest.skip("no Redis program")
    started = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--dir", folder], stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        started.terminate()
        started.wait(10)


def test_who_comes_late_is_told_what_was_said_since():
    hub = Hub()
    begun = time()
    hub.tell("a", "first"), hub.tell("a", "second"), hub.tell("b", "other")
    assert hub.since(["a", "quiet"], begun) == [("a", "second")]
    assert hub.since(["a"], time() + 1) == []


def test_beyond_what_is_remembered_everything_may_have_changed(monkeypatch):
    monkeypatch.setattr(channels, "_MOST_REMEMBERED", 2)
    hub = Hub()
    begun = time()
    for channel in "abc":
        hub.tell(channel, "changed")
    assert hub.since(["c", "quiet"], begun) == [("c", "reconnected"), ("quiet", "reconnected")]


def test_what_was_said_long_ago_is_forgotten(monkeypatch):
    hub = Hub()
    hub.tell("a", "changed")
    later = time() + channels._MEMORY + 1
    monkeypatch.setattr(channels, "time", lambda: later)
    hub.tell("b", "changed")
    assert hub.since(["a"], later - 1) == [] and list(hub._said) == ["b"]
