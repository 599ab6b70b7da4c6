"""What a recording takes of a room: every voice, every screen, and one encoding of every camera, as they come."""

from collections.abc import Iterable
from typing import Protocol

from meetings.engine import Codec, Engine
from meetings.media.tracks import Encoding, Track

PREFERRED = {"camera": ("h", "q", "f", ""), "screen": ("f", "h", "")}


class Writer(Protocol):
    """A recording. A source is one SSRC; the same camera may come as another source later."""

    def begin(self, source: int, person: str, kind: str, codec: Codec) -> None:
        """Before the first packet of a source."""

    def packet(self, source: int, now_ns: int, packet: bytes) -> None:
        """One RTP packet in plain; it must not raise, and not wait."""


class Taps:
    """Keeps an engine's taps in step with who publishes what. Without a writer nothing is tapped."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer: Writer | None = None
        self._tapped: dict[str, dict[str, int]] = {}  # seat to kind to source

    def record(self, writer: Writer | None) -> None:
        """Write to this one from now on, or end."""
        for kinds in self._tapped.values():
            for source in kinds.values():
                self._engine.tap(source, None)
        self._tapped.clear()
        self._writer = writer

    def look(self, tracks: Iterable[Track], now: int) -> None:
        """Take up what has come since the last look. A camera that nobody watches is sent for the recording all the
        same, and begins with a key frame."""
        if self._writer is None:
            return
        for track in tracks:
            if not track.is_flowing or not track.rids:
                continue
            if track.kind in PREFERRED:
                wanted = next((rid for rid in PREFERRED[track.kind] if rid in track.rids), track.rids[0])
                track.demand.need([wanted], now)
            encoding = _chosen(track, now)
            if encoding is not None:
                self._take(track, encoding, now)

    def forget(self, seat: str) -> None:
        """The seat has gone, and its sources with it."""
        self._tapped.pop(seat, None)

    def _take(self, track: Track, encoding: Encoding, now: int) -> None:
        kinds = self._tapped.setdefault(track.seat, {})
        before = kinds.get(track.kind)
        if before == encoding.source or self._writer is None:
            return
        if before is not None:
            self._engine.tap(before, None)
        kinds[track.kind] = encoding.source
        self._writer.begin(encoding.source, track.person, track.kind, encoding.codec)
        self._engine.tap(encoding.source, self._writer.packet)
        if encoding.codec is not Codec.OPUS:
            encoding.wish.want(now)


def _chosen(track: Track, now: int) -> Encoding | None:
    for rid in PREFERRED.get(track.kind, ("",)):
        encoding = track.encodings.get(rid)
        if encoding is not None and encoding.is_alive(now):
            return encoding
    return None
