"""What fake cameras and microphones take up: a film that moves and counts its frames, and a voice. Made when needed."""

import math
import random
import struct
import wave
from pathlib import Path

RATE, FRAMES = 15, 60
LARGE, MIDDLE = (1280, 720), (640, 360)
CELL, BITS = 40, 8  # The counter: squares in the upper left corner, lowest bit first, white is one.
_LOUD = 48_000


def make_film(path: Path, size: tuple[int, int] = LARGE) -> Path:
    """A raw film (YUV4MPEG2) of four seconds: a landscape that goes by, a bar that crosses it, a counter.

    Grain, as of a camera in a dim room, keeps encoders busy. No lightness may reach 249, or grain would carry over.
    """
    width, height = size
    chance = random.Random(7)
    waves = [
        (chance.uniform(0.005, 0.05), chance.uniform(0, 6.3), chance.uniform(8, 30)) for _wave in range(5)
    ]
    lights = [sum(high * math.sin(slow * x + at) for slow, at, high in waves) for x in range(2 * width)]
    rows = [
        bytes(int(120 + light + 40 * math.sin(y / 37 + x / 90)) & 0xFF for x, light in enumerate(lights))
        for y in range(0, height, 8)
    ]
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES):
            file.write(b"FRAME\n" + _lights(rows, number, width, height) + _colours(number, width, height))
    return path


def _lights(rows: list[bytes], number: int, width: int, height: int) -> bytes:
    left = number * width // FRAMES
    counter = b"".join(bytes([235 if number >> bit & 1 else 16]) * CELL for bit in range(BITS))
    lines = []
    for y in range(height):
        row = bytearray(rows[y // 8][left + y % 8 : left + y % 8 + width].ljust(width))
        row[left : left + 60] = bytes([235 if (y // 30) % 2 else 16]) * len(row[left : left + 60])
        if y < CELL:
            row[: len(counter)] = counter
        lines.append(bytes(row))
    grain = random.Random(number).getrandbits(8 * width * height) & int.from_bytes(b"\x07" * (width * height))
    return (int.from_bytes(b"".join(lines)) + grain).to_bytes(width * height)


def _colours(number: int, width: int, height: int) -> bytes:
    blue = bytes(100 + (x + number * 4) // 16 % 56 for x in range(width // 2))
    return blue * (height // 2) + bytes(228 - each for each in blue) * (height // 2)


def make_voice(path: Path, pitch: float = 140.0) -> Path:
    """Ten seconds of something like speech: syllables of a voice, never still for longer than a breath."""
    samples = []
    for at in range(10 * _LOUD):
        seconds = at / _LOUD
        syllable = max(0.0, math.sin(seconds * 2 * math.pi * 2)) ** 0.5
        tone = sum(math.sin(2 * math.pi * pitch * part * seconds) / part for part in (1, 2, 3, 5))
        samples.append(int(9000 * syllable * tone / 2))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_LOUD)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return path
