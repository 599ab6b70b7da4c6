"""Recordings on their way: what a room sends is written to this node's disk, and each part goes to the portal at once.

A part is deleted here when the portal has it. What a process left behind is handed over by the next one on the same
folder, with the word that the recording has ended.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from meetings.engine import Codec
from meetings.media.recorder import RecordedTrack, Recorder, leftovers
from meetings.room.facts import Event
from meetings.room.notices import Declined, Portal, Unreachable
from meetings.settings import Settings

log = logging.getLogger(__name__)

_PAUSES = (0.5, 2.0, 5.0, 15.0)  # seconds before a part is tried again; the last for good
_CLOCKS = {Codec.OPUS: 48_000, Codec.VP8: 90_000, Codec.H264: 90_000}


class Recording:
    """One recording of one room: a writer for its stage. `failed` is called once when the disk takes no more."""

    def __init__(
        self,
        handover: "Handover",
        room: str,
        recording: str,
        name_of: Callable[[str], str],
        failed: Callable[[], None],
    ) -> None:
        self._handover, self._room, self._recording = handover, room, recording
        self._name_of, self._failed = name_of, failed
        self._tracks: dict[int, int] = {}
        self._is_broken = False
        self._recorder = Recorder(handover.folder_of(room, recording), time.monotonic_ns(), self._hand_over)

    def begin(self, source: int, person: str, kind: str, codec: Codec) -> None:
        """A source is recorded from here on, as a track of its own."""
        self._tracks[source] = len(self._tracks) + 1
        track = RecordedTrack(
            self._tracks[source], person, self._name_of(person), kind, codec.name.lower(), _CLOCKS[codec]
        )
        self._guarded(lambda: self._recorder.track(track))

    def packet(self, source: int, now_ns: int, packet: bytes) -> None:
        """One packet, in plain."""
        self._guarded(lambda: self._recorder.packet(self._tracks.get(source, 0), now_ns, packet))

    def speaker(self, person: str) -> None:
        """Who leads the conversation now."""
        self._guarded(lambda: self._recorder.note("speaker", person, time.monotonic_ns()))

    def stop(self) -> int:
        """Close the last part; returns how many there are. They go on their way by themselves."""
        self._guarded(lambda: self._recorder.stop(time.monotonic_ns()))
        return self._recorder.parts

    def _hand_over(self, number: int, path: Path) -> None:
        self._handover.put(self._room, self._recording, number, path)

    def _guarded(self, write: Callable[[], object]) -> None:
        if self._is_broken:
            return
        try:
            write()
        except OSError:
            self._is_broken = True
            log.exception("recording %s of room %s cannot be written", self._recording, self._room)
            asyncio.get_running_loop().call_soon(self._failed)


class Handover:
    """Carries parts to the portal, one after the other in each recording, until it has them."""

    def __init__(self, portal: Portal, settings: Settings) -> None:
        # Another node on the same disk must not take our recordings for left behind.
        self._portal, self._folder = portal, settings.folder / quote(settings.name, safe="")
        self._waiting: dict[tuple[str, str], list[tuple[int, Path]]] = {}
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    def folder_of(self, room: str, recording: str) -> Path:
        """Where the parts of a recording are until the portal has them. Both names are signed or our own: no path."""
        return self._folder / f"{room}.{recording}"

    def put(self, room: str, recording: str, number: int, path: Path) -> None:
        """A part is complete."""
        key = room, recording
        self._waiting.setdefault(key, []).append((number, path))
        if key not in self._tasks:
            task = self._tasks[key] = asyncio.create_task(self._carry(key), name=f"recording {recording}")
            task.add_done_callback(lambda _task: self._tasks.pop(key, None))

    async def take_up(self) -> None:
        """Hand over what an earlier process left, and say that those recordings have ended."""
        for folder in sorted(self._folder.glob("*.*")) if self._folder.is_dir() else ():
            room, _dot, recording = folder.name.partition(".")
            parts = leftovers(folder)
            if parts:
                log.info("recording %s of room %s was left behind: %d parts", recording, room, len(parts))
                await self._announce_end(room, recording, parts[-1][0] + 1)
            for number, path in parts:
                self.put(room, recording, number, path)

    async def flush(self) -> None:
        """Wait until everything is carried away; the caller sets the limit."""
        if self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop; what is left stays on the disk for the next process."""
        for task in list(self._tasks.values()):
            task.cancel()
        await self.flush()

    async def _carry(self, key: tuple[str, str]) -> None:
        room, recording = key
        failures = 0
        while self._waiting[key]:
            number, path = self._waiting[key][0]
            try:
                await self._portal.part(room, recording, number, await asyncio.to_thread(path.read_bytes))
            except Unreachable:
                await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
                failures += 1
                continue
            except Declined as no:
                log.error("the portal refuses part %d of recording %s: %s", number, recording, no)
            failures = 0
            path.unlink(missing_ok=True)
            self._waiting[key].pop(0)
        del self._waiting[key]
        self._remove_empty(room, recording)

    def _remove_empty(self, room: str, recording: str) -> None:
        try:
            self.folder_of(room, recording).rmdir()
        except OSError:
            pass  # It is still being written to.

    async def _announce_end(self, room: str, recording: str, parts: int) -> None:
        event = Event(
            id=f"{recording}.end",
            kind="recording_stopped",
            person="",
            at=time.time_ns() // 1_000_000,
            data={"recording": recording, "parts": parts},
        )
        for pause in (*_PAUSES, None):
            try:
                await self._portal.events(room, [event])
                return
            except Unreachable:
                if pause is not None:
                    await asyncio.sleep(pause)
            except Declined:
                return
