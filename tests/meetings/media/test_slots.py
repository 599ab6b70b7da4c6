"""Views and m-lines: a view keeps its line, nobody shares one, and pools grow only when they must."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.slots import MOST, POOLS, roomy, seat_views

views = st.lists(
    st.tuples(st.sampled_from([f"account:{number}" for number in range(30)]), st.sampled_from(sorted(POOLS))),
    max_size=70,
)


@given(st.lists(views, max_size=6))
def test_every_view_has_a_line_of_its_own_and_keeps_it(changes: list[list[tuple[str, str]]]):
    before: dict[str, tuple[str, str]] = {}
    sizes = {"a": 4, "v": 4, "s": 1}
    for wanted in changes:
        seating = seat_views(wanted, before, sizes)
        assert set(seating.views.values()) <= set(wanted)
        assert len(set(seating.views.values())) == len(seating.views)
        for mid, view in seating.views.items():
            assert mid[0] == POOLS[view[1]]
            assert int(mid[1:]) < seating.sizes[mid[0]] <= MOST[mid[0]]
        kept = {view: mid for mid, view in before.items() if view in wanted}
        assert kept.items() <= {view: mid for mid, view in seating.views.items()}.items()
        before, sizes = dict(seating.views), dict(seating.sizes)


@given(views)
def test_only_what_is_beyond_the_limit_is_left_out(wanted: list[tuple[str, str]]):
    seated = set(seat_views(wanted, {}, {}).views.values())
    for pool, most in MOST.items():
        asked = list(dict.fromkeys(view for view in wanted if POOLS[view[1]] == pool))
        assert {view for view in seated if POOLS[view[1]] == pool} == set(asked[:most])


def test_who_comes_takes_the_place_of_who_went():
    seating = seat_views(
        [("b", "camera"), ("c", "camera")], {"v0": ("a", "camera"), "v1": ("b", "camera")}, {"v": 2}
    )
    assert seating.views == {"v1": ("b", "camera"), "v0": ("c", "camera")}
    assert seating.sizes == {"v": 2}


def test_what_is_no_source_has_no_line():
    assert seat_views([("a", "telepathy")], {}, {}).views == {}


def test_room_is_made_for_the_next_few_people():
    assert roomy({"a": 3, "v": 5, "s": 1}) == {"a": 4, "v": 8, "s": 1}
    assert roomy({"v": 48})["v"] <= roomy({"v": 49})["v"] == MOST["v"]
