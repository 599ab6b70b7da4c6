"""What everybody may do: switch sources, raise a hand, react, write, consent, go. Pure."""

from collections.abc import Iterator

from msgspec import UNSET

from meetings import asks, tells
from meetings.errors import SENTENCES, Refused
from meetings.errors import Close as Code
from meetings.room.contents import Contents, Pending, Place
from meetings.room.entering import leave
from meetings.room.facts import Acknowledged, Close, Effect, Media

REACTION_PAUSE = 250  # milliseconds between two reactions of one person
SHOWN_STATES = {"microphone", "camera", "screen"}


def switch(room: Contents, place: Place, ask: asks.State, now: int) -> Iterator[Effect]:
    """A source on or off. Nobody is unmuted by anyone but themselves."""
    if ask.on and ask.source == "microphone" and not room.may_speak(place):
        raise Refused("moderated")
    if ask.on and ask.source in place.held:
        place.held.discard(ask.source)
        yield Media("hold", (place.seat, ask.source, False))
    yield from set_state(room, place, ask.source, ask.on)


def set_state(room: Contents, place: Place, source: asks.Source, on: bool) -> Iterator[Effect]:
    """Write down that a source is on or off, and show it where it changed."""
    if on == (source in place.on):
        return
    (place.on.add if on else place.on.discard)(source)
    yield Media("state", (place.seat, source, on))
    if source in SHOWN_STATES:
        changed = tells.Changed(
            place.person,
            microphone=on if source == "microphone" else UNSET,
            camera=on if source == "camera" else UNSET,
            screen=on if source == "screen" else UNSET,
        )
        yield room.to_all(changed)


def raise_hand(room: Contents, place: Place, ask: asks.Hand, now: int) -> Iterator[Effect]:
    """One's own hand; shown when the portal has it."""
    yield from propose_hand(room, place.person, ask.up, place, now)


def propose_hand(room: Contents, person: str, up: bool, by: Place, now: int) -> Iterator[Effect]:
    """Up or down, unless it is so already or about to be."""
    waiting = [each.value for each in room.pending.values() if (each.kind, each.person) == ("hand", person)]
    if up != (waiting[-1] if waiting else person in room.hands):
        yield room.propose("hand", person, now, asker=by, value=up, up=up, by=by.person)


def hand(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal has it: now everybody sees the queue."""
    person, up = pending.person, pending.value
    if up and person not in room.hands and room.inside(person):
        room.hands.append(person)
    elif not up and person in room.hands:
        room.hands.remove(person)
    else:
        return
    yield room.to_all(tells.Hands(room.hands_here()))


def react(room: Contents, place: Place, ask: asks.React, now: int) -> Iterator[Effect]:
    """Floats by; too many are not shown."""
    if now - place.reacted_at >= REACTION_PAUSE:
        place.reacted_at = now
        yield room.to(
            [each for each in room.seats.values() if each.lost_at is None],
            tells.Reacted(place.person, ask.emoji),
        )


def say(room: Contents, place: Place, ask: asks.Say, now: int) -> Iterator[Effect]:
    """A chat message; everybody sees it when the portal keeps it."""
    fault = _why_not(room, ask)
    if fault:
        yield room.to([place], tells.Unsaid(ask.id, fault, SENTENCES[fault]))
        return
    id = f"{place.person}:{ask.id}"  # nobody can take the name of another's message
    said = any((each.id, each.person) == (ask.id, place.person) for each in room.messages)
    if not said and id not in room.pending:
        value = tells.Message(ask.id, place.person, place.name, ask.text.strip(), now)
        yield room.propose("said", place.person, now, asker=place, value=value, id=id, text=value.text)


def _why_not(room: Contents, ask: asks.Say) -> str:
    if room.sealed:
        return "sealed"
    if not room.kept.chat:
        return "chat_closed"
    return "" if ask.text.strip() else "empty"


def said(room: Contents, pending: Pending, fact: Acknowledged) -> Iterator[Effect]:
    """The portal keeps it: now everybody sees it."""
    was: tells.Message = pending.value
    message = tells.Message(was.id, was.person, was.name, was.text, fact.at or was.at, fact.link)
    room.messages.append(message)
    yield room.to_all(tells.Said(message))


def unsaid(room: Contents, pending: Pending, fact: Acknowledged) -> Iterator[Effect]:
    """The portal does not keep it: only its author hears why."""
    place = room.inside(pending.person)
    if place is not None:
        yield room.to([place], tells.Unsaid(pending.value.id, fact.code, fact.sentence))


def consent(room: Contents, place: Place, ask: asks.Consent, now: int) -> Iterator[Effect]:
    """To being recorded; who does not want it goes."""
    yield room.report("consented", place.person, now, yes=ask.yes)
    place.consented = ask.yes
    if not ask.yes and room.recording is not None:
        yield from leave(room, place, "left", now)
        yield Close(place.seat, Code.ENDED, "consent")


def go(room: Contents, place: Place, ask: asks.Leave, now: int) -> Iterator[Effect]:
    """The person goes on purpose."""
    yield from leave(room, place, "left", now)
    yield Close(place.seat, Code.NORMAL, "left")
