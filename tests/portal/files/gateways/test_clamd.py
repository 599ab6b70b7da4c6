"""The virus scanner: clean, infected and not scanned are three different things."""

import asyncio

from portal.files.checks import Scan, Virus
from portal.files.gateways.clamd import scan
from tests.support.papers import EICAR


async def chunks(*data):
    for each in data:
        yield each


async def test_a_clean_stream_is_clean(clamd):
    assert await scan(chunks(b"Kinh gui", b" So"), clamd) == Scan(Virus.CLEAN)


async def test_a_virus_is_named_even_across_two_chunks(clamd):
    found = await scan(chunks(EICAR[:30], EICAR[30:]), clamd)
    assert (found.state, found.detail) == (Virus.INFECTED, "Eicar-Test.UNOFFICIAL")


async def test_a_stream_over_the_scanners_limit_is_not_scanned(clamd):
    found = await scan(chunks(*[bytes(256 * 1024)] * 40), clamd)
    assert found.state is Virus.NOT_SCANNED
    assert "limit" in found.detail or "larger than it takes" in found.detail


async def test_a_scanner_that_is_down_is_not_a_clean_file(closed_port, tmp_path):
    for address in (closed_port, str(tmp_path / "no.sock")):
        assert (await scan(chunks(b"x"), address)).state is Virus.NOT_SCANNED


async def test_without_a_scanner_nothing_is_scanned():
    assert await scan(chunks(EICAR), "") == Scan(Virus.NOT_SCANNED, "no scanner is set up")


async def test_a_scanner_that_says_nothing_is_given_up(clamd):
    async def stalls():
        yield b"x"
        await asyncio.Event().wait()

    assert "in time" in (await scan(stalls(), clamd, seconds=0.2)).detail
