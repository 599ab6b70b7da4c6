"""RTCP: what is written is read back; what is odd is passed over; what cannot be read raises one class of error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.media import rtcp
from meetings.media.rtcp import Block, Goodbye, KeyframeWanted, Nack, ReceiverReport, SenderReport, parse
from meetings.media.transport_feedback import Malformed, TransportFeedback

word = st.integers(0, 2**32 - 1)
blocks = st.builds(Block, word, st.integers(0, 255), st.integers(-(2**23), 2**23 - 1), word, word, word, word)
reports = st.builds(
    SenderReport, word, st.integers(0, 2**64 - 1), word, word, word, st.lists(blocks, max_size=31).map(tuple)
)


@given(reports)
def test_a_sender_report_is_read_as_it_was_written(report: SenderReport):
    assert parse(rtcp.sender_report(report)) == [report]


@given(word, st.lists(blocks, max_size=80))
def test_more_blocks_than_fit_one_receiver_report_become_several(ssrc: int, given_blocks: list[Block]):
    read = parse(rtcp.receiver_report(ssrc, given_blocks))
    assert all(isinstance(each, ReceiverReport) and each.ssrc == ssrc for each in read)
    assert [block for each in read for block in each.blocks] == given_blocks


@given(st.sets(st.integers(0, 2**16 - 1), max_size=200))
def test_a_nack_names_every_number_and_no_other(numbers: set[int]):
    [read] = parse(rtcp.nack(1, 7, numbers)) if numbers else [Nack(1, 7, ())]
    assert read.media == 7
    assert sorted(read.numbers) == sorted(numbers)


@given(st.integers(0, 2**20), st.sets(st.integers(0, 60), min_size=1))
def test_a_nack_goes_on_over_the_wrap_of_sixteen_bits(start: int, offsets: set[int]):
    extended = [start * 65_536 - 30 + each for each in offsets if start or each >= 30]
    if extended:
        [read] = parse(rtcp.nack(1, 7, extended))
        assert sorted(read.numbers) == sorted({each & 0xFFFF for each in extended})


def test_a_bitmap_over_the_wrap_names_small_numbers():
    [read] = parse(bytes.fromhex("81cd0003 00000001 00000007 fffe000f".replace(" ", "")))
    assert read.numbers == (65_534, 65_535, 0, 1, 2)


def test_picture_loss_and_full_intra_both_ask_for_a_key_frame():
    full_intra = bytes.fromhex("84ce0004 00000001 00000000 00000008 03000000".replace(" ", ""))
    assert parse(rtcp.picture_loss(1, 9) + full_intra) == [KeyframeWanted(9), KeyframeWanted(8)]


def test_a_goodbye_names_its_streams_with_and_without_a_reason():
    told = bytes.fromhex("82cb0003 00000003 00000004 03627965 80cb0000".replace(" ", ""))
    assert parse(told) == [Goodbye((3, 4)), Goodbye(())]


def test_a_compound_is_read_in_order_past_what_nobody_knows():
    unknown = bytes.fromhex(
        "80cc0002 00000001 6e616d65 81cf0001 00000001 8fce0003 00000001 00000000 52454d42".replace(" ", "")
    )
    whole = (
        rtcp.sender_report(SenderReport(5, 1, 2, 3, 4))
        + rtcp.description(5, "họp")
        + unknown
        + rtcp.picture_loss(1, 5)
    )
    assert [type(each) for each in parse(whole)] == [SenderReport, KeyframeWanted]


def test_profile_extensions_behind_the_blocks_are_passed_over():
    block = Block(1, 2, 3, 4, 5, 6, 7)
    plain = rtcp.receiver_report(1, [block])
    extended = plain[:2] + (len(plain) // 4 + 1).to_bytes(2, "big") + plain[4:] + b"\0" * 8
    assert parse(extended) == [ReceiverReport(1, (block,))]


def test_padding_is_no_content():
    plain = rtcp.nack(1, 7, [5])
    padded = bytes([plain[0] | 0x20]) + plain[1:3] + bytes([plain[3] + 1]) + plain[4:] + b"\0\0\0\4"
    assert parse(padded) == [Nack(1, 7, (5,))]


@pytest.mark.parametrize(
    "data", [b"", b"\x80", b"\x81\xc9\0\1\0\0\0\1", b"\x40\xc9\0\0", b"\xa0\xc9\0\1\0\0\0\x09"]
)
def test_what_cannot_be_read_is_malformed(data: bytes):
    with pytest.raises(Malformed):
        parse(data)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_raise_nothing_else(data: bytes):
    try:
        parse(data)
    except Malformed:
        pass


@given(st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207]), st.integers(0, 63), st.binary(max_size=200))
def test_a_true_header_with_any_body_raises_nothing_else(kind: int, count: int, body: bytes):
    body += b"\0" * (-len(body) % 4)
    try:
        found = parse(bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big") + body)
    except Malformed:
        return
    assert sum(len(each.arrivals) for each in found if isinstance(each, TransportFeedback)) <= 2 * len(body)
