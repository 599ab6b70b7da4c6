"""Where everybody stands in the film's picture (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

WIDTH, HEIGHT = 1280, 720
GAP, NAME_HEIGHT = 8, 28
MOST_TILES = 16
_STRIP = 256  # width of the column of faces beside a screen
_SHAPE = 16 / 9


@dataclass(frozen=True, slots=True)
class Place:
    """A tile, name line included; all in pixels and even, as video wants them. `key` is whose it is."""

    key: str
    left: int
    top: int
    width: int
    height: int


def arrange(screens: Sequence[str], faces: Sequence[str], speaker: str = "") -> list[Place]:
    """A screen fills the picture with faces beside it; without one the faces share it in a grid.

    The faces come in the order in which they joined; when there are too many, the one who speaks is among the shown.
    """
    if screens:
        shown = _chosen(faces, speaker, 4)
        room = WIDTH - (_STRIP + GAP if shown else 0)
        strip = [
            Place(key, room + GAP // 2, top, _STRIP, 172)
            for key, top in zip(shown, range(GAP, HEIGHT, 180), strict=False)
        ]
        return [Place(screens[-1], GAP, GAP, _even(room - 2 * GAP), HEIGHT - 2 * GAP), *strip]
    shown = _chosen(faces, speaker, MOST_TILES)
    if not shown:
        return []
    columns = _columns(len(shown))
    rows = ceil(len(shown) / columns)
    width = _even((WIDTH - GAP * (columns + 1)) // columns)
    height = _even((HEIGHT - GAP * (rows + 1)) // rows)
    places = []
    for index, key in enumerate(shown):
        row, column = divmod(index, columns)
        in_row = min(columns, len(shown) - row * columns)
        indent = (WIDTH - in_row * width - (in_row - 1) * GAP) // 2
        places.append(
            Place(
                key,
                _even(indent + column * (width + GAP)),
                _even(GAP + row * (height + GAP)),
                width,
                height,
            )
        )
    return places


def fitted(width: int, height: int, room_width: int, room_height: int) -> tuple[int, int]:
    """The largest even size of the same shape that fits."""
    scale = min(room_width / width, room_height / height)
    return max(2, _even(int(width * scale))), max(2, _even(int(height * scale)))


def _chosen(faces: Sequence[str], speaker: str, most: int) -> list[str]:
    shown = list(faces[:most])
    if speaker in faces and speaker not in shown:
        shown[-1] = speaker
    return shown


def _columns(count: int) -> int:
    """So many that the tiles, which keep their shape, are as large as can be."""

    def tile_width(columns: int) -> float:
        rows = ceil(count / columns)
        return min(WIDTH / columns, HEIGHT / rows * _SHAPE)

    return max(range(1, count + 1), key=lambda columns: (tile_width(columns), columns))


def _even(number: int) -> int:
    return number - number % 2
