"""A forwarded packet costs at most 0.45 of Janus as packaged and 0.85 of Janus tuned; with the core 0.3 and 0.6.

Ten people publish sound and pictures (30 a second of two packets of 1100 octets; 50 sounds a second of 80), ten
receive everything, on loopback, with real ICE, DTLS, SRTP and RTCP. Servers take turns, five times; what counts is the
median of processor time a packet that arrived. Every server keeps what may be asked for again, rewrites, counts, and
gives congestion feedback to publishers; ours has it from receivers too, which Janus does not ask for. Every voice is
forwarded, by ours too, which usually forwards the five loudest. Janus runs the video room of Debian's package, with
one connection a receiver like ours; tuned is `event_loops = 1` and libsrtp on OpenSSL.
"""

import asyncio
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from statistics import median

from benchmarks.meeting.janus import janus
from benchmarks.meeting.ours import LOUDEST, compiled_is_there, ours
from benchmarks.meeting.room import Room, Server
from benchmarks.meeting.trial import Measured, trial
from benchmarks.meeting.tuned import tuned_srtp
from benchmarks.report import Figure

RUNS, SECONDS = 5, 5.0
LOADS = {"both": ["audio", "video"], "video": ["video"], "audio": ["audio"]}
GOALS = {"python": {"janus": 0.45, "tuned": 0.85}, "compiled": {"janus": 0.3, "tuned": 0.6}}
SIZES = (4, 9, 16, 25, 50)
Start = Callable[[], AbstractAsyncContextManager[Server]]


def measure() -> Iterator[Figure]:
    """Every figure beside its goal."""
    with asyncio.Runner() as runner:
        figures = _measure()
        while (figure := runner.run(anext(figures, None))) is not None:
            yield figure


async def _measure() -> AsyncIterator[Figure]:
    servers = _servers()
    found: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for number in range(RUNS):
        for name, start in servers.items():
            for load, measured in (await _one(name, start)).items():
                found[name, load].append(measured)
                _show(f"{number + 1} {name} {load}", measured)
    costs = {key: median(each.cost for each in runs) for key, runs in found.items()}
    for name, load in costs:
        middle = median(each.delay for each in found[name, load])
        worst = median(each.worst_delay for each in found[name, load])
        cost = f"{costs[name, load]:5.1f} us a packet"
        print(f"  {name:>8} {load:<5} {cost}, delay p50 {middle:.2f} ms, p99 {worst:.2f} ms (medians)")
    for ours_is, goals in GOALS.items():
        for other, goal in goals.items():
            for load in LOADS:
                if (ours_is, load) in costs and (other, load) in costs:
                    share = costs[ours_is, load] / costs[other, load]
                    yield Figure(f"{ours_is} to {other}, {load}", share, at_most=goal)
    for name in GOALS:
        if name in servers:
            await _grow(name)
            await _press(name, servers[name])
    yield Figure("packets that were not authentic", _forged(found), at_most=0)


def _servers() -> dict[str, Start]:
    servers: dict[str, Start] = {"python": lambda: ours("python")}
    if compiled_is_there():
        servers["compiled"] = lambda: ours("compiled")
    if shutil.which("janus") is None:
        print("  Janus is not there: apt-get install janus")
        return servers
    servers["janus"] = lambda: janus()
    srtp = tuned_srtp()
    if srtp is not None:
        servers["tuned"] = lambda: janus(srtp=srtp)
    return servers


async def _one(name: str, start: Start) -> dict[str, Measured]:
    """Every load on a fresh server."""
    room = Room()
    async with start() as server:
        empty = server.memory()
        async with trial(server, room) as attempt:
            flows = room.receivers * room.publishers * 2
            came = await attempt.arrived(flows)
            if came < flows:
                print(f"  {name}: only {came} of {flows} streams came")
            people = room.publishers + room.receivers
            print(f"  {name}: {(server.memory() - empty) / people / 1e6:.2f} MB a person")
            found = {}
            for load, kinds in LOADS.items():
                attempt.play(kinds)
                found[load] = await attempt.measure(SECONDS)
            return found


async def _grow(name: str) -> None:
    """The same cost in rooms of more and more people, who all publish, see nine others each and hear the loudest."""
    for size in SIZES:
        room = Room(size, size, parts=1, rate=15, tiles=9)
        async with ours(name, "meetings") as server, trial(server, room) as attempt:
            await attempt.arrived(size * (min(size - 1, room.tiles) + min(size - 1, LOUDEST)))
            _show(f"{name}, {size} people", await attempt.measure(SECONDS))


async def _press(name: str, start: Start) -> None:
    """More and more packets a picture, until a sound in a hundred is lost or late by 50 ms."""
    room = Room()
    async with start() as server, trial(server, room) as attempt:
        await attempt.arrived(room.receivers * room.publishers * 2)
        for parts in (2, 4, 6, 8, 10, 12, 16):
            attempt.parts(parts)
            await asyncio.sleep(3)
            measured = await attempt.measure(SECONDS)
            _show(f"{name}, {parts} packets a picture", measured)
            if measured.sound_loss > 0.01 or measured.sound_delay > 50 or measured.generator > 0.9:
                reason = "the generator had no more" if measured.generator > 0.9 else "sound suffers"
                print(f"  {name}: at {measured.load:.0f} packets a second {reason}")
                return


def _show(what: str, measured: Measured) -> None:
    print(
        f"  {what:<30} {measured.cost:5.1f} us, {measured.load:6.0f}/s, {measured.share * 100:3.0f} % of a core,"
        f" delay {measured.delay:.2f} / {measured.worst_delay:.2f} ms, sound {measured.sound_delay:.2f} ms"
        f" -{measured.sound_loss * 100:.1f} %, lost {measured.lost}, generator {measured.generator * 100:.0f} %",
        flush=True,
    )


def _forged(found: dict[tuple[str, str], list[Measured]]) -> int:
    return sum(each.forged for runs in found.values() for each in runs)
