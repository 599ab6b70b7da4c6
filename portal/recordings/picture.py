"""The film's picture: tiles with video or initials, and names, painted straight into the planes of a video frame.

Planes are YUV 4:2:0 as numpy arrays, which is what decoders give and the encoder takes; nothing is turned into RGB.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
from av import VideoFrame
from PIL import Image, ImageDraw, ImageFont

from portal.kit.text import initials
from portal.recordings.scene import HEIGHT, NAME_HEIGHT, WIDTH, Place, fitted

_FONT = Path(__file__).parents[2] / "static" / "fonts" / "liberation" / "LiberationSans-Bold.ttf"
_GROUND, _TILE, _INK = 24, 40, 235
_LARGEST = 4096  # pixels; a larger picture is somebody's attempt to fill our memory

Planes = tuple[np.ndarray, np.ndarray, np.ndarray]


class Picture:
    """What is shown now. `place` lays out anew; `paint` fills one tile; `frame` is a copy for the encoder."""

    def __init__(self) -> None:
        self._planes: Planes = (
            np.full((HEIGHT, WIDTH), _GROUND, np.uint8),
            np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8),
            np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8),
        )
        self._places: dict[str, Place] = {}

    def place(self, places: list[Place], name_of: Callable[[str], str]) -> bool:
        """Show these tiles and no others; returns whether that is another layout than before."""
        wanted = {place.key: place for place in places}
        if wanted == self._places:
            return False
        self._places = wanted
        for plane, value in zip(self._planes, (_GROUND, 128, 128), strict=True):
            plane[:] = value
        for place in places:
            self._clear(place, name_of(place.key))
        return True

    def clear(self, key: str, name: str) -> None:
        """Initials instead of video."""
        if key in self._places:
            self._clear(self._places[key], name)

    def paint(self, key: str, video: VideoFrame) -> None:
        """Video into its tile, as large as it fits, above its name."""
        place = self._places.get(key)
        if place is None or max(video.width, video.height) > _LARGEST:
            return
        room = place.height - NAME_HEIGHT
        width, height = fitted(video.width, video.height, place.width, room)
        scaled = video.reformat(width, height, "yuv420p").to_ndarray()
        left = place.left + (place.width - width) // 4 * 2
        top = place.top + (room - height) // 4 * 2
        self._fill(place.left, place.top, place.width, room)
        luma, blue, red = self._planes
        luma[top : top + height, left : left + width] = scaled[:height]
        half = (slice(top // 2, (top + height) // 2), slice(left // 2, (left + width) // 2))
        colours = scaled[height:].reshape(2, height // 2, width // 2)
        blue[half], red[half] = colours

    def frame(self) -> VideoFrame:
        """The picture as the encoder takes it."""
        luma, blue, red = self._planes
        flat = np.concatenate([luma.reshape(-1), blue.reshape(-1), red.reshape(-1)])
        return VideoFrame.from_ndarray(flat.reshape(HEIGHT * 3 // 2, WIDTH), format="yuv420p")

    def _clear(self, place: Place, name: str) -> None:
        self._fill(place.left, place.top, place.width, place.height)
        room = place.height - NAME_HEIGHT
        self._write(_face(initials(name), place.width, room), place.left, place.top)
        self._write(_line(name, place.width), place.left, place.top + room)

    def _fill(self, left: int, top: int, width: int, height: int) -> None:
        luma, *colours = self._planes
        luma[top : top + height, left : left + width] = _TILE
        for plane in colours:
            plane[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2] = 128

    def _write(self, words: np.ndarray, left: int, top: int) -> None:
        height, width = words.shape
        self._planes[0][top : top + height, left : left + width] = words


@lru_cache(256)
def _line(name: str, width: int) -> np.ndarray:
    font = ImageFont.truetype(_FONT, 17)
    text = name
    while len(text) > 1 and font.getlength(text) > width - 16:
        text = text.rstrip("…")[:-1] + "…"
    image = Image.new("L", (width, NAME_HEIGHT), _TILE)
    ImageDraw.Draw(image).text((8, NAME_HEIGHT // 2), text, _INK, font, anchor="lm")
    return np.asarray(image)


@lru_cache(256)
def _face(letters: str, width: int, height: int) -> np.ndarray:
    image = Image.new("L", (width, height), _TILE)
    font = ImageFont.truetype(_FONT, max(12, min(width, height) // 4))
    ImageDraw.Draw(image).text((width // 2, height // 2), letters, _INK, font, anchor="mm")
    return np.asarray(image)
