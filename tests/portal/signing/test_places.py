"""Boxes and lines in points from the bottom left."""

from portal.signing.places import POINTS_PER_MM, Box, Line, Places, seal_box

PERSON = Box(1, 300, 200, 120, 60)


def test_the_seal_has_its_real_size():
    seal = seal_box(PERSON, 36)
    assert seal.width == seal.height == 36 * POINTS_PER_MM


def test_the_seal_covers_the_left_third_of_the_signature():
    seal = seal_box(PERSON, 36)
    assert seal.page == PERSON.page
    assert seal.x < PERSON.x
    assert seal.x + seal.width == PERSON.x + PERSON.width / 3


def test_the_seal_is_centred_on_the_height_of_the_signature():
    seal = seal_box(PERSON, 36)
    assert seal.y + seal.height / 2 == PERSON.y + PERSON.height / 2


def test_a_line_has_room_below_and_above_its_baseline():
    line = Line(0, 100, 700, 30, size=13)
    assert line.box.y < 700 - 0.2 * 13
    assert line.box.y + line.box.height > 700 + 13


def test_places_that_a_document_lacks_are_not_among_its_lines():
    assert list(Places(number=Line(0, 1, 2, 3)).lines) == ["Number"]
