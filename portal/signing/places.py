"""Where signature, seal, number and date stand on the pages: measured by the layout, used before the first signature.

All lengths are PDF points (1/72 inch) from the bottom left corner of the page; pages count from 0.
"""

from dataclasses import dataclass
from typing import Literal

SIG_PERSON = "SigPerson"
SIG_AGENCY = "SigAgency"
NUMBER = "Number"
DAY = "Day"
MONTH = "Month"

POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; `x` and `y` are its bottom left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Bottom left x and y, top right x and y, as PDF writes a rectangle."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """Room for one line of text: where its baseline begins, how big the letters are, how wide it may grow."""

    page: int
    x: float
    baseline: float
    width: float
    size: float = 13
    align: Literal["left", "center", "right"] = "left"
    italic: bool = False

    @property
    def box(self) -> Box:
        """The rectangle around the line, tall enough for stacked Vietnamese diacritics."""
        return Box(self.page, self.x, self.baseline - self.below, self.width, self.below + 1.05 * self.size)

    @property
    def below(self) -> float:
        """How far the rectangle reaches below the baseline."""
        return 0.3 * self.size


@dataclass(frozen=True, slots=True)
class Places:
    """What a laid-out document leaves empty. A place that the document does not have is None.

    An electronic copy, for instance, carries the agency's signature alone.
    """

    person: Box | None = None
    agency: Box | None = None
    number: Line | None = None
    day: Line | None = None
    month: Line | None = None

    @property
    def lines(self) -> dict[str, Line]:
        """The text fields by their names in the file."""
        named = {NUMBER: self.number, DAY: self.day, MONTH: self.month}
        return {name: line for name, line in named.items() if line is not None}


def seal_box(person: Box, seal_mm: float) -> Box:
    """Where the round seal goes: over the left third of the person's signature, centred on its height.

    Decree 30/2020/NĐ-CP, Annex I, part II: the seal has its real size, here a diameter in millimetres.
    """
    side = seal_mm * POINTS_PER_MM
    return Box(
        person.page,
        person.x + person.width / 3 - side,
        person.y + person.height / 2 - side / 2,
        side,
        side,
    )
