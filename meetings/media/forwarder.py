"""What one receiver gets of all that is published: which m-line carries which view, in which encoding.

Called a few times a second for each receiver and whenever something changed. It decides with the pure rules
(`slots`, `layers`), points the legs, and answers what the browser has to be told.
"""

from collections.abc import Iterable, Mapping, Sequence

from meetings.asks import View
from meetings.media.layers import Grant, Picture, appetite
from meetings.media.receiving import Leg, Receiving
from meetings.media.seats import Seat
from meetings.media.slots import roomy, seat_views
from meetings.media.tracks import Encoding, Track
from meetings.tells import Slot

AUDIO_RATE = 40_000  # Bits a second put aside for each voice.
EMPTY = Slot("", "", "empty")
PICTURES = ("camera", "screen")


class Room:
    """Whose tracks there are, and how important people are just now. `loudest` are heard, the first of `leading`
    (who has the floor, who speaks) is most important to see."""

    def __init__(self) -> None:
        self.people: dict[str, Seat] = {}
        self.loudest: tuple[str, ...] = ()
        self.leading: tuple[str, ...] = ()

    def track(self, person: str, source: str) -> Track | None:
        """What a person publishes under a name, or None where there is no such person."""
        seat = self.people.get(person)
        return seat.tracks.get(source) if seat is not None else None


def forward(seat: Seat, room: Room, now: int) -> dict[str, Slot]:
    """Point everything this seat receives; what has changed of its slots since the last call."""
    receiving = seat.receiving
    if receiving is None:
        return {}
    _place(seat, receiving, room)
    if not receiving.is_agreed:
        return {}
    grants = _grants(seat, receiving, room, now)
    shown = {mid: _carry(leg, seat, room, grants, now) for mid, leg in receiving.legs.items() if leg.leg}
    changes = {mid: slot for mid, slot in shown.items() if seat.told.get(mid, EMPTY) != slot}
    seat.told.update(changes)
    return changes


def _place(seat: Seat, receiving: Receiving, room: Room) -> None:
    views = [
        *_heard(seat, room),
        *((each.person, each.source) for each in seat.views if each.source in PICTURES),
    ]
    present = [view for view in views if view[0] in room.people and view[0] != seat.person]
    seating = seat_views(present, seat.places, receiving.sizes())
    seat.places = dict(seating.views)
    if receiving.grow(roomy(seating.sizes)):
        seat.needs_offer = True


def _heard(seat: Seat, room: Room) -> Iterable[tuple[str, str]]:
    """The loudest microphones, and the sound of every screen that is shared."""
    for person in room.loudest:
        yield person, "microphone"
    for person, other in room.people.items():
        if other.tracks["screen-audio"].is_flowing:
            yield person, "screen-audio"


def _grants(seat: Seat, receiving: Receiving, room: Room, now: int) -> dict[str, Grant]:
    pictures = list(_pictures(seat, room, now))
    receiving.wanted = 0 if seat.audio_only else appetite(pictures, seat.saving)
    if seat.audio_only:
        return seat.steady.pause([each.key for each in pictures])
    sound = AUDIO_RATE * sum(
        1 for leg in receiving.legs.values() if leg.is_audio and leg.encoding is not None
    )
    receiving.wanted += sound
    budget = max(0, int(receiving.estimate.rate) - sound)
    return seat.steady.decide(pictures, budget, now, seat.saving)


def _pictures(seat: Seat, room: Room, now: int) -> Iterable[Picture]:
    sizes: dict[tuple[str, str], View] = {(each.person, each.source): each for each in seat.views}
    for mid, (person, source) in seat.places.items():
        track, view = room.track(person, source), sizes.get((person, source))
        if track is None or view is None or not track.is_flowing or not track.rids:
            continue
        rank = room.leading.index(person) if person in room.leading else len(room.leading)
        yield Picture(mid, rank, view.height, track.layers(now), view.big, source == "screen")


def _carry(leg: Leg, seat: Seat, room: Room, grants: Mapping[str, Grant], now: int) -> Slot:
    """Point one leg, and say what its m-line shows."""
    receiving = seat.receiving
    assert receiving is not None
    person, source = seat.places.get(leg.mid, ("", ""))
    track = room.track(person, source) if person else None
    if track is None:
        receiving.point(leg, None, None)
        return EMPTY
    if not track.is_flowing:
        receiving.point(leg, None, None)
        return Slot(person, source, "paused", "away" if track.is_away else "muted")
    if not track.rids:
        receiving.point(leg, None, None)
        return _waiting(seat, leg, person, source)
    grant = Grant(0) if leg.is_audio else grants.get(leg.mid, Grant())
    if grant.layer < 0:
        receiving.point(leg, None, None)
        return Slot(person, source, "paused", grant.why or "away")
    rids = track.ordered()
    encoding = _coming(leg, track, rids[: grant.layer + 1], now) or _best(track, rids, grant.layer, now)
    if not leg.is_audio:
        track.demand.need({rids[grant.layer], encoding.rid if encoding is not None else rids[0]}, now)
    receiving.point(leg, track, encoding, grant.temporal)
    return Slot(person, source, "live") if _flows(leg, track) else _waiting(seat, leg, person, source)


def _best(track: Track, rids: Sequence[str], wanted: int, now: int) -> Encoding | None:
    """The encoding to carry: the wanted one if it is alive, else the next smaller one that is, else the next bigger.

    While none is alive the wanted one is pointed at all the same: its first key frame is then on its way at once.
    """
    for rid in [*reversed(rids[: wanted + 1]), *rids[wanted + 1 :]]:
        encoding = track.encodings.get(rid)
        if encoding is not None and encoding.is_alive(now):
            return encoding
    return track.encodings.get(rids[wanted]) or next(iter(track.encodings.values()), None)


def _coming(leg: Leg, track: Track, rids: Sequence[str], now: int) -> Encoding | None:
    """The encoding whose key frame a line that shows nothing of this track yet is waiting for. A browser that begins to
    send has one bigger encoding after the other: who waited for each anew would see the person seconds later."""
    if leg.is_audio or leg.track is not track or leg.encoding is None or _flows(leg, track):
        return None
    return leg.encoding if leg.encoding.rid in rids and leg.encoding.is_alive(now) else None


def _flows(leg: Leg, track: Track) -> bool:
    """Whether packets of this very track go out already."""
    return any(each.source == leg.counts.source for each in track.encodings.values())


def _waiting(seat: Seat, leg: Leg, person: str, source: str) -> Slot:
    """Until its first key frame a line shows nothing of anybody else; what it showed of the same view stays."""
    before = seat.told.get(leg.mid, EMPTY)
    return before if (before.person, before.source) == (person, source) else EMPTY
