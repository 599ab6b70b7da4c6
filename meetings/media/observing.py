"""What transport-wide feedback shows of a line: how long packets wait on it, how many are lost, how much comes. Pure.

Nothing is judged here. Instants are ns, rates bits a second; the two ends' clocks need not agree. What is kept is one
entry for each feedback packet and not for each packet it speaks of: this is done for everything that is forwarded.
"""

from collections import deque
from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from meetings.media.transport_feedback import TransportFeedback

MS = 1_000_000
SECOND = 1_000_000_000
STANDING_NS = 300 * MS
BASE_NS = 10 * SECOND
RATE_NS = 500 * MS
LOSS_NS = 1 * SECOND
GRAVE_NS = 250 * MS
ENOUGH_PACKETS = 20
DOUBT = 1.0  # standard deviations
_KEPT = 8192
_NEVER = 1 << 80  # beyond every instant


class _Batch(NamedTuple):
    """What one feedback packet told."""

    heard: int
    sent: int  # when the newest of them was sent
    first: int  # arrivals, by the receiver's clock
    last: int
    octets: int
    delay: int  # the least, with an unknown zero


class Observed:
    """Of one line. `offered` is what was sent and `arrived` what came through in the last half second, `loss` the share
    lost in the last second, `sure_loss` what is left of it without chance: of forty packets, five are soon lost.

    `queue` is what stands on the line in ns: the least extra delay of what was sent within a third of a second. The
    burst of a key frame makes none, as what follows it finds the line empty again; only when nothing at all has come
    through fast for a third of a second, it is not waited for what follows.
    """

    def __init__(self) -> None:
        self.offered = 0.0
        self.arrived = 0.0
        self.loss = self.sure_loss = 0.0
        self.queue = 0
        self._offers: deque[tuple[int, int]] = deque()  # (sent at, octets) of each run that went out
        self._sent: dict[int, tuple[int, int]] = {}  # number: (instant, octets)
        self._batches: deque[_Batch] = deque()
        self._bases: deque[tuple[int, int]] = (
            deque()
        )  # (sent at, delay), rising: a sliding minimum over BASE_NS
        self._fates: deque[tuple[int, int, int]] = deque()  # (now, lost, all) within LOSS_NS

    def sent(self, packets: Iterable[tuple[int, int, int]]) -> None:
        """(16-bit transport-wide number, instant, octets) of what went out."""
        sent, total, last = self._sent, 0, 0
        for number, at, octets in packets:
            sent[number] = at, octets
            total += octets
            last = at
        if total:
            self._offer(last, total)
        while len(sent) > _KEPT:
            del sent[next(iter(sent))]

    def _offer(self, at: int, octets: int) -> None:
        self._offers.append((at, octets))
        while at - self._offers[0][0] >= RATE_NS:
            self._offers.popleft()
        self.offered = sum(octets for _at, octets in self._offers) * 8 * SECOND / RATE_NS

    @property
    def is_waiting(self) -> bool:
        """Whether something was sent of which nothing has been heard."""
        return bool(self._sent)

    def feedback(self, said: TransportFeedback, now: int) -> None:
        """What the receiver says about a run of packets."""
        before = len(self._sent)
        batch = self._batch(said.arrivals, now)
        came = before - len(self._sent)
        lost = self._lost(said) if said.count > len(said.arrivals) else 0
        self._fates.append((now, lost, lost + came))
        if came:
            self._note(batch)
        self._forget(now)
        self._measure()

    def begin_anew(self) -> None:
        """What happened so far says nothing of the line as it is now."""
        for each in (self._offers, self._sent, self._batches, self._bases, self._fates):
            each.clear()
        self.queue = 0
        self.offered = self.arrived = self.loss = self.sure_loss = 0.0

    def accept_delay(self) -> None:
        """What waits now is no queue: the way has become longer."""
        self._bases.clear()
        least = min(self._batches, key=lambda each: each.delay)
        self._bases.append((least.sent, least.delay))
        self.queue = 0

    def _lost(self, said: TransportFeedback) -> int:
        """How many of a run were sent and did not come; they are not waited for any longer."""
        if said.count > len(self._sent) + len(said.arrivals) + 1000:
            return 0
        numbers = (said.base + offset & 0xFFFF for offset in range(said.count))
        return sum(self._sent.pop(number, None) is not None for number in numbers)

    def _batch(self, arrivals: Iterable[tuple[int, int]], now: int) -> _Batch:
        """What is known of these is summed up in one walk, and not waited for any longer."""
        known = self._sent.pop
        newest, first, last, total, least = -_NEVER, _NEVER, -_NEVER, 0, _NEVER
        for number, arrival in arrivals:
            sent = known(number, None)
            if sent is None:
                continue
            at, octets = sent
            total += octets
            delay = arrival - at
            if delay < least:
                least = delay
            if at > newest:
                newest = at
            if arrival < first:
                first = arrival
            if arrival > last:
                last = arrival
        return _Batch(now, newest, first, last, total, least)

    def _note(self, batch: _Batch) -> None:
        self._batches.append(batch)
        while self._bases and self._bases[-1][1] >= batch.delay:
            self._bases.pop()
        self._bases.append((batch.sent, batch.delay))

    def _measure(self) -> None:
        lost, known = sum(each[1] for each in self._fates), sum(each[2] for each in self._fates)
        self.loss = lost / known if known >= ENOUGH_PACKETS else 0.0
        self.sure_loss = max(0.0, lost - DOUBT * sqrt(lost)) / known if known >= ENOUGH_PACKETS else 0.0
        if not self._batches:
            return
        newest, base = self._batches[-1], self._bases[0][1]
        rated = [each for each in self._batches if newest.last - each.last < RATE_NS]
        span = max(RATE_NS // 2, newest.last - min(each.first for each in rated))
        self.arrived = sum(each.octets for each in rated) * 8 * SECOND / span
        late = min(each.delay for each in self._batches if newest.last - each.last <= STANDING_NS) - base
        standing = min(each.delay for each in self._batches if newest.sent - each.sent <= STANDING_NS) - base
        self.queue = late if late > GRAVE_NS else standing

    def _forget(self, now: int) -> None:
        while len(self._batches) > 1 and now - self._batches[0].heard > SECOND:
            self._batches.popleft()
        newest = self._batches[-1].sent if self._batches else now
        while len(self._bases) > 1 and newest - self._bases[0][0] > BASE_NS:
            self._bases.popleft()
        while self._fates and now - self._fates[0][0] > LOSS_NS:
            self._fates.popleft()
