"""A room without any network: people come and act by name, the portal answers when it is told to."""

from dataclasses import dataclass, field, replace
from typing import Any

from meetings import asks, tells
from meetings.room.facts import (
    Acknowledged,
    Asked,
    Attach,
    Came,
    Close,
    Effect,
    Event,
    Fact,
    Lost,
    Media,
    Rebuilt,
    Report,
    Send,
)
from meetings.room.state import Room
from meetings.tokens import Join

START = 1_800_000_000_000


def claims(person: str, role: str = "member", lobby: bool = False) -> Join:
    """What a token says of a person."""
    return Join(
        "7", person, f"Người {person.partition(':')[2]}", "Văn phòng", role, "nút-1", lobby, 2_000_000_000, ""
    )


@dataclass
class Hall:
    """A room with everything that ever came out of it. `now` moves by itself, a millisecond a fact."""

    room: Room
    now: int = START
    told: dict[str, list[Any]] = field(default_factory=dict)  # by seat, since its last connection began
    events: list[Event] = field(default_factory=list)
    waiting: list[Event] = field(default_factory=list)  # for the portal's answer
    media: list[tuple[Any, ...]] = field(default_factory=list)
    closed: dict[str, tuple[int, str]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    connections: int = 0

    def apply(self, fact: Fact) -> list[Effect]:
        """Have something happen, and take note of what follows."""
        self.now += 1
        effects = self.room.apply(fact, self.now)
        for each in effects:
            self._note(each)
        self.effects += effects
        return effects

    def _note(self, effect: Effect) -> None:
        match effect:
            case Attach():
                self.told[effect.seat] = []
                self.closed.pop(effect.seat, None)
            case Send():
                for seat in effect.seats:
                    self.told[seat].append(effect.message)
            case Report():
                self.events.append(effect.event)
                if effect.waits:
                    self.waiting.append(effect.event)
            case Media():
                self.media.append((effect.call, *effect.arguments))
            case Close():
                self.closed[effect.seat] = (effect.code, effect.reason)

    def come(self, person: str, role: str = "member", lobby: bool = False, **said: Any) -> str:
        """The seat of somebody who comes in, or waits in the lobby."""
        self.connections += 1
        fact = Came(f"seat{self.connections}", claims(person, role, lobby))
        effects = self.apply(replace(fact, **said))
        return next(each.seat for each in effects if isinstance(each, Attach))

    def ask(self, seat: str, ask: asks.Ask) -> list[Effect]:
        """A message from a seat."""
        return self.apply(Asked(seat, ask))

    def lose(self, seat: str) -> list[Effect]:
        """A connection breaks."""
        return self.apply(Lost(seat))

    def answer(self, code: str = "", sentence: str = "") -> list[Effect]:
        """The portal has written down everything that waits, or refuses it."""
        effects: list[Effect] = []
        while self.waiting:
            event = self.waiting.pop(0)
            effects += self.apply(Acknowledged(event.id, self.now, code, sentence))
        return effects

    def pass_by(self, milliseconds: int, *facts: Fact) -> list[Effect]:
        """Time goes by."""
        self.now += milliseconds
        return [effect for fact in facts for effect in self.apply(fact)]

    def last(self, seat: str, kind: type) -> Any:
        """The last message of a kind that a seat was told."""
        return next(each for each in reversed(self.told[seat]) if isinstance(each, kind))

    def was_told(self, seat: str, kind: type) -> bool:
        """Whether a seat was told such a message since it connected."""
        return any(isinstance(each, kind) for each in self.told.get(seat, []))

    def kinds(self) -> list[str]:
        """Kinds of all events, in order."""
        return [each.kind for each in self.events]

    def people(self, seat: str) -> list[str]:
        """Whom a browser shows that has followed every message since its welcome."""
        shown: list[str] = []
        for message in self.told[seat]:
            match message:
                case tells.Welcome():
                    shown = [each.person for each in message.room.people]
                case tells.Joined():
                    shown.append(message.who.person)
                case tells.Left():
                    shown.remove(message.person)
        return shown


def hall(limit: int = 50, **kept: Any) -> Hall:
    """A room as the portal keeps it, with nobody in it."""
    return Hall(Room("7", "epoch", Rebuilt(title="Họp giao ban", **kept), limit, START))
