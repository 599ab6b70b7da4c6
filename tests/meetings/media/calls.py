"""A sender of pictures, a line and a receiver in simulated time: what an estimate is judged by."""

from collections.abc import Callable
from dataclasses import dataclass, field

from meetings.media import rtcp
from meetings.media.arrivals import Arrivals
from meetings.media.congestion import Estimate
from meetings.media.probing import Probing
from meetings.media.transport_feedback import TransportFeedback
from tests.meetings.support.link import MS, SECOND, Link

FRAME = 33 * MS
PACKET, PADDING = 1150, 275


@dataclass
class Call:
    """`want` is what there is to send, and `paused` what there would be besides; what is sent is never more than the
    estimate allows, but for key frames."""

    line: Link[tuple[int, int]]
    want: int = 3_000_000
    sound: int = 40_000
    paused: int = 0
    probes: bool = True
    estimate: Estimate = field(default_factory=Estimate)
    now: int = 0
    rates: list[float] = field(default_factory=list)
    delays: list[int] = field(default_factory=list)
    sent: int = 0

    def __post_init__(self) -> None:
        self._back: Link[bytes] = Link(delay=self.line.delay)
        self._arrivals, self._probing = Arrivals(), Probing()
        self._number = 0
        self._debt = 0.0

    def run(self, seconds: float, changes: Callable[["Call"], None] | None = None) -> "Call":
        """Let time go by, millisecond for millisecond; measures are taken afresh."""
        self.rates, self.delays = [], []
        if changes is not None:
            changes(self)
        for _step in range(int(seconds * 1000)):
            self.now += MS
            self._step(self.now // MS)
        return self

    @property
    def _lacked(self) -> int:
        return self.want + self.sound + self.paused

    def _step(self, at: int) -> None:
        if at % 20 == 0:
            self._send(self.sound // 400)
        if at % 33 == 0:
            self._frame(key=at % (33 * 300) == 0)
        if at % 50 == 0:
            self._tick()
        for arrives, (number, left) in self.line.take(self.now):
            self.delays.append(arrives - left)
            self._came.append((number & 0xFFFF, arrives))
        for _arrives, data in self._back.take(self.now):
            [said] = rtcp.parse(data)
            assert isinstance(said, TransportFeedback)
            self.estimate.feedback(said, self.now)
            self.rates.append(self.estimate.rate)

    def _frame(self, key: bool) -> None:
        allowed = min(self.want, self.estimate.rate - self.sound)
        self._debt += max(0.0, allowed) * FRAME / SECOND / 8
        size = self._debt * (4 if key else 1)
        while size > PACKET / 2:
            self._send(PACKET)
            size -= PACKET
            self._debt -= PACKET

    def _tick(self) -> None:
        self.estimate.tick(self.now)
        if self.probes:
            octets = PACKET if self.want else PADDING
            for _packet in range(self._probing.due(self.estimate, self._lacked, octets, self.now)):
                self._send(octets)
        came, self._came = self._came, []
        for said in self._arrivals.report(came, 1, self.now):
            data = rtcp.transport_wide(said)
            self._back.send(data, len(data), self.now)

    def _send(self, octets: int) -> None:
        self._number += 1
        self.sent += octets
        self.estimate.sent([(self._number & 0xFFFF, self.now, octets)])
        self.line.send((self._number, self.now), octets, self.now)

    _came: list[tuple[int, int]] = field(default_factory=list)
