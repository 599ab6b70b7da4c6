"""One WebM out of a recording's parts: the parts are read twice, first for who was there when, then for the film."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
from av import CodecContext, VideoFrame
from av.error import FFmpegError

from portal.recordings.log import Note, Packet, Track, read
from portal.recordings.payloads import Assembler, Frame
from portal.recordings.picture import Picture
from portal.recordings.scene import HEIGHT, WIDTH, arrange
from portal.recordings.sound import RATE, Mix, Voice

FRAMES_A_SECOND = 15
_SECOND = 1_000_000  # microseconds
_SILENT = 3 * _SECOND  # after which a camera counts as off
_SOUND_WAITS = _SECOND  # for how long late audio is still mixed in


class NothingRecorded(ValueError):
    """There is no packet in the parts."""


@dataclass(slots=True)
class _Seen:
    """What the first reading found out: every track, from when to when each person was there, how long it all took."""

    tracks: dict[int, Track] = field(default_factory=dict)
    stays: dict[str, tuple[int, int]] = field(default_factory=dict)
    length: int = 0

    def name_of(self, key: str) -> str:
        track = next(
            (each for each in self.tracks.values() if key in (each.person, f"screen:{each.track}")), None
        )
        return track.name if track else key


def make(parts: list[Path], film: Path, on_progress: Callable[[int], None]) -> int:
    """Write the film; returns its length in seconds. `on_progress` hears percents.

    Raises NotARecording or NothingRecorded; a file that cannot be decoded in places gives a film without them.
    """
    seen = _look_through(parts)
    if not seen.stays:
        raise NothingRecorded("no packet was recorded")
    with av.open(str(film), "w", format="webm") as container:
        _Filming(seen, container).run(parts, on_progress)
    return seen.length // _SECOND


def _entries(parts: list[Path]) -> Iterator[Track | Packet | Note]:
    return read(part.read_bytes() for part in parts)


def _look_through(parts: list[Path]) -> _Seen:
    seen = _Seen()
    for entry in _entries(parts):
        if isinstance(entry, Track):
            seen.tracks[entry.track] = entry
        elif isinstance(entry, Packet) and entry.track in seen.tracks:
            person = seen.tracks[entry.track].person
            first, _last = seen.stays.get(person, (entry.at, 0))
            seen.stays[person] = first, entry.at
            seen.length = max(seen.length, entry.at)
    return seen


class _Filming:
    def __init__(self, seen: _Seen, container: av.container.OutputContainer):
        self._seen = seen
        self._container = container
        self._video = container.add_stream("libvpx", rate=FRAMES_A_SECOND)
        self._video.width, self._video.height, self._video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        self._video.bit_rate = 1_200_000
        self._video.options = {"deadline": "realtime", "cpu-used": "8", "g": str(FRAMES_A_SECOND * 5)}
        self._audio = container.add_stream("libopus", rate=RATE, layout="stereo")
        self._audio.bit_rate = 64_000
        self._assemblers = {key: Assembler(each.codec) for key, each in seen.tracks.items()}
        self._voices: dict[int, Voice] = defaultdict(Voice)
        self._decoders: dict[int, CodecContext] = {}
        self._newest: dict[int, tuple[int, VideoFrame]] = {}
        self._fresh: set[int] = set()
        self._mix, self._picture = Mix(), Picture()
        self._speaker = ""
        self._shown = 0  # frames written

    def run(self, parts: list[Path], on_progress: Callable[[int], None]) -> None:
        told = 0
        for entry in _entries(parts):
            if isinstance(entry, Note):
                self._speaker = entry.value if entry.what == "speaker" else self._speaker
            elif isinstance(entry, Packet) and entry.track in self._assemblers:
                self._advance(entry.at)
                for frame in self._assemblers[entry.track].feed(entry.data, entry.at):
                    self._take(entry.track, frame)
                percent = entry.at * 100 // max(1, self._seen.length)
                if percent > told:
                    on_progress(told := percent)
        self._finish()

    def _take(self, track: int, frame: Frame) -> None:
        if self._seen.tracks[track].codec == "opus":
            heard = self._voices[track].samples(frame)
            if heard:
                self._mix.add(*heard)
            return
        video = self._decode(track, frame)
        if video is not None:
            self._newest[track] = frame.at, video
            self._fresh.add(track)

    def _decode(self, track: int, frame: Frame) -> VideoFrame | None:
        decoder = self._decoders.get(track)
        if decoder is None:
            if not frame.is_key:
                return None
            decoder = self._decoders[track] = CodecContext.create(self._seen.tracks[track].codec, "r")
        try:
            decoded = decoder.decode(av.Packet(frame.data))
        except FFmpegError:
            del self._decoders[track]  # It begins again with the next key frame.
            return None
        return decoded[-1] if decoded else None

    def _advance(self, now: int) -> None:
        """Write every picture that is due before `now`, and the sound that is too old to change."""
        while self._shown * _SECOND // FRAMES_A_SECOND < now:
            self._show(self._shown * _SECOND // FRAMES_A_SECOND)
            sound = self._mix.take((now - _SOUND_WAITS) * RATE // _SECOND)
            if sound is not None:
                self._container.mux(self._audio.encode(sound))

    def _show(self, now: int) -> None:
        live = {
            track: video
            for track, (at, video) in self._newest.items()
            if now - at < _SILENT or self._is_screen(track)
        }
        for track in set(self._newest) - set(live):
            del self._newest[track]
            self._picture.clear(self._key(track), self._seen.tracks[track].name)
        screens = [self._key(track) for track in live if self._is_screen(track) and self._is_on(track, now)]
        faces = [
            person for person, (first, last) in self._seen.stays.items() if first <= now <= last + _SECOND
        ]
        is_new = self._picture.place(arrange(screens, faces, self._speaker), self._seen.name_of)
        for track in live if is_new else self._fresh & set(live):
            self._picture.paint(self._key(track), live[track])
        self._fresh.clear()
        frame = self._picture.frame()
        frame.pts, frame.time_base = self._shown, Fraction(1, FRAMES_A_SECOND)
        self._container.mux(self._video.encode(frame))
        self._shown += 1

    def _is_screen(self, track: int) -> bool:
        return self._seen.tracks[track].kind == "screen"

    def _is_on(self, track: int, now: int) -> bool:
        # A still screen sends almost nothing, so that it lasts longer than a camera without a word.
        return now - self._newest[track][0] < 10 * _SILENT

    def _key(self, track: int) -> str:
        return f"screen:{track}" if self._is_screen(track) else self._seen.tracks[track].person

    def _finish(self) -> None:
        for track, assembler in self._assemblers.items():
            for frame in assembler.flush():
                self._take(track, frame)
        self._advance(self._seen.length)
        sound = self._mix.take(self._seen.length * RATE // _SECOND)
        if sound is not None:
            self._container.mux(self._audio.encode(sound))
        self._container.mux(self._video.encode(None))
        self._container.mux(self._audio.encode(None))
