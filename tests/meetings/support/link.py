"""A line between two ends in memory: it delays, loses, reorders and carries only so much. Time is an argument."""

import heapq
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

MS = 1_000_000
SECOND = 1_000_000_000
Thing = TypeVar("Thing")


@dataclass
class Link(Generic[Thing]):
    """One direction. `rate` in bits a second (0: unlimited), spans in ns, shares from 0 to 1.

    What waits longer than `queue` is dropped, as a router does; what `jitter` delays may be overtaken only where
    `reorder` strikes, since most networks keep the order.
    """

    rate: int = 0
    delay: int = 20 * MS
    queue: int = 500 * MS
    loss: float = 0.0
    jitter: int = 0
    reorder: float = 0.0
    seed: int = 1
    lost: int = 0
    _free: int = 0
    _latest: int = 0
    _count: int = 0
    _way: list[tuple[int, int, Thing]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def send(self, thing: Thing, octets: int, now: int) -> None:
        """Put something on the line; it may never arrive."""
        begins = max(now, self._free)
        if begins - now > self.queue or self._random.random() < self.loss:
            self.lost += 1
            return
        self._free = begins + (octets * 8 * SECOND // self.rate if self.rate else 0)
        arrives = self._free + self.delay + (self._random.randrange(self.jitter) if self.jitter else 0)
        if self._random.random() < self.reorder:
            arrives += 30 * MS
        else:
            arrives = self._latest = max(arrives, self._latest)
        self._count += 1
        heapq.heappush(self._way, (arrives, self._count, thing))

    def take(self, now: int) -> list[tuple[int, Thing]]:
        """What has arrived by now, with its instant, in the order of arrival."""
        found = []
        while self._way and self._way[0][0] <= now:
            arrives, _count, thing = heapq.heappop(self._way)
            found.append((arrives, thing))
        return found
