"""Whatever a hostile client sends, made up or spoiled from what Chromium really sent: nothing escapes the port, and
whoever else is talking to it goes on."""

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.engine import Extensions
from meetings.net import stun
from meetings.net.ice import Credentials
from meetings.net.mux import Mux
from meetings.net.transport import State
from tests.house.plan import ROOT
from tests.meetings.net.caller import Caller
from tests.meetings.net.conftest import CERTIFICATE
from tests.meetings.net.pages import Node
from tests.meetings.net.plain_engine import PlainEngine

HONEST, HOSTILE, STRANGER = ("192.0.2.7", 50_000), ("192.0.2.8", 50_000), ("198.51.100.66", 6_666)
FIRST, *ROWS = (ROOT / "tests/golden/meetings/chromium-156-datagrams.txt").read_text().splitlines()
RECORDED = [bytes.fromhex(row) for row in ROWS]
CHECKS = [each for each in RECORDED if each[0] < 4]
SAID = Credentials(stun.read(CHECKS[0]).username[0], FIRST.split()[-1])
REASONS = set(
    "empty flood malformed stranger contested unknown unsigned unauthentic replayed refused waiting".split()
)


def open_node():
    engine = PlainEngine()
    engine.mux = Mux(engine, [])
    return Node(engine, engine.mux, CERTIFICATE)


def recorded_transport(node):
    """A transport with the credentials that Chromium was given when it was recorded."""
    made = node.transport()
    before = made.ufrags
    made._agent.renew(SAID)
    node.mux.rename(made, before)
    return made


async def test_what_was_recorded_is_what_chromium_says_when_it_comes():
    node = open_node()
    transport = recorded_transport(node)
    for each in RECORDED:
        node.engine.take(HOSTILE, each)
    answers = [stun.read(data) for _to, data in node.engine.sent]
    assert [each.kind for each in answers] == [stun.Kind.SUCCESS] * len(CHECKS)
    assert node.engine.bound == {transport.peer: HOSTILE} and not node.mux.dropped
    node.mux.close()


changes = st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 255)), max_size=5)
spoiled = st.builds(
    lambda whole, made, length: spoil(whole, made)[:length],
    st.sampled_from(RECORDED),
    changes,
    st.one_of(st.just(1500), st.integers(0, 1500)),
)
noise = st.binary(max_size=100) | st.binary(max_size=100).map(CHECKS[0][:20].__add__)


def attacks(*addresses):
    return st.lists(st.tuples(st.sampled_from(addresses), spoiled | noise), max_size=25)


def spoil(whole, made):
    data = bytearray(whole)
    for at, value in made:
        data[at % len(data)] = value
    return bytes(data)


@settings(max_examples=120, deadline=None)
@given(attacks(HOSTILE, STRANGER), attacks(HOSTILE, STRANGER, HONEST))
async def test_nothing_escapes_and_nobody_else_is_disturbed(before, after):
    """Who can forge the honest one's address can spoil a handshake that has just begun, for DTLS has no proof yet;
    afterwards that is of no use either."""
    node = open_node()
    hostile, honest = recorded_transport(node), Caller(node.engine, node.transport(), HONEST)
    honest.ring()
    honest.begin()
    hostile.begin("mH2I", "x" * 24, honest.fingerprints, Extensions())
    for address, data in before:
        node.mux.datagram(address, data)
    await honest.handshake()
    for address, data in after:
        node.mux.datagram(address, data)
    assert honest.transport.state is State.CONNECTED
    assert node.engine.bound[honest.transport.peer] == HONEST and len(honest.ring()) == 1
    assert set(node.mux.dropped) <= REASONS and node.mux.sizes()["addresses"] <= 3
    node.mux.close()


@settings(deadline=None)
@given(spoiled)
async def test_a_check_with_one_wrong_octet_moves_nothing(data):
    """Unless it says the same: a changed class of an attribute's type, say, breaks the proof."""
    node = open_node()
    transport = recorded_transport(node)
    node.mux.datagram(STRANGER, data)
    assert (transport.address is None) == (data not in CHECKS)
    node.mux.close()
