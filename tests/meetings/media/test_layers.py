"""Which encoding of which picture a line gets: never more than it carries, in an order that people would choose."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.media.layers import (
    GOOD_TIME_NS,
    SCREEN_OVERDRAFT,
    TEMPORAL_SHARES,
    Grant,
    Layer,
    Picture,
    Steady,
    allocate,
    appetite,
)

CAMERA = (Layer("q", 180, 160_000), Layer("h", 360, 450_000), Layer("f", 720, 1_700_000))
SCREEN = (Layer("h", 540, 500_000, thins=False), Layer("f", 1080, 2_000_000, thins=False))
PLENTY = 100_000_000


def tile(key: str, rank: int = 5, height: float = 180, big: bool = False) -> Picture:
    return Picture(key, rank, height, CAMERA, big)


def screen(key: str = "s0", height: float = 1080) -> Picture:
    return Picture(key, 0, height, SCREEN, big=True, screen=True)


def cost(pictures: list[Picture], grants: dict[str, Grant]) -> float:
    rates = {each.key: each.layers for each in pictures}
    return sum(
        rates[key][grant.layer].rate * TEMPORAL_SHARES[grant.temporal]
        for key, grant in grants.items()
        if grant.layer >= 0
    )


layers = st.lists(st.integers(20_000, 3_000_000), min_size=1, max_size=3).map(
    lambda rates: tuple(
        Layer(rid, 180 * 2**at, rate)
        for at, (rid, rate) in enumerate(zip("qhf", sorted(rates), strict=False))
    )
)
rooms = st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1200), layers, st.booleans()), max_size=25).map(
    lambda found: [Picture(f"v{at}", *each) for at, each in enumerate(found)]
)


@given(rooms, st.integers(0, 20_000_000), st.booleans())
def test_nothing_is_granted_that_the_line_does_not_carry(pictures: list[Picture], budget: int, saving: bool):
    assert cost(pictures, allocate(pictures, budget, saving)) <= budget


@given(rooms, st.integers(0, 20_000_000), st.integers(0, 2_000_000))
def test_only_a_screen_may_ask_for_more(pictures: list[Picture], budget: int, rate: int):
    shared = Picture("s0", 0, 1080, (Layer("f", 1080, rate, thins=False),), screen=True)
    grants = allocate([*pictures, shared], budget)
    assert cost([*pictures, shared], grants) <= budget + SCREEN_OVERDRAFT
    assert (grants["s0"].layer == 0) == (rate <= budget + SCREEN_OVERDRAFT)


@given(rooms)
def test_with_plenty_everybody_gets_what_fills_the_tile_and_no_more(pictures: list[Picture]):
    grants = allocate(pictures, PLENTY)
    for each in pictures:
        fills = [at for at, layer in enumerate(each.layers) if layer.height >= each.height * 0.8]
        assert grants[each.key] == Grant(fills[0] if fills else len(each.layers) - 1)


@given(st.integers(0, 8_000_000), st.integers(1, 12))
def test_of_equal_tiles_the_more_important_never_gets_less(budget: int, count: int):
    grants = allocate([tile(f"v{rank:02}", rank, 360) for rank in range(count)], budget)
    ladder = [(grant.layer, grant.temporal if grant.layer >= 0 else 0) for grant in grants.values()]
    assert ladder == sorted(ladder, reverse=True)


@given(rooms, st.integers(0, 20_000_000))
def test_nobody_is_paused_while_a_small_tile_is_above_its_smallest(pictures: list[Picture], budget: int):
    grants = allocate(pictures, budget)
    left = budget - cost(pictures, grants)
    for each in pictures:
        if grants[each.key].layer < 0:
            assert grants[each.key].why == "bandwidth"
            assert each.layers[0].rate * 0.4 > left


class TestOrderOfSacrifice:
    """Two small tiles, a big one and a screen, on a line that becomes narrower."""

    PICTURES = [tile("a", 1), tile("b", 2), tile("big", 0, 720, big=True), screen()]

    def at(self, budget: int) -> dict[str, Grant]:
        return allocate(self.PICTURES, budget)

    def test_first_all_is_there(self):
        assert self.at(PLENTY) == {"a": Grant(0), "b": Grant(0), "big": Grant(2), "s0": Grant(1)}

    def test_then_small_tiles_lose_frames(self):
        grants = self.at(2_000_000 + 1_700_000 + 160_000)
        assert grants["big"] == Grant(2) and grants["s0"] == Grant(1)
        assert [grants["a"].temporal, grants["b"].temporal] == [1, 0]

    def test_then_the_big_one_loses_frames_and_size(self):
        grants = self.at(2_000_000 + 1_020_000 + 128_000)
        assert grants["big"] == Grant(2, 1)
        assert self.at(2_000_000 + 300_000)["big"].layer == 0

    def test_then_tiles_are_paused_the_least_important_first(self):
        grants = self.at(500_000 + 64_000 + 64_000)
        assert [grants[key].why for key in ("s0", "big", "a", "b")] == ["", "", "", "bandwidth"]

    def test_the_screen_is_there_last(self):
        grants = self.at(10_000)
        assert [key for key, grant in grants.items() if grant.layer >= 0] == ["s0"]


def test_saving_gives_small_pictures_with_fewer_frames():
    grants = allocate([tile("a"), tile("big", 0, 720, big=True), screen()], PLENTY, saving=True)
    assert grants == {"a": Grant(0, 1), "big": Grant(0), "s0": Grant(1)}


def test_what_would_be_needed_for_everything_is_told():
    assert appetite([tile("a"), tile("big", 0, 720, big=True)]) == 2_188_237  # (160,000 + 1,700,000) / 0.85
    assert appetite([]) == 0


@given(rooms, st.booleans())
def test_a_line_that_carries_the_appetite_lets_every_picture_rise(pictures: list[Picture], saving: bool):
    budget, steady = appetite(pictures, saving), Steady()
    steady.decide(pictures, 0, 0, saving)
    everything = allocate(pictures, PLENTY, saving)
    assert steady.decide(pictures, budget, GOOD_TIME_NS, saving) == everything


class TestSteady:
    """What goes up and down only when there is a reason."""

    def test_it_falls_at_once(self):
        steady = Steady()
        assert steady.decide([tile("a", 0, 720)], PLENTY, 0)["a"] == Grant(2)
        assert steady.decide([tile("a", 0, 720)], 500_000, 1)["a"] == Grant(1)

    def test_after_a_fall_it_rises_only_after_a_good_time(self):
        steady = Steady()
        steady.decide([tile("a", 0, 720)], PLENTY, 0)
        steady.decide([tile("a", 0, 720)], 500_000, 1)
        assert steady.decide([tile("a", 0, 720)], PLENTY, GOOD_TIME_NS)["a"] == Grant(1)
        assert steady.decide([tile("a", 0, 720)], PLENTY, 1 + GOOD_TIME_NS)["a"] == Grant(2)

    def test_it_rises_only_with_room_to_spare(self):
        steady = Steady()
        steady.decide([tile("a", 0, 720)], 460_000, 0)
        assert steady.decide([tile("a", 0, 720)], 1_030_000, 10 * GOOD_TIME_NS)["a"].layer == 1
        assert steady.decide([tile("a", 0, 720)], 1_300_000, 10 * GOOD_TIME_NS)["a"] == Grant(2, 1)

    def test_a_tile_that_becomes_small_is_no_fall(self):
        steady = Steady()
        steady.decide([tile("a", 0, 720)], PLENTY, 0)
        steady.decide([tile("a", 0, 180)], PLENTY, 1)
        assert steady.decide([tile("a", 0, 720)], PLENTY, 2)["a"] == Grant(2)

    def test_who_wants_no_pictures_gets_them_back_at_once(self):
        steady = Steady()
        assert steady.pause(["a"]) == {"a": Grant(-1, 2, "choice")}
        assert steady.decide([tile("a")], PLENTY, 1)["a"] == Grant(0)

    @given(st.lists(st.tuples(st.integers(0, 4_000_000), st.integers(0, 10**10)), max_size=20), rooms)
    def test_it_never_grants_more_than_the_line_carries(
        self, steps: list[tuple[int, int]], pictures: list[Picture]
    ):
        steady, now = Steady(), 0
        for budget, passed in steps:
            now += passed
            assert cost(pictures, steady.decide(pictures, budget, now)) <= budget
