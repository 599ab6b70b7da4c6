"""The media of one room: who publishes what, who receives it, who speaks.

The room says who is there and what is allowed; browsers say what they publish and show. `tick` is called some twenty
times a second and does everything that is neither a message nor a packet.
"""

from collections.abc import Callable

from meetings import tells
from meetings.asks import Publish, Show, Subscribed
from meetings.engine import Engine
from meetings.media.forwarder import Room, forward
from meetings.media.levels import Hearing
from meetings.media.publishing import Publishing
from meetings.media.quality import Line, stars
from meetings.media.receiving import Receiving
from meetings.media.reports import Clock
from meetings.media.seats import Seat, new_seat
from meetings.media.switchboard import Switchboard
from meetings.media.taps import Taps, Writer
from meetings.media.tracks import SECOND, Track
from meetings.net import sdp
from meetings.net.transport import State, Transport

Tell = Callable[[str, tells.Tell], None]
Connect = Callable[[Callable[[State], None]], Transport]  # a new connection, given who hears of its states
LOOK_EVERY = 4  # ticks between two looks at what a receiver gets
FORWARD_NS = SECOND
LINES_NS = 2 * SECOND
TELLING = 0.1  # An estimate that changed by less is not told,
WORTH = 0.05  # by less is not acted on.
STARVED = 100_000  # bits a second
_OVER = (State.CLOSED, State.FAILED)
_AWAY = (State.LOST, State.CLOSED, State.FAILED)


class Stage:
    """Everything by seat. Unknown seats are passed over: messages and people cross on the way."""

    def __init__(
        self,
        engine: Engine,
        switchboard: Switchboard,
        connect: Connect,
        clock: Clock,
        tell: Tell,
    ):
        self._engine, self._switchboard = engine, switchboard
        self._connect, self._clock, self._tell = connect, clock, tell
        self._seats: dict[str, Seat] = {}
        self._room = Room()
        self._hearing = Hearing()
        self._taps = Taps(engine)
        self._floor = ""
        self._ticks = 0
        self._lines_at = 0
        self._dirty: set[str] = set()

    @property
    def speaker(self) -> str:
        """The dominant speaker, or ""."""
        return self._hearing.speaker

    def enter(self, seat: str, person: str) -> None:
        """Somebody is there from now on; the offer to receive follows with the next tick."""
        if seat not in self._seats:
            self._seats[seat] = self._room.people[person] = new_seat(seat, person)
            self._changed()

    def leave(self, seat: str) -> None:
        """The seat is given up."""
        place = self._seats.pop(seat, None)
        if place is None:
            return
        if self._room.people.get(place.person) is place:
            del self._room.people[place.person]
        self._clock.forget(seat)
        self._taps.forget(seat)
        self._close(place.publishing)
        self._close(place.receiving)
        self._changed()

    def publish(self, seat: str, ask: Publish) -> None:
        """An offer of the publishing connection. Raises BrokenProtocol."""
        place = self._seats.get(seat)
        if place is None:
            return
        remote = sdp.parse(ask.sdp).remote
        publishing = place.publishing
        if publishing is not None and not publishing.continues(remote):
            # The page was loaded anew, or gave both connections up: it knows nothing of the other one either.
            self._close(publishing)
            publishing = None
            place.forget_told()
            self._begin_receiving(place)
        if publishing is None:
            publishing = place.publishing = Publishing(self._engine, self._transport(seat), place.tracks)
            self._switchboard.connect(publishing.transport.peer, publishing)
        self._tell(seat, publishing.offered(ask))

    def subscribed(self, seat: str, ask: Subscribed) -> None:
        """The answer to an offer of ours. Raises BrokenProtocol."""
        place = self._seats.get(seat)
        if place is None or place.receiving is None or ask.id != place.version:
            return
        if not place.receiving.continues(ask.sdp):
            self._begin_receiving(place)
            return
        if place.receiving.answered(ask.sdp):
            place.needs_offer = True
        self._dirty.add(seat)

    def restart(self, seat: str) -> None:
        """The browser asks for a fresh way; it is told everything anew, for it may have begun anew itself."""
        place = self._seats.get(seat)
        if place is None:
            return
        if place.receiving is None or place.receiving.transport.state in _OVER:
            self._begin_receiving(place)
        else:
            place.receiving.renew()
        place.needs_offer = True
        place.forget_told()
        self._offer(place)

    def show(self, seat: str, ask: Show) -> None:
        """Everything this browser shows from now on."""
        place = self._seats.get(seat)
        if place is not None:
            place.views = tuple(ask.views)
            place.saving, place.audio_only = ask.saving, ask.audio_only
            self._dirty.add(seat)

    def state(self, seat: str, source: str, on: bool) -> None:
        """The person started or stopped a source."""
        self._set(seat, source, "is_on", on)

    def hold(self, seat: str, source: str, held: bool) -> None:
        """What is held does not reach anybody, whatever the browser sends."""
        track = self._set(seat, source, "is_held", held)
        for encoding in track.encodings.values() if track is not None else ():
            self._engine.hold(encoding.source, held)

    def floor(self, person: str) -> None:
        """Who has the floor is heard and seen before all others; "" is nobody."""
        self._floor = person
        self._lead()

    def record(self, writer: Writer | None) -> None:
        """Give everything to a recording too, or end it."""
        self._taps.record(writer)

    def load(self) -> dict[str, float]:
        """How much there is: people, peers, sources, legs; `loss` is the worst share of packets lost up."""
        seats = self._seats.values()
        return {
            "people": len(seats),
            "sources": sum(len(track.encodings) for seat in seats for track in seat.tracks.values()),
            "legs": sum(
                1 for seat in seats if seat.receiving for leg in seat.receiving.legs.values() if leg.leg
            ),
            "loss": max((seat.publishing.loss for seat in seats if seat.publishing), default=0.0),
        }

    def close(self) -> None:
        """The room is over."""
        self._taps.record(None)
        for seat in list(self._seats):
            self.leave(seat)

    def tick(self, now: int) -> None:
        """Reports, repairs, levels; and for each receiver a few times a second what it gets."""
        self._ticks += 1
        seats = list(self._seats.values())
        for seat in seats:
            if seat.receiving is not None:
                seat.receiving.tick(now)
            if seat.publishing is not None:
                seat.publishing.tick(now, seat.rtt)
        self._listen(seats, now)
        self._taps.look((track for seat in seats for track in seat.tracks.values()), now)
        dirty, self._dirty = self._dirty, set()
        for number, seat in enumerate(seats):
            is_due = (self._ticks + number) % LOOK_EVERY == 0 and _has_changed(seat, now)
            if is_due or seat.seat in dirty:
                self._forward(seat, now)
        if now - self._lines_at >= LINES_NS:
            self._lines_at = now
            self._tell_lines(seats)

    def _forward(self, seat: Seat, now: int) -> None:
        if seat.needs_offer:
            self._offer(seat)
        if seat.receiving is not None:
            seat.receiving.has_switched = False
            seat.forwarded = now, seat.receiving.estimate.rate
        changes = forward(seat, self._room, now)
        if changes:
            self._tell(seat.seat, tells.Slots(changes))
        for kind, track in seat.tracks.items():
            if track.encodings and kind in ("camera", "screen"):
                active = track.demand.change(track.ordered(), now)
                if active is not None:
                    self._tell(seat.seat, tells.Layers(kind, list(active)))

    def _offer(self, seat: Seat) -> None:
        if seat.receiving is None:
            self._begin_receiving(seat)
        assert seat.receiving is not None
        offer = seat.receiving.offer(seat.version + 1)
        if offer is not None:
            seat.version = offer.id
            seat.needs_offer = False
            self._tell(seat.seat, offer)

    def _begin_receiving(self, seat: Seat) -> None:
        self._close(seat.receiving)
        seat.receiving = Receiving(self._engine, self._transport(seat.seat), self._clock)
        seat.needs_offer = True
        seat.told.clear()
        self._switchboard.connect(seat.receiving.transport.peer, seat.receiving)

    def _listen(self, seats: list[Seat], now: int) -> None:
        if self._hearing.listen(seats, self._floor, now):
            self._lead()
            self._tell_all(tells.Speaker(self._hearing.speaker))
        if self._hearing.loudest != self._room.loudest:
            self._room.loudest = self._hearing.loudest
            self._changed()
        levels = self._hearing.levels(seats, now)
        if levels is not None:
            self._tell_all(tells.Levels(dict(levels)))

    def _lead(self) -> None:
        """Who matters most to see: who has the floor, then who speaks."""
        self._room.leading = tuple(dict.fromkeys(filter(None, (self._floor, self._hearing.speaker))))
        self._changed()

    def _tell_lines(self, seats: list[Seat]) -> None:
        self._tell_all(tells.Lines({seat.person: stars(_line(seat)) for seat in seats}))
        for seat in seats:
            if seat.receiving is None:
                continue
            down = int(seat.receiving.estimate.rate) // 1000
            if abs(down - seat.told_estimate) > TELLING * seat.told_estimate:
                seat.told_estimate = down
                self._tell(seat.seat, tells.Estimate(down))

    def _transport(self, seat: str) -> Transport:
        return self._connect(lambda _state: self._went(seat))

    def _went(self, seat: str) -> None:
        """A connection of a seat has come up, was lost, or is back."""
        place = self._seats.get(seat)
        if place is None or place.publishing is None:
            return
        away = place.publishing.transport.state in _AWAY
        for track in place.tracks.values():
            track.is_away = away
        place.is_lost = away
        self._changed()

    def _set(self, seat: str, source: str, what: str, value: bool) -> Track | None:
        place = self._seats.get(seat)
        track = place.tracks.get(source) if place is not None else None
        if track is not None:
            setattr(track, what, value)
            self._changed()
        return track

    def _changed(self) -> None:
        self._dirty.update(self._seats)

    def _close(self, connection: Publishing | Receiving | None) -> None:
        if connection is not None:
            self._switchboard.disconnect(connection.transport.peer)
            connection.close()

    def _tell_all(self, message: tells.Tell) -> None:
        for seat in self._seats:
            self._tell(seat, message)


def _has_changed(seat: Seat, now: int) -> bool:
    """Whether what a receiver gets may have to be another thing than at the last look."""
    at, rate = seat.forwarded
    if now - at >= FORWARD_NS or seat.needs_offer or seat.receiving is None:
        return True
    return seat.receiving.has_switched or abs(seat.receiving.estimate.rate - rate) > WORTH * rate


def _line(seat: Seat) -> Line:
    up = seat.publishing.loss if seat.publishing is not None else 0.0
    down, starved = 0.0, False
    if seat.receiving is not None:
        down, starved = seat.receiving.loss, seat.receiving.estimate.rate < STARVED
    return Line(up, down, seat.rtt, starved, seat.is_lost)
