"""What the seam uses of aiortc is still there and still does it; and DTLS where aiortc's own would fail.

A failure in the first half names what moved: bring meetings/net/media_seam.py in step with the new aiortc.
"""

import ast
import asyncio
import inspect
from pathlib import Path

import aiortc
import pytest
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport, State
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.net import media_seam
from meetings.net.media_seam import DATAGRAM_OCTETS, Handshake, _Dtls, _Pipe, datagrams
from tests.meetings.net.caller import Caller, in_pieces, records
from tests.meetings.net.pages import until

SOURCES = Path(media_seam.__file__).parents[1]
CHANGE_CIPHER = 20  # the record that begins our last flight
OVERRIDDEN = ("_do_handshake", "_setup_srtp", "_recv_next", "_write_ssl")


def moved(name):
    return f"aiortc {aiortc.__version__} moved {name}: bring meetings/net/media_seam.py in step"


# The contract


def test_the_seam_alone_knows_aiortc():
    importing = {
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and ast.unparse(node).split()[1].startswith(("aiortc", "aioice"))
    }
    assert importing == {"net/media_seam.py"}


def test_every_private_name_that_the_seam_uses_is_there(certificate):
    """On a transport as aiortc makes it: all `self._x` of our subclass that are not its own."""
    tree = next(
        node
        for node in ast.parse(Path(media_seam.__file__).read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "_Dtls"
    )
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    of_theirs = RTCDtlsTransport(_Pipe(print), [certificate])
    ours = set(vars(_Dtls)) | {"_pipe"}
    for name in sorted(used - ours | set(OVERRIDDEN)):
        assert hasattr(of_theirs, name), moved(f"RTCDtlsTransport.{name}")
    assert len(used - ours) >= 6


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_what_is_overridden_has_kept_its_shape(name):
    theirs, ours = getattr(RTCDtlsTransport, name), getattr(_Dtls, name)
    assert inspect.signature(theirs) == inspect.signature(ours), moved(f"RTCDtlsTransport.{name}")
    assert inspect.iscoroutinefunction(theirs) == inspect.iscoroutinefunction(ours), moved(name)


def test_states_and_profiles_have_kept_their_names():
    assert {"NEW", "CONNECTING", "CONNECTED", "CLOSED", "FAILED"} == set(State.__members__), moved("State")
    for profile in media_seam._PROFILES:
        joined = profile.get_key_and_salt(bytes(range(128)), 1)
        assert len(joined) == profile.key_length + profile.salt_length, moved("SRTPProtectionProfile")
    names = [each.openssl_profile for each in media_seam._PROFILES]
    assert names[0] == b"SRTP_AEAD_AES_128_GCM" and names[-1] == b"SRTP_AES128_CM_SHA1_80"


def test_a_certificate_is_p_256_and_its_context_is_made_once(certificate):
    assert certificate._key.curve.name == "secp256r1", moved("RTCCertificate._key")
    profiles = media_seam._PROFILES
    assert certificate._create_ssl_context(profiles) is certificate._create_ssl_context(profiles)
    assert inspect.signature(RTCCertificate._create_ssl_context) == inspect.signature(
        media_seam.Certificate._create_ssl_context
    ), moved("RTCCertificate._create_ssl_context")


async def test_a_handshake_goes_through_every_place_that_is_overridden(memory, monkeypatch):
    passed = set()
    for name in OVERRIDDEN:
        monkeypatch.setattr(_Dtls, name, watched(getattr(_Dtls, name), passed))
    await Caller(memory.engine, memory.transport()).connect()
    assert passed == set(OVERRIDDEN), moved(f"the calls of {set(OVERRIDDEN) - passed}")


def watched(method, passed):
    def call(self):
        passed.add(method.__name__)
        return method(self)

    return call


# What aiortc alone would not do


@pytest.mark.parametrize("octets", [20, 60, 120])
@pytest.mark.parametrize("order", [list, lambda pieces: list(reversed(pieces))])
async def test_a_client_hello_in_pieces_is_put_together(memory, octets, order):
    """Facts of aiortc, 21: since its keys grew, Chromium's does not fit one datagram."""
    caller = Caller(memory.engine, memory.transport())
    caller.ring()
    caller.begin()
    [hello] = caller.flight()
    pieces = order(in_pieces(hello, octets))
    assert len(pieces) > 1
    for each in pieces:
        memory.engine.take(caller.address, each)
    await caller.handshake()


async def test_no_datagram_of_ours_is_too_long_or_cuts_a_record(memory):
    """Facts of aiortc, 20."""
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    flights = [data for _to, data in memory.engine.sent if data[0] >= 20]
    assert flights and all(len(each) <= DATAGRAM_OCTETS for each in flights)
    assert all(b"".join(records(each)) == each for each in flights)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([20, 21, 22, 23]), st.integers(0, 1187)), max_size=30))
def test_a_flight_is_cut_between_records_alone(made):
    whole = [
        bytes((kind, 254, 253)) + bytes(8) + octets.to_bytes(2, "big") + bytes(octets)
        for kind, octets in made
    ]
    found = datagrams(b"".join(whole))
    assert b"".join(found) == b"".join(whole) and all(len(each) <= DATAGRAM_OCTETS for each in found)
    assert [each for one in found for each in records(one)] == whole
    assert all(len(a) + len(records(b)[0]) > DATAGRAM_OCTETS for a, b in zip(found, found[1:], strict=False))


@settings(deadline=None)
@given(st.binary(max_size=4000))
def test_a_flight_of_anything_is_passed_on_whole(noise):
    assert b"".join(datagrams(noise)) == noise


def test_records_of_dtls_1_3_are_told_apart_too():
    """RFC 9147, 4: a first octet 001CSLEE and, where L is set, two octets of length."""
    long = bytes((0x2E, 0, 1)) + (700).to_bytes(2, "big") + bytes(700)
    short = bytes((0x26, 1)) + (600).to_bytes(2, "big") + bytes(600)
    assert datagrams(long + short) == [long, short]
    without_length = bytes((0x22, 1)) + bytes(50)
    assert datagrams(short + without_length) == [short + without_length]


async def test_an_exception_over_one_datagram_ends_nothing(memory, monkeypatch):
    """Facts of aiortc, 14: its own loop would close the connection."""
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    dtls = caller.transport._handshake._dtls

    async def stumble(self):
        await self.transport._recv()
        raise RuntimeError("a mistake in the handling of a packet")

    monkeypatch.setattr(RTCDtlsTransport, "_recv_next", stumble)
    memory.engine.take(caller.address, b"\x17" + bytes(40))
    for _ in range(5):
        memory.engine.take(caller.address, b"\x17" + bytes(40))
    await until(lambda: dtls.stumbles >= 5)
    assert caller.transport.state == "connected"


async def test_noise_on_a_living_connection_ends_nothing(memory):
    caller = Caller(memory.engine, memory.transport())
    await caller.connect()
    for at in range(20, 64):
        memory.engine.take(caller.address, bytes([at]) + bytes(range(60)))
        memory.engine.take(caller.address, bytes([at, 254, 253]) + bytes(8) + b"\xff\xff")
        await asyncio.sleep(0)
    caller.ssl.shutdown()
    memory.engine.take(caller.address, caller.ssl.bio_read(1500))
    await until(lambda: caller.transport.state == "closed")


async def test_a_lost_last_flight_is_sent_again(memory):
    """The browser repeats itself after a second, though for us the handshake has long ended."""
    caller = Caller(memory.engine, memory.transport())
    caller.ring()
    caller.begin()
    caller.hears = lambda datagram: datagram[0] != CHANGE_CIPHER
    await caller.handshake()
    assert not caller.is_connected()
    caller.hears = lambda datagram: True
    await until(lambda: caller.ssl.DTLSv1_get_timeout() == 0)
    caller.repeat()
    await until(lambda: caller.listen() or caller.is_connected())


async def test_closing_before_anything_came_leaves_no_task(memory):
    told = []
    handshake = Handshake(memory.certificate, print, told.append, told.append)
    handshake.begin([("sha-256", "AA")])
    handshake.close()
    await until(lambda: handshake._task.done())
    assert told == []
