"""Stars for a connection."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.quality import Line, stars

MS = 1_000_000
shares = st.floats(0, 1)


def test_a_short_clean_line_is_excellent():
    assert stars(Line(rtt=40 * MS)) == 5


def test_loss_takes_stars_step_by_step():
    assert [stars(Line(loss_down=loss, rtt=60 * MS)) for loss in (0.01, 0.06, 0.10, 0.15, 0.3)] == [
        5,
        4,
        3,
        2,
        1,
    ]


def test_a_long_way_alone_is_bearable():
    assert stars(Line(rtt=600 * MS)) in (3, 4)


def test_who_is_lost_or_starved_has_no_good_line():
    assert stars(Line(lost=True)) == 1
    assert stars(Line(starved=True, rtt=20 * MS)) == 2


@given(shares, shares, st.integers(0, 5000 * MS), shares, st.integers(0, 1000 * MS))
def test_worse_is_never_better(up: float, down: float, rtt: int, more: float, longer: int):
    line = stars(Line(up, down, rtt))
    assert 1 <= line <= 5
    assert stars(Line(min(1.0, up + more), down, rtt + longer)) <= line
