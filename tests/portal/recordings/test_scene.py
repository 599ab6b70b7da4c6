"""Where everybody stands in the film's picture."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from portal.recordings.scene import HEIGHT, MOST_TILES, WIDTH, Place, arrange, fitted

people = st.integers(0, 60).map(lambda count: [f"account:{number}" for number in range(count)])


def overlap(one: Place, other: Place) -> bool:
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height


@given(people, st.booleans())
def test_tiles_stay_inside_and_apart(faces, has_screen):
    places = arrange(["screen:1"] if has_screen else [], faces)
    for place in places:
        assert 0 <= place.left and place.left + place.width <= WIDTH
        assert 0 <= place.top and place.top + place.height <= HEIGHT
        assert not any(value % 2 for value in (place.left, place.top, place.width, place.height))
    assert not any(overlap(one, other) for one, other in combinations(places, 2))


@given(people.filter(bool), st.data())
def test_who_speaks_is_among_the_shown(faces, data):
    speaker = data.draw(st.sampled_from(faces))
    shown = [place.key for place in arrange([], faces, speaker)]
    assert speaker in shown and len(shown) == min(len(faces), MOST_TILES) == len(set(shown))


def test_two_stand_side_by_side_and_four_in_a_square():
    assert len({place.top for place in arrange([], ["a", "b"])}) == 1
    assert len({place.top for place in arrange([], list("abcd"))}) == 2


def test_a_screen_takes_most_of_the_picture():
    screen, *faces = arrange(["screen:1"], list("abcdef"), "f")
    assert screen.key == "screen:1" and screen.width > 3 * faces[0].width
    assert [place.key for place in faces] == ["a", "b", "c", "f"]


@given(st.integers(2, 4096), st.integers(2, 4096), st.integers(64, WIDTH), st.integers(64, HEIGHT))
def test_a_picture_is_fitted_whole(width, height, room_width, room_height):
    fit_width, fit_height = fitted(width, height, room_width, room_height)
    assert 2 <= fit_width <= max(2, room_width) and 2 <= fit_height <= max(2, room_height)
