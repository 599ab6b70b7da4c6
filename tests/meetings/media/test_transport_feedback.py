"""Transport-wide feedback: every number that came, when it came, and nothing that did not."""

from hypothesis import example, given
from hypothesis import strategies as st

from meetings.media import rtcp
from meetings.media.arrivals import Arrivals
from meetings.media.transport_feedback import TICK_NS, TransportFeedback, split

MS = 1_000_000
arrivals = st.lists(st.tuples(st.integers(1, 12), st.integers(-20 * MS, 300 * MS)), min_size=1, max_size=400)


def laid_out(steps: list[tuple[int, int]], number: int, instant: int) -> list[tuple[int, int]]:
    """Steps of numbers and of time as rising numbers with their instants."""
    found = []
    for more, passed in steps:
        number, instant = number + more, max(0, instant + passed)
        found.append((number, instant))
    return found


def read(feedback: TransportFeedback) -> TransportFeedback:
    [found] = rtcp.parse(rtcp.transport_wide(feedback))
    assert isinstance(found, TransportFeedback)
    return found


@given(arrivals, st.integers(0, 2**16 - 1), st.integers(0, 2**45))
@example([(1, 0)] * 300, 65_500, 0)
@example([(8, 70 * MS)] * 100, 3, 10**15)
def test_what_came_is_told_to_a_quarter_of_a_millisecond(steps: list[tuple[int, int]], base: int, start: int):
    came = laid_out(steps, base, start)
    told = [read(each) for each in split(1, 2, 0, base, came)]
    numbers = [number for each in told for number, _instant in each.arrivals]
    assert numbers == [number & 0xFFFF for number, _instant in came]
    first = told[0].arrivals[0][1]
    wrap = 2**24 * 64 * MS
    for (_number, instant), (_extended, true) in zip(
        (a for each in told for a in each.arrivals), came, strict=True
    ):
        off = (instant - first - (true - came[0][1]) + wrap // 2) % wrap - wrap // 2
        assert abs(off) <= 2 * TICK_NS


@given(arrivals, st.integers(0, 2**16 - 1))
def test_every_number_between_is_spoken_of_once(steps: list[tuple[int, int]], base: int):
    came = laid_out(steps, base, 10**12)
    told = [read(each) for each in split(1, 2, 250, base, came)]
    position = base
    for at, each in enumerate(told):
        assert each.base == position & 0xFFFF
        assert each.number == (250 + at) & 0xFF
        position += each.count
    assert position == came[-1][0] + 1


def test_a_packet_that_says_much_of_nothing_stays_small():
    body = (0).to_bytes(2, "big") + (65_535).to_bytes(2, "big") + b"\0\0\0\0" + (b"\x1f\xff" * 8) + b"\0\x07"
    body += b"\0" * (-len(body) % 4)
    data = bytes([0x8F, 205]) + ((len(body) + 8) // 4).to_bytes(2, "big") + b"\0\0\0\1\0\0\0\2" + body
    [found] = rtcp.parse(data)
    assert isinstance(found, TransportFeedback)
    assert (found.count, found.arrivals) == (65_535, ())


class TestArrivals:
    """What a node notes of packets that come from a publisher."""

    def report(
        self, log: Arrivals, came: list[tuple[int, int]], now: int
    ) -> list[tuple[int, int, list[int]]]:
        return [(e.base, e.count, [n for n, _at in e.arrivals]) for e in log.report(came, 77, now)]

    def test_reports_wait_for_a_tenth_of_a_second(self):
        log = Arrivals()
        assert self.report(log, [(5, 0)], 1000 * MS) == [(5, 1, [5])]
        assert self.report(log, [(6, 1010 * MS)], 1050 * MS) == []
        assert self.report(log, [(8, 1060 * MS)], 1100 * MS) == [(6, 3, [6, 8])]

    def test_a_gap_between_two_reports_is_told_as_lost(self):
        log = Arrivals()
        self.report(log, [(5, 0)], 1000 * MS)
        assert self.report(log, [(9, 1010 * MS)], 1100 * MS) == [(6, 4, [9])]

    def test_a_late_packet_is_told_after_all(self):
        log = Arrivals()
        self.report(log, [(5, 0), (7, 0)], 1000 * MS)
        assert self.report(log, [(6, 1010 * MS), (8, 1010 * MS)], 1100 * MS) == [(6, 3, [6, 8])]

    def test_numbers_wrap(self):
        log = Arrivals()
        self.report(log, [(65_534, 0)], 1000 * MS)
        assert self.report(log, [(1, 1010 * MS), (65_535, 1005 * MS)], 1100 * MS) == [
            (65_535, 3, [65_535, 1])
        ]

    def test_nothing_is_said_before_the_peer_has_a_stream(self):
        assert Arrivals().report([(5, 0)], 0, 1000 * MS) == []
