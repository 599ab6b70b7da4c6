"""Both engines put the same bytes on the wire, whatever happens to them in whatever order."""

from contextlib import suppress
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Error as SrtpError

from meetings.engine import Codec, Extensions, LegSpec
from meetings.engine.building import built_core
from tests.meetings.engine.callers import NAMES, plain
from tests.meetings.engine.conftest import Node

pytestmark = pytest.mark.skipif(built_core() is None, reason="there is no compiler here")

# SSRC and codec of what two publishers send; every second SSRC repairs the one before.
SOURCES = ((0xA0, Codec.VP8), (0xB0, Codec.VP8), (0xC0, Codec.H264), (0xD0, Codec.OPUS), (0xE0, Codec.OPUS))
RECEIVERS = (
    (Extensions(transport_cc=3), 7),
    (Extensions(), 1),
    (Extensions(audio_level=2, transport_cc=9), 8),
)
LEGS = tuple((receiver, bool(repaired)) for receiver in range(3) for repaired in (1, 1, 0))


class Play:
    """One engine in a fixed cast of callers; every deed is a method with small integers."""

    def __init__(self, kind: str) -> None:
        self.node = Node(kind)
        engine = self.engine = self.node.engine
        self.publishers = [self.node.caller(NAMES, 7), self.node.caller(NAMES, 1)]
        self.receivers = [self.node.caller(names, profile) for names, profile in RECEIVERS]
        self.sources = [
            engine.add_source(self._publisher(at).peer, ssrc, codec)
            for at, (ssrc, codec) in enumerate(SOURCES)
        ]
        for source, (ssrc, _codec) in zip(self.sources, SOURCES, strict=True):
            engine.add_repair(source, ssrc + 1)
        self.legs = [self._leg(at) for at in range(len(LEGS))]
        self.numbers = [65_500] * len(SOURCES)

    def packets(self, at, count, skip, form, repeated):
        """So many packets of a source, after leaving out some; `form` shapes their payloads."""
        ssrc, codec = SOURCES[at]
        for _packet in range(count):
            self.numbers[at] += 1 + skip
            number = self.numbers[at]
            payload = PAYLOADS[codec](number, form)
            words = b"\x51" + pack(">H", number & 0xFFFF) + b"\x10" + bytes([form & 0xFF])
            kind, timestamp = 96 + codec, number // 2 * 960 & 0xFFFFFFFF
            if repeated:
                payload, number, ssrc = pack(">H", number - 3 & 0xFFFF) + payload, number + 7, ssrc | 1
            made = plain(ssrc, number, timestamp, payload, marker=number % 2 == 1, kind=kind, words=words)
            self._publisher(at).send(made)

    def late(self, at, back, form):
        """A packet that was overtaken."""
        ssrc, codec = SOURCES[at]
        number = self.numbers[at] - back
        made = plain(ssrc, number, number // 2 * 960 & 0xFFFFFFFF, PAYLOADS[codec](number, form), kind=96)
        self._publisher(at).send(made)

    def odd(self, at, data):
        """Something authentic that makes no sense."""
        with suppress(SrtpError):  # Some of it libsrtp refuses to encrypt.
            self._publisher(at).send(b"\x90\x60" + pack(">HII", 7, 0, SOURCES[at][0]) + data)

    def point(self, leg, at):
        self.engine.point(self.legs[leg], self.sources[at] if at < len(self.sources) else 0)

    def limit(self, leg, layer):
        self.engine.limit(self.legs[leg], layer)

    def hold(self, at, held):
        self.engine.hold(self.sources[at], held)

    def resend(self, leg, first, count):
        last = self.engine.leg_counts(self.legs[leg]).packets + (65_501 & 0x7FFF)
        self.engine.resend(
            self.legs[leg], [(last - first + each) & 0xFFFF for each in range(count)], self.node.now
        )

    def probe(self, leg, count):
        self.engine.probe(self.legs[leg], count)

    def renew_leg(self, leg):
        self.engine.drop_leg(self.legs[leg])
        self.legs[leg] = self._leg(leg)

    def renew_source(self, at):
        self.engine.drop_source(self.sources[at])
        ssrc, codec = SOURCES[at]
        self.sources[at] = self.engine.add_source(self._publisher(at).peer, ssrc, codec)
        self.engine.add_repair(self.sources[at], ssrc | 1)

    def away(self, receiver, is_back):
        caller = self.receivers[receiver]
        if is_back:
            self.engine.bind(caller.peer, caller.address)
        else:
            self.engine.unbind(caller.address)

    def report(self, receiver):
        self.engine.send_rtcp(self.receivers[receiver].peer, b"\x80\xc9\0\x01\0\0\0\x07")

    def pump(self, milliseconds):
        self.node.now += milliseconds * 1_000_000
        self.engine.pump()

    def seen(self):
        """Everything that can be seen of the engine since the last time."""
        engine = self.engine
        return (
            [each.wire() for each in self.receivers],
            [engine.take_sent(each.peer) for each in self.receivers],
            [engine.take_arrivals(each.peer) for each in self.publishers],
            [(engine.take_gaps(each), engine.take_found(each)) for each in self.sources],
            [fields(engine.source_counts(each), SOURCE_FIELDS) for each in self.sources],
            [fields(engine.leg_counts(each), LEG_FIELDS) for each in self.legs],
            (self.node.ears.switches, len(self.node.ears.strangers), dict(engine.dropped)),
        )

    def _publisher(self, at):
        return self.publishers[at % 2]

    def _leg(self, at):
        receiver, repaired = LEGS[at]
        repairs = {Codec.VP8: 97, Codec.H264: 99} if repaired else {}
        types = {Codec.VP8: 96, Codec.OPUS: 111} | ({Codec.H264: 98} if at % 2 else {})
        spec = LegSpec(0x100 + at, 0x200 + at if repaired else 0, types, repairs)
        return self.engine.add_leg(self.receivers[receiver].peer, spec)


SOURCE_FIELDS = (
    "packets octets highest first jitter frames last_ns last_timestamp last_keyframe_ns height"
    " level_sum level_packets repaired"
).split()
LEG_FIELDS = "packets octets resent last_timestamp last_ns source wanted offset".split()


def fields(counts, names):
    return [getattr(counts, name) for name in names]


def vp8(number, form):
    """Descriptors with and without each of their parts; two packets a picture, a layer now and then."""
    if form % 11 == 10:
        return b""
    has, picture = (0xF0, 0xE0, 0x80, 0x20, 0x90, 0x00)[form % 6], number // 2
    parts = [0x90 if number % 2 == 0 else 0x80, has]
    if has & 0x80:
        parts += [0x80 | picture >> 8 & 0x7F, picture & 0xFF] if form % 5 else [picture & 0x7F]
    if has & 0x40:
        parts.append(picture & 0xFF)
    if has & 0x30:
        parts.append((0, 0x80, 0x60, 0xA0)[picture % 4] | form & 0x1F)
    body = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01" if form % 3 == 0 else b"\x11"
    return bytes(parts) + body + bytes(form)


def h264(number, form):
    return (b"\x67", b"\x65", b"\x61", b"\x7c\x85", b"\x78\x00\x02\x67a", b"")[form % 6] + bytes(form)


PAYLOADS = {Codec.VP8: vp8, Codec.H264: h264, Codec.OPUS: lambda number, form: bytes(form % 90)}

at, leg, receiver, form = (st.integers(0, most) for most in (len(SOURCES) - 1, len(LEGS) - 1, 2, 255))
few = st.sampled_from([0, 0, 0, 0, 1, 2, 40, 600])
usual = st.tuples(
    st.just("packets"), at, st.integers(1, 12), few, form, st.sampled_from([False, False, False, True])
)
whole = st.tuples(
    st.just("packets"), at, st.integers(2, 12), st.just(0), st.sampled_from([0, 6, 21, 66]), st.just(False)
)
pump = st.tuples(st.just("pump"), st.integers(0, 2000))
rare = st.one_of(
    st.tuples(st.just("late"), at, st.integers(-1, 200), form),
    st.tuples(st.just("odd"), at, st.binary(max_size=40)),
    st.tuples(st.just("point"), leg, st.integers(0, len(SOURCES))),
    st.tuples(st.just("limit"), leg, st.integers(0, 2)),
    st.tuples(st.just("hold"), at, st.booleans()),
    st.tuples(st.just("renew_leg"), leg),
    st.tuples(st.just("renew_source"), at),
    st.tuples(st.just("away"), receiver, st.booleans()),
    st.tuples(st.just("report"), receiver),
)
repair = st.one_of(
    st.tuples(st.just("resend"), leg, st.integers(0, 40), st.integers(1, 20)),
    st.tuples(st.just("probe"), leg, st.integers(0, 20)),
)
deeds = st.one_of(usual, whole, whole, pump, pump, rare, rare, repair)


BEGIN = [("point", each, each % 5) for each in range(len(LEGS))]
BEGIN += [("packets", each, 8, 0, 66, False) for each in range(len(SOURCES))]
BEGIN += [("pump", 1)]


@given(st.lists(deeds, min_size=20, max_size=80))
@settings(deadline=None, max_examples=60)
def test_the_same_deeds_have_the_same_effects(script):
    plays, flowed = [Play("python"), Play("compiled")], 0
    try:
        for name, *given_ in [*BEGIN, *script, ("pump", 1)]:
            for play in plays:
                getattr(play, name)(*given_)
            if name != "packets":
                python, compiled = (play.seen() for play in plays)
                assert compiled == python, f"after {name}{tuple(given_)}"
                flowed += sum(map(len, python[0]))
        assert flowed > 50
    finally:
        for play in plays:
            play.node.close()
