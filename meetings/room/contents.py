"""What a room remembers, and the small questions everybody asks of it. Pure; changed only by the files beside it."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from meetings.asks import Source
from meetings.room.facts import Event, Rebuilt, Report, Send
from meetings.room.roles import LEADING
from meetings.snapshots import Knocker, Message, Recording, Snapshot, Who
from meetings.tells import Numbered, Settings, Tell

KEPT_MESSAGES = 200
KEPT_LOG = 1000
SEAT_KEPT = 30_000  # milliseconds that a lost connection keeps its seat
EMPTY_KEPT = 30_000  # that an empty room is kept
COMEBACK = 120_000  # in which those who were in the room on another node may come back though it is locked


@dataclass(slots=True)
class Place:
    """One person's seat, in the room or in its lobby."""

    seat: str
    person: str
    name: str
    unit: str
    came_as: str
    since: int
    device: str = ""
    on: set[Source] = field(default_factory=set)
    held: set[Source] = field(default_factory=set)
    wants: frozenset[Source] = frozenset()  # what is on once they are let in
    lost_at: int | None = None
    first_seq: int = 0  # of the welcome: nothing older was ever told
    stale: bool = False  # something that no log keeps could not be told
    announced: bool = False  # in the lobby: the chairs know
    consented: bool = False
    reacted_at: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that waits for the portal: who asked, and what is to happen."""

    kind: str
    person: str
    seat: str
    value: Any


@dataclass(slots=True)
class Contents:
    """A running room. `epoch` is a random word that makes ids of this run unlike those of any other."""

    room: str
    epoch: str
    kept: Rebuilt
    limit: int
    since: int
    seats: dict[str, Place] = field(default_factory=dict)
    lobby: dict[str, Place] = field(default_factory=dict)
    hands: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    admitted: set[str] = field(default_factory=set)
    present: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=KEPT_MESSAGES))
    log: deque[Numbered] = field(default_factory=lambda: deque(maxlen=KEPT_LOG))
    pending: dict[str, Pending] = field(default_factory=dict)
    seq: int = 0
    counted: int = 0
    locked: bool = False
    moderated: bool = False
    sealed: bool = False
    recording: Recording | None = None
    recording_id: str = ""
    floor: str = ""
    speaker: str = ""
    empty_since: int | None = None
    over: str = ""

    def inside(self, person: str) -> Place | None:
        """The seat of a person who is in the room, lost or not."""
        return next((each for each in self.seats.values() if each.person == person), None)

    def role(self, place: Place) -> str:
        """What a person is now: as the token says, unless the meeting has made them something else."""
        return place.came_as if place.came_as == "chair" else self.roles.get(place.person, place.came_as)

    def leads(self, place: Place) -> bool:
        """Whether a person is chair or co-chair."""
        return self.role(place) in LEADING

    def may_speak(self, place: Place) -> bool:
        """Whether a person may unmute by themselves now."""
        return not self.moderated or self.leads(place) or self.floor == place.person

    def is_full(self) -> bool:
        return len(self.seats) >= self.limit

    def who(self, place: Place) -> Who:
        """The person as everybody sees them."""
        return Who(
            person=place.person,
            name=place.name,
            unit=place.unit,
            role=self.role(place),
            microphone="microphone" in place.on,
            camera="camera" in place.on,
            screen="screen" in place.on,
            hand=place.person in self.hands,
            state="here" if place.lost_at is None else "lost",
            since=place.since,
        )

    def snapshot(self, place: Place) -> Snapshot:
        """The room as this person may see it."""
        return Snapshot(
            room=self.room,
            title=self.kept.title,
            people=tuple(map(self.who, self.seats.values())),
            hands=self.hands_here(),
            messages=tuple(self.messages),
            locked=self.locked,
            moderated=self.moderated,
            recording=self.recording,
            floor=self.floor_here(),
            speaker=self.speaker,
            sealed=self.sealed,
            chat=self.kept.chat,
            waiting=self.knockers() if self.leads(place) else (),
        )

    def hands_here(self) -> tuple[str, ...]:
        """Hands that are up, of those who are in: a person who is on the way back keeps their turn."""
        here = {each.person for each in self.seats.values()}
        return tuple(each for each in self.hands if each in here)

    def floor_here(self) -> str:
        """Who has the floor and is in."""
        return self.floor if self.inside(self.floor) else ""

    def knockers(self) -> tuple[Knocker, ...]:
        """Those who wait and of whom the chairs know."""
        return tuple(
            Knocker(each.person, each.name, each.unit) for each in self.lobby.values() if each.announced
        )

    def settings(self) -> Settings:
        """The switches of the room."""
        return Settings(self.locked, self.moderated, self.recording, self.sealed)

    def to(self, places: Iterable[Place], message: Tell) -> Send:
        """A message to those of these people who are connected; the others cannot be told again later."""
        places = list(places)
        for each in places:
            each.stale = each.stale or each.lost_at is not None
        return Send(tuple(each.seat for each in places if each.lost_at is None), message)

    def to_all(self, message: Numbered, but: str = "") -> Send:
        """A change of the room: numbered, kept, and sent to everybody who is connected, except one seat."""
        self.seq += 1
        message = replace(message, seq=self.seq)
        self.log.append(message)
        here = (each.seat for each in self.seats.values() if each.lost_at is None and each.seat != but)
        return Send(tuple(here), message)

    def to_leaders(self, message: Tell) -> Send:
        """A message to chairs and co-chairs."""
        return self.to([each for each in self.seats.values() if self.leads(each)], message)

    def report(self, kind: str, person: str, now: int, **data: Any) -> Report:
        """Tell the portal what has happened."""
        return Report(Event(self.new_id(), kind, person, now, data), waits=False)

    def propose(
        self, kind: str, person: str, now: int, asker: Place, value: Any = None, id: str = "", **data: Any
    ) -> Report:
        """Have the portal write down what is to happen; it happens when the portal has answered."""
        event = Event(id or self.new_id(), kind, person, now, data)
        self.pending[event.id] = Pending(kind, person, asker.seat, value)
        return Report(event, waits=True)

    def is_proposed(self, kind: str, person: str, value: Any = None) -> bool:
        """Whether the very same waits for the portal already."""
        return any(
            each.kind == kind and each.person == person and each.value == value
            for each in self.pending.values()
        )

    def new_id(self) -> str:
        """An id that no other event of any run of this room has."""
        self.counted += 1
        return f"{self.epoch}-{self.counted}"


def begun(room: str, epoch: str, kept: Rebuilt, limit: int, now: int) -> Contents:
    """A room as the portal keeps it, with nobody in it yet."""
    return Contents(
        room=room,
        epoch=epoch,
        kept=kept,
        limit=min(limit, kept.limit_people or limit),
        since=now,
        hands=list(kept.hands),
        roles=dict(kept.roles),
        admitted=set(kept.admitted),
        present=set(kept.present),
        removed=set(kept.removed),
        messages=deque(kept.messages, maxlen=KEPT_MESSAGES),
        locked=kept.locked,
        moderated=kept.moderated,
        floor=kept.floor,
        sealed=kept.sealed,
    )
