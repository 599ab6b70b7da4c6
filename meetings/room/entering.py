"""Coming in, coming back, being lost and leaving. Pure.

One person has one seat. Who comes with the seat of before takes it again, whatever became of the old connection; who
comes on another device, or in another tab, gets a new seat, and the old one is closed as replaced.
"""

from collections.abc import Iterator
from typing import Literal

from meetings import tells
from meetings.asks import Source
from meetings.errors import Close as Code
from meetings.errors import Unwelcome
from meetings.room import lobby
from meetings.room.contents import SEAT_KEPT, Contents, Place
from meetings.room.facts import Attach, Came, Close, Effect, Lost, Media, Send


def come(room: Contents, fact: Came, now: int) -> Iterator[Effect]:
    """A person with a good token. Raises Unwelcome where there is no way in."""
    person = fact.claims.person
    if person in room.removed:
        raise Unwelcome(Code.REMOVED, "removed")
    place = room.inside(person)
    if place is not None:
        return (
            resume(room, place, fact, now) if place.seat == fact.former else replace(room, place, fact, now)
        )
    newcomer = Place(
        seat=fact.connection,
        person=person,
        name=fact.claims.name,
        unit=fact.claims.unit,
        came_as=fact.claims.role,
        since=now,
        device=fact.device,
        wants=wishes(fact),
    )
    return _come_new(room, newcomer, fact, now)


def _come_new(room: Contents, newcomer: Place, fact: Came, now: int) -> Iterator[Effect]:
    person = newcomer.person
    leads, waits = room.leads(newcomer), room.lobby.get(person)
    must_wait = fact.claims.lobby and not leads and person not in room.admitted | room.present
    if waits is not None and must_wait:
        return lobby.come_back(room, waits, fact)
    if room.is_full() and not leads:
        raise Unwelcome(Code.FULL, "full")
    if room.locked and not leads and person not in room.present:
        raise Unwelcome(Code.ENDED, "locked")
    if must_wait:
        return lobby.knock(room, newcomer, fact, now)
    return _walk_in(room, newcomer, waits, fact, now)


def wishes(fact: Came) -> frozenset[Source]:
    """What the person wants on."""
    wanted: dict[Source, bool] = {"microphone": fact.microphone, "camera": fact.camera}
    return frozenset(source for source, on in wanted.items() if on)


def _walk_in(room: Contents, place: Place, waited: Place | None, fact: Came, now: int) -> Iterator[Effect]:
    if waited is not None:
        yield from lobby.give_up(room, waited)
        yield Close(waited.seat, Code.REPLACED, "replaced")
    yield Attach(fact.connection, place.seat)
    yield from enter(room, place, now)


def enter(room: Contents, place: Place, now: int) -> Iterator[Effect]:
    """Take a seat in the room: the person sees it, and everybody sees the person."""
    place.since = now
    room.seats[place.seat] = place
    room.present.add(place.person)
    yield from _begin_media(room, place)
    yield room.to_all(tells.Joined(room.who(place)), but=place.seat)
    if place.person in room.hands:
        yield room.to_all(tells.Hands(room.hands_here()), but=place.seat)
    if place.person == room.floor:
        yield Media("floor", (room.floor,))
        yield room.to_all(tells.Floor(room.floor), but=place.seat)
    yield room.report(
        "joined",
        place.person,
        now,
        seat=place.seat,
        name=place.name,
        role=room.role(place),
        device=place.device,
    )
    yield from greet(room, place, now)


def greet(room: Contents, place: Place, now: int) -> Iterator[Effect]:
    """Show a person the whole room."""
    place.first_seq, place.stale = room.seq, False
    shown = room.snapshot(place)
    yield room.to(
        [place], tells.Welcome(place.seat, place.person, room.role(place), room.seq, shown, now=now)
    )
    if room.recording is not None and not place.consented:
        yield room.to([place], tells.ConsentAsked(room.recording.by))


def resume(room: Contents, place: Place, fact: Came, now: int) -> Iterator[Effect]:
    """Back in the seat of before: what was missed, or everything where that is no longer known."""
    was_lost, place.lost_at = place.lost_at is not None, None
    place.device = fact.device
    yield Attach(fact.connection, place.seat)
    missed = _missed(room, place, fact.last_seq)
    if was_lost:
        yield room.to_all(tells.Changed(place.person, state="here"), but=place.seat)
    if missed is None:
        yield from greet(room, place, now)
        return
    yield room.to([place], tells.Resumed(place.seat, fact.last_seq, now=now))
    for message in missed:
        yield Send((place.seat,), message)
    if was_lost:
        yield Send((place.seat,), room.log[-1])
    if room.recording is not None and not place.consented:
        yield room.to([place], tells.ConsentAsked(room.recording.by))


def _missed(room: Contents, place: Place, last_seq: int) -> list[tells.Numbered] | None:
    """What came after `last_seq`; None where some of it is gone, or was never numbered."""
    oldest = room.log[0].seq if room.log else room.seq + 1
    if place.stale or not max(place.first_seq, oldest - 1) <= last_seq <= room.seq:
        return None
    return [each for each in room.log if each.seq > last_seq]


def replace(room: Contents, old: Place, fact: Came, now: int) -> Iterator[Effect]:
    """The same person on another device: to everybody else, the one who is already there."""
    place = Place(
        seat=fact.connection,
        person=old.person,
        name=fact.claims.name,
        unit=fact.claims.unit,
        came_as=fact.claims.role,
        since=old.since,
        device=fact.device,
        wants=wishes(fact),
        consented=old.consented,
    )
    yield from drop(room, old, "replaced", now)
    yield Close(old.seat, Code.REPLACED, "replaced")
    yield Attach(fact.connection, place.seat)
    room.seats[place.seat] = place
    yield from _begin_media(room, place)
    seen = room.who(place)
    changed = tells.Changed(
        place.person,
        role=seen.role,
        microphone=seen.microphone,
        camera=seen.camera,
        screen=False,
        state="here",
    )
    yield room.to_all(changed, but=place.seat)
    yield room.report(
        "joined", place.person, now, seat=place.seat, name=place.name, role=seen.role, device=place.device
    )
    yield from greet(room, place, now)


def _begin_media(room: Contents, place: Place) -> Iterator[Effect]:
    yield Media("enter", (place.seat, place.person))
    if not room.may_speak(place):
        place.held.add("microphone")
        yield Media("hold", (place.seat, "microphone", True))
    place.on = set(place.wants - place.held)
    for source in sorted(place.on):
        yield Media("state", (place.seat, source, True))


def lose(room: Contents, fact: Lost, now: int) -> Iterator[Effect]:
    """The connection broke; the seat is kept for a while."""
    place = room.seats.get(fact.seat) or lobby.waiting_in(room, fact.seat)
    if place is None or place.lost_at is not None:
        return
    place.lost_at = now
    if fact.seat in room.seats:
        yield room.to_all(tells.Changed(place.person, state="lost"))


def expire(room: Contents, now: int) -> Iterator[Effect]:
    """Give up the seats of those who did not come back in time; they left when they were lost."""
    for place in [*room.seats.values(), *room.lobby.values()]:
        if place.lost_at is None or now - place.lost_at < SEAT_KEPT:
            continue
        if place.seat in room.seats:
            yield from leave(room, place, "lost", place.lost_at)
        else:
            yield from lobby.give_up(room, place)


def leave(
    room: Contents, place: Place, why: Literal["left", "lost", "removed"], now: int
) -> Iterator[Effect]:
    """Out of the room. `why` is `left`, `lost` or `removed`; whoever ends a connection does that besides."""
    yield from drop(room, place, why, now)
    had_hand = place.person in room.hands
    room.present.discard(place.person)
    if had_hand:
        room.hands.remove(place.person)
    yield room.to_all(tells.Left(place.person, why))
    if had_hand:
        yield room.to_all(tells.Hands(room.hands_here()))
    if room.floor == place.person:
        room.floor = ""
        yield Media("floor", ("",))
        yield room.to_all(tells.Floor(""))


def drop(room: Contents, place: Place, why: str, now: int) -> Iterator[Effect]:
    """Take a seat away without a word to the others."""
    del room.seats[place.seat]
    if room.speaker == place.person:
        room.speaker = ""
    yield Media("leave", (place.seat,))
    yield room.report("left", place.person, now, seat=place.seat, why=why)
