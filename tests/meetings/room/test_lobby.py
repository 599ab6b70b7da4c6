"""The lobby: who waits sees nothing, and is let in or turned away when the portal has written it down."""

import pytest

from meetings import asks, tells
from meetings.errors import Close, Unwelcome
from meetings.room.contents import SEAT_KEPT
from meetings.room.facts import Ticked
from tests.meetings.support.rooms import hall

AN, BINH, KHACH, LA = "account:1", "account:2", "guest:3", "guest:4"


def waiting_room():
    """A chair, a member, and a guest whom the chair knows to wait."""
    room = hall()
    an, binh = room.come(AN, "chair"), room.come(BINH)
    khach = room.come(KHACH, "guest", lobby=True)
    return room, an, binh, khach


def test_only_those_who_lead_hear_the_knock_and_only_when_the_portal_has_it():
    room, an, binh, khach = waiting_room()
    assert room.told[khach] == [tells.Waiting("Họp giao ban", 0)]
    assert not room.was_told(an, tells.Knock)
    room.answer()
    assert room.last(an, tells.Knock) == tells.Knock(KHACH, "Người 3", "Văn phòng")
    assert not room.was_told(binh, tells.Knock)


def test_a_guest_is_let_in():
    room, an, _binh, khach = waiting_room()
    room.answer()
    room.ask(an, asks.Admit(KHACH))
    assert not room.was_told(khach, tells.Welcome)
    room.answer()
    assert [each.person for each in room.last(khach, tells.Welcome).room.people] == [AN, BINH, KHACH]
    assert room.last(an, tells.Unknock).person == KHACH
    assert room.kinds()[-2:] == ["admitted", "joined"]


def test_all_are_let_in_and_each_learns_how_many_are_ahead():
    room, an, _binh, khach = waiting_room()
    la = room.come(LA, "guest", lobby=True)
    assert room.last(la, tells.Waiting).ahead == 1
    room.answer()
    room.ask(an, asks.Admit("*"))
    room.answer()
    assert room.was_told(khach, tells.Welcome) and room.was_told(la, tells.Welcome)


def test_a_guest_is_turned_away():
    room, an, _binh, khach = waiting_room()
    room.answer()
    room.ask(an, asks.Refuse(KHACH))
    assert khach not in room.closed
    room.answer()
    assert room.closed[khach] == (Close.ENDED, "refused")
    assert room.last(an, tells.Unknock).person == KHACH


def test_a_member_lets_nobody_in():
    room, _an, binh, khach = waiting_room()
    room.answer()
    room.ask(binh, asks.Admit(KHACH))
    assert room.last(binh, tells.Refused).code == "not_allowed"
    assert room.waiting == []
    assert not room.was_told(khach, tells.Welcome)


def test_whoever_waits_can_ask_for_nothing_but_to_go():
    room, an, _binh, khach = waiting_room()
    room.answer()
    room.ask(khach, asks.Say("a", "Cho tôi vào"))
    assert room.last(khach, tells.Refused).code == "not_allowed"
    room.ask(khach, asks.Leave())
    assert room.closed[khach] == (Close.NORMAL, "left")
    assert room.last(an, tells.Unknock).person == KHACH


def test_a_guest_who_was_cut_off_waits_on_and_does_not_knock_twice():
    room, an, _binh, khach = waiting_room()
    room.answer()
    room.lose(khach)
    room.pass_by(1000, Ticked())
    again = room.come(KHACH, "guest", lobby=True)
    assert room.kinds().count("knocked") == 1
    assert not room.was_told(an, tells.Unknock)
    room.ask(an, asks.Admit(KHACH))
    room.answer()
    assert room.was_told(again, tells.Welcome)


def test_a_guest_who_does_not_come_back_waits_no_longer():
    room, an, _binh, khach = waiting_room()
    room.answer()
    room.lose(khach)
    room.pass_by(SEAT_KEPT, Ticked())
    assert room.last(an, tells.Unknock).person == KHACH


def test_who_was_admitted_while_cut_off_walks_in():
    room, an, _binh, khach = waiting_room()
    room.answer()
    room.lose(khach)
    room.ask(an, asks.Admit(KHACH))
    room.answer()
    assert room.was_told(room.come(KHACH, "guest", lobby=True), tells.Welcome)


def test_a_chair_who_was_away_sees_who_waits():
    room, an, _binh, khach = waiting_room()
    room.lose(an)
    room.answer()
    room.come(AN, "chair", former=an, last_seq=room.room.contents.seq)
    assert [each.person for each in room.last(an, tells.Welcome).room.waiting] == [KHACH]
    assert khach in {each.seat for each in room.room.contents.lobby.values()}


def test_who_is_removed_while_waiting_stays_out():
    room, _an, _binh, khach = waiting_room()
    room.room.contents.removed.add(KHACH)
    with pytest.raises(Unwelcome, match="removed"):
        room.come(KHACH, "guest", lobby=True)
    assert khach not in room.room.contents.seats


def test_a_room_that_filled_up_meanwhile_says_so():
    room = hall(limit=2)
    an = room.come(AN, "chair")
    khach = room.come(KHACH, "guest", lobby=True)
    room.answer()
    room.come(BINH)
    room.ask(an, asks.Admit(KHACH))
    room.answer()
    assert room.closed[khach] == (Close.FULL, "full")
