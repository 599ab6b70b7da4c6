"""What a publisher is told to send: more at once, less after a grace, a screen always whole."""

from meetings.media.demand import GRACE_NS, Demand

RIDS = ("q", "h", "f")


def test_what_is_new_is_sent_whole_until_somebody_had_time_to_ask():
    demand = Demand()
    assert demand.change(RIDS, 0) is None
    assert demand.change(RIDS, GRACE_NS - 1) is None
    assert demand.change(RIDS, GRACE_NS) == ()


def test_what_nobody_needs_is_left_out_after_the_grace():
    demand = Demand()
    demand.change(RIDS, 0)
    demand.need(["q"], GRACE_NS)
    assert demand.change(RIDS, GRACE_NS) == ("q",)
    assert demand.change(RIDS, GRACE_NS + 1) is None


def test_what_goes_soon_after_goes_together():
    demand = Demand()
    demand.change(RIDS, 0)
    demand.need(["h"], GRACE_NS // 3)
    demand.need(["f"], GRACE_NS - 1)
    assert demand.change(RIDS, GRACE_NS) == ("f",)


def test_what_is_needed_again_is_sent_at_once():
    demand = Demand()
    demand.change(RIDS, 0)
    demand.change(RIDS, GRACE_NS)
    demand.need(["f"], GRACE_NS + 1)
    assert demand.change(RIDS, GRACE_NS + 1) == ("f",)


def test_a_tile_out_of_sight_for_a_moment_stops_nothing():
    demand = Demand()
    for second in range(60):
        if second % 9 == 0:
            demand.need(RIDS, second * 1_000_000_000)
        assert demand.change(RIDS, second * 1_000_000_000) is None


def test_a_screen_is_never_thinned():
    demand = Demand(is_exempt=True)
    assert demand.change(("h", "f"), 0) is None
    assert demand.change(("h", "f"), 100 * GRACE_NS) is None


def test_a_browser_that_began_anew_is_told_again():
    demand = Demand()
    demand.change(RIDS, 0)
    demand.change(RIDS, GRACE_NS)
    demand.told = None
    assert demand.change(RIDS, GRACE_NS + 1) == ()
