"""What everybody may do; what the portal must write down first is shown only by its answer."""

import pytest

from meetings import asks, tells
from meetings.errors import SENTENCES, Close
from meetings.room.talking import REACTION_PAUSE
from tests.meetings.support.rooms import hall

AN, BINH = "account:1", "account:2"


def two(**kept):
    room = hall(**kept)
    return room, room.come(AN, "chair"), room.come(BINH)


def test_a_message_is_shown_when_the_portal_keeps_it():
    room, an, binh = two()
    room.ask(binh, asks.Say("m1", "  Kính gửi các anh chị  "))
    assert not room.was_told(an, tells.Said) and not room.was_told(binh, tells.Said)
    room.answer()
    said = room.last(an, tells.Said).message
    assert (said.id, said.person, said.name, said.text) == ("m1", BINH, "Người 2", "Kính gửi các anh chị")
    assert room.last(binh, tells.Said).message == said
    assert room.last(room.come("account:3"), tells.Welcome).room.messages == (said,)


def test_a_message_the_portal_does_not_keep_is_told_to_its_author_alone():
    room, an, binh = two()
    room.ask(binh, asks.Say("m1", "Tài liệu tối mật"))
    room.answer("secret", "Nội dung mật không được gửi ở đây.")
    assert room.last(binh, tells.Unsaid) == tells.Unsaid("m1", "secret", "Nội dung mật không được gửi ở đây.")
    assert not room.was_told(an, tells.Unsaid) and not room.was_told(an, tells.Said)


def test_the_same_message_twice_counts_once():
    room, an, binh = two()
    room.ask(binh, asks.Say("m1", "Xin chào"))
    room.ask(binh, asks.Say("m1", "Xin chào"))
    room.answer()
    room.ask(binh, asks.Say("m1", "Xin chào"))
    room.answer()
    assert [type(each) for each in room.told[an]].count(tells.Said) == 1
    room.ask(an, asks.Say("m1", "Chào bạn"))
    room.answer()
    assert room.last(binh, tells.Said).message.person == AN, "ids are each browser's own"


@pytest.mark.parametrize(
    ("kept", "text", "code"),
    [({"chat": False}, "a", "chat_closed"), ({"sealed": True}, "a", "sealed"), ({}, " \n", "empty")],
)
def test_what_cannot_be_said_is_refused_in_words(kept, text, code):
    room, _an, binh = two(**kept)
    room.ask(binh, asks.Say("m1", text))
    assert room.last(binh, tells.Unsaid) == tells.Unsaid("m1", code, SENTENCES[code])
    assert room.waiting == []


def test_hands_stand_in_the_order_in_which_they_went_up():
    room, an, binh = two()
    cuc = room.come("account:3")
    for seat in (cuc, an, binh):
        room.ask(seat, asks.Hand(True))
    assert not room.was_told(an, tells.Hands)
    room.answer()
    assert room.last(an, tells.Hands).hands == ("account:3", AN, BINH)
    room.ask(cuc, asks.Hand(False))
    room.answer()
    assert room.last(binh, tells.Hands).hands == (AN, BINH)
    room.ask(an, asks.Leave())
    assert room.last(binh, tells.Hands).hands == (BINH,)


def test_a_hand_that_is_up_is_not_told_again():
    room, _an, binh = two()
    for up in (True, True):
        room.ask(binh, asks.Hand(up))
    room.answer()
    room.ask(binh, asks.Hand(True))
    assert room.kinds().count("hand") == 1


def test_a_hand_that_goes_up_and_down_before_the_answer_is_down():
    room, _an, binh = two()
    for up in (True, False):
        room.ask(binh, asks.Hand(up))
    room.answer()
    assert room.last(binh, tells.Hands).hands == ()


def test_switching_a_source_is_shown_and_goes_to_the_stage():
    room, an, binh = two()
    room.ask(binh, asks.State("screen", True))
    assert room.last(an, tells.Changed).screen is True
    assert ("state", binh, "screen", True) in room.media
    count = len(room.told[an])
    room.ask(binh, asks.State("screen", True))
    room.ask(binh, asks.State("screen-audio", True))
    assert len(room.told[an]) == count, "nothing changed that anybody sees"
    assert ("state", binh, "screen-audio", True) in room.media


def test_reactions_float_by_but_not_too_many():
    room, an, binh = two()
    room.ask(binh, asks.React("👏"))
    room.ask(binh, asks.React("👏"))
    room.now += REACTION_PAUSE
    room.ask(binh, asks.React("🎉"))
    assert [each.emoji for each in room.told[an] if isinstance(each, tells.Reacted)] == ["👏", "🎉"]


def test_who_does_not_consent_to_being_recorded_leaves():
    room, an, binh = two(recording_allowed=True)
    room.ask(an, asks.Record(True))
    room.answer()
    room.ask(an, asks.Consent(True))
    room.ask(binh, asks.Consent(False))
    assert room.closed[binh] == (Close.ENDED, "consent")
    assert room.last(an, tells.Left).person == BINH
    assert [(each.person, each.data["yes"]) for each in room.events if each.kind == "consented"] == [
        (AN, True),
        (BINH, False),
    ]


def test_media_messages_go_to_the_stage_as_they_are():
    room, _an, binh = two()
    publish = asks.Publish(1, "v=0", {"0": "microphone"})
    show = asks.Show([])
    for each in (publish, asks.Subscribed(1, "v=0"), asks.Restart(), show):
        room.ask(binh, each)
    assert ("publish", binh, publish) in room.media and ("show", binh, show) in room.media
    assert ("restart", binh) in room.media
