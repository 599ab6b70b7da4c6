"""What those who lead may do, and what nobody may do to whom."""

import pytest

from meetings import asks, tells
from meetings.errors import Close, Unwelcome
from meetings.room.facts import Over, Recorder, RecordingEnded
from meetings.room.roles import MAY, may
from tests.meetings.support.rooms import hall

AN, BINH, CUC, KHACH = "account:1", "account:2", "account:3", "guest:4"


def three(**kept):
    """A chair, a co-chair and a member."""
    room = hall(**kept)
    return room, room.come(AN, "chair"), room.come(BINH, "cochair"), room.come(CUC)


LEADING_ASKS = [
    asks.Admit("*"),
    asks.Refuse("*"),
    asks.Mute("*", "microphone"),
    asks.AskUnmute(AN),
    asks.Floor(AN, True),
    asks.Moderate(True),
    asks.LowerHand("*"),
    asks.Lock(True),
    asks.Role(BINH, "member"),
    asks.Remove(BINH),
    asks.Record(True),
    asks.End(),
]


@pytest.mark.parametrize("ask", LEADING_ASKS, ids=lambda ask: type(ask).__name__)
def test_a_member_may_do_none_of_it(ask):
    room, _an, _binh, cuc = three(recording_allowed=True)
    before = room.kinds()
    effects = room.ask(cuc, ask)
    assert [each.message.code for each in effects] == ["not_allowed"]
    assert room.kinds() == before


def test_the_table_names_everything_that_only_some_may():
    assert set(MAY) == {type(each) for each in LEADING_ASKS}
    assert not may("cochair", asks.Role(BINH, "member"))
    assert may("guest", asks.Hand(True))


def test_muting_one_stops_them_at_once_and_only_they_start_again():
    room, an, _binh, cuc = three()
    room.ask(cuc, asks.State("microphone", True))
    room.ask(an, asks.Mute(CUC, "microphone"))
    assert room.last(cuc, tells.Muted) == tells.Muted(AN, "microphone")
    assert room.last(an, tells.Changed).microphone is False
    assert ("hold", cuc, "microphone", True) in room.media, "whatever the browser goes on sending"
    room.ask(cuc, asks.State("microphone", True))
    assert room.media[-2:] == [("hold", cuc, "microphone", False), ("state", cuc, "microphone", True)]
    assert room.kinds()[-1] == "muted"


def test_muting_all_spares_those_who_lead():
    room, an, binh, cuc = three()
    for seat in (an, binh, cuc):
        room.ask(seat, asks.State("microphone", True))
    room.ask(binh, asks.Mute("*", "microphone"))
    assert [room.was_told(each, tells.Muted) for each in (an, binh, cuc)] == [False, False, True]


def test_a_cochair_does_not_mute_or_remove_a_chair():
    room, an, binh, _cuc = three()
    room.ask(an, asks.State("microphone", True))
    room.ask(binh, asks.Mute(AN, "microphone"))
    assert room.last(binh, tells.Refused).code == "protected"
    room.ask(binh, asks.Remove(AN))
    assert room.last(binh, tells.Refused).code == "protected"
    assert room.waiting == []


def test_moderation_silences_all_but_those_who_lead_and_who_have_the_floor():
    room, an, _binh, cuc = three()
    room.ask(cuc, asks.State("microphone", True))
    room.ask(an, asks.Moderate(True))
    assert room.last(cuc, tells.Settings).moderated and room.was_told(cuc, tells.Muted)
    room.ask(cuc, asks.State("microphone", True))
    assert room.last(cuc, tells.Refused).code == "moderated"
    room.ask(an, asks.State("microphone", True))
    assert room.last(cuc, tells.Changed).microphone is True
    room.ask(an, asks.Floor(CUC, True))
    assert room.last(cuc, tells.AskedUnmute).by == AN and room.last(an, tells.Floor).person == CUC
    assert ("floor", CUC) in room.media
    room.ask(cuc, asks.State("microphone", True))
    assert "microphone" in room.room.contents.seats[cuc].on
    room.ask(an, asks.Floor(CUC, False))
    assert "microphone" not in room.room.contents.seats[cuc].on
    room.ask(an, asks.Moderate(False))
    assert room.media[-1] == ("hold", cuc, "microphone", False)


def test_giving_the_floor_lowers_the_hand_and_takes_it_from_whoever_had_it():
    room, an, binh, cuc = three()
    room.ask(cuc, asks.Hand(True))
    room.answer()
    room.ask(an, asks.Floor(BINH, True))
    room.ask(an, asks.Floor(CUC, True))
    room.answer()
    assert room.last(binh, tells.Floor).person == CUC
    assert room.last(binh, tells.Hands).hands == ()
    room.ask(cuc, asks.Leave())
    assert room.last(binh, tells.Floor).person == ""


def test_locking_and_roles_hold_when_the_portal_has_them():
    room, an, _binh, cuc = three()
    room.ask(an, asks.Lock(True))
    room.ask(an, asks.Role(CUC, "cochair"))
    assert not room.was_told(cuc, tells.Settings)
    room.answer()
    assert room.last(cuc, tells.Settings).locked
    assert room.last(cuc, tells.Changed).role == "cochair"
    with pytest.raises(Unwelcome, match="locked"):
        room.come("account:9")


def test_what_the_portal_refuses_is_told_to_who_asked_and_changes_nothing():
    room, an, binh, _cuc = three()
    room.ask(binh, asks.Lock(True))
    room.answer("portal", "Chưa ghi nhận được.")
    assert room.last(binh, tells.Refused) == tells.Refused("portal", "Chưa ghi nhận được.")
    assert not room.was_told(an, tells.Settings)


def test_a_new_cochair_sees_who_waits_and_a_former_one_no_longer():
    room, an, _binh, cuc = three()
    room.come(KHACH, "guest", lobby=True)
    room.answer()
    room.ask(an, asks.Role(CUC, "cochair"))
    room.answer()
    assert room.last(cuc, tells.Knock).person == KHACH
    room.ask(an, asks.Role(CUC, "member"))
    room.answer()
    assert room.last(cuc, tells.Unknock).person == KHACH


def test_a_guest_cannot_be_cochair():
    room, an, _binh, _cuc = three()
    room.come(KHACH, "guest")
    room.ask(an, asks.Role(KHACH, "cochair"))
    assert room.last(an, tells.Refused).code == "guest"


def test_who_is_removed_does_not_come_back():
    room, an, _binh, cuc = three()
    room.ask(an, asks.Remove(CUC))
    assert cuc not in room.closed
    room.answer()
    assert room.closed[cuc] == (Close.REMOVED, "removed")
    assert room.last(an, tells.Left).why == "removed"
    with pytest.raises(Unwelcome, match="removed"):
        room.come(CUC)


def test_recording_asks_everybody_and_stops_when_the_recorder_is_done():
    room, an, binh, cuc = three(recording_allowed=True)
    assert room.ask(an, asks.Record(True)) and not room.was_told(cuc, tells.ConsentAsked)
    effects = room.answer()
    assert isinstance(effects[-1], Recorder) and effects[-1].recording
    assert room.last(binh, tells.Settings).recording.by == AN and room.was_told(cuc, tells.ConsentAsked)
    assert room.was_told(room.come("account:9"), tells.ConsentAsked), "who comes later is asked too"
    assert room.ask(binh, asks.Record(False)) == [Recorder("")]
    room.apply(RecordingEnded(3))
    assert room.last(cuc, tells.Settings).recording
    room.answer()
    assert room.last(cuc, tells.Settings).recording is None
    assert room.events[-1].data == {"recording": effects[-1].recording, "parts": 3}


@pytest.mark.parametrize(("kept", "code"), [({}, "no_recording"), ({"sealed": True}, "sealed")])
def test_recording_needs_leave(kept, code):
    room, an, _binh, _cuc = three(**kept)
    room.ask(an, asks.Record(True))
    assert room.last(an, tells.Refused).code == code


def test_the_end_is_for_everybody_when_the_portal_has_it():
    room, an, _binh, cuc = three()
    room.ask(an, asks.End())
    assert room.closed == {}
    assert room.answer()[-1] == Over("ended")
    assert room.closed[cuc] == (Close.ENDED, "ended")
    assert [each.data["why"] for each in room.events if each.kind == "left"] == ["ended"] * 3


def test_who_is_not_there_cannot_be_led():
    room, an, _binh, _cuc = three()
    for ask in (asks.Remove("account:9"), asks.Floor("account:9", True), asks.Admit(KHACH)):
        room.ask(an, ask)
        assert room.last(an, tells.Refused).code == "absent"
