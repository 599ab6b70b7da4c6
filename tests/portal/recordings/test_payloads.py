"""Frames out of packets: as another program packed them, out of order, with holes, and hostile."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recordings.payloads import Assembler
from tests.portal.recordings.talking import rtp, tone_packets, video_packets


def frames(codec: str, packets) -> list:
    assembler = Assembler(codec)
    found = [frame for at, packet in packets for frame in assembler.feed(packet, at)]
    return found + list(assembler.flush())


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_every_frame_comes_out_once_and_in_order(codec):
    found = frames(codec, video_packets(codec, 100, 3))
    assert [frame.ticks for frame in found] == pytest.approx([index * 6000 for index in range(45)], abs=1)
    assert [frame.is_key for frame in found] == [index % 15 == 0 for index in range(45)]


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_order_on_the_way_does_not_matter(codec):
    packets = list(video_packets(codec, 100, 3))
    mixed = [
        each for start in range(0, len(packets), 8) for each in shuffled(packets[start : start + 8], start)
    ]
    assert [each.data for each in frames(codec, mixed)] == [each.data for each in frames(codec, packets)]


def shuffled(packets: list, seed: int) -> list:
    # The very first packet says where numbers begin.
    first, rest = (packets[:1], packets[1:]) if seed == 0 else ([], packets)
    return first + random.Random(seed).sample(rest, len(rest))


def test_a_packet_that_came_twice_counts_once():
    packets = list(tone_packets(440, 1))
    assert len(frames("opus", [each for packet in packets for each in (packet, packet)])) == 50


def test_a_frame_with_a_hole_is_left_out():
    whole = b"\x10" + bytes(10)
    packets = [
        (0, rtp(1, 0, whole)),
        (0, rtp(3, 0, whole, marker=True)),
        (1, rtp(4, 3000, whole, marker=True)),
    ]
    assert [frame.ticks for frame in frames("vp8", packets)] == [3000]


def test_long_descriptors_and_padding_are_no_part_of_a_frame():
    payload = b"\x90\xf0\x81\x02\x03\x04" + b"frame"
    packet = bytearray(rtp(1, 0, payload, marker=True) + b"\x00\x00\x03")
    packet[0] |= 32
    assert frames("vp8", [(0, bytes(packet))])[0].data == b"frame"


def test_header_extensions_and_contributors_are_stepped_over():
    packet = bytearray(rtp(1, 0, b"", marker=True))
    packet[0] |= 16 | 1
    packet += b"\x00\x00\x00\x09" + b"\xbe\xde\x00\x01\x51\xff\x00\x00" + b"\x10frame"
    assert frames("vp8", [(0, bytes(packet))])[0].data == b"frame"


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.binary(max_size=60)), max_size=30),
    st.sampled_from(["vp8", "h264", "opus"]),
)
def test_odd_bytes_do_no_harm(packets, codec):
    for frame in frames(codec, packets):
        assert frame.data


@given(st.lists(st.binary(max_size=40), max_size=20), st.sampled_from(["vp8", "h264"]))
def test_odd_payloads_do_no_harm(payloads, codec):
    packets = [
        (index, rtp(index, index // 3, payload, marker=index % 3 == 2))
        for index, payload in enumerate(payloads)
    ]
    assert all(frame.data for frame in frames(codec, packets))
