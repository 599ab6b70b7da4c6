"""Invented pictures for the demo: a scribble for each person, a seal that says it is a sample. SVG, transparent."""

from math import cos, pi, sin
from random import Random
from xml.sax.saxutils import escape

from portal.kit.text import fold

_INK = "#1b3fa8"
_SEAL = "#d0111b"
_NAME_ARC = 215  # degrees of the ring that the agency's name may take
_LETTER = 0.72  # mean width of a bold capital, in units of the letter size


def signature_svg(full_name: str) -> bytes:
    """A handwritten-looking scribble, always the same for the same name, wider than high (7 : 3)."""
    dice = Random(fold(full_name))  # noqa: S311 - a drawing, not a secret
    given = fold(full_name).split()[-1]
    letters, end = _letters(dice, max(3, len(given)))
    strokes = [_initial(dice), letters, _flourish(dice, end)]
    paths = "".join(f'<path d="{stroke}" stroke-width="{dice.uniform(1.2, 1.7):.2f}"/>' for stroke in strokes)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 60">'
        f'<g fill="none" stroke="{_INK}" stroke-linecap="round" stroke-linejoin="round">{paths}</g></svg>'
    ).encode()


def seal_svg(agency_name: str) -> bytes:
    """A round red seal with the agency's name around a star, and "MẪU" where a real one has none."""
    name = agency_name.upper()
    size = min(8.2, 2 * pi * 38 * _NAME_ARC / 360 / (len(name) * _LETTER))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><defs>'
        f'<path id="over" d="{_arc(37, 270 - _NAME_ARC / 2 - 20, 270 + _NAME_ARC / 2 + 20, True)}"/>'
        f'<path id="under" d="{_arc(42.5, 150, 30, False)}"/></defs>'
        f'<g fill="none" stroke="{_SEAL}"><circle cx="50" cy="50" r="48.4" stroke-width="2.4"/>'
        '<circle cx="50" cy="50" r="45.4" stroke-width="0.7"/><circle cx="50" cy="50" r="29" stroke-width="0.7"/></g>'
        f'<path d="{_star(50, 50, 14)}" fill="{_SEAL}"/>'
        f'<g fill="{_SEAL}" font-family="Liberation Serif" font-weight="bold" text-anchor="middle">'
        f'<text font-size="{size:.2f}"><textPath href="#over" startOffset="50%">{escape(name)}</textPath></text>'
        '<text font-size="7" letter-spacing="0.6"><textPath href="#under" startOffset="50%">MẪU · DEMO'
        "</textPath></text></g></svg>"
    ).encode()


def _initial(dice: Random) -> str:
    """One large letter-like loop at the left."""
    top, foot = dice.uniform(4, 10), dice.uniform(44, 52)
    bend = dice.uniform(-8, 8)
    return (
        f"M {dice.uniform(20, 26):.1f} {foot:.1f} C {22 + bend:.1f} 20 {30 + bend:.1f} {top:.1f} 38 {top:.1f} "
        f"S {dice.uniform(46, 54):.1f} 30 {dice.uniform(20, 28):.1f} {dice.uniform(30, 36):.1f} "
        f"S {dice.uniform(34, 44):.1f} {foot:.1f} 48 {dice.uniform(34, 40):.1f}"
    )


def _letters(dice: Random, count: int) -> tuple[str, float]:
    """A row of humps that grow flatter to the right, as a hurried hand writes, and where it ends."""
    x, stroke = 46.0, "M 46 38"
    for index in range(count):
        height = dice.uniform(8, 18) * (1 - 0.6 * index / count)
        step = dice.uniform(6, 10)
        stroke += (
            f" C {x + 1:.1f} {38 - height:.1f} {x + step - 2:.1f} {38 - height:.1f} {x + step / 2:.1f} 38"
        )
        stroke += (
            f" S {x + step:.1f} {40 + dice.uniform(-2, 3):.1f} {x + step:.1f} {37 + dice.uniform(-2, 2):.1f}"
        )
        x += step
    return stroke, x


def _flourish(dice: Random, start: float) -> str:
    """The long line that ends the name and comes back under it."""
    right, under = dice.uniform(118, 132), dice.uniform(48, 55)
    return (
        f"M {start:.1f} 37 C {right - 20:.1f} {dice.uniform(26, 34):.1f} {right:.1f} 20 "
        f"{right - 4:.1f} {dice.uniform(28, 34):.1f} S {dice.uniform(50, 70):.1f} {under - 3:.1f} "
        f"{dice.uniform(34, 44):.1f} {under:.1f} S {dice.uniform(88, 100):.1f} {under - 6:.1f} "
        f"{right:.1f} {under - 8:.1f}"
    )


def _arc(radius: float, start: float, end: float, clockwise: bool) -> str:
    """A path along the circle around (50, 50) between two angles in degrees; 270 is the top."""
    (x1, y1), (x2, y2) = (
        (50 + radius * cos(angle * pi / 180), 50 + radius * sin(angle * pi / 180)) for angle in (start, end)
    )
    large = int(abs(end - start) > 180)
    return f"M {x1:.2f} {y1:.2f} A {radius} {radius} 0 {large} {int(clockwise)} {x2:.2f} {y2:.2f}"


def _star(x: float, y: float, radius: float) -> str:
    """A five-pointed star standing on two points."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = -pi / 2 + corner * pi / 5
        points.append(f"{x + reach * cos(angle):.2f} {y + reach * sin(angle):.2f}")
    return "M " + " L ".join(points) + " Z"
