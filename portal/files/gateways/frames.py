"""Finds framed stamps on a picture of a page, turns them straight and cuts them out of their frames.

Tesseract takes a frame for a table or a drawing and leaves out what stands in it, and the stamps of secrecy are
framed. Pure; no array library, so it works on a small picture and on its dark points only.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

_DPI = 100  # of the small picture on which frames are looked for
_DARK = 190  # of 255; red ink, seen in grey, is not very dark
_MOST_DARK = 0.3  # of all points; more is a photograph
_WIDTHS = range(36, 420)  # points of the small picture: one to ten centimetres
_HEIGHTS = range(15, 150)  # four millimetres to four centimetres
_MOST_FILLED = 0.5  # of its box: a frame is mostly not there
_MOST_FRAMES = 8
_STEEPEST = 20.0  # degrees
_LETTER_HEIGHT = 90  # points of the cut-out, where Tesseract reads best

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cutout:
    """What stands in a frame, straight, on white; `top` is the middle of the frame in parts of the page's height."""

    picture: Image.Image
    top: float


def cut_out_frames(grey: Image.Image, dpi: float) -> list[Cutout]:
    """The contents of frames in the upper half of a grey picture of a page, at most eight, the upper ones first."""
    ratio = _DPI / dpi
    width, height = max(1, round(grey.width * ratio)), max(1, round(grey.height * ratio))
    small = grey.resize((width, height), Image.Resampling.BOX).crop((0, 0, width, height // 2))
    frames = [corners for shape in _shapes(small) if (corners := _corners_of_frame(shape))]
    return [_cut_out(grey, corners, ratio) for corners in sorted(frames)[:_MOST_FRAMES]]


def _shapes(small: Image.Image) -> Iterator[list[Point]]:
    """Groups of dark points that touch one another."""
    width = small.width
    dark = {place for place, shade in enumerate(small.tobytes()) if shade < _DARK}
    if len(dark) > _MOST_DARK * width * small.height:
        return
    steps = (-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1)
    while dark:
        edge = [dark.pop()]
        shape = []
        while edge:
            place = edge.pop()
            shape.append((place % width, place // width))
            near = [place + step for step in steps if place + step in dark]
            dark.difference_update(near)
            edge += near
        yield shape


def _corners_of_frame(shape: list[Point]) -> tuple[Point, Point, Point] | None:
    """Upper left, upper right and lower left corner where the group could be a frame; None where not."""
    xs, ys = [x for x, _y in shape], [y for _x, y in shape]
    width, height = max(xs) - min(xs) + 1, max(ys) - min(ys) + 1
    if width not in _WIDTHS or height not in _HEIGHTS or len(shape) > _MOST_FILLED * width * height:
        return None
    upper_left = min(shape, key=lambda point: point[0] + point[1])
    upper_right = max(shape, key=lambda point: point[0] - point[1])
    lower_left = max(shape, key=lambda point: point[1] - point[0])
    is_wide = math.dist(upper_left, upper_right) > 0.7 * width
    is_high = math.dist(upper_left, lower_left) > 0.5 * height
    is_level = abs(_slope(upper_left, upper_right)) <= _STEEPEST
    return (upper_left, upper_right, lower_left) if is_wide and is_high and is_level else None


def _slope(left: Point, right: Point) -> float:
    """Degrees by which a line falls to the right."""
    return math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))


def _cut_out(grey: Image.Image, corners: tuple[Point, Point, Point], ratio: float) -> Cutout:
    (x0, y0), (x1, y1), (x2, y2) = corners
    middle = ((x1 + x2) / 2 / ratio, (y1 + y2) / 2 / ratio)
    half_width = math.dist((x0, y0), (x1, y1)) / 2 / ratio
    half_height = math.dist((x0, y0), (x2, y2)) / 2 / ratio
    straight = grey.rotate(_slope((x0, y0), (x1, y1)), Image.Resampling.BICUBIC, center=middle, fillcolor=255)
    rim = 3.5 / ratio  # the frame's own line
    box = (
        round(middle[0] - half_width + rim),
        round(middle[1] - half_height + rim),
        round(middle[0] + half_width - rim),
        round(middle[1] + half_height - rim),
    )
    inside = straight.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)))
    return Cutout(_on_white(inside), middle[1] / grey.height)


def _on_white(inside: Image.Image) -> Image.Image:
    factor = _LETTER_HEIGHT / inside.height
    enlarged = inside.resize((max(1, round(inside.width * factor)), _LETTER_HEIGHT), Image.Resampling.BICUBIC)
    page = Image.new("L", (enlarged.width + 80, enlarged.height + 80), 255)
    page.paste(enlarged, (40, 40))
    return page
