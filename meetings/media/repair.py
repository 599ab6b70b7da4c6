"""What to do about packets that were lost: ask the publisher again, answer receivers, ask for key frames. Pure.

Sequence numbers of sources are the engine's extended ones; instants and spans are nanoseconds.
"""

from collections import OrderedDict
from collections.abc import Iterable

MS = 1_000_000
REORDERED = 2  # A packet may come two places late without being asked for again,
PATIENCE_NS = 20 * MS  # or this much late.
SHORTEST_RETRY_NS = 40 * MS
MOST_TRIES = 5
MOST_MISSING = 1000
LOW_KEYFRAME_NS = 500 * MS
HIGH_KEYFRAME_NS = 1000 * MS
UNANSWERED_NS = 400 * MS  # Browsers pass over what comes within 300 ms of another request.
STALE_WISH_NS = 5000 * MS
REPEAT_NS = 30 * MS
MOST_ANSWERS = 4
ANSWERED_SHARE = 0.25
FEWEST_ANSWERS = 20  # a second
PACKET_BITS = 8000
_REMEMBERED = 1024


class Missing:
    """The packets one source lacks, and when each was asked for."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, list[int]] = OrderedDict()  # number: [noticed, last asked, tries]
        self.gave_up = False

    def lost(self, numbers: Iterable[int], now: int) -> None:
        """Gaps were seen. Too many at once are not worth repairing: a key frame is."""
        for number in numbers:
            self._open.setdefault(number, [now, 0, 0])
        if len(self._open) > MOST_MISSING:
            self.forget()
            self.gave_up = True

    def found(self, numbers: Iterable[int]) -> None:
        """These have come after all."""
        for number in numbers:
            self._open.pop(number, None)

    def forget(self) -> None:
        """A key frame has come, or the source has ended: what lies before is of no use."""
        self._open.clear()

    def due(self, now: int, rtt: int, highest: int) -> list[int]:
        """What to ask for now. After MOST_TRIES without answer it is given up and `gave_up` is set."""
        wait = max(rtt, SHORTEST_RETRY_NS)
        asked = []
        for number, entry in list(self._open.items()):
            noticed, last, tries = entry
            if tries >= MOST_TRIES and now - last >= wait:
                del self._open[number]
                self.gave_up = True
            elif tries and now - last >= wait:
                asked.append(number)
            elif not tries and (highest - number > REORDERED or now - noticed >= PATIENCE_NS):
                asked.append(number)
        for number in asked:
            self._open[number][1] = now
            self._open[number][2] += 1
        return asked

    def take_gave_up(self) -> bool:
        """Whether something was given up since the last call; then the picture stays broken until a key frame."""
        gave_up, self.gave_up = self.gave_up, False
        return gave_up

    def __len__(self) -> int:
        return len(self._open)


class KeyframeWish:
    """Asks a publisher for a key frame of one encoding, never more often than its interval; sooner again only where
    none has come.

    Whoever wants one says so; all who want one before it comes are served by it.
    """

    def __init__(self, interval: int) -> None:
        self._interval = interval
        self._wished: int | None = None
        self._asked: int | None = None

    def want(self, now: int) -> None:
        """Somebody cannot go on without a key frame."""
        if self._wished is None:
            self._wished = now

    def due(self, now: int, last_keyframe: int) -> bool:
        """Whether to send the request now. A wish nobody repeats is dropped after five seconds."""
        if self._wished is None:
            return False
        if last_keyframe >= self._wished or now - self._wished > STALE_WISH_NS:
            self._wished = None
            return False
        if self._asked is not None:
            pause = self._interval if last_keyframe >= self._asked else UNANSWERED_NS
            if now - self._asked < pause:
                return False
        self._asked = now
        return True


class Answers:
    """Which of the packets that a receiver asks for are sent again: not the same too often, and in all no more than a
    quarter of what its line carries, or repairs would make the very congestion that lost the packets worse."""

    def __init__(self) -> None:
        self._given: OrderedDict[int, list[int]] = OrderedDict()  # number: [last answered, times]
        self._credit = float(FEWEST_ANSWERS)
        self._counted = 0

    def allow(self, numbers: Iterable[int], now: int, rtt: int, rate: float) -> list[int]:
        """The outgoing numbers to send again now, on a line of `rate` bits a second. One that was sent less than a
        round trip ago is still on its way."""
        a_second = max(FEWEST_ANSWERS, rate * ANSWERED_SHARE / PACKET_BITS)
        self._credit = min(a_second, self._credit + (now - self._counted) * a_second / 1e9)
        self._counted = now
        allowed = []
        for number in numbers:
            if self._credit < 1:
                break
            entry = self._given.setdefault(number, [-(1 << 62), 0])
            if entry[1] >= MOST_ANSWERS or now - entry[0] < max(REPEAT_NS, rtt):
                continue
            entry[0], entry[1] = now, entry[1] + 1
            self._credit -= 1
            allowed.append(number)
        while len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        return allowed
