"""Reads pictures of pages with the program Tesseract; pictures go by pipe, never through a file.

For worker processes. Where the program or its Vietnamese data is missing, the answer is `None`.
"""

import csv
import io
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from PIL import Image

from portal.files.gateways.frames import cut_out_frames
from portal.files.pdf import Word

DPI = 200
_PAGE_WIDTH = 8.27  # inches of A4, which photographs are taken for too
_SECONDS = 60  # for one page
_SURE = 55  # Tesseract's confidence, of 100, from which on a word counts as read
_ENOUGH = 5  # words that were read for sure before a page counts as read


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on a page: words with places, those of one row together, and whether that was a success.

    `framed` is what stands in frames, each with its place between the page's upper edge, 0, and its lower, 1.
    """

    rows: list[list[Word]]
    is_readable: bool
    framed: list[tuple[str, float]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The rows as lines of text."""
        return "\n".join(" ".join(word.text for word in row) for row in self.rows)


@cache
def is_installed(program: str) -> bool:
    """Whether the program runs and has Vietnamese."""
    try:
        answer = subprocess.run([program, "--list-langs"], capture_output=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return "vie" in answer.stdout.decode().split()


def read_picture(picture: Image.Image, program: str) -> Reading | None:
    """The words of a picture of a page; None when the program is missing, failed or took over a minute."""
    if not is_installed(program):
        return None
    grey = picture.convert("L")
    if is_blank(grey):
        return Reading([], is_readable=True)
    rows = _recognise(grey, program)
    if rows is None:
        return None
    sure = sum(1 for row in rows for word in row if word[0] >= _SURE and len(word[1].text) > 1)
    words = [[word for _sure, word in row] for row in rows]
    return Reading(words, sure >= _ENOUGH, list(_read_frames(grey, program)))


def is_blank(grey: Image.Image) -> bool:
    """Whether an 8-bit grey picture shows next to nothing: under one point in two thousand is dark."""
    dark = sum(grey.histogram()[:160])
    return dark * 2000 < grey.width * grey.height


def _read_frames(grey: Image.Image, program: str) -> Iterator[tuple[str, float]]:
    for cutout in cut_out_frames(grey, grey.width / _PAGE_WIDTH):
        rows = _recognise(cutout.picture, program, "--psm", "6") or []
        text = " ".join(word.text for row in rows for _sure, word in row)
        if text:
            yield text, cutout.top


def _recognise(grey: Image.Image, program: str, *options: str) -> list[list[tuple[float, Word]]] | None:
    written = io.BytesIO()
    grey.save(written, "PPM")
    command = [program, "stdin", "stdout", "-l", "vie", "--dpi", str(DPI), *options, "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        answer = subprocess.run(
            command,
            input=written.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return _rows(answer.stdout.decode("utf-8", "replace"), grey.width, grey.height)


def _rows(table: str, width: int, height: int) -> list[list[tuple[float, Word]]]:
    rows: dict[tuple[str, ...], list[tuple[float, Word]]] = {}
    for cell in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if not (cell["text"] or "").strip():
            continue
        word = Word(
            int(cell["left"]) / width,
            int(cell["top"]) / height,
            int(cell["width"]) / width,
            int(cell["height"]) / height,
            cell["text"].strip(),
        )
        row = (cell["block_num"], cell["par_num"], cell["line_num"])
        rows.setdefault(row, []).append((float(cell["conf"]), word))
    return list(rows.values())
