"""What is odd, foreign or hostile is dropped and counted, and nobody else is disturbed."""

from contextlib import suppress
from dataclasses import replace
from struct import pack

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pylibsrtp import Error as SrtpError

from meetings.engine import Codec, Heard
from meetings.engine.building import built_core
from tests.meetings.engine.callers import PROMISED, plain, vp8
from tests.meetings.engine.conftest import SECOND, Node
from tests.meetings.engine.test_python import REPAIR, A, film, pair

NAMED = b"\x30v" + b"\xa0h" + b"\xb0q"  # mid "v", rid "h", repaired rid "q" as NAMES calls them


def test_what_is_not_media_goes_to_its_handler(node):
    caller = node.caller()
    for data in (b"\x00\x01stun", b"\x16dtls", b"\x3f"):
        caller.raw(data)
    node.engine.pump()
    assert node.ears.datagrams == [(caller.address, data) for data in (b"\x00\x01stun", b"\x16dtls", b"\x3f")]


def test_reports_come_decrypted_and_go_encrypted(node):
    caller = node.caller()
    report = b"\x80\xc9\x00\x01\x00\x00\x00\x07"
    caller.send_rtcp(report)
    node.engine.pump()
    assert node.ears.reports == [(caller.peer, report)]
    node.engine.send_rtcp(caller.peer, report)
    assert caller.got_rtcp() == [report]


def test_a_stranger_is_told_with_its_names_and_claimed_without_loss(node):
    publisher, receiver = node.caller(), node.caller()
    leg = node.engine.add_leg(receiver.peer, PROMISED)

    def claim(heard: Heard) -> None:
        node.engine.point(leg, node.engine.add_source(heard.peer, heard.ssrc, Codec.VP8))

    node.ears.on_unknown = claim
    publisher.send(plain(A, 7, 0, vp8(7, is_key=True), words=NAMED))
    node.engine.pump()
    assert node.ears.strangers == [Heard(publisher.peer, A, 96, "v", "h", "q")]
    assert [each.number for each in receiver.got()] == [7]


def test_encodings_that_begin_together_are_each_told_by_their_first_packet(node):
    publisher = node.caller()
    node.ears.on_unknown = lambda heard: node.engine.add_source(heard.peer, heard.ssrc, Codec.VP8)
    for ssrc in (A, A + 1, A + 2):
        publisher.send(plain(ssrc, 7, 0, vp8(7, is_key=True)))
    node.engine.pump()
    assert [each.ssrc for each in node.ears.strangers] == [A, A + 1, A + 2]
    assert node.engine.dropped["unknown"] == 0


def test_an_unclaimed_stranger_is_told_twenty_times_a_second(node):
    publisher = node.caller()
    for _tick in range(100):
        node.now += SECOND // 100
        publisher.send(plain(A, _tick, 0, b"x"))
        node.engine.pump()
    assert len(node.ears.strangers) == 20


def test_a_flood_of_ssrcs_is_not_let_in(node):
    publisher = node.caller()
    for ssrc in range(1000, 1100):
        publisher.send(plain(ssrc, 0, 0, b"x"))
    node.engine.pump()
    assert node.engine.dropped["unknown"] == 100
    film(publisher, range(1, 2), ssrc=1001)
    node.engine.add_source(publisher.peer, A, Codec.VP8)
    film(publisher, range(1))
    node.engine.pump()
    assert node.engine.dropped["unauthentic"] == 0


def test_what_a_handler_raises_is_counted_and_goes_no_further(node):
    def fail(*_about):
        raise RuntimeError("a handler that fails")

    publisher, receiver, source, _ = pair(node)
    for name in ("datagram", "rtcp", "on_unknown", "switched"):
        setattr(node.ears, name, fail)
    node.engine.tap(source, fail)
    publisher.raw(b"\x16")
    publisher.send_rtcp(b"\x80\xc9\x00\x01\x00\x00\x00\x07")
    publisher.send(plain(0xD, 0, 0, b"x"))
    film(publisher, range(2), key=0)
    node.engine.pump()
    assert node.engine.dropped["handler"] == 4 + 2
    assert len(receiver.got()) == 2


def test_a_recorder_hears_what_others_hear(node):
    publisher, _, source, _ = pair(node)
    node.engine.add_repair(source, REPAIR)
    heard: list[tuple[int, int, bytes]] = []
    node.engine.tap(source, lambda *what: heard.append(what))
    sent = plain(A, 5, 0, vp8(5, is_key=True), words=NAMED)
    publisher.send(sent)
    publisher.send(plain(REPAIR, 0, 3000, pack(">H", 6) + vp8(6), marker=True))
    node.engine.pump()
    assert heard[0] == (source, node.now, sent)
    assert heard[1][2][1:] == plain(A, 6, 3000, vp8(6), marker=True, kind=0)[1:]
    node.engine.hold(source, True)
    film(publisher, range(7, 8))
    node.engine.pump()
    node.engine.hold(source, False)
    node.engine.tap(source, None)
    film(publisher, range(8, 9))
    node.engine.pump()
    assert len(heard) == 2


def test_a_forged_packet_is_counted(node):
    publisher, receiver, _, _ = pair(node)
    publisher.raw(plain(A, 0, 0, vp8(0, is_key=True)) + bytes(16))
    publisher.raw(b"\x80\xc9\x00\x01\x00\x00\x00\x07" + bytes(20))
    node.engine.pump()
    assert node.engine.dropped["unauthentic"] == 2
    assert receiver.wire() == []


def test_a_packet_too_big_for_any_path_is_counted(node):
    node.caller().raw(b"\x80" + bytes(3000))
    node.engine.pump()
    assert node.engine.dropped["oversize"] == 1


def test_a_receiver_that_cannot_be_reached_harms_nobody(node):
    publisher, receiver, source, _ = pair(node)
    gone = node.caller()
    leg = node.engine.add_leg(gone.peer, PROMISED)
    node.engine.point(leg, source)
    node.engine.bind(gone.peer, ("240.0.0.1", 9))
    film(publisher, range(20), key=0)
    node.engine.pump()
    assert len(receiver.got()) == 20


@pytest.fixture(scope="module", params=["python", "compiled"])
def lasting(request):
    if request.param == "compiled" and built_core() is None:
        pytest.skip("there is no compiler here")
    made = Node(request.param)
    made.publisher, made.receiver, made.source, _ = pair(made)
    made.engine.add_repair(made.source, REPAIR)
    made.hostile = made.caller()
    for ssrc, codec in ((1, Codec.VP8), (2, Codec.H264), (3, Codec.OPUS)):
        leg = made.engine.add_leg(made.receiver.peer, replace(PROMISED, ssrc=ssrc, repair_ssrc=ssrc + 100))
        made.engine.point(leg, made.engine.add_source(made.hostile.peer, ssrc, codec))
        made.engine.add_repair(made.engine.add_source(made.hostile.peer, ssrc + 10, codec), ssrc + 20)
    made.count = 0
    yield made
    made.close()


odd = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=120).map(lambda rest: b"\x80" + rest),
    st.builds(
        lambda first, kind, number, ssrc, rest: bytes([first, kind]) + pack(">HII", number, 0, ssrc) + rest,
        st.integers(0x80, 0xBF),
        st.integers(0, 255),
        st.integers(0, 0xFFFF),
        st.sampled_from([1, 2, 3, 11, 21, 22, 23, 99]),
        st.binary(max_size=60),
    ),
)


@given(st.lists(odd, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_a_caller_sends_escapes_or_disturbs_others(lasting, packets):
    """The packets come from somebody with the right keys, which is the worst that can be."""
    for data in packets:
        lasting.hostile.raw(data)
        if len(data) >= 12:
            is_report = 192 <= data[1] <= 223
            with suppress(SrtpError):  # Some of it libsrtp refuses to encrypt.
                (lasting.hostile.send_rtcp if is_report else lasting.hostile.send)(data)
    begin = lasting.count
    lasting.count += 2
    film(lasting.publisher, range(begin, begin + 2), key=begin)
    lasting.now += SECOND
    lasting.engine.pump()
    heard = [each for each in lasting.receiver.got() if each.payload.startswith(b"\x90\xf0") and each.marker]
    assert [each.payload[-4:] for each in heard][-2:] == [b"rest", b"rest"]
    assert lasting.engine.dropped["handler"] == lasting.engine.dropped["unsent"] == 0
