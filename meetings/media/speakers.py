"""Who speaks: voices out of levels, the dominant speaker, the loudest few. Pure; fed every 50 ms.

Levels are 127 minus -dBov of RFC 6464: 0 is silence, 127 the loudest. A voice comes and goes, a fan does not: what
counts is how far somebody is above the floor of the last seconds, so a steady noise never wins however loud it is.
"""

from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

MS = 1_000_000
FLOOR_STEPS = 60  # Three seconds of 50 ms: longer than anybody speaks without a gap between syllables.
MARGIN = 9  # dB above the floor
AUDIBLE = 62  # below -65 dBov nobody is heard whatever their floor
RECENT_STEPS = 16  # 800 ms
STARTS_AFTER = 6  # of RECENT_STEPS: a cough is shorter
OUTDOES = 1.4  # how much more than the dominant speaker somebody must say while both speak
SILENT_AFTER_NS = 800 * MS
KEPT_NS = 700 * MS
DOUBT_NS = 150 * MS  # A packet may be that late without meaning silence.
LOUDEST = 5


@dataclass(slots=True)
class Voice:
    """What is known of one microphone. `loudness` follows slowly, `is_speaking` is now, `spoke_ns` was last."""

    is_speaking: bool = False
    loudness: float = 0.0
    level: float = 0.0
    spoke_ns: int = -(1 << 62)
    _heard_ns: int = -(1 << 62)
    _floor: deque[float] = field(default_factory=lambda: deque(maxlen=FLOOR_STEPS))
    _recent: deque[bool] = field(default_factory=lambda: deque(maxlen=RECENT_STEPS))

    def hear(self, level: float | None, now: int) -> None:
        """The mean level of the last 50 ms; None when no packet came, which is silence if it lasts (DTX), and tells
        nothing of the noise around."""
        if level is None:
            if now - self._heard_ns < DOUBT_NS:
                return
            level = 0.0
        else:
            self._heard_ns = now
            self._floor.append(level)
        self.level = level
        above = level - max(min(self._floor, default=0.0) + MARGIN, AUDIBLE)
        self.is_speaking = above > 0
        self._recent.append(self.is_speaking)
        self.loudness += (max(0.0, above) - self.loudness) * 0.08
        if self.is_speaking:
            self.spoke_ns = now

    @property
    def has_begun(self) -> bool:
        """Whether this is speech already and not a cough."""
        return sum(self._recent) >= STARTS_AFTER

    @property
    def shown(self) -> int:
        """0 to 100, for a bar or a ring around a tile."""
        return round(min(1.0, max(0.0, (self.level - AUDIBLE) / 50)) * 100) if self.is_speaking else 0


class Dominant:
    """Who has it by speaking: one person, who keeps it through pauses until somebody else really takes over."""

    def __init__(self) -> None:
        self.person = ""

    def decide(self, voices: Mapping[str, Voice], now: int) -> str:
        """The dominant speaker, or "" before anybody has spoken or when the one who did has gone."""
        current = voices.get(self.person)
        if current is None:
            self.person = ""
        begun = {person: voice for person, voice in voices.items() if voice.is_speaking and voice.has_begun}
        begun.pop(self.person, None)
        if begun:
            person = max(begun, key=lambda each: (begun[each].loudness, each))
            if current is None or self._yields(current, begun[person], now):
                self.person = person
        return self.person

    @staticmethod
    def _yields(current: Voice, challenger: Voice, now: int) -> bool:
        if now - current.spoke_ns >= SILENT_AFTER_NS:
            return True
        return challenger.loudness > current.loudness * OUTDOES


class Loudest:
    """Whose microphones are forwarded in a room with more of them than one can listen to.

    The set is always full, so those who spoke last need not be let in again, and nobody is put out within KEPT_NS of
    a word. Who starts to speak takes the place of who has been silent longest.
    """

    def __init__(self, most: int = LOUDEST) -> None:
        self._most = most
        self.chosen: tuple[str, ...] = ()

    def decide(self, voices: Mapping[str, Voice], now: int, always: Collection[str] = ()) -> tuple[str, ...]:
        """Who is heard; `always` (who has the floor) before all others."""
        kept = [person for person in self.chosen if person in voices]
        for person in always:
            if person in voices and person not in kept:
                kept.insert(0, person)
        waiting = sorted(
            set(voices) - set(kept), key=lambda each: _claim(voices[each]) + (each,), reverse=True
        )
        for person in waiting:
            if len(kept) < self._most:
                kept.append(person)
                continue
            weakest = min(kept, key=lambda each: (each in always, *_claim(voices[each]), each))
            quiet = now - voices[weakest].spoke_ns >= KEPT_NS and weakest not in always
            if voices[person].is_speaking and quiet:
                kept[kept.index(weakest)] = person
        self.chosen = tuple(kept[: self._most])
        return self.chosen


def _claim(voice: Voice) -> tuple[bool, int]:
    return voice.is_speaking, voice.spoke_ns
