"""What is measured of what somebody publishes: rates, losses, what there is to choose from."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.engine import Codec, SourceCounts
from meetings.media.tracks import (
    LOOK_NS,
    SECOND,
    Encoding,
    Mapping,
    Meter,
    Reception,
    Track,
    keyframe_interval,
)


class TestMeter:
    """Bits a second."""

    def test_it_finds_a_steady_rate(self):
        meter = Meter()
        for step in range(1, 101):
            meter.read(step * 6250, step * SECOND // 20)
        assert 950_000 < meter.rate < 1_050_000

    def test_what_has_stopped_keeps_its_rate(self):
        meter = Meter()
        for step in range(1, 101):
            meter.read(step * 6250, step * SECOND // 20)
        before = meter.rate
        assert meter.read(100 * 6250, 60 * SECOND) == before
        assert meter.read(105 * 6250, 60 * SECOND + SECOND // 4) > before * 0.9


class TestReception:
    """Receiver reports."""

    def test_half_lost_is_half_of_256(self):
        block = Reception().block(7, SourceCounts(packets=50, first=101, highest=200, jitter=9), None, SECOND)
        assert (block.ssrc, block.fraction, block.lost, block.highest, block.jitter) == (7, 128, 50, 200, 9)

    def test_each_report_speaks_of_the_time_since_the_last(self):
        reception = Reception()
        reception.block(7, SourceCounts(packets=50, first=101, highest=200), None, SECOND)
        block = reception.block(7, SourceCounts(packets=150, first=101, highest=300), None, 2 * SECOND)
        assert (block.fraction, block.lost) == (0, 50)
        assert reception.loss == 0

    def test_the_last_sender_report_is_named_with_its_age(self):
        told = Mapping(0x1122_3344_5566_7788, 0, SECOND)
        block = Reception().block(7, SourceCounts(), told, 3 * SECOND)
        assert (block.last_report, block.delay) == (0x3344_5566, 2 * 65_536)

    @given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=10))
    def test_whatever_is_counted_can_be_written(self, steps: list[tuple[int, int]]):
        reception, counts = Reception(), SourceCounts(first=65_000, highest=64_999)
        for came, lost in steps:
            counts.packets += came
            counts.highest += came + lost
            block = reception.block(1, counts, None, SECOND)
            assert 0 <= block.fraction <= 255
            assert 0 <= reception.loss < 1


def encoding(rid: str, height: int, rate: float) -> Encoding:
    made = Encoding(rid, 1, 1, Codec.VP8, SourceCounts(height=height))
    made.meter.rate = rate
    return made


def test_layers_stand_from_small_to_big_in_whatever_order_they_were_offered():
    track = Track("s", "p", "camera", ("f", "q", "h"))
    assert [layer.rid for layer in track.layers(0)] == ["q", "h", "f"]
    assert [layer.height for layer in track.layers(0)] == [180, 360, 720]


def test_what_was_measured_counts_more_than_what_is_usual():
    track = Track("s", "p", "camera", ("q", "h", "f"))
    track.layers(0)
    track.encodings["h"] = encoding("h", 240, 300_000)
    assert track.layers(LOOK_NS)[1].height == 240
    assert track.layers(LOOK_NS)[1].rate == 300_000


def test_frames_can_be_left_out_only_where_there_are_temporal_layers():
    camera, screen, single = (
        Track("s", "p", "camera", ("q", "h")),
        Track("s", "p", "screen", ("h", "f")),
        Track("s", "p", "camera", ("",)),
    )
    assert [each.layers(0)[0].thins for each in (camera, screen, single)] == [True, False, False]
    camera.thins = False
    assert not camera.layers(LOOK_NS)[0].thins


def test_small_pictures_may_be_asked_for_whole_ones_more_often():
    track = Track("s", "p", "camera", ("q", "h", "f"))
    assert keyframe_interval(track, "q") < keyframe_interval(track, "f")
