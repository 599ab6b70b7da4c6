"""How good somebody's connection is, 1 to 5, from what is lost and how long it takes. Pure.

A much shortened E-model (ITU-T G.107): delay and loss take points from 93.2, and the points become stars.
"""

from dataclasses import dataclass

JITTER_BUFFER_MS = 40
_STARS = ((80, 5), (70, 4), (60, 3), (45, 2))


@dataclass(frozen=True, slots=True)
class Line:
    """`loss_up` and `loss_down` as shares of packets, `rtt` in ns, `starved`: less arrives than the smallest needs."""

    loss_up: float = 0.0
    loss_down: float = 0.0
    rtt: int = 0
    starved: bool = False
    lost: bool = False


def stars(line: Line) -> int:
    """5 is excellent, 3 is when people begin to notice, 1 is hardly a conversation or no connection at all."""
    if line.lost:
        return 1
    delay = line.rtt / 2e6 + JITTER_BUFFER_MS
    points = 93.2 - (delay / 40 if delay < 160 else (delay - 120) / 10)
    points -= 100 * max(line.loss_up, line.loss_down) * 2.5
    found = next((count for least, count in _STARS if points >= least), 1)
    return min(found, 2) if line.starved else found
