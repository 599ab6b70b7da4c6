"""Whatever comes in, and in whatever order: a receiver sees one stream as an encoder would have sent it."""

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.rewriting import Packet, Rewriter, Span
from meetings.media.rtp import Picture

SECOND = 1_000_000_000
VIDEO = 90_000


@dataclass
class Film:
    """What an encoder sends, packet by packet, with numbers that begin anywhere."""

    number: int = 1
    timestamp: int = 0
    picture: int = 0
    level_zero: int = 0
    key: int = 0
    packets: list[Packet] = field(default_factory=list)

    def frame(self, layer: int = 0, size: int = 1, *, is_key: bool = False, is_sync: bool = True) -> None:
        self.picture += 1
        self.level_zero += layer == 0
        self.key += is_key
        self.timestamp = self.timestamp + 3000 & 0xFFFFFFFF
        for part in range(size):
            picture = Picture(
                part == 0,
                is_key and part == 0,
                layer,
                is_sync,
                self.picture,
                self.level_zero & 0xFF,
                self.key & 31,
                6,
                True,
            )
            marker = 0x80 if part == size - 1 else 0
            self._add(Packet(self.number, self.timestamp, marker, b"data", picture, -1, picture.is_key))

    def padding(self) -> None:
        self._add(Packet(self.number, self.timestamp, 0, b"", None, -1, False))

    def _add(self, packet: Packet) -> None:
        self.packets.append(packet)
        self.number += 1


@dataclass(frozen=True)
class Seen:
    """What a receiver sees of a packet, its numbers not wrapped; `sent` is what it was made of."""

    number: int
    timestamp: int
    picture: int
    level_zero: int
    key: int
    is_hollow: bool
    sent: Packet


def seen(packet: Packet, span: Span, rewriter: Rewriter) -> Seen:
    picture = packet.picture
    numbers = (
        (
            picture.picture - span.picture,
            picture.level_zero - span.level_zero & 0xFF,
            picture.key - span.key & 31,
        )
        if picture
        else (-1, -1, -1)
    )
    return Seen(
        packet.number - span.shift,
        packet.timestamp - span.timestamp & 0xFFFFFFFF,
        *numbers,
        rewriter.is_hollow(span, packet),
        packet,
    )


def watch(rewriter: Rewriter, packets: list[Packet]) -> list[Seen]:
    return [seen(each, span, rewriter) for each in packets if (span := rewriter.place(each)) is not None]


layers = st.sampled_from([0, 2, 1, 2])
frames = st.lists(
    st.tuples(st.sampled_from("fffffp"), layers, st.integers(1, 4), st.booleans()), min_size=1, max_size=40
)
starts = st.builds(
    Film, st.integers(0, 1 << 17), st.integers(0, 0xFFFFFFFF), st.integers(0, 1 << 16), st.integers(0, 255)
)


@st.composite
def films(draw: st.DrawFn) -> list[Packet]:
    film = draw(starts)
    film.frame(size=draw(st.integers(1, 4)), is_key=True)
    for kind, layer, size, is_sync in draw(frames):
        if kind == "p":
            film.padding()
        else:
            film.frame(layer, size, is_sync=is_sync)
    return film.packets


def begun(packets: list[Packet], limit: int = 2) -> Rewriter:
    rewriter = Rewriter()
    rewriter.limit_to(limit)
    rewriter.begin(packets[0], 7, VIDEO, True, 0)
    return rewriter


@given(films(), st.integers(0, 2))
def test_what_is_left_out_leaves_no_trace(packets, limit):
    stream = watch(begun(packets, limit), packets)
    assert [each.number for each in stream] == list(range(stream[0].number, stream[0].number + len(stream)))
    assert 0 <= stream[0].number < 1 << 15
    pictures = list(dict.fromkeys(each.picture for each in stream))
    assert pictures == list(range(pictures[0], pictures[0] + len(pictures)))
    expected = [each for each in packets if each.picture and each.picture.layer <= limit]
    assert [each.sent for each in stream] == expected
    assert not any(each.is_hollow for each in stream)


@given(films(), st.integers(0, 2), st.data())
def test_reordering_leaves_no_hole_and_nothing_comes_twice(packets, limit, data):
    disorder = data.draw(
        st.lists(st.integers(0, 6), min_size=len(packets) - 1, max_size=len(packets) - 1), label="delays"
    )
    late = sorted(range(len(packets) - 1), key=lambda at: at + disorder[at])
    order = [packets[0], *(packets[at + 1] for at in late)]
    rewriter = begun(packets, limit)
    stream = watch(rewriter, order)
    numbers = sorted(each.number for each in stream)
    # What is missing at the very end cannot be told from what has not come yet; before that there is no hole.
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    by_number = sorted(stream, key=lambda each: each.number)
    assert [each.sent.number for each in by_number] == sorted(each.sent.number for each in stream)
    full = [each for each in by_number if not each.is_hollow]
    assert all(before.picture <= after.picture for before, after in pairwise(full))
    if limit == 2:
        assert {each.picture - each.sent.picture.picture for each in full} == {0}
    wanted = {each.number for each in packets if each.picture and each.picture.layer <= limit}
    assert wanted <= {each.sent.number for each in full}


@given(films(), st.integers(0, 2), st.data())
def test_a_request_for_a_number_finds_the_packet_that_had_it(packets, limit, data):
    lost = data.draw(st.sets(st.integers(1, len(packets))), label="lost")
    rewriter = begun(packets, limit)
    stream = watch(rewriter, [each for at, each in enumerate(packets) if at not in lost])
    for each in stream:
        span, number = rewriter.incoming(each.number & 0xFFFF)
        assert number == each.sent.number
        assert span.source == 7
        assert seen(each.sent, span, rewriter) == each
    assert lost or rewriter.incoming(stream[-1].number + 1 & 0xFFFF) is None


@given(films(), st.data())
def test_what_was_lost_before_us_is_a_hole_of_the_same_size(packets, data):
    lost = data.draw(st.sets(st.integers(1, len(packets))), label="lost")
    arrived = [each for at, each in enumerate(packets) if at not in lost and each.payload]
    stream = watch(begun(packets), arrived)
    for before, after in pairwise(stream):
        assert after.number - before.number == after.sent.number - before.sent.number
        assert after.picture - before.picture == after.sent.picture.picture - before.sent.picture.picture


tenures = st.tuples(films(), st.sets(st.integers(1, 20)), st.integers(0, 2), st.integers(0, 3 * SECOND))


@given(st.lists(tenures, min_size=2, max_size=5))
def test_sources_follow_each_other_without_a_seam(parts):
    rewriter, now, stream, lost_before = Rewriter(), 0, [], set()
    for source, (packets, lost, limit, pause) in enumerate(parts, start=1):
        now += pause
        rewriter.limit_to(limit)
        reserved = rewriter.last_number
        rewriter.begin(packets[0], source, VIDEO, True, now)
        part = watch(rewriter, [each for at, each in enumerate(packets) if at not in lost])
        rewriter.last_ns = now
        if stream:
            last, first = stream[-1], part[0]
            assert first.number == reserved + (1 if last.sent.marker else 2)
            assert reserved == last.number or lost_before
            assert first.picture == last.picture + 1
            assert first.level_zero == (last.level_zero + 1) & 0xFF
            assert first.key == (last.key + 1) & 31
            passed = (first.timestamp - last.timestamp) & 0xFFFFFFFF
            assert passed == max(pause * VIDEO // SECOND, 1)
            if not last.sent.marker:
                assert rewriter.incoming(first.number - 1 & 0xFFFF) is None
        stream += part
        lost_before = lost
    for each in stream:
        span, number = rewriter.incoming(each.number & 0xFFFF)
        assert (number, seen(each.sent, span, rewriter)) == (each.sent.number, each)


def test_a_pause_of_a_day_moves_timestamps_forward_by_less_than_half_their_range():
    film = Film()
    film.frame(is_key=True)
    rewriter = begun(film.packets)
    first = watch(rewriter, film.packets)[0]
    rewriter.begin(film.packets[0], 8, VIDEO, True, 86_400 * SECOND)
    again = watch(rewriter, film.packets)[0]
    assert 0 < again.timestamp - first.timestamp < 1 << 31


def test_late_packets_of_before_the_switch_are_not_sent():
    film = Film()
    for _frame in range(3):
        film.frame(is_key=True)
    rewriter = Rewriter()
    rewriter.begin(film.packets[2], 7, VIDEO, True, 0)
    assert len(watch(rewriter, [film.packets[2], film.packets[1]])) == 1


def test_a_higher_layer_comes_back_where_it_needs_nothing_that_was_left_out():
    film = Film()
    film.frame(is_key=True)
    film.frame(2, is_sync=False)
    film.frame(1, is_sync=True)
    film.frame(2, is_sync=False)
    film.frame(0)
    film.frame(2, is_sync=True)
    film.frame(1, is_sync=False)
    rewriter = begun(film.packets, 0)
    assert len(watch(rewriter, film.packets[:1])) == 1
    rewriter.limit_to(2)
    assert [each.sent.picture.layer for each in watch(rewriter, film.packets[1:])] == [1, 0, 2, 1]


def test_the_rest_of_a_picture_that_was_begun_with_is_sent():
    film = Film()
    film.frame(is_key=True)
    film.frame(2, size=3)
    rewriter = begun(film.packets)
    watch(rewriter, film.packets[:2])
    rewriter.limit_to(0)
    assert len(watch(rewriter, film.packets[2:])) == 2


def test_an_ssrc_that_ended_goes_on_where_it_was():
    film = Film(number=70_000)
    film.frame(is_key=True)
    rewriter = Rewriter(start=65_540)
    rewriter.begin(film.packets[0], 7, VIDEO, True, 0)
    assert watch(rewriter, film.packets)[0].number == 65_540
