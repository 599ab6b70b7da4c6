"""RTP packets are read as the RFCs write them, and odd bytes are answered, never raised at."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings.media import rtp
from meetings.media.rtp import Picture


def packet(first: int = 0x80, words: bytes = b"", payload: bytes = b"payload") -> bytes:
    return rtp.HEADER.pack(first, 96, 7, 3000, 0x1234) + words + payload


def read(data: bytes) -> tuple[list[tuple[int, bytes]], bytes] | None:
    found = rtp.extent(data, len(data))
    if found is None:
        return None
    begins, ends, payload, end = found
    named = [(name, data[at : at + size]) for name, at, size in rtp.extensions(data, begins, ends)]
    return named, data[payload:end]


def test_a_plain_packet():
    assert read(packet()) == ([], b"payload")


def test_contributing_sources_and_padding_are_no_payload():
    assert read(packet(0xA2, bytes(8), b"payload\0\0\x03")) == ([], b"payload")


def test_padding_alone_is_an_empty_payload():
    assert read(packet(0xA0, b"", b"\0\0\x03")) == ([], b"")


def test_extensions_of_one_byte_with_padding_between():
    words = b"\xbe\xde\0\x02" + b"\x10\x85" + b"\0" + b"\x51\x12\x34" + b"\0\0"
    assert read(packet(0x90, words)) == ([(1, b"\x85"), (5, b"\x12\x34")], b"payload")


def test_nothing_is_read_behind_id_fifteen():
    words = b"\xbe\xde\0\x01" + b"\x10\x85" + b"\xf0\x20"
    assert read(packet(0x90, words)) == ([(1, b"\x85")], b"payload")


def test_extensions_of_two_bytes_may_be_empty():
    words = b"\x10\x00\0\x02" + b"\x01\x00" + b"\0" + b"\x20\x02ab" + b"\0"
    assert read(packet(0x90, words)) == ([(1, b""), (32, b"ab")], b"payload")


def test_another_profile_has_no_extensions():
    assert read(packet(0x90, b"\xab\xcd\0\x01zzzz")) == ([], b"payload")


def test_an_extension_that_says_more_than_there_is_ends_the_list():
    words = b"\xbe\xde\0\x01" + b"\x10\x85" + b"\x5f\x00"
    assert read(packet(0x90, words)) == ([(1, b"\x85")], b"payload")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        packet()[:11],
        packet(0x40),
        packet(0x90, b"\xbe\xde", b""),
        packet(0x90, b"\xbe\xde\0\x09", b""),
        packet(0x8F, b"", b"few"),
        packet(0xA0, b"", b"\xff"),
        packet(0xA0, b"", b"\x00"),
    ],
)
def test_what_is_cut_short_is_none(data):
    assert read(data) is None


def test_level_and_number():
    words = b"\xbe\xde\0\x02" + b"\x10\x85" + b"\x51\x12\x34" + b"\x30a" + b"\0"
    data = packet(0x90, words)
    begins, ends, _, _ = rtp.extent(data, len(data))
    assert rtp.level_and_number(data, begins, ends, 1, 5) == (0x85, 0x1234)
    assert rtp.level_and_number(data, begins, ends, 2, 4) == (-1, -1)
    assert rtp.level_and_number(data, begins, ends, 0, 0) == (-1, -1)


KEY = b"\x10\x02\0\x9d\x01\x2a\x80\x02\x68\x41"  # the first octets of a key frame of 640 by 360


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10" + KEY, Picture(True, True, 0, False, -1, -1, -1, 1, False)),
        (b"\x00\x01", Picture(False, False, 0, False, -1, -1, -1, 1, False)),
        (b"\x90\x80\x11\x01", Picture(True, False, 0, False, 0x11, -1, -1, 3, False)),
        (b"\x90\x80\x91\x22\x01", Picture(True, False, 0, False, 0x1122, -1, -1, 4, True)),
        (b"\x90\xf0\x91\x22\x07\xa5" + KEY, Picture(True, True, 2, True, 0x1122, 7, 5, 6, True)),
        (b"\x90\x20\x40\x01", Picture(True, False, 1, False, -1, -1, -1, 3, False)),
        (b"\x90\x10\xff\x01", Picture(True, False, 0, False, -1, -1, 31, 3, False)),
        (b"\x81\x40\x09\x00", Picture(False, False, 0, False, -1, 9, -1, 3, False)),
        (b"\x91\x40\x09\x00", Picture(False, False, 0, False, -1, 9, -1, 3, False)),
    ],
)
def test_vp8_descriptors(payload, expected):
    assert rtp.vp8_picture(payload) == expected


@pytest.mark.parametrize(
    "payload", [b"", b"\x10", b"\x90", b"\x90\x80", b"\x90\x80\x91", b"\x90\xf0\x91\x22\x07\xa5"]
)
def test_a_descriptor_without_a_payload_is_none(payload):
    assert rtp.vp8_picture(payload) is None


def test_the_height_of_a_key_frame():
    for descriptor in (b"\x10", b"\x90\xf0\x91\x22\x07\xa5"):
        assert rtp.vp8_height(descriptor + KEY, rtp.vp8_picture(descriptor + KEY)) == 0x168
    assert rtp.vp8_height(b"\x10" + KEY[:-1], rtp.vp8_picture(b"\x10" + KEY[:-1])) == 0
    assert rtp.vp8_height(b"\x10\x01", rtp.vp8_picture(b"\x10\x01")) == 0


def test_a_short_picture_id_grows():
    short = b"\x90\xf0\x11\x07\xa5rest"
    grown = rtp.with_long_picture(short, rtp.vp8_picture(short))
    assert grown == b"\x90\xf0\x80\x11\x07\xa5rest"
    assert rtp.vp8_picture(grown)[:7] == rtp.vp8_picture(short)[:7]
    assert rtp.with_long_picture(grown, rtp.vp8_picture(grown)) is grown


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"", False),
        (b"\x67parameters", True),
        (b"\x65slice", True),
        (b"\x61slice", False),
        (b"\x78\x00\x03\x67ab\x00\x02\x68c", True),
        (b"\x78\x00\x02\x06a\x00\x02\x65b", True),
        (b"\x78\x00\x02\x06a\x00\x02\x61b", False),
        (b"\x78\x00", False),
        (b"\x7c\x85first", True),
        (b"\x7c\x05later", False),
        (b"\x7c\x81first", False),
        (b"\x7c", False),
    ],
)
def test_where_an_h264_decoder_can_begin(payload, expected):
    assert rtp.h264_is_key(payload) is expected


@given(st.integers(0, 0xFFFF), st.binary(min_size=1, max_size=40))
def test_a_retransmission_carries_number_and_payload(number, payload):
    assert rtp.unwrap_repair(rtp.wrap_repair(number, payload)) == (number, payload)


@pytest.mark.parametrize("payload", [b"", b"\0", b"\0\1"])
def test_a_retransmission_of_nothing_is_none(payload):
    assert rtp.unwrap_repair(payload) is None


@given(st.binary(max_size=80))
@example(bytes([0xBF, 0x60]) + bytes(70))
def test_nothing_escapes(data):
    read(data)
    rtp.h264_is_key(data)
    rtp.unwrap_repair(data)
    picture = rtp.vp8_picture(data)
    if picture is not None:
        rtp.vp8_height(data, picture)
        assert rtp.vp8_picture(rtp.with_long_picture(data, picture)) is not None
