"""What chairs and co-chairs do; who may at all is in `roles`. Pure."""

from collections.abc import Iterator

from meetings import asks, tells
from meetings.errors import Close as Code
from meetings.errors import Refused
from meetings.room.contents import Contents, Pending, Place
from meetings.room.entering import leave
from meetings.room.facts import Acknowledged, Close, Effect, Media, Recorder, RecordingEnded
from meetings.room.roles import may_remove, may_stop
from meetings.room.talking import propose_hand, set_state
from meetings.snapshots import Recording


def _target(room: Contents, person: str) -> Place:
    place = room.inside(person)
    if place is None:
        raise Refused("absent")
    return place


def mute(room: Contents, by: Place, ask: asks.Mute, now: int) -> Iterator[Effect]:
    """One, or everybody but those who lead. At once: silence cannot wait for the portal."""
    if ask.person == "*":
        targets = [each for each in room.seats.values() if not room.leads(each)]
    else:
        targets = [_target(room, ask.person)]
        if targets[0] is not by and not may_stop(room.role(by), room.role(targets[0])):
            raise Refused("protected")
    for place in targets:
        if ask.source in place.on:
            yield from silence(room, place, ask.source, by.person)
            yield room.report("muted", place.person, now, source=ask.source, by=by.person)


def silence(room: Contents, place: Place, source: asks.Source, by: str) -> Iterator[Effect]:
    """Stop a source, whatever its browser goes on sending."""
    if source not in place.held:
        place.held.add(source)
        yield Media("hold", (place.seat, source, True))
    if source in place.on:
        yield from set_state(room, place, source, False)
        yield room.to([place], tells.Muted(by, source))


def ask_unmute(room: Contents, by: Place, ask: asks.AskUnmute, now: int) -> Iterator[Effect]:
    """The person decides. Under moderation one gives the floor instead."""
    place = _target(room, ask.person)
    yield room.to([place], tells.AskedUnmute(by.person))


def floor(room: Contents, by: Place, ask: asks.Floor, now: int) -> Iterator[Effect]:
    """Give the floor to one person, from whoever has it, or take it back."""
    place = _target(room, ask.person)
    if ask.given == (room.floor == ask.person):
        return
    before = room.inside(room.floor)
    if before is not None and not may_stop(room.role(by), room.role(before)) and before is not by:
        raise Refused("protected")
    room.floor = ask.person if ask.given else ""
    yield room.report("floor", ask.person, now, given=ask.given, by=by.person)
    yield Media("floor", (room.floor,))
    yield room.to_all(tells.Floor(room.floor))
    if before is not None:
        yield from settle(room, before, by.person)
    if ask.given:
        yield from settle(room, place, by.person)
        yield from propose_hand(room, ask.person, False, by, now)
        yield room.to([place], tells.AskedUnmute(by.person))


def settle(room: Contents, place: Place, by: str) -> Iterator[Effect]:
    """Bring a microphone in line with who may speak now."""
    if not room.may_speak(place):
        yield from silence(room, place, "microphone", by)
    elif "microphone" in place.held:
        place.held.discard("microphone")
        yield Media("hold", (place.seat, "microphone", False))


def moderate(room: Contents, by: Place, ask: asks.Moderate, now: int) -> Iterator[Effect]:
    """On: only those who lead and who have the floor may speak. At once, like muting."""
    if ask.on == room.moderated:
        return
    room.moderated = ask.on
    yield room.report("moderated", by.person, now, on=ask.on, by=by.person)
    yield room.to_all(room.settings())
    for place in room.seats.values():
        yield from settle(room, place, by.person)


def lower_hand(room: Contents, by: Place, ask: asks.LowerHand, now: int) -> Iterator[Effect]:
    """One, or all."""
    for person in room.hands_here() if ask.person == "*" else [ask.person]:
        yield from propose_hand(room, person, False, by, now)


def lock(room: Contents, by: Place, ask: asks.Lock, now: int) -> Iterator[Effect]:
    """Nobody new but a chair."""
    if ask.on != room.locked and not room.is_proposed("locked", by.person, ask.on):
        yield room.propose("locked", by.person, now, asker=by, value=ask.on, on=ask.on, by=by.person)


def locked(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal has it."""
    room.locked = pending.value
    yield room.to_all(room.settings())


def change_role(room: Contents, by: Place, ask: asks.Role, now: int) -> Iterator[Effect]:
    """Make or unmake a co-chair; guests of the house cannot be one."""
    place = _target(room, ask.person)
    if place.came_as == "chair":
        raise Refused("protected")
    if place.came_as == "guest":
        raise Refused("guest")
    if room.role(place) != ask.role and not room.is_proposed("role", ask.person, ask.role):
        yield room.propose("role", ask.person, now, asker=by, value=ask.role, role=ask.role, by=by.person)


def role_changed(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal has it: the person sees the lobby from now on, or no longer."""
    room.roles[pending.person] = pending.value
    place = room.inside(pending.person)
    if place is None:
        return
    yield room.to_all(tells.Changed(pending.person, role=pending.value))
    yield from settle(room, place, pending.person)
    for each in room.knockers():
        message = tells.Knock(each.person, each.name, each.unit)
        yield room.to([place], message if room.leads(place) else tells.Unknock(each.person))


def remove(room: Contents, by: Place, ask: asks.Remove, now: int) -> Iterator[Effect]:
    """Out, and not in again."""
    place = _target(room, ask.person)
    if place is by or not may_remove(room.role(by), room.role(place)):
        raise Refused("protected")
    if not room.is_proposed("removed", ask.person):
        yield room.propose("removed", ask.person, now, asker=by, by=by.person)


def send_out(room: Contents, person: str, now: int) -> Iterator[Effect]:
    """The portal has it, or wants it: out of the room or the lobby, for good."""
    room.removed.add(person)
    room.admitted.discard(person)
    waiting, place = room.lobby.pop(person, None), room.inside(person)
    if waiting is not None:
        yield room.to_leaders(tells.Unknock(person))
        yield Close(waiting.seat, Code.REMOVED, "removed")
    if place is not None:
        yield from leave(room, place, "removed", now)
        yield Close(place.seat, Code.REMOVED, "removed")


def record(room: Contents, by: Place, ask: asks.Record, now: int) -> Iterator[Effect]:
    """Start, when the portal has written that down; stop, when the recorder has handed over the rest."""
    if not ask.on:
        if room.recording_id:
            yield Recorder("")
        return
    if room.sealed:
        raise Refused("sealed")
    if not room.kept.recording_allowed:
        raise Refused("no_recording")
    if not room.recording_id and not any(each.kind == "recording_started" for each in room.pending.values()):
        name = room.new_id()
        yield room.propose(
            "recording_started", by.person, now, asker=by, value=name, recording=name, by=by.person
        )


def recording_started(room: Contents, pending: Pending, fact: Acknowledged) -> Iterator[Effect]:
    """The portal has it: everybody sees it and is asked, and only then is anything recorded."""
    room.recording_id = pending.value
    room.recording = Recording(fact.at, pending.person)
    yield room.to_all(room.settings())
    asked = [each for each in room.seats.values() if not each.consented]
    yield room.to(asked, tells.ConsentAsked(pending.person))
    yield Recorder(room.recording_id)


def recording_ended(room: Contents, fact: RecordingEnded, now: int) -> Iterator[Effect]:
    """The recorder is done: written down by the portal, then shown."""
    if not room.recording_id or room.recording is None:
        return
    by = room.inside(room.recording.by) or Place("", room.recording.by, "", "", "", now)
    yield room.propose(
        "recording_stopped", by.person, now, asker=by, recording=room.recording_id, parts=fact.parts
    )
    room.recording_id = ""


def recording_stopped(room: Contents, pending: Pending, now: int) -> Iterator[Effect]:
    """The portal has it."""
    room.recording = None
    for place in room.seats.values():
        place.consented = False
    yield room.to_all(room.settings())


def end(room: Contents, by: Place, ask: asks.End, now: int) -> Iterator[Effect]:
    """For everybody."""
    if not any(each.kind == "ended" for each in room.pending.values()):
        yield room.propose("ended", by.person, now, asker=by, why="ended", by=by.person)
