"""Coming in, coming back to the same seat, another device, and being lost."""

import pytest

from meetings import asks, tells
from meetings.errors import Close, Unwelcome
from meetings.room.contents import EMPTY_KEPT, KEPT_LOG, SEAT_KEPT
from meetings.room.facts import Closed, Over, SentOut, Ticked
from tests.meetings.support.rooms import hall

AN, BINH, CUC = "account:1", "account:2", "account:3"


def test_who_comes_in_is_shown_the_room_and_shown_to_it():
    room = hall()
    an = room.come(AN, "chair")
    binh = room.come(BINH, microphone=True)
    assert [each.person for each in room.last(binh, tells.Welcome).room.people] == [AN, BINH]
    assert room.last(an, tells.Joined).who.microphone
    assert not room.was_told(binh, tells.Joined), "the newcomer is in the snapshot already"
    assert ("enter", binh, BINH) in room.media and ("state", binh, "microphone", True) in room.media
    assert room.kinds() == ["joined", "joined"]


def test_a_lost_connection_keeps_its_seat_for_half_a_minute():
    room = hall()
    an, binh = room.come(AN), room.come(BINH)
    room.lose(binh)
    assert room.last(an, tells.Changed).state == "lost"
    room.pass_by(SEAT_KEPT - 10, Ticked())
    assert not room.was_told(an, tells.Left)
    lost_at = room.room.contents.seats[binh].lost_at
    room.pass_by(20, Ticked())
    assert room.last(an, tells.Left) == tells.Left(BINH, "lost", seq=room.last(an, tells.Left).seq)
    event = room.events[-1]
    assert (event.kind, event.at, event.data["why"]) == ("left", lost_at, "lost"), (
        "attendance ends when the line broke"
    )
    assert ("leave", binh) in room.media


def test_who_comes_back_hears_what_was_missed_and_nothing_twice():
    room = hall()
    an, binh = room.come(AN, "chair"), room.come(BINH)
    seen = room.last(binh, tells.Welcome).seq
    room.lose(binh)
    cuc = room.come(CUC)
    room.ask(cuc, asks.State("camera", True))
    assert room.come(BINH, former=binh, last_seq=seen) == binh
    numbers = [each.seq for each in room.told[binh][1:]]
    assert room.told[binh][0] == tells.Resumed(binh, seen, now=room.now)
    assert numbers == list(range(seen + 1, room.room.contents.seq + 1))
    assert room.last(an, tells.Changed).state == "here"
    assert room.kinds().count("joined") == 3, "coming back is no new attendance"


def test_who_missed_more_than_is_kept_is_shown_the_whole_room_in_the_same_seat():
    room = hall()
    an, binh = room.come(AN), room.come(BINH)
    seen = room.last(binh, tells.Welcome).seq
    room.lose(binh)
    for turn in range(KEPT_LOG + 1):
        room.ask(an, asks.State("camera", turn % 2 == 0))
    assert room.come(BINH, former=binh, last_seq=seen) == binh
    assert room.last(binh, tells.Welcome).seat == binh


def test_a_number_nobody_was_told_is_answered_with_the_whole_room():
    room = hall()
    an = room.come(AN)
    room.lose(an)
    room.come(AN, former=an, last_seq=10_000)
    assert room.was_told(an, tells.Welcome)


def test_another_device_takes_the_place_of_the_first():
    room = hall()
    an, first = room.come(AN, "chair"), room.come(BINH, microphone=True)
    room.ask(first, asks.Hand(True))
    room.answer()
    second = room.come(BINH, camera=True)
    assert second != first
    assert room.closed[first] == (Close.REPLACED, "replaced")
    assert not room.was_told(an, tells.Left), "to the others it is the same person"
    changed = room.last(an, tells.Changed)
    assert (changed.microphone, changed.camera) == (False, True)
    assert room.last(second, tells.Welcome).room.hands == (BINH,), "and keeps their turn"
    assert [each.data["seat"] for each in room.events if each.person == BINH and each.kind == "left"] == [
        first
    ]


def test_the_same_seat_opened_elsewhere_replaces_the_connection():
    room = hall()
    an = room.come(AN)
    assert room.come(AN, former=an, last_seq=room.room.contents.seq) == an
    assert room.kinds() == ["joined"]


def test_somebody_elses_seat_is_of_no_use():
    room = hall()
    an = room.come(AN)
    binh = room.come(BINH, former=an)
    assert binh != an and room.room.contents.seats[an].person == AN


@pytest.mark.parametrize(
    ("kept", "role", "way_in"),
    [
        ({"locked": True}, "member", Close.ENDED),
        ({"locked": True}, "chair", None),
        ({"locked": True, "present": frozenset({BINH})}, "member", None),
        ({"removed": frozenset({BINH})}, "member", Close.REMOVED),
        ({"limit_people": 1}, "member", Close.FULL),
        ({"limit_people": 1}, "cochair", None),
    ],
)
def test_who_cannot_come_in_is_told_why_and_changes_nothing(kept, role, way_in):
    room = hall(**kept)
    room.come(AN, "chair")
    if way_in is None:
        assert room.last(room.come(BINH, role), tells.Welcome)
        return
    with pytest.raises(Unwelcome) as refused:
        room.come(BINH, role)
    assert refused.value.code == way_in
    assert room.kinds() == ["joined"]


def test_who_goes_on_purpose_is_gone_at_once():
    room = hall()
    an, binh = room.come(AN), room.come(BINH)
    room.ask(binh, asks.Leave())
    assert room.last(an, tells.Left).why == "left"
    assert room.closed[binh] == (Close.NORMAL, "left")
    room.lose(binh)
    assert room.kinds().count("left") == 1


def test_the_portal_can_remove_somebody_and_close_the_room():
    room = hall()
    an, binh = room.come(AN), room.come(BINH)
    room.apply(SentOut(BINH))
    assert room.closed[binh] == (Close.REMOVED, "removed")
    with pytest.raises(Unwelcome, match="removed"):
        room.come(BINH)
    assert room.apply(Closed("sealed"))[-1] == Over("sealed")
    assert room.closed[an] == (Close.ENDED, "sealed")
    assert room.events[-1].data["why"] == "sealed"


def test_a_room_that_moves_says_so_before_it_closes():
    room = hall()
    an = room.come(AN)
    room.apply(Closed("draining"))
    assert isinstance(room.told[an][-1], tells.Moved)
    assert room.closed[an] == (Close.MOVED, "draining")
    assert room.apply(Ticked()) == [], "and is over"


def test_an_empty_room_is_kept_for_a_while_and_then_over():
    room = hall()
    an = room.come(AN)
    room.ask(an, asks.Leave())
    assert room.pass_by(10, Ticked()) == []
    assert room.pass_by(EMPTY_KEPT + 10, Ticked()) == [Over("empty")]


def test_a_rebuilt_room_goes_on_where_it_was():
    said = tells.Message("x", AN, "An", "Kính chào", 5)
    room = hall(messages=(said,), hands=(BINH, AN), roles={BINH: "cochair"}, moderated=True, floor=CUC)
    an = room.come(AN)
    assert room.last(an, tells.Welcome).room.messages == (said,)
    assert room.last(an, tells.Welcome).room.hands == (AN,), "only of those who are there"
    binh = room.come(BINH)
    assert room.last(an, tells.Hands).hands == (BINH, AN), "in the order of before"
    assert room.last(binh, tells.Welcome).role == "cochair"
    assert ("hold", an, "microphone", True) in room.media
    assert room.last(an, tells.Welcome).room.floor == ""
    cuc = room.come(CUC)
    assert room.last(an, tells.Floor).person == CUC and ("floor", CUC) in room.media
    assert ("hold", cuc, "microphone", True) not in room.media
