"""Writes down what a room sends, packet by packet as it came, in parts that can be carried away one by one.

Nothing is decoded or joined here: the portal makes a film of the parts later. A part is complete in itself (it names
its tracks again), is closed after five seconds or a mebibyte, and is flushed every second, so that a crash
loses the last second and the loss of a machine the last part. docs/meeting-protocol.md has the format.
"""

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

MAGIC = b"CONGVU-REC1\n"
TRACK, PACKET, NOTE = 1, 2, 3
PART_SECONDS, PART_BYTES, FLUSH_SECONDS = 5.0, 1 << 20, 1.0
_HEAD = struct.Struct("!BI")  # kind, length of what follows
_PACKET_HEAD = struct.Struct("!HQ")  # track, microseconds since the recording began
_LARGEST_PACKET = 2048


@dataclass(frozen=True, slots=True)
class RecordedTrack:
    """One source as it is recorded: `codec` is opus, vp8 or h264; `kind` is a source of the protocol."""

    track: int
    person: str
    name: str
    kind: str
    codec: str
    clock_rate: int


class Recorder:
    """One recording in `folder`; `on_part(number, path)` hears of each part that is closed, from 0.

    Raises OSError when the disk is full: the caller stops the recording and says so.
    """

    def __init__(self, folder: Path, begun_ns: int, on_part: Callable[[int, Path], None]):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.parts = 0
        self._begun = begun_ns
        self._on_part = on_part
        self._tracks: dict[int, RecordedTrack] = {}
        self._notes: dict[str, bytes] = {}
        self._file: BinaryIO | None = None
        self._opened = self._flushed = begun_ns

    def track(self, track: RecordedTrack) -> None:
        """Name a track before its first packet."""
        self._tracks[track.track] = track
        self._write(TRACK, json.dumps(asdict(track), ensure_ascii=False).encode())

    def packet(self, track: int, now_ns: int, packet: bytes) -> None:
        """One RTP packet of a named track, in plain."""
        if track not in self._tracks or len(packet) > _LARGEST_PACKET:
            return
        self._turn_over(now_ns)
        self._write(PACKET, _PACKET_HEAD.pack(track, max(0, now_ns - self._begun) // 1000) + packet)

    def note(self, what: str, value: str, now_ns: int) -> None:
        """Something that the film shows: `speaker` (a person), `muted`, `left`. The newest of each kind is repeated."""
        at = max(0, now_ns - self._begun) // 1000
        self._turn_over(now_ns)
        self._notes[what] = json.dumps({"what": what, "value": value, "at": at}, ensure_ascii=False).encode()
        self._write(NOTE, self._notes[what])

    def stop(self, now_ns: int) -> int:
        """Close the last part; returns how many there are."""
        self._close()
        return self.parts

    def _turn_over(self, now_ns: int) -> None:
        if self._file is None:
            self._opened = now_ns
            return
        if now_ns - self._opened > PART_SECONDS * 1e9 or self._file.tell() > PART_BYTES:
            self._close()
            self._opened = self._flushed = now_ns
        elif now_ns - self._flushed > FLUSH_SECONDS * 1e9:
            self._file.flush()
            self._flushed = now_ns

    def _write(self, kind: int, body: bytes) -> None:
        file = self._file or self._open()
        file.write(_HEAD.pack(kind, len(body)) + body)

    def _open(self) -> BinaryIO:
        self._file = (self.folder / part_name(self.parts)).with_suffix(".open").open("xb")
        self._file.write(MAGIC)
        for track in self._tracks.values():
            self._write(TRACK, json.dumps(asdict(track), ensure_ascii=False).encode())
        for note in self._notes.values():
            self._write(NOTE, note)
        self._file.flush()
        return self._file

    def _close(self) -> None:
        if self._file is None:
            return
        self._file.close()
        self._file = None
        number, self.parts = self.parts, self.parts + 1
        self._on_part(number, close_part(self.folder, number))


def part_name(number: int) -> str:
    """The file of a part; while it is written its ending is `.open`."""
    return f"{number:06}.part"


def close_part(folder: Path, number: int) -> Path:
    """Give a part its final name."""
    path = folder / part_name(number)
    path.with_suffix(".open").replace(path)
    return path


def leftovers(folder: Path) -> list[tuple[int, Path]]:
    """Parts of a recording whose process ended before it carried them away, the unfinished one closed as it is."""
    for open_part in folder.glob("*.open"):
        close_part(folder, int(open_part.stem))
    return [(int(path.stem), path) for path in sorted(folder.glob("*.part"))]
