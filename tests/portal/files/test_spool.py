"""Uploads wait in the spool, encrypted, and leave nothing behind."""

import asyncio
import hashlib
import os
import sys

import pytest

from portal.files import spool
from portal.kit.errors import Invalid
from tests.support.files import PeakMemory

MIB = 1024 * 1024


async def pieces(data, size=64 * 1024):
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def zeros(mib):
    for _count in range(mib * 16):
        yield bytes(64 * 1024)


async def test_an_upload_waits_with_its_size_and_digest(data):
    plain = os.urandom(3 * MIB + 7)
    waiting = await spool.receive(pieces(plain), "../Công văn.pdf")
    assert (waiting.size, waiting.name) == (len(plain), "Công văn.pdf")
    assert waiting.sha256 == hashlib.sha256(plain).hexdigest()
    assert b"".join([chunk async for chunk in spool.stream(waiting)]) == plain


async def test_the_disk_shows_nothing_and_the_key_is_not_printed(data):
    waiting = await spool.receive(pieces(b"bi mat nha nuoc" * 5000), "a.pdf")
    assert b"bi mat" not in waiting.path.read_bytes()
    assert waiting.path.is_relative_to(data / "spool")
    assert "key" not in repr(waiting)


async def test_a_wiped_file_is_gone(data):
    waiting = await spool.receive(pieces(b"abc"), "a.pdf")
    spool.wipe(waiting)
    spool.wipe(waiting)
    assert not waiting.path.exists()


async def test_an_empty_file_is_refused(data):
    with pytest.raises(Invalid, match="rỗng"):
        await spool.receive(pieces(b""), "a.pdf")
    assert files_in(data / "spool") == []


async def test_a_file_over_the_limit_is_refused_before_it_has_all_come(data):
    came = 0

    async def five_hundred_mib():
        nonlocal came
        async for chunk in zeros(500):
            came += len(chunk)
            yield chunk

    with pytest.raises(Invalid, match="100 MB"):
        await spool.receive(five_hundred_mib(), "a.pdf")
    assert came <= 101 * MIB
    assert files_in(data / "spool") == []


async def test_memory_stays_flat_while_a_large_file_comes(data):
    spool.wipe(await spool.receive(zeros(4), "a.pdf"))
    with PeakMemory() as memory:
        waiting = await spool.receive(zeros(90), "a.pdf")
    assert waiting.size == 90 * MIB
    assert memory.growth < 16 * MIB


async def test_an_upload_that_breaks_off_leaves_nothing(data):
    async def breaks_off():
        yield bytes(2 * MIB)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await spool.receive(breaks_off(), "a.pdf")
    assert files_in(data / "spool") == []


async def test_an_upload_that_is_cancelled_leaves_nothing(data):
    started = asyncio.Event()

    async def stalls():
        yield bytes(2 * MIB)
        started.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(spool.receive(stalls(), "a.pdf"))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert files_in(data / "spool") == []


async def test_what_a_dead_process_left_is_wiped_and_what_lives_is_not(data):
    waiting = await spool.receive(pieces(b"abc"), "a.pdf")
    leave = (
        "import asyncio, os; from portal.files import spool\n"
        "async def one(): yield b'abc'\n"
        "asyncio.run(spool.receive(one(), 'a.pdf')); os._exit(9)"
    )
    dying = await asyncio.create_subprocess_exec(sys.executable, "-c", leave)
    assert await dying.wait() == 9
    assert len(files_in(data / "spool")) == 2
    assert spool.wipe_leftovers() == 1
    assert files_in(data / "spool") == [waiting.path]


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "alive"]
