"""One port for everybody: each finds its own connection, and no stranger costs anybody else anything."""

import pytest

from meetings.net import stun
from meetings.net.mux import CONTESTED_NS, RATE
from meetings.net.transport import State
from tests.meetings.net.caller import Caller

VICTIM, STRANGER = ("192.0.2.7", 50_000), ("198.51.100.66", 6_666)


async def test_two_connections_share_a_port_and_each_gets_its_own(memory):
    first, second = (Caller(memory.engine, memory.transport(), ("192.0.2.1", port)) for port in (1, 2))
    for caller in (first, second):
        [answer] = caller.ring()
        assert stun.read(answer).mapped == caller.address
    assert memory.engine.bound == {first.transport.peer: first.address, second.transport.peer: second.address}


async def test_what_is_early_waits_for_the_answer(memory):
    """A browser checks and begins DTLS while its answer is still on the way to us."""
    caller = Caller(memory.engine, memory.transport())
    caller.ring()
    for each in caller.flight():
        memory.engine.take(caller.address, each)
    caller.begin()
    await caller.handshake()
    assert caller.transport.state is State.CONNECTED


async def test_an_address_that_proved_itself_is_not_taken_by_another_person(memory, clock):
    """Anybody in the meeting has credentials, and can write anybody's address on an envelope."""
    victim = Caller(memory.engine, memory.transport(), VICTIM)
    thief = Caller(memory.engine, memory.transport(), VICTIM)
    victim.ring()
    assert thief.ring() == [] and memory.mux.dropped["contested"] == 1
    assert memory.engine.bound == {victim.transport.peer: VICTIM}
    clock.now += CONTESTED_NS + 1
    assert len(thief.ring()) == 1, "an address that nobody uses any longer may be somebody else's"


async def test_a_flood_from_one_address_is_cut_off_and_others_go_on(memory, clock):
    caller = Caller(memory.engine, memory.transport(), VICTIM)
    flooder = Caller(memory.engine, memory.transport(), STRANGER)
    answered = sum(len(flooder.ring()) for _ in range(RATE * 3))
    assert answered == RATE and memory.mux.dropped["flood"] == RATE * 2
    assert len(caller.ring()) == 1
    clock.now += 1_000_000_000
    assert len(flooder.ring()) == 1


async def test_a_flood_from_everywhere_fills_no_memory(memory, clock):
    caller = Caller(memory.engine, memory.transport(), VICTIM)
    forged = caller.check(pwd="forged")
    for at in range(20_000):
        memory.engine.take((f"198.51.{at >> 8}.{at & 255}", 1), forged if at & 1 else b"\x16" * 40)
    sizes = memory.mux.sizes()
    assert sizes["watched"] <= 8192 and (sizes["ufrags"], sizes["addresses"]) == (1, 0)
    assert not memory.engine.sent and len(caller.ring()) == 1


async def test_many_addresses_of_one_person_fill_no_memory(memory, clock):
    caller = Caller(memory.engine, memory.transport(), VICTIM)
    for at in range(300):
        caller.address = ("192.0.2.8", at)
        caller.ring(nominates=False)
    assert memory.mux.sizes()["addresses"] == 16 == len(caller.transport.addresses)


async def test_a_check_that_is_played_again_from_elsewhere_moves_nothing(memory):
    """What somebody on the way has recorded is proven, but was not said from where it now comes."""
    caller = Caller(memory.engine, memory.transport(), VICTIM)
    recorded = caller.check()
    memory.engine.take(VICTIM, recorded)
    memory.engine.take(VICTIM, recorded)
    memory.engine.take(STRANGER, recorded)
    assert memory.engine.bound[caller.transport.peer] == VICTIM and memory.mux.dropped == {"replayed": 1}
    assert len(memory.engine.sent) == 2, "a repetition from the same place is answered again"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x00", "malformed"),
        (b"\x40" * 30, "unknown"),
        (b"\xff" * 30, "unknown"),
        (b"\x16\xfe\xfd" + bytes(40), "stranger"),
        (stun.success(bytes(12), VICTIM, b"p"), "stranger"),
        (stun.request(bytes(12), "nobody:x", b"p", 1, 1, nominates=True), "stranger"),
        (stun.request(bytes(12), "", b"p", 1, 1, nominates=True), "stranger"),
    ],
)
async def test_what_is_not_for_us_is_counted_and_not_answered(memory, data, reason):
    memory.mux.datagram(STRANGER, data)
    assert memory.mux.dropped == {reason: 1} and not memory.engine.sent


async def test_a_keepalive_is_no_fault(memory):
    memory.mux.datagram(STRANGER, stun.indication(bytes(12)))
    assert not memory.mux.dropped and not memory.engine.sent
