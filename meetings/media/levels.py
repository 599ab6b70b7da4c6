"""Who is heard in a room: reads what the engine counted of microphones into voices, and out of them who leads."""

from collections.abc import Iterable, Mapping

from meetings.media.seats import Seat
from meetings.media.speakers import Dominant, Loudest, Voice

TELL_NS = 200_000_000
SPEAKER_NS = 100_000_000


class Hearing:
    """Of one room. `speaker` is the dominant one, `loudest` those who are forwarded."""

    def __init__(self) -> None:
        self.loudest: tuple[str, ...] = ()
        self._dominant = Dominant()
        self._loudest = Loudest()
        self._told: dict[str, int] = {}
        self._told_at = 0

    @property
    def speaker(self) -> str:
        """The dominant speaker, or ""."""
        return self._dominant.person

    def listen(self, seats: Iterable[Seat], floor: str, now: int) -> bool:
        """Take in the last 50 ms; whether the dominant speaker is another one now."""
        voices: dict[str, Voice] = {}
        for seat in seats:
            track = seat.tracks["microphone"]
            if track.is_flowing and track.encodings:
                seat.voice.hear(_level(seat), now)
                voices[seat.person] = seat.voice
            elif seat.voice.is_speaking:
                seat.voice = Voice()
        self.loudest = self._loudest.decide(voices, now, [floor] if floor else [])
        before = self._dominant.person
        return self._dominant.decide(voices, now) != before

    def levels(self, seats: Iterable[Seat], now: int) -> Mapping[str, int] | None:
        """Who is heard now, or None when it is too early or nothing has changed."""
        if now - self._told_at < TELL_NS:
            return None
        levels = {seat.person: seat.voice.shown for seat in seats if seat.voice.shown}
        if levels == self._told:
            return None
        self._told, self._told_at = levels, now
        return levels


def _level(seat: Seat) -> float | None:
    """The mean level since the last look, None when nothing has come."""
    counts = [each.counts for each in seat.tracks["microphone"].encodings.values()]
    total, packets = sum(each.level_sum for each in counts), sum(each.level_packets for each in counts)
    before = seat.heard_levels
    seat.heard_levels = total, packets
    if packets <= before[1] or total < before[0]:
        return None
    return (total - before[0]) / (packets - before[1])
