"""What was lost is asked for upwards, repaired both ways, and counted."""

from struct import pack, unpack_from

from meetings.engine import Codec, Extensions, LegSpec
from tests.meetings.engine.callers import NAMES, PROMISED, Got, numbers_of, plain, vp8
from tests.meetings.engine.test_python import REPAIR, A, film, pair


def original(got: Got) -> tuple[int, bytes]:
    return unpack_from(">H", got.payload)[0], got.payload[2:]


def test_what_a_receiver_asks_for_is_sent_again_under_another_ssrc(node):
    publisher, receiver, _, leg = pair(node)
    film(publisher, range(500, 510), key=500)
    node.engine.pump()
    first = receiver.got()
    assert node.engine.resend(leg, [503, 507, 499, 510, 9000], node.now) == 2
    again = receiver.got()
    assert [(each.ssrc, each.kind) for each in again] == [(0x9001, 97)] * 2
    assert [each.number for each in again] == [503, 504]
    assert [original(each) for each in again] == [
        (each.number, each.payload) for each in (first[3], first[7])
    ]
    assert [each.timestamp for each in again] == [first[3].timestamp, first[7].timestamp]
    assert [each.words[5] for each in again] == [pack(">H", 10), pack(">H", 11)]
    assert node.engine.leg_counts(leg).resent == 2


def test_requests_are_answered_across_a_switch(node):
    publisher, receiver, _, leg = pair(node)
    film(publisher, range(3), key=0)
    node.engine.pump()
    node.engine.point(leg, node.engine.add_source(publisher.peer, 0xB, Codec.VP8))
    film(publisher, range(70, 73), ssrc=0xB, key=70)
    node.engine.pump()
    first = receiver.got()
    assert node.engine.resend(leg, [each.number for each in first], node.now) == 6
    assert [original(each) for each in receiver.got()] == [(each.number, each.payload) for each in first]


def test_history_is_bounded(node):
    publisher, receiver, source, leg = pair(node)
    for begin in range(0, 1200, 50):
        film(publisher, range(begin, begin + 50), key=0)
        node.engine.pump()
        receiver.wire()
    assert node.engine.resend(leg, [10, 600], node.now) == 0
    assert node.engine.resend(leg, [1199, 1199 - 511], node.now) == 2
    assert node.engine.source_counts(source).packets == 1200


def test_without_another_ssrc_the_very_same_octets_are_sent_again(node):
    publisher, receiver = node.caller(), node.caller()
    source = node.engine.add_source(publisher.peer, A, Codec.OPUS)
    leg = node.engine.add_leg(receiver.peer, LegSpec(0x9000, 0, {Codec.OPUS: 111}, {}))
    node.engine.point(leg, source)
    for number in range(3):
        publisher.send(plain(A, number, number * 960, b"opus", kind=111, words=b"\x10\x8a"))
    node.engine.pump()
    first = receiver.wire()
    assert node.engine.resend(leg, [1, 2], node.now) == 2
    assert receiver.wire() == first[1:]
    assert [number for number, _, _ in node.engine.take_sent(receiver.peer)] == [0, 1, 2]


def test_recent_packets_are_sent_again_to_try_the_line(node):
    publisher, receiver, _, leg = pair(node)
    film(publisher, range(10), key=0)
    node.engine.pump()
    receiver.got()
    assert node.engine.probe(leg, 4) == 4
    assert [original(each)[0] for each in receiver.got()] == [6, 7, 8, 9]
    assert node.engine.probe(leg, 0) == 0


def test_where_nothing_is_carried_padding_tries_the_line(node):
    publisher, receiver, _, leg = pair(node)
    assert node.engine.probe(leg, 3) == 3
    first = receiver.got()
    assert [(each.ssrc, each.number, each.payload) for each in first] == [
        (0x9001, at, b"") for at in range(3)
    ]
    assert [octets > 275 for _, _, octets in node.engine.take_sent(receiver.peer)] == [True] * 3
    film(publisher, range(10), key=0)
    node.engine.pump()
    receiver.got()
    assert node.engine.probe(leg, 1) == 1
    assert [each.number for each in receiver.got()] == [3]


def test_what_is_missing_is_told_and_what_comes_late_fills_the_hole(node):
    publisher, receiver, source, _ = pair(node)
    node.engine.add_repair(source, REPAIR)
    film(publisher, range(3), key=0)
    film(publisher, range(6, 8))
    node.engine.pump()
    assert [each.number for each in receiver.got()] == [0, 1, 2, 6, 7]
    assert node.engine.take_gaps(source) == [3, 4, 5]
    assert node.engine.take_gaps(source) == []
    film(publisher, range(4, 5))
    publisher.send(plain(REPAIR, 1, 15_000, pack(">H", 5) + vp8(5), marker=True, kind=97))
    node.engine.pump()
    assert [(each.number, numbers_of(each.payload)[0]) for each in receiver.got()] == [(4, 4), (5, 5)]
    assert sorted(node.engine.take_found(source)) == [4, 5]
    counts = node.engine.source_counts(source)
    assert (counts.packets, counts.repaired, counts.highest) == (6, 1, 7)


def test_nothing_is_sent_on_twice(node):
    publisher, receiver, source, _ = pair(node)
    node.engine.add_repair(source, REPAIR)
    film(publisher, range(3), key=0)
    publisher.send(plain(REPAIR, 1, 3000, pack(">H", 1) + vp8(1), marker=True, kind=97))
    publisher.send(plain(REPAIR, 2, 3000, b"", kind=97))
    node.engine.pump()
    assert len(receiver.got()) == 3
    assert node.engine.take_found(source) == []


def test_padding_to_try_the_line_up_is_not_sent_down(node):
    publisher, receiver, _, _ = pair(node)
    film(publisher, range(2), key=0)
    padding = bytearray(plain(A, 2, 3000, bytes(9) + b"\x0a"))
    padding[0] |= 0x20
    publisher.send(bytes(padding))
    film(publisher, range(3, 5))
    node.engine.pump()
    assert [(each.number, numbers_of(each.payload)[0]) for each in receiver.got()] == [
        (0, 0),
        (1, 1),
        (2, 3),
        (3, 4),
    ]


def test_the_late_rest_of_a_layer_that_was_left_out_is_an_empty_packet(node):
    publisher, receiver, _, leg = pair(node)
    node.engine.limit(leg, 0)
    film(publisher, range(1), key=0)
    for number in (1, 3, 2):
        is_rest, is_next = number == 2, number == 3
        payload = vp8(2 if is_next else 1, layer=0 if is_next else 2, is_start=not is_rest)
        publisher.send(plain(A, number, 3000 * (2 if is_next else 1), payload, marker=number > 1))
    node.engine.pump()
    got = receiver.got()
    assert [(each.number, len(each.payload)) for each in got] == [(0, 11), (2, 11), (1, 0)]


def test_what_came_and_what_went_is_numbered_for_feedback(node):
    publisher, receiver, _, _ = pair(node)
    for number in range(3):
        words = b"\x51" + pack(">H", 0xFFFE + number & 0xFFFF)
        publisher.send(plain(A, number, 0, vp8(number, is_key=True), words=words))
    node.engine.pump()
    assert node.engine.take_arrivals(publisher.peer) == [
        (0xFFFE, node.now),
        (0xFFFF, node.now),
        (0, node.now),
    ]
    sizes = [len(each) for each in receiver.wire()]
    assert node.engine.take_sent(receiver.peer) == [(number, node.now, sizes[number]) for number in range(3)]
    assert node.engine.take_sent(receiver.peer) == node.engine.take_arrivals(publisher.peer) == []


def test_records_nobody_takes_are_bounded(node):
    publisher, receiver, _, _ = pair(node)
    for batch in range(200):
        for number in range(50):
            publisher.send(plain(A, batch * 50 + number, 0, vp8(0, is_key=True), words=b"\x51\x00\x07"))
        node.engine.pump()
        receiver.wire()
    assert len(node.engine.take_arrivals(publisher.peer)) <= 8192
    assert len(node.engine.take_sent(receiver.peer)) <= 8192 + 64


def test_an_ssrc_is_never_encrypted_with_one_number_twice(node):
    publisher, receiver, source, leg = pair(node)
    film(publisher, range(5), key=0)
    node.engine.pump()
    node.engine.resend(leg, [1, 2], node.now)
    node.engine.drop_leg(leg)
    leg = node.engine.add_leg(receiver.peer, PROMISED)
    node.engine.point(leg, source)
    film(publisher, range(5, 8), key=5)
    node.engine.pump()
    node.engine.resend(leg, [6], node.now)
    got = receiver.got()
    assert [each.number for each in got if each.ssrc == 0x9000] == list(range(8))
    assert [each.number for each in got if each.ssrc == 0x9001] == [1, 2, 3]


def test_counts_are_enough_for_reports(node):
    publisher, receiver, source, leg = pair(node, names=Extensions(transport_cc=NAMES.transport_cc))
    for number in (65_534, 65_535, 65_536, 65_538):
        node.now += 33_333_333
        publisher.send(plain(A, number, number * 3000 & 0xFFFFFFFF, vp8(number, is_key=True), marker=True))
        node.engine.pump()
    counts = node.engine.source_counts(source)
    assert (counts.packets, counts.first, counts.highest, counts.frames) == (4, 65_534, 65_538, 4)
    assert counts.octets == 4 * 11
    assert counts.last_timestamp == 65_538 * 3000 & 0xFFFFFFFF
    assert counts.last_ns == counts.last_keyframe_ns == node.now
    assert 0 < counts.jitter < 3000
    sent = node.engine.leg_counts(leg)
    assert (sent.packets, sent.octets, sent.last_ns) == (4, 4 * 11, node.now)
    assert sent.last_timestamp == receiver.got()[-1].timestamp
