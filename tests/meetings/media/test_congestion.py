"""The estimate of a line: finds what it carries, gives way within two seconds, comes back, and starves nobody."""

import pytest

from meetings.media.congestion import LEAST, Estimate
from tests.meetings.media.calls import Call
from tests.meetings.support.link import MS, Link


def share(call: Call, part: float) -> int:
    """A percentile of how long packets took, in ms."""
    return sorted(call.delays)[int(len(call.delays) * part)] // MS


@pytest.mark.parametrize("rate", [300_000, 1_000_000, 2_500_000])
def test_it_finds_what_the_line_carries_and_keeps_its_queue_short(rate: int):
    call = Call(Link(rate=rate)).run(10).run(20)
    mean = sum(call.rates) / len(call.rates)
    assert 0.75 * rate < mean < 1.05 * rate
    assert share(call, 0.5) < 100
    assert share(call, 0.95) < 450


def test_a_line_of_a_hundred_kilobits_keeps_its_voice():
    call = Call(Link(rate=100_000)).run(10).run(20)
    assert max(call.rates) < 200_000
    assert share(call, 0.95) < 500


def test_what_is_wide_enough_is_found_within_ten_seconds():
    assert Call(Link(rate=10_000_000)).run(10).rates[-1] > 3_000_000


def test_it_falls_within_two_seconds_when_the_line_becomes_narrow():
    call = Call(Link(rate=3_000_000)).run(15)
    call.run(2, lambda each: setattr(each.line, "rate", 400_000))
    assert call.rates[-1] < 400_000
    assert share(call.run(3), 0.95) < 300


def test_it_falls_as_fast_where_the_router_hoards_packets():
    call = Call(Link(rate=3_000_000, queue=3000 * MS)).run(15)
    call.run(2, lambda each: setattr(each.line, "rate", 400_000))
    assert call.estimate.rate < 400_000


def test_it_comes_back_when_the_line_is_wide_again():
    call = Call(Link(rate=400_000)).run(15)
    call.run(15, lambda each: setattr(each.line, "rate", 3_000_000))
    assert call.rates[-1] > 2_000_000


@pytest.mark.parametrize("loss", [0.01, 0.03, 0.05, 0.08, 0.15])
def test_loss_that_sending_less_does_not_change_starves_nobody(loss: float):
    call = Call(Link(rate=3_000_000, loss=loss)).run(20)
    assert call.rates[-1] > 1_500_000


def test_loss_that_comes_of_sending_too_much_makes_it_fall():
    call = Call(Link(rate=1_000_000, queue=60 * MS)).run(10).run(20)
    assert sum(call.rates) / len(call.rates) < 1_050_000


@pytest.mark.parametrize("reorder", [0.0, 0.02])
def test_jitter_is_no_queue(reorder: float):
    call = Call(Link(rate=3_000_000, jitter=40 * MS, reorder=reorder)).run(10).run(10)
    assert sum(call.rates) / len(call.rates) > 2_000_000


def test_a_longer_way_is_no_queue():
    call = Call(Link(rate=3_000_000)).run(10)
    call.run(15, lambda each: setattr(each.line, "delay", 120 * MS))
    assert call.rates[-1] > 2_000_000


def test_after_a_blackout_the_line_is_believed_again_soon():
    call = Call(Link(rate=3_000_000)).run(15)
    call.run(15, lambda each: setattr(each.line, "loss", 1.0))
    call.run(3, lambda each: setattr(each.line, "loss", 0.0))
    assert min(call.rates) > 1_000_000


def test_without_probing_it_does_not_rise_above_what_was_tried():
    assert Call(Link(rate=10_000_000), want=300_000, probes=False).run(20).rates[-1] <= 1_000_000


def test_when_only_a_voice_is_left_it_is_found_out_whether_a_picture_could_come_back():
    call = Call(Link(rate=1_000_000), want=0, paused=450_000, estimate=Estimate(LEAST)).run(12)
    assert 300_000 < call.rates[-1] < 600_000


def test_finding_it_out_hardly_disturbs_two_voices_on_a_narrow_line():
    call = Call(Link(rate=100_000), want=0, sound=80_000, paused=450_000, estimate=Estimate(100_000)).run(10)
    assert max(call.run(20).rates) < 155_000
    assert share(call, 0.9) < 100
    assert share(call, 1 - 1e-9) < 400


def test_who_lacks_nothing_is_not_sent_more_for_nothing():
    assert Call(Link(rate=3_000_000), want=300_000).run(20).sent * 8 / 20 < 400_000


def test_it_never_falls_below_what_a_voice_needs():
    call = Call(Link(rate=30_000)).run(20)
    assert min(call.rates) >= LEAST


def test_feedback_about_what_was_never_sent_changes_nothing():
    before, call = Estimate(), Call(Link(rate=1_000_000)).run(1)
    rate = before.rate
    for said in call._arrivals.report([(9, call.now)], 1, call.now + 1000 * MS):
        before.feedback(said, call.now)
    assert before.rate == rate
