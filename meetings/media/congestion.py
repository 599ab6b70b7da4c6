"""What a receiver's line carries, estimated by its sender. Pure.

Two signs of too much: a queue that does not empty, and loss. Then the estimate falls below what arrived, and it is
seen whether that helped: a delay or a loss that sending less does not change is the line's own, and taken as usual
from then on. Otherwise the estimate rises, but never far above what was really tried (`probing` tries more).
Instants are ns, rates bits a second.
"""

from collections.abc import Iterable

from meetings.media.observing import MS, SECOND, Observed
from meetings.media.transport_feedback import TransportFeedback

START, LEAST, MOST = 600_000, 60_000, 30_000_000
QUEUE_NS = 50 * MS
EMPTY_NS = 15 * MS
FEW_LOST, MANY_LOST, WORST_USUAL = 0.02, 0.10, 0.25
DECREASE = 0.85
RISE_A_SECOND = 0.08
FAST_RISE_A_SECOND = 0.5
BETWEEN_FALLS_NS = 400 * MS
IDLE, THROUGH = 0.5, 1.15
SILENCE_NS = 2 * SECOND
FUTILE = 3
BEYOND = 1.25
LASTING_NS = 3 * SECOND


class Estimate:
    """Of one line. Tell it what was sent and what was fed back; `rate` is what may be sent."""

    def __init__(self, start: int = START) -> None:
        self.rate = float(start)
        self.line = Observed()
        self._usual_loss = 0.0
        self._lossy_since: int | None = None
        self._fell = -SECOND
        self._falls = 0
        self._at_fall = (0, 0.0)  # queue and loss
        self._was_full: float | None = None
        self._updated: int | None = None
        self._heard: int | None = None
        self._is_silent = False

    def sent(self, packets: Iterable[tuple[int, int, int]]) -> None:
        """(16-bit transport-wide number, instant, octets) of what went out."""
        self.line.sent(packets)

    def feedback(self, said: TransportFeedback, now: int) -> None:
        """What the receiver says about a run of packets."""
        if self._is_silent:
            self._come_back(now)
        self.line.feedback(said, now)
        elapsed = min(SECOND, now - (self._updated if self._updated is not None else now))
        self._updated = self._heard = now
        self._learn_usual(now)
        if self.line.queue > QUEUE_NS or self._loses_many:
            self._fall(now)
        elif self.loss < FEW_LOST and now - self._fell >= BETWEEN_FALLS_NS:
            self._rise(elapsed, now)

    def tick(self, now: int) -> None:
        """Two seconds without any feedback: the line may be gone, or much worse when it comes back."""
        if self._heard is not None and now - self._heard > SILENCE_NS and self.line.is_waiting:
            self._is_silent = True

    @property
    def loss(self) -> float:
        """The share lost in the last second beyond what this line always loses."""
        return max(0.0, self.line.loss - 1.3 * self._usual_loss)

    @property
    def _loses_many(self) -> bool:
        return self.line.sure_loss - 1.3 * self._usual_loss > MANY_LOST

    @property
    def is_clear(self) -> bool:
        """Whether nothing speaks against sending more."""
        return self.line.queue < QUEUE_NS / 2 and self.loss < FEW_LOST

    def proven(self, rate: float) -> None:
        """Something proved that the line carries so much."""
        self.rate = min(MOST, max(self.rate, rate))

    def _come_back(self, now: int) -> None:
        """Half of what was before, and a new look at it: what was lost meanwhile is not held against the line."""
        self._is_silent = False
        self.line.begin_anew()
        self.rate = max(LEAST, self.rate / 2)
        self._fell = now + 2 * BETWEEN_FALLS_NS

    def _learn_usual(self, now: int) -> None:
        """Some loss without any queue, for long, without our sending more: the line is like that."""
        self._usual_loss = min(self._usual_loss, self._usual_loss * 0.98 + self.line.loss * 0.02)
        if FEW_LOST <= self.loss and self.line.queue < EMPTY_NS:
            self._lossy_since = self._lossy_since or now
            if now - self._lossy_since > LASTING_NS:
                self._accept_loss()
        else:
            self._lossy_since = None

    def _accept_loss(self) -> None:
        self._usual_loss = min(WORST_USUAL, self.line.loss)
        self._lossy_since, self._falls = None, 0

    def _fall(self, now: int) -> None:
        """Below what came through, the more so the longer the queue, so that it empties; then wait for the effect."""
        if now - self._fell < BETWEEN_FALLS_NS:
            return
        queue, loss = self.line.queue, self.line.loss
        self._falls = self._falls + 1 if self._falls and self._is_unchanged(queue, loss) else 1
        self._at_fall = queue, loss
        self._fell = now
        if self._falls > FUTILE:
            self._falls = 0
            if loss > MANY_LOST:
                self._accept_loss()
            else:
                self.line.accept_delay()
            return
        share = DECREASE - min(0.35, max(0.0, (queue - QUEUE_NS) / SECOND))
        if self._loses_many:
            share = min(share, 1 - self.loss / 2)
        if self._is_idle:
            self.rate = max(LEAST, self.rate * share)
            return
        self._was_full = self.line.arrived
        self.rate = max(LEAST, min(self.rate, self.line.arrived * share))

    @property
    def _is_idle(self) -> bool:
        """Whether far less is sent than might be, and all of it comes through: then what arrives is no measure of the
        line, and somebody else's burst or a slow receiver is no reason to fall down to a voice."""
        line = self.line
        return line.offered < IDLE * self.rate and line.offered < THROUGH * line.arrived

    def _is_unchanged(self, queue: int, loss: float) -> bool:
        if loss > MANY_LOST:
            return loss > 0.6 * self._at_fall[1] > 0
        return abs(queue - self._at_fall[0]) < EMPTY_NS

    def _rise(self, elapsed: int, now: int) -> None:
        """Fast while far below what was once too much, slowly from there on; never far beyond what is really sent."""
        if self.line.queue < EMPTY_NS:
            self._falls = 0
        near = self._was_full is not None and self.rate > 0.8 * self._was_full
        step = RISE_A_SECOND if near or self.line.queue > EMPTY_NS else FAST_RISE_A_SECOND
        aim = self.rate * (1 + step * elapsed / SECOND)
        tried = self.line.arrived * BEYOND + 20_000
        self.rate = min(MOST, max(self.rate, min(aim, tried)))
        if self._was_full is not None and self.rate > 1.1 * self._was_full:
            self._was_full = None
