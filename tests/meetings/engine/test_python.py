"""What every engine promises: one caller's packets reach another, rewritten, and nothing else does."""

import socket
from struct import pack

import pytest

from meetings.engine import Codec, Extensions, Keys, LegSpec
from tests.meetings.engine.callers import NAMES, PROMISED, Caller, numbers_of, opened, plain, vp8
from tests.meetings.engine.conftest import SECOND, Node

A, B, REPAIR = 0xA, 0xB, 0xC


def pair(node: Node, codec: Codec = Codec.VP8, **made) -> tuple[Caller, Caller, int, int]:
    """Somebody who publishes, somebody who receives, the source and the leg that waits for it."""
    publisher, receiver = node.caller(**made), node.caller(**made)
    source = node.engine.add_source(publisher.peer, A, codec)
    leg = node.engine.add_leg(receiver.peer, PROMISED)
    node.engine.point(leg, source)
    return publisher, receiver, source, leg


def film(publisher: Caller, numbers: range, *, ssrc: int = A, key: int = -1, rest: bytes = b"rest") -> None:
    """A picture a packet, 3000 ticks apart; the one numbered `key` is a key frame."""
    for number in numbers:
        payload = vp8(number, is_key=number == key, rest=rest)
        publisher.send(plain(ssrc, number, number * 3000, payload, marker=True))


def test_video_begins_with_a_key_frame(node):
    publisher, receiver, source, leg = pair(node)
    film(publisher, range(40_000, 40_005), key=40_002)
    node.engine.pump()
    got = receiver.got()
    assert [each.number for each in got] == [40_002 & 0x7FFF, 40_003 & 0x7FFF, 40_004 & 0x7FFF]
    assert [each.timestamp for each in got] == [each * 3000 for each in range(40_002, 40_005)]
    assert {(each.ssrc, each.kind, each.marker) for each in got} == {(0x9000, 96, True)}
    assert [numbers_of(each.payload)[0] for each in got] == [each & 0x7FFF for each in range(40_002, 40_005)]
    assert [each.words for each in got] == [{5: pack(">H", number)} for number in range(3)]
    assert node.ears.switches == [(leg, source)]


def test_a_receiver_without_extensions_gets_none(node):
    publisher, receiver, _, _ = pair(node, names=Extensions())
    film(publisher, range(3), key=0)
    node.engine.pump()
    assert [each.words for each in receiver.got()] == [{}, {}, {}]
    assert node.engine.take_arrivals(publisher.peer) == []


@pytest.mark.parametrize("names", [NAMES, Extensions(audio_level=1)])
def test_sound_goes_on_at_once_with_its_level(node, names):
    publisher, receiver, source, _ = pair(node, Codec.OPUS, names=names)
    publisher.send(plain(A, 9, 960, b"opus", kind=111, words=b"\x10\x8a\x51\x00\x07"))
    node.engine.pump()
    (got,) = receiver.got()
    assert (got.kind, got.payload, got.words[1]) == (111, b"opus", b"\x8a")
    counts = node.engine.source_counts(source)
    assert (counts.level_sum, counts.level_packets) == (127 - 0x0A, 1)


@pytest.mark.parametrize("profile", [1, 7, 8])
@pytest.mark.parametrize("size", [1, 300, 1300])
def test_every_profile_and_size(node, profile, size):
    publisher, receiver, _, _ = pair(node, profile=profile)
    film(publisher, range(5), key=0, rest=bytes(size))
    node.engine.pump()
    assert [len(each.payload) for each in receiver.got()] == [7 + size] * 5
    assert sum(node.engine.dropped.values()) == 0


def test_packets_of_different_sizes_arrive_whole_and_in_order(node):
    publisher, receiver, _, _ = pair(node)
    sizes = [1, 900, 900, 900, 20, 900, 901, 901, 900, 5, 5]
    for number, size in enumerate(sizes):
        publisher.send(
            plain(A, number, 0, vp8(1, is_key=True, is_start=number == 0, rest=bytes([number]) * size))
        )
    node.engine.pump()
    assert [each.payload[7:] for each in receiver.got()] == [
        bytes([number]) * size for number, size in enumerate(sizes)
    ]


def test_a_switch_waits_for_the_key_frame_and_has_no_seam(node):
    publisher, receiver, _, leg = pair(node)
    film(publisher, range(3), key=0)
    node.engine.pump()
    other = node.engine.add_source(publisher.peer, B, Codec.VP8)
    node.engine.point(leg, other)
    film(publisher, range(3, 5))
    film(publisher, range(700, 702), ssrc=B)
    node.engine.pump()
    assert node.engine.leg_counts(leg).wanted == other
    node.now += SECOND
    film(publisher, range(702, 704), ssrc=B, key=702)
    film(publisher, range(5, 7))
    node.engine.pump()
    got = receiver.got()
    assert [each.number for each in got] == list(range(7))
    assert [numbers_of(each.payload)[0] for each in got] == list(range(7))
    assert [each.timestamp for each in got] == [0, 3000, 6000, 9000, 12_000, 102_000, 105_000]
    counts = node.engine.leg_counts(leg)
    assert (counts.source, counts.wanted, counts.packets) == (other, 0, 7)
    assert counts.offset == (102_000 - 702 * 3000) & 0xFFFFFFFF


def test_a_leg_pointed_at_nothing_carries_nothing(node):
    publisher, receiver, _, leg = pair(node)
    film(publisher, range(2), key=0)
    node.engine.pump()
    node.engine.point(leg, 0)
    film(publisher, range(2, 4), key=2)
    node.engine.pump()
    assert len(receiver.got()) == 2
    assert node.engine.leg_counts(leg).source == 0


def test_a_codec_that_was_not_promised_is_not_sent(node):
    publisher, receiver = node.caller(), node.caller()
    source = node.engine.add_source(publisher.peer, A, Codec.VP8)
    leg = node.engine.add_leg(receiver.peer, LegSpec(0x9000, 0, {Codec.H264: 102}, {}))
    node.engine.point(leg, source)
    film(publisher, range(2), key=0)
    node.engine.pump()
    assert receiver.wire() == []


def test_h264_begins_where_a_decoder_can(node):
    publisher, receiver, _, _ = pair(node, Codec.H264)
    for number, payload in enumerate((b"\x61a", b"\x67b", b"\x65c")):
        publisher.send(plain(A, number, 0, payload))
    node.engine.pump()
    assert [(each.kind, each.payload) for each in receiver.got()] == [(102, b"\x67b"), (102, b"\x65c")]


def test_higher_layers_are_left_out(node):
    publisher, receiver, _, leg = pair(node)
    node.engine.limit(leg, 1)
    for number, layer in enumerate((0, 2, 1, 2, 0, 2, 1, 2)):
        payload = vp8(number, is_key=number == 0, layer=layer)
        publisher.send(plain(A, number, number * 3000, payload, marker=True))
    node.engine.pump()
    got = receiver.got()
    assert [each.number for each in got] == [0, 1, 2, 3]
    assert [numbers_of(each.payload)[0] for each in got] == [0, 1, 2, 3]
    assert [each.timestamp // 3000 for each in got] == [0, 2, 4, 6]


def test_while_held_nothing_goes_on_and_then_from_a_key_frame(node):
    publisher, receiver, source, _ = pair(node)
    film(publisher, range(2), key=0)
    node.engine.pump()
    node.engine.hold(source, True)
    film(publisher, range(2, 5), key=3)
    node.engine.pump()
    node.engine.hold(source, False)
    film(publisher, range(5, 8), key=6)
    node.engine.pump()
    got = receiver.got()
    assert [each.number for each in got] == [0, 1, 2, 3]
    assert [each.payload for each in got][2][2:4] == pack(">H", 0x8002)
    assert node.engine.source_counts(source).packets == 8
    assert node.engine.take_gaps(source) == []


def test_traffic_is_counted(node):
    publisher, receiver, _, _ = pair(node)
    film(publisher, range(4), key=1)
    publisher.raw(b"\x80" + bytes(40))
    node.engine.pump()
    octets = sum(len(each) for each in receiver.wire())
    assert node.engine.traffic() == {"packets_in": 4, "packets_out": 3, "bytes_out": octets}


def test_nobody_hears_who_has_left(node):
    publisher, receiver, source, leg = pair(node)
    film(publisher, range(2), key=0)
    node.engine.pump()
    node.engine.drop_source(source)
    film(publisher, range(2, 4), key=2)
    node.engine.pump()
    assert len(receiver.got()) == 2
    assert node.engine.leg_counts(leg).source == 0
    node.engine.drop_peer(publisher.peer)
    film(publisher, range(4, 5))
    node.engine.pump()
    assert node.engine.dropped["unknown"] == 3


def test_ids_that_are_gone_are_met_with_calm(node):
    publisher, receiver, source, leg = pair(node)
    for peer in (publisher.peer, receiver.peer):
        node.engine.drop_peer(peer)
        node.engine.drop_peer(peer)
    engine = node.engine
    engine.bind(99, ("127.0.0.1", 9))
    engine.unbind(("127.0.0.1", 9))
    engine.key(99, Keys(7, bytes(28), bytes(28)), NAMES)
    engine.point(leg, source)
    engine.limit(leg, 0)
    engine.hold(source, True)
    engine.tap(source, None)
    engine.add_repair(source, 5)
    engine.send_rtcp(99, b"\x80\xc9\0\x01\0\0\0\x01")
    engine.point(engine.add_leg(99, PROMISED), engine.add_source(99, 5, Codec.VP8))
    assert engine.resend(leg, [1], 0) == engine.probe(leg, 1) == 0
    assert (
        engine.take_arrivals(99)
        == engine.take_sent(99)
        == engine.take_gaps(99)
        == engine.take_found(99)
        == []
    )
    assert engine.source_counts(source).packets == engine.leg_counts(leg).packets == 0
    engine.pump()


def test_a_caller_who_moves_is_found_at_the_new_address(node):
    publisher, receiver, _, _ = pair(node)
    film(publisher, range(1), key=0)
    node.engine.pump()
    assert len(receiver.got()) == 1
    before, receiver.socket = receiver.socket, opened()
    node.engine.bind(receiver.peer, receiver.address)
    film(publisher, range(1, 2))
    receiver.send(plain(B, 1, 0, b"\0"))
    node.engine.pump()
    assert len(receiver.got()) == 1
    assert node.ears.strangers[-1].peer == receiver.peer
    node.engine.unbind(receiver.address)
    film(publisher, range(2, 3))
    node.engine.pump()
    assert receiver.wire() == []
    before.close()


@pytest.mark.parametrize("kind", ["python", "auto"])
def test_an_ipv6_socket_speaks_to_ipv4_too(kind):
    node = Node(kind, opened(socket.AF_INET6))
    publisher, receiver, _, _ = pair(node)
    node.caller().raw(b"\x16DTLS")
    other = node.caller(host="::1")
    leg = node.engine.add_leg(other.peer, PROMISED)
    node.engine.point(leg, 3)
    film(publisher, range(2), key=0)
    node.engine.pump()
    assert [len(each.got()) for each in (receiver, other)] == [2, 2]
    assert node.ears.datagrams == [(node.callers[2].address, b"\x16DTLS")]
    node.engine.send(other.address, b"six")
    node.engine.send(receiver.address, b"four")
    assert (other.wire(), receiver.wire()) == ([b"six"], [b"four"])
    node.close()
