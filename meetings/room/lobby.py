"""The lobby: who waits, in order, and sees nothing of the room. Pure."""

from collections.abc import Iterable, Iterator

from meetings import asks, tells
from meetings.errors import Close as Code
from meetings.errors import Refused
from meetings.room import entering
from meetings.room.contents import Contents, Pending, Place
from meetings.room.facts import Attach, Came, Close, Effect


def waiting_in(room: Contents, seat: str) -> Place | None:
    """Who waits with this seat."""
    return next((each for each in room.lobby.values() if each.seat == seat), None)


def knock(room: Contents, place: Place, fact: Came, now: int) -> Iterator[Effect]:
    """Somebody must be let in first; the chairs hear of it when the portal has written it down."""
    yield Attach(fact.connection, place.seat)
    room.lobby[place.person] = place
    yield from _tell_place(room, [place])
    if not room.is_proposed("knocked", place.person):
        yield room.propose("knocked", place.person, now, asker=place, name=place.name, unit=place.unit)


def come_back(room: Contents, place: Place, fact: Came) -> Iterator[Effect]:
    """Somebody who waits connects again; the newest connection counts."""
    if place.lost_at is None:
        yield Close(place.seat, Code.REPLACED, "replaced")
    place.seat, place.lost_at = fact.connection, None
    place.wants, place.device = entering.wishes(fact), fact.device
    yield Attach(fact.connection, place.seat)
    yield from _tell_place(room, [place])


def knocked(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal knows: now the chairs do too."""
    place = room.lobby.get(pending.person)
    if place is not None:
        place.announced = True
        yield room.to_leaders(tells.Knock(place.person, place.name, place.unit))


def unwanted(room: Contents, pending: Pending) -> Iterator[Effect]:
    """The portal does not let them wait."""
    place = room.lobby.get(pending.person)
    if place is not None:
        yield from give_up(room, place)
        yield Close(place.seat, Code.ENDED, "refused")


def admit(room: Contents, by: Place, ask: asks.Admit, now: int) -> Iterator[Effect]:
    """Let one in, or all."""
    for person in _named(room, ask.person):
        if not room.is_proposed("admitted", person):
            yield room.propose("admitted", person, now, asker=by, by=by.person)


def admitted(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal knows: the door opens, at once for those who are there."""
    room.admitted.add(pending.person)
    place = room.lobby.get(pending.person)
    if place is None:
        return
    yield from give_up(room, place)
    if place.lost_at is not None:
        return
    if room.is_full() and not room.leads(place):
        yield Close(place.seat, Code.FULL, "full")
        return
    yield from entering.enter(room, place, now)


def refuse(room: Contents, by: Place, ask: asks.Refuse, now: int) -> Iterator[Effect]:
    """Turn one away, or all."""
    for person in _named(room, ask.person):
        if not room.is_proposed("turned_away", person):
            yield room.propose("turned_away", person, now, asker=by, by=by.person)


def turned_away(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal knows: they are told, and go."""
    yield from unwanted(room, pending)


def give_up(room: Contents, place: Place) -> Iterator[Effect]:
    """Out of the lobby, wherever to."""
    del room.lobby[place.person]
    if place.announced:
        yield room.to_leaders(tells.Unknock(place.person))
    yield from _tell_place(room, room.lobby.values())


def _named(room: Contents, person: str) -> list[str]:
    known = [each.person for each in room.knockers()]
    if person == "*":
        return known
    if person not in known:
        raise Refused("absent")
    return [person]


def _tell_place(room: Contents, places: Iterable[Place]) -> Iterator[Effect]:
    order = list(room.lobby)
    for each in places:
        yield room.to([each], tells.Waiting(room.kept.title, order.index(each.person)))
