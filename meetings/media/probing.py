"""Trying whether a line carries more than is sent: extra packets for half a second, more seldom after a failure. Pure.

Without it an estimate would never rise above what happens to be sent, and a picture that was made small would stay so.
"""

from dataclasses import dataclass

from meetings.media.congestion import Estimate
from meetings.media.observing import MS, SECOND

LASTS_NS = 500 * MS
SETTLES_NS = 300 * MS
FIRST_NS = 1 * SECOND
SELDOM_NS = 30 * SECOND
STEP, SMALL_STEP = 1.7, 1.4
ENOUGH = 0.8
MOST_PACKETS = 60
NARROW = 200_000  # A line that carries hardly more than voices, which are what suffers by a try.


@dataclass(slots=True)
class Probing:
    """Of one receiver. `due` is asked 20 times a second and says how many packets to send again now."""

    _goal: float = 0.0
    _base: float = 0.0
    _began: int = 0
    _ended: int = 0
    _seen: float = 0.0
    _pause: int = FIRST_NS
    _asked: int = 0
    _owed: float = 0.0  # packets; on a narrow line less than one is due each time

    def is_idle(self, estimate: Estimate, wanted: int, now: int) -> bool:
        """Whether `due` would say that nothing is."""
        return not self._goal and (wanted <= estimate.rate or now - self._ended < self._pause)

    def due(self, estimate: Estimate, wanted: int, octets: int, now: int) -> int:
        """How many packets of so many octets. `wanted` bits a second is all that there would be to send."""
        elapsed, self._asked = min(now - self._asked, 100 * MS), now
        if self._goal:
            return self._go_on(estimate, octets, now, elapsed)
        is_short = wanted > estimate.rate
        if is_short and estimate.is_clear and now - self._ended >= self._pause:
            self._goal = min(wanted * 1.05, estimate.rate * (SMALL_STEP if estimate.rate < NARROW else STEP))
            self._began, self._base, self._seen, self._owed = now, estimate.line.arrived, 0.0, 0.0
        return 0

    def _go_on(self, estimate: Estimate, octets: int, now: int, elapsed: int) -> int:
        self._seen = max(self._seen, estimate.line.arrived)
        if not estimate.is_clear:
            self._end(now, min(self._pause * _caution(estimate), SELDOM_NS))
            return 0
        if now - self._began < LASTS_NS:
            more = max(0.0, self._goal - self._base)
            self._owed = min(MOST_PACKETS, self._owed + more * elapsed / SECOND / 8 / octets)
            count = int(self._owed)
            self._owed -= count
            return count
        if now - self._began >= LASTS_NS + SETTLES_NS:
            if self._seen >= self._goal * ENOUGH:
                estimate.proven(self._seen * 0.95)
                self._end(now, FIRST_NS)
            else:
                self._end(now, min(self._pause * _caution(estimate), SELDOM_NS))
        return 0

    def _end(self, now: int, pause: int) -> None:
        self._goal, self._ended, self._pause = 0.0, now, pause


def _caution(estimate: Estimate) -> int:
    """How much more seldom after a failure."""
    return 4 if estimate.rate < NARROW else 2
