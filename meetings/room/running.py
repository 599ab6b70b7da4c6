"""A room that runs: facts go in, and what follows is carried out, in order and without waiting.

The room itself is in `state`; here are its connections, its way to the portal and its media.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, get_args

from meetings import asks, tells
from meetings.errors import BrokenProtocol, closing
from meetings.errors import Close as Code
from meetings.protocol import dump
from meetings.room.facts import (
    Acknowledged,
    Asked,
    Attach,
    Came,
    Close,
    Closed,
    Effect,
    Fact,
    Lost,
    Media,
    Over,
    Recorder,
    RecordingEnded,
    Report,
    Send,
    Spoke,
    Ticked,
)
from meetings.room.outbox import Outbox
from meetings.room.recording import Handover, Recording
from meetings.room.session import Session
from meetings.room.state import Room
from meetings.status import Status

log = logging.getLogger(__name__)


class Stage(Protocol):
    """What a room needs of its media besides the calls that effects name."""

    def restart(self, seat: str) -> None:
        """Tell a browser everything anew."""

    def record(self, writer: Recording | None) -> None:
        """Write everything down, or no longer."""

    def load(self) -> Mapping[str, float]:
        """How much it carries; `loss` as a share."""

    def tick(self, now: int) -> None:
        """Twenty times a second; monotonic nanoseconds."""

    def close(self) -> None:
        """The room is over."""


class Stages(Protocol):
    """Where the media of rooms come from."""

    def stage(self, tell: Callable[[str, tells.Tell], None]) -> Any:
        """For a new room; `tell(seat, message)` sends to a browser."""


class Running:
    """One room on this node. `finished` hears when nothing of it is left."""

    def __init__(
        self,
        room: Room,
        outbox: Callable[[Callable[[Acknowledged], None]], Outbox],
        stages: Stages,
        clock: Callable[[], int],
        status: Status,
        finished: Callable[["Running"], None],
        connection: Callable[[str], dict[str, Any]],
        handover: Handover,
    ) -> None:
        self.room = room
        self.outbox = outbox(self.apply)
        self.stage: Stage = stages.stage(self._tell)
        self._clock, self._status, self._finished, self._connection = clock, status, finished, connection
        self._handover = handover
        self._recording: Recording | None = None
        self._sessions: dict[str, Session] = {}
        self._arriving: dict[str, Session] = {}
        self._facts: deque[Fact] = deque()
        self._missing: set[str] = set()  # seats that their stage could not reach

    @property
    def name(self) -> str:
        """The portal's id of the conference."""
        return self.room.contents.room

    @property
    def people(self) -> int:
        """How many are in."""
        return len(self.room.contents.seats)

    def come(self, session: Session, fact: Came) -> None:
        """Somebody with a good token. Raises Unwelcome."""
        self._arriving[fact.connection] = session
        try:
            for effect in self.room.apply(fact, self._clock()):
                self._carry_out(effect)
        finally:
            self._arriving.pop(fact.connection, None)
        if session.seat in self._missing:
            self._missing.discard(session.seat)
            self._carry_out(Media("restart", (session.seat,)))
        self._status.counts["resumes" if session.seat == fact.former else "joins"] += 1

    def heard(self, session: Session, ask: asks.Ask) -> None:
        """A message from a seat."""
        if self._sessions.get(session.seat) is session:
            self.apply(Asked(session.seat, ask))

    def gone(self, session: Session) -> None:
        """A connection ended; the seat is another's already if it was taken again."""
        if self._sessions.get(session.seat) is session:
            del self._sessions[session.seat]
            self.apply(Lost(session.seat))

    def tick(self, now_ns: int) -> None:
        """Media, twenty times a second."""
        try:
            self.stage.tick(now_ns)
        except Exception:
            self._fault("tick")

    def look(self) -> None:
        """What happens by itself as time goes by."""
        self.apply(Ticked())

    def close(self, why: str) -> None:
        """No longer here: `ended`, `sealed`, `moved` or `draining`."""
        self.apply(Closed(why))

    def apply(self, fact: Fact) -> None:
        """Have a fact happen, after those that are still happening. Raises nothing: a fault is ours alone."""
        self._facts.append(fact)
        if len(self._facts) > 1:
            return
        while self._facts:
            try:
                for effect in self.room.apply(self._facts[0], self._clock()):
                    self._carry_out(effect)
            except Exception:
                self._fault(type(self._facts[0]).__name__)
            self._facts.popleft()

    def _carry_out(self, effect: Effect) -> None:
        try:
            match effect:
                case Send():
                    self._send(effect)
                case Report():
                    self.outbox.put(effect)
                case Media():
                    getattr(self.stage, effect.call)(*effect.arguments)
                case Attach():
                    self._attach(effect)
                case Close():
                    self._dismiss(effect.seat, effect.code, effect.reason)
                case Recorder():
                    self._record(effect.recording)
                case Over():
                    self._finished(self)
                    self.stage.close()
        except BrokenProtocol as broken:
            assert isinstance(effect, Media)
            self._break(effect.arguments[0], broken)
        except Exception:
            self._fault(type(effect).__name__)

    def _attach(self, effect: Attach) -> None:
        session = self._arriving[effect.connection]
        self._dismiss(effect.seat, Code.REPLACED, "replaced")
        session.seat = effect.seat
        self._sessions[effect.seat] = session

    def _dismiss(self, seat: str, code: Code, reason: str) -> None:
        session = self._sessions.pop(seat, None)
        if session is not None:
            session.close(code, reason)

    def _send(self, effect: Send) -> None:
        if not effect.seats:
            return
        message = effect.message
        if isinstance(message, tells.Welcome | tells.Resumed):
            message = self._with_connection(message)
        text = dump(message)
        for seat in effect.seats:
            session = self._sessions.get(seat)
            if session is not None:
                session.send(message, text)

    def _with_connection(self, message: tells.Welcome | tells.Resumed) -> tells.Tell:
        place = self.room.contents.seats[message.seat]
        return replace(message, **self._connection(place.person))

    def _tell(self, seat: str, message: tells.Tell) -> None:
        """The stage speaks to a browser."""
        if isinstance(message, tells.Speaker):
            if self._recording is not None and message.person != self.room.contents.speaker:
                self._recording.speaker(message.person)
            self.room.apply(Spoke(message.person), self._clock())
        session = self._sessions.get(seat)
        if session is not None:
            session.send(message)
        elif not isinstance(message, get_args(tells.Passing)):
            self._missing.add(seat)

    def _break(self, seat: str, broken: BrokenProtocol) -> None:
        session = self._sessions.get(seat)
        if session is not None:
            session.close(*closing(broken))
            self.gone(session)

    def _record(self, recording: str) -> None:
        if recording:
            self._recording = Recording(
                self._handover, self.name, recording, self._name_of, self._stop_recording
            )
            self.stage.record(self._recording)
        else:
            self._stop_recording()

    def _stop_recording(self) -> None:
        self.stage.record(None)
        recording, self._recording = self._recording, None
        if recording is not None:
            self.apply(RecordingEnded(recording.stop()))

    def _name_of(self, person: str) -> str:
        place = self.room.contents.inside(person)
        return place.name if place is not None else person

    def _fault(self, where: str) -> None:
        self._status.counts["faults"] += 1
        log.exception("room %s: %s", self.name, where)
