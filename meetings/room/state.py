"""A room as a state machine: `apply(fact, now)` changes it and says what is to be done. Pure.

What must be written down by the portal first (chat, hands, lobby, lock, roles, removals, recording, the end) is
proposed, and happens when the portal has answered; muting, moderation and the floor happen at once and are told
afterwards. docs/meeting-protocol.md says it in full.
"""

from collections.abc import Callable, Iterator
from typing import Any

from meetings import asks, tells
from meetings.errors import Close as Code
from meetings.errors import Refused, Unwelcome
from meetings.room import entering, leading, lobby, talking
from meetings.room.contents import COMEBACK, EMPTY_KEPT, Contents, Pending, Place, begun
from meetings.room.facts import (
    Acknowledged,
    Asked,
    Came,
    Close,
    Closed,
    Effect,
    Fact,
    Lost,
    Media,
    Over,
    Rebuilt,
    Recorder,
    RecordingEnded,
    Send,
    SentOut,
    Spoke,
    Ticked,
)
from meetings.room.roles import may

Deed = Callable[[Contents, Place, Any, int], Iterator[Effect]]

_DEEDS: dict[type, Deed] = {
    asks.State: talking.switch,
    asks.Hand: talking.raise_hand,
    asks.React: talking.react,
    asks.Say: talking.say,
    asks.Consent: talking.consent,
    asks.Leave: talking.go,
    asks.Admit: lobby.admit,
    asks.Refuse: lobby.refuse,
    asks.Mute: leading.mute,
    asks.AskUnmute: leading.ask_unmute,
    asks.Floor: leading.floor,
    asks.Moderate: leading.moderate,
    asks.LowerHand: leading.lower_hand,
    asks.Lock: leading.lock,
    asks.Role: leading.change_role,
    asks.Remove: leading.remove,
    asks.Record: leading.record,
    asks.End: leading.end,
}
# What only the stage understands.
_STAGE = {asks.Publish: "publish", asks.Subscribed: "subscribed", asks.Show: "show"}

_SETTLED: dict[str, Callable[[Contents, Pending, int], Iterator[Effect]]] = {
    "knocked": lobby.knocked,
    "admitted": lobby.admitted,
    "turned_away": lobby.turned_away,
    "hand": talking.hand,
    "locked": leading.locked,
    "role": leading.role_changed,
    "recording_stopped": leading.recording_stopped,
}


class Room:
    """One running room. Nothing here waits, reads a clock or speaks to anybody."""

    def __init__(self, room: str, epoch: str, kept: Rebuilt, limit: int, now: int) -> None:
        self.contents = begun(room, epoch, kept, limit, now)

    def apply(self, fact: Fact, now: int) -> list[Effect]:
        """What follows from a fact at this instant (milliseconds since the epoch).

        Raises Unwelcome for somebody who cannot come in; then nothing has changed.
        """
        if self.contents.over and isinstance(fact, Came):
            raise Unwelcome(self._farewell(), self.contents.over)
        if self.contents.over and not isinstance(fact, RecordingEnded):
            return []
        return list(self._follow(fact, now))

    def _follow(self, fact: Fact, now: int) -> Iterator[Effect]:
        room = self.contents
        match fact:
            case Came():
                yield from entering.come(room, fact, now)
            case Lost():
                yield from entering.lose(room, fact, now)
            case Asked():
                yield from self._asked(fact, now)
            case Acknowledged():
                yield from self._acknowledged(fact, now)
            case Ticked():
                yield from self._tick(now)
            case Spoke():
                room.speaker = fact.person
            case RecordingEnded():
                yield from leading.recording_ended(room, fact, now)
            case SentOut():
                yield from leading.send_out(room, fact.person, now)
            case Closed():
                yield from self._close(fact.why, now)

    def _asked(self, fact: Asked, now: int) -> Iterator[Effect]:
        room, ask = self.contents, fact.ask
        place = room.seats.get(fact.seat)
        if place is None:
            yield from self._asked_in_lobby(fact)
            return
        try:
            if not may(room.role(place), ask):
                raise Refused("not_allowed")
            if type(ask) in _DEEDS:
                yield from _DEEDS[type(ask)](room, place, ask, now)
            elif type(ask) in _STAGE:
                yield Media(_STAGE[type(ask)], (place.seat, ask))
            elif isinstance(ask, asks.Restart):
                yield Media("restart", (place.seat,))
        except Refused as refused:
            yield room.to([place], tells.Refused(refused.code, refused.sentence))

    def _asked_in_lobby(self, fact: Asked) -> Iterator[Effect]:
        room = self.contents
        place = lobby.waiting_in(room, fact.seat)
        if place is None:
            return
        if isinstance(fact.ask, asks.Leave):
            yield from lobby.give_up(room, place)
            yield Close(place.seat, Code.NORMAL, "left")
        else:
            refused = Refused("not_allowed")
            yield room.to([place], tells.Refused(refused.code, refused.sentence))

    def _acknowledged(self, fact: Acknowledged, now: int) -> Iterator[Effect]:
        room = self.contents
        pending = room.pending.pop(fact.id, None)
        if pending is None:
            return
        if fact.code:
            yield from self._declined(pending, fact)
        elif pending.kind == "said":
            yield from talking.said(room, pending, fact)
        elif pending.kind == "recording_started":
            yield from leading.recording_started(room, pending, fact)
        elif pending.kind == "removed":
            yield from leading.send_out(room, pending.person, now)
        elif pending.kind == "ended":
            yield from self._close("ended", now)
        else:
            yield from _SETTLED[pending.kind](room, pending, now)

    def _declined(self, pending: Pending, fact: Acknowledged) -> Iterator[Effect]:
        room = self.contents
        if pending.kind == "said":
            yield from talking.unsaid(room, pending, fact)
        elif pending.kind == "knocked":
            yield from lobby.unwanted(room, pending)
        elif pending.seat in room.seats:
            yield room.to([room.seats[pending.seat]], tells.Refused(fact.code, fact.sentence))

    def _tick(self, now: int) -> Iterator[Effect]:
        room = self.contents
        yield from entering.expire(room, now)
        if now - room.since >= COMEBACK:
            here = {each.person for each in room.seats.values()}
            room.present &= here
            room.hands = [each for each in room.hands if each in here]
            room.floor = room.floor_here()
        if room.seats or room.lobby or room.pending:
            room.empty_since = None
        elif room.empty_since is None:
            room.empty_since = now
        elif room.recording_id:
            yield Recorder("")
        elif now - room.empty_since >= EMPTY_KEPT:
            room.over = "empty"
            yield Over("empty")

    def _close(self, why: str, now: int) -> Iterator[Effect]:
        room = self.contents
        room.over = why
        if room.recording_id:
            yield Recorder("")
        places = [*room.seats.values(), *room.lobby.values()]
        if self._farewell() is Code.MOVED:
            yield Send(tuple(each.seat for each in places if each.lost_at is None), tells.Moved())
        for place in list(room.seats.values()):
            yield from entering.drop(room, place, why, now)
        room.lobby.clear()
        for place in places:
            yield Close(place.seat, self._farewell(), why)
        yield Over(why)

    def _farewell(self) -> Code:
        """`ended` and `sealed` send people home, everything else elsewhere."""
        return Code.ENDED if self.contents.over in ("ended", "sealed") else Code.MOVED
