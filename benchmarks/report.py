"""Figures beside their goals, and the one line that says whether all of them are met.

The quotient of a figure to its goal is always so turned that 1 or less is ok: of a time of 40 ms with a goal of
at most 50 ms it is 0.80; of a ratio of 3 with a goal of at least 2 it is 0.67.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number with its unit and its goal: `at_most` or `at_least` one."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError(f"{self.name}: a figure has one goal, at most or at least")

    @property
    def quotient(self) -> float:
        """1 or less when the goal is met; infinite when it cannot be: nothing measured, or a goal of nothing missed."""
        if math.isnan(self.value):
            return math.inf
        if self.at_most is not None:
            return _ratio(self.value, self.at_most)
        return _ratio(self.at_least or 0.0, self.value)

    def __str__(self) -> str:
        goal = f"at most {self.at_most:g}" if self.at_most is not None else f"at least {self.at_least:g}"
        verdict = "ok" if self.quotient <= 1 else "SHORT"
        return f"{self.name:<52} {self.value:>12,.2f} {self.unit:<6} goal {goal:<16} {verdict}"


def _ratio(upper: float, lower: float) -> float:
    if lower <= 0:
        return 0.0 if upper <= 0 else math.inf
    return upper / lower


def report(name: str, figures: Iterable[Figure]) -> bool:
    """Print each figure as it comes, then `<name> <worst quotient> ok|short`; says whether it is ok.

    A benchmark without a single figure is short.
    """
    worst = -math.inf
    for figure in figures:
        print(figure, flush=True)
        worst = max(worst, figure.quotient)
    is_ok = -math.inf < worst <= 1
    print(f"{name} {abs(worst):.2f} {'ok' if is_ok else 'short'}", flush=True)
    return is_ok
