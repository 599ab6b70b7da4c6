"""How long to wait after wrong passwords and codes. Pure: counts and times in, seconds out.

An account waits at most a minute, so that nobody can lock a colleague out, yet no more than some
sixty guesses an hour are possible (OWASP ASVS 4.0.3, 2.2.1 allows a hundred). An address may fail
more often before it waits, because a whole office may stand behind one, and then waits longer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` failures without a wait; then `first` seconds, doubled each time, up to `longest`."""

    free: int
    first: int
    longest: int
    forgotten_after: timedelta


PER_ACCOUNT = Limit(free=4, first=5, longest=60, forgotten_after=timedelta(hours=12))
PER_ADDRESS = Limit(free=30, first=10, longest=900, forgotten_after=timedelta(hours=1))
PER_RESET = Limit(free=3, first=60, longest=3600, forgotten_after=timedelta(hours=6))


def counted(failures: int, last_at: datetime, now: datetime, limit: Limit) -> int:
    """The failures that still count: none when the last one is older than the limit remembers."""
    return 0 if now - last_at >= limit.forgotten_after else failures


def wait_seconds(failures: int, last_at: datetime, now: datetime, limit: Limit) -> int:
    """Seconds until the next attempt may be made; 0 means now."""
    failures = counted(failures, last_at, now, limit)
    if failures < limit.free:
        return 0
    doublings = min(failures - limit.free, 20)
    pause = min(limit.first * 2**doublings, limit.longest)
    left = timedelta(seconds=pause) - (now - last_at)
    return max(0, -(-left // timedelta(seconds=1)))
