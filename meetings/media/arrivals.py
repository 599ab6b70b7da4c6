"""What came from a publisher and when, turned into transport-wide feedback about every 100 ms. Pure."""

from collections.abc import Iterable

from meetings.media.transport_feedback import TransportFeedback, split

OUR_SSRC = 1
EVERY_NS = 90_000_000
_BACK = 300  # How far back a late packet may make us repeat ourselves.
_MOST = 5000


class Arrivals:
    """Of one peer. Numbers are unwrapped here; instants are ns."""

    def __init__(self) -> None:
        self._came: dict[int, int] = {}
        self._highest = -1
        self._next = -1  # the first extended number that was not reported yet
        self._number = 0
        self._told = 0

    def is_due(self, now: int) -> bool:
        """Whether 90 ms have passed since the last feedback."""
        return now - self._told >= EVERY_NS

    def report(self, arrivals: Iterable[tuple[int, int]], media: int, now: int) -> list[TransportFeedback]:
        """Take in (16-bit number, instant); the packets to send, none before 90 ms have passed since the last.

        `media` is the SSRC of a stream of the peer: a browser passes over feedback that names none of its own.
        """
        for number, instant in arrivals:
            extended = self._extend(number)
            if extended > self._next - _BACK and len(self._came) < _MOST:
                self._came.setdefault(extended, instant)
        if not self._came or not media or not self.is_due(now):
            return []
        rising = sorted(self._came.items())
        base = min(rising[0][0], self._next) if self._next >= 0 else rising[0][0]
        base = max(base, rising[0][0] - _BACK)
        found = split(OUR_SSRC, media, self._number, base, rising)
        self._number += len(found)
        self._next = max(self._next, rising[-1][0] + 1)
        self._came.clear()
        self._told = now
        return found

    def _extend(self, number: int) -> int:
        if self._highest < 0:
            self._highest = number + 0x10000
            return self._highest
        ahead = (number - self._highest + 0x8000) & 0xFFFF
        extended = self._highest + ahead - 0x8000
        self._highest = max(self._highest, extended)
        return extended
