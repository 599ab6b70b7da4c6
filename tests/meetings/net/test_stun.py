"""STUN by the published vectors, by what is written and read again, and against whatever a stranger sends."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.net import stun
from meetings.net.stun import Attribute, BadStun, ErrorCode, Kind

# RFC 5769, 2.1 to 2.3: a request and two answers, all with one password.
PASSWORD = b"VOkJxbRl1RmTxUk/WvJxBt"
TRANSACTION = "b7e7a701bc34d686fa87dfae"
REQUEST = bytes.fromhex(
    f"000100582112a442{TRANSACTION}802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b1"
    "51263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf"
)
ANSWER_4 = bytes.fromhex(
    f"0101003c2112a442{TRANSACTION}8022000b7465737420766563746f7220002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
)
ANSWER_6 = bytes.fromhex(
    f"010100482112a442{TRANSACTION}8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5"
    "bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"
)

addresses = st.tuples(
    st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str), st.integers(min_value=0, max_value=65_535)
)
transactions = st.binary(min_size=12, max_size=12)
passwords = st.binary(min_size=1, max_size=64)
texts = st.text(max_size=60)


def test_the_published_request_is_read():
    message = stun.read(REQUEST)
    assert (message.kind, message.username, message.unknown) == (Kind.REQUEST, ("evtj", "h6vY"), ())
    assert message.attributes[Attribute.PRIORITY] == bytes.fromhex("6e0001ff")
    assert message.has_fingerprint and message.is_authentic(PASSWORD) and not message.is_authentic(b"other")


@pytest.mark.parametrize(
    ("answer", "mapped"), [(ANSWER_4, "192.0.2.1"), (ANSWER_6, "2001:db8:1234:5678:11:2233:4455:6677")]
)
def test_the_published_answers_are_read(answer, mapped):
    message = stun.read(answer)
    assert (message.kind, message.mapped) == (Kind.SUCCESS, (mapped, 32_853))
    assert message.is_authentic(PASSWORD)


@settings(deadline=None)
@given(transactions, addresses, passwords)
def test_an_answer_says_where_the_check_came_from(transaction, address, password):
    message = stun.read(stun.success(transaction, address, password))
    assert (message.transaction, message.mapped) == (transaction, address)
    assert (
        message.has_fingerprint
        and message.is_authentic(password)
        and not message.is_authentic(password + b"x")
    )


@settings(deadline=None)
@given(transactions, texts, texts, st.booleans())
def test_a_check_names_both_fragments(transaction, ours, theirs, nominates):
    ours = ours.replace(":", "")
    message = stun.read(
        stun.request(transaction, f"{ours}:{theirs}", b"p", 2**32 - 1, 2**64 - 1, nominates=nominates)
    )
    assert message.username == (ours, theirs)
    assert (Attribute.USE_CANDIDATE in message.attributes) == nominates


@pytest.mark.parametrize("code", ErrorCode)
def test_a_refusal_says_its_code(code):
    message = stun.read(stun.refusal(bytes(12), code, b"p", (0x7FFF, 0x0003)))
    assert (message.kind, message.error) == (Kind.ERROR, code)
    assert message.attributes[Attribute.UNKNOWN_ATTRIBUTES] == bytes.fromhex("7fff0003")


def test_an_indication_has_no_proof_and_needs_none():
    message = stun.read(stun.indication(bytes(12)))
    assert (message.kind, message.is_authentic(b"")) == (Kind.INDICATION, False)


def test_what_stands_behind_the_proof_is_not_believed():
    whole = stun.request(bytes(12), "a:b", b"p", 1, 1, nominates=False)
    bare = whole[:-8]
    more = bare[:2] + (len(bare) - 20 + 4).to_bytes(2, "big") + bare[4:] + bytes.fromhex("00250000")
    message = stun.read(more)
    assert message.is_authentic(b"p") and Attribute.USE_CANDIDATE not in message.attributes


def test_an_unknown_attribute_that_matters_is_named_and_one_that_does_not_is_passed_over():
    attributes = [(0x7000, b"abc"), (0xC057, b"abcd")]
    message = stun.read(stun.write(Kind.REQUEST, bytes(12), attributes, b"p"))
    assert message.unknown == (0x7000,) and message.is_authentic(b"p")


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_bad_stun_and_nothing_else(noise):
    with pytest.raises(BadStun):
        stun.read(noise)


@settings(deadline=None)
@given(
    st.sampled_from([REQUEST, ANSWER_4, ANSWER_6, stun.indication(bytes(12))]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=4),
    st.integers(0, 120),
)
def test_a_spoiled_message_is_bad_or_is_not_believed(message, changes, length):
    spoiled = bytearray(message)
    for at, value in changes:
        spoiled[at % len(spoiled)] = value
    spoiled = spoiled[: max(length, 20)] if length < 60 else spoiled
    try:
        read = stun.read(bytes(spoiled))
        proven = (read.username, read.error, read.mapped, read.is_authentic(PASSWORD))
    except BadStun:
        return
    assert bytes(spoiled) == message or not proven[-1] or not read.has_fingerprint


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**16 - 1), st.binary(max_size=40)), max_size=40))
def test_any_attributes_at_all_give_a_message_or_bad_stun(attributes):
    try:
        message = stun.read(stun.write(Kind.REQUEST, bytes(12), attributes, None))
    except BadStun:
        return
    assert len(message.attributes) <= 32
    assert replace(message).username == message.username
