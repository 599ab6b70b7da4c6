"""Frames on scans, and what stands in them."""

from PIL import Image

from portal.files.gateways.frames import cut_out_frames
from tests.support import papers

FRAMED = "#box(stroke: 1pt, inset: 5pt)[*MẬT*]"


def frames_on(stamp, dpi=200, turned=0):
    picture = papers.picture_of(papers.pdf(stamp=stamp), dpi)
    return cut_out_frames(picture.rotate(turned, fillcolor=255), dpi)


def test_a_frame_is_cut_out_at_its_place():
    [cutout] = frames_on(FRAMED)
    assert 0.1 < cutout.top < 0.2
    assert cutout.picture.width > cutout.picture.height


def test_the_frame_itself_is_left_out():
    [cutout] = frames_on(FRAMED)
    left_edge = cutout.picture.crop((40, 40, 46, 130)).tobytes()
    assert min(left_edge) > 128


def test_a_slanting_frame_is_found_at_any_resolution():
    for dpi in (100, 150, 300):
        assert frames_on(f"#rotate(-8deg)[{FRAMED}]", dpi)


def test_a_letter_without_a_frame_has_none():
    assert frames_on("*MẬT*") == frames_on("") == []


def test_a_photograph_and_a_blank_page_have_none():
    assert cut_out_frames(Image.radial_gradient("L").resize((1240, 1754)), 150) == []
    assert cut_out_frames(Image.new("L", (10, 10), 255), 150) == []


def test_only_the_upper_half_is_looked_at():
    letter = papers.picture_of(papers.pdf(f"#v(15cm) {FRAMED}"))
    assert cut_out_frames(letter, 200) == []
