"""Which of a receiver's m-lines carries which view. Pure.

A view keeps its m-line for as long as it is shown, so that a tile never jumps from one <video> to another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

View = tuple[str, str]  # person, source

AUDIO, VIDEO, SCREEN = "a", "v", "s"
SMALLEST = {AUDIO: 4, VIDEO: 4, SCREEN: 1}
MOST = {AUDIO: 10, VIDEO: 49, SCREEN: 4}
POOLS = {"microphone": AUDIO, "screen-audio": AUDIO, "camera": VIDEO, "screen": SCREEN}


@dataclass(frozen=True, slots=True)
class Seating:
    """`views` by mid; `sizes` how many m-lines of each pool there must be for them."""

    views: Mapping[str, View]
    sizes: Mapping[str, int]


def seat_views(wanted: Iterable[View], before: Mapping[str, View], sizes: Mapping[str, int]) -> Seating:
    """Give every wanted view an m-line: its own of before, else the lowest free one, else a new one up to MOST.

    `wanted` is in order of importance; what finds no place any more is left out.
    """
    views = list(dict.fromkeys(view for view in wanted if view[1] in POOLS))
    of_before = {view: mid for mid, view in before.items()}
    taken = {of_before[view]: view for view in views if view in of_before}
    grown = dict(sizes)
    for view in views:
        if view in of_before:
            continue
        mid = _place(POOLS[view[1]], taken, grown)
        if mid:
            taken[mid] = view
    return Seating(taken, grown)


def _place(pool: str, taken: Mapping[str, View], sizes: dict[str, int]) -> str:
    for number in range(MOST[pool]):
        mid = f"{pool}{number}"
        if mid not in taken:
            sizes[pool] = max(sizes.get(pool, 0), number + 1)
            return mid
    return ""


def roomy(sizes: Mapping[str, int]) -> dict[str, int]:
    """Sizes rounded up, so that the next few people need no new offer."""
    return {
        pool: min(MOST[pool], max(SMALLEST[pool], -(-size // 4) * 4 if pool == VIDEO else size))
        for pool, size in sizes.items()
    }
