"""One PeerConnection on our side, from its making to its end, with a browser in memory."""

import asyncio
import gc
import weakref

import pytest
import uvloop
from aiortc.rtcdtlstransport import RTCCertificate

from meetings.engine import Extensions
from meetings.errors import BrokenProtocol
from meetings.net.mux import Mux
from meetings.net.transport import LOST_SECONDS, SETUP_SECONDS, State
from tests.meetings.net.caller import Caller
from tests.meetings.net.conftest import CERTIFICATE
from tests.meetings.net.pages import Node, until
from tests.meetings.net.plain_engine import PlainEngine

SECOND = 1_000_000_000


async def test_keys_and_address_reach_the_engine(memory):
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    peer = caller.transport.peer
    assert memory.engine.bound[peer] == caller.address
    keys = memory.engine.keys[peer]
    material = caller.ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 56)
    assert (keys.profile, caller.ssl.get_selected_srtp_profile()) == (7, b"SRTP_AEAD_AES_128_GCM")
    assert keys.receive == material[:16] + material[32:44] and keys.send == material[16:32] + material[44:]
    assert memory.states[peer] == [State.CONNECTING, State.CONNECTED]


async def test_a_certificate_that_was_not_announced_is_refused(memory):
    caller = Caller(memory.engine, memory.transport(), certificate=RTCCertificate.generateCertificate())
    caller.fingerprints = Caller(memory.engine, memory.transport()).fingerprints
    caller.ring()
    caller.begin()
    await caller.handshake(lambda: caller.transport.state is State.FAILED)
    assert not memory.engine.keys and caller.transport.peer not in memory.engine.peers


async def test_a_second_round_changes_extensions_but_never_the_certificate(memory):
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    transport = caller.transport
    transport.begin(caller.ufrag, "x" * 24, caller.fingerprints, Extensions(mid=9))
    assert memory.engine.extensions[transport.peer] == Extensions(mid=9)
    with pytest.raises(BrokenProtocol):
        transport.begin(caller.ufrag, "x" * 24, caller.fingerprints[:1], Extensions())


async def test_who_never_comes_has_failed_after_twenty_seconds(memory, clock):
    caller = Caller(memory.engine, memory.transport())
    caller.begin()
    clock.now += SETUP_SECONDS * SECOND
    caller.transport.look(clock.now)
    assert caller.transport.state is State.CONNECTING
    clock.now += 1
    caller.transport.look(clock.now)
    assert memory.states[caller.transport.peer] == [State.CONNECTING, State.FAILED]
    assert memory.mux.sizes()["transports"] == 0 and not memory.engine.peers


async def test_who_falls_silent_is_lost_and_comes_back_with_the_next_check(memory, clock):
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    clock.now += LOST_SECONDS * SECOND + 1
    caller.transport.look(clock.now)
    assert caller.transport.state is State.LOST
    caller.ring(pwd="forged")
    assert caller.transport.state is State.LOST, "only what is proven counts"
    caller.ring()
    assert memory.states[caller.transport.peer][-2:] == [State.LOST, State.CONNECTED]
    assert caller.transport.heard_ns == clock.now


async def test_the_mux_looks_after_silent_ones_by_itself(memory, clock):
    caller = Caller(memory.engine, memory.transport())
    caller.begin()
    clock.now += SETUP_SECONDS * SECOND + 1
    await until(lambda: caller.transport.state is State.FAILED)


async def test_a_goodbye_ends_it(memory):
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    caller.ssl.shutdown()
    memory.engine.take(caller.address, caller.ssl.bio_read(1500))
    await until(lambda: caller.transport.state is State.CLOSED)
    assert memory.states[caller.transport.peer][-1] is State.CLOSED and not memory.engine.peers


async def test_closing_says_goodbye_once_and_tells_nobody_here(memory):
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    before = len(memory.engine.sent)
    caller.transport.close()
    caller.transport.close()
    assert [data[0] for _to, data in memory.engine.sent[before:]] == [21]
    assert memory.states[caller.transport.peer] == [State.CONNECTING, State.CONNECTED]
    assert caller.ring() == []


async def test_fifty_come_and_go_and_nothing_stays(memory):
    tasks, seen = len(asyncio.all_tasks()), []
    for at in range(50):
        caller = Caller(memory.engine, memory.transport(), ("192.0.2.1", at + 1))
        await caller.connect()
        seen += [weakref.ref(caller.transport), weakref.ref(caller.transport._handshake._dtls)]
        caller.transport.close()
    del caller
    await until(lambda: len(asyncio.all_tasks()) == tasks)
    gc.collect()
    assert not [each for each in seen if each() is not None]
    sizes = memory.mux.sizes()
    assert (sizes["transports"], sizes["ufrags"], sizes["addresses"], memory.engine.peers) == (0, 0, 0, set())


async def test_dtls_that_floods_in_is_bounded(memory, clock):
    caller = Caller(memory.engine, memory.transport())
    caller.ring()
    for _ in range(50):
        memory.engine.take(caller.address, b"\x16" + bytes(1000))
    assert memory.mux.dropped["waiting"] == 46
    caller.begin()
    await caller.handshake()


def test_it_works_on_uvloop_too():
    """Facts of aiortc, 31."""

    async def connect():
        engine = PlainEngine()
        engine.mux = Mux(engine, [])
        caller = Caller(engine, Node(engine, engine.mux, CERTIFICATE).transport())
        await caller.connect()
        engine.mux.close()

    uvloop.run(connect())
