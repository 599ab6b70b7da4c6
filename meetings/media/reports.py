"""Sender reports for what we send on: whose clocks they tell, so that receivers keep lips and voice together. Pure.

A publisher's reports say when, by its own clock, each of its streams showed which timestamp. We have one clock for
everybody; the way from the publisher's to ours is the same for all streams of one person, so what was taken at one
instant is played at one instant.
"""

from dataclasses import dataclass, field

from meetings.engine import LegCounts
from meetings.media.rtcp import SenderReport
from meetings.media.tracks import CLOCKS, SECOND, Encoding, Track

FRACTION = 1 << 32


@dataclass(slots=True)
class Clock:
    """Ours as NTP instants, and for each seat how far its clock is behind. `zero` is an NTP instant at 0 ns."""

    zero: int = 0
    _behind: dict[str, int] = field(default_factory=dict)

    def ntp(self, now: int) -> int:
        """32.32 fixed point seconds for a monotonic instant."""
        return (self.zero + now * FRACTION // SECOND) & 0xFFFFFFFFFFFFFFFF

    def since(self, last_report: int, delay: int, now: int) -> int:
        """The round trip in ns told by a report block: what has passed since ours, less what the other side waited."""
        middle = self.ntp(now) >> 16 & 0xFFFFFFFF
        trip = (middle - last_report - delay) & 0xFFFFFFFF
        return -1 if trip >> 31 else trip * SECOND >> 16

    def ours(self, seat: str, encoding: Encoding) -> int | None:
        """When, by our clock in ns, the publisher's clocks showed what its last report says; None before any."""
        told = encoding.mapping
        if told is None:
            return None
        said = told.ntp * SECOND // FRACTION
        behind = told.at - said
        known = self._behind.get(seat)
        # The least way ever seen is the truest; a clock that was set is taken anew.
        if known is None or behind < known or behind - known > SECOND:
            self._behind[seat] = known = behind
        return said + known

    def forget(self, seat: str) -> None:
        """The seat has gone."""
        self._behind.pop(seat, None)


def leg_report(
    ssrc: int, counts: LegCounts, track: Track | None, clock: Clock, now: int
) -> SenderReport | None:
    """What to report of a leg now; None while it carries nothing or the publisher has told nothing yet."""
    if track is None or not counts.packets:
        return None
    carried = next((each for each in track.encodings.values() if each.source == counts.source), None)
    shown = clock.ours(track.seat, carried) if carried is not None else None
    if carried is None or shown is None or carried.mapping is None:
        return None
    passed = (now - shown) * CLOCKS[carried.codec] // SECOND
    timestamp = (carried.mapping.timestamp + passed + counts.offset) & 0xFFFFFFFF
    return SenderReport(ssrc, clock.ntp(now), timestamp, counts.packets, counts.octets)
