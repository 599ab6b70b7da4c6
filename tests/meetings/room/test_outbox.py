"""The way to the portal: in order, tried again, counted once, and never silently lost."""

import asyncio

import pytest

from meetings.errors import SENTENCES
from meetings.room import notices
from meetings.room.facts import Acknowledged, Event, Report
from meetings.room.notices import Declined, Portal, Unreachable
from meetings.room.outbox import MOST, Outbox
from meetings.settings import Settings
from meetings.status import Status
from tests.meetings.support.portal import NODE, SECRET, pretend_portal
from tests.meetings.support.server import until


@pytest.fixture
async def way():
    """A pretend portal, our way to it, and the outbox of one room with what it was answered."""
    async with pretend_portal() as pretend:
        status = Status()
        portal = Portal(Settings(secret=SECRET, node=NODE, portal_url=pretend.address), status)
        answers: list[Acknowledged] = []
        outbox = Outbox(portal, "7", answers.append)
        yield pretend, portal, outbox, answers
        await outbox.close()
        await portal.close()


def event(number: int, kind: str = "joined", waits: bool = False) -> Report:
    return Report(Event(f"e-{number}", kind, "account:1", number, {}), waits)


async def test_events_arrive_in_order_and_the_answer_comes_back(way):
    pretend, _portal, outbox, answers = way
    for number in range(120):
        outbox.put(event(number, "said" if number % 2 else "joined", waits=bool(number % 2)))
    await outbox.flush()
    assert list(pretend.events) == [f"e-{number}" for number in range(120)]
    assert [each.id for each in answers] == [f"e-{number}" for number in range(1, 120, 2)]
    assert pretend.calls < 10, "many at once"


async def test_what_the_portal_did_not_answer_is_told_again_and_counts_once(way):
    pretend, _portal, outbox, answers = way
    pretend.is_mute = True
    outbox.put(event(1))
    outbox.put(event(2, "said", waits=True))
    await until(lambda: len(pretend.events) == 2)
    assert answers == []
    pretend.is_mute = False
    outbox.put(event(3))
    await outbox.flush()
    assert list(pretend.events) == ["e-1", "e-2", "e-3"]
    assert [each.id for each in answers] == ["e-2"]


async def test_the_portal_refuses_in_its_own_words(way):
    pretend, _portal, outbox, answers = way
    pretend.refused["said"] = ("secret", "Nội dung mật.")
    outbox.put(event(1, "said", waits=True))
    await outbox.flush()
    assert (answers[0].code, answers[0].sentence) == ("secret", "Nội dung mật.")


async def test_while_the_portal_is_known_to_be_silent_nobody_waits_for_it(way, monkeypatch):
    pretend, portal, outbox, answers = way
    pretend.is_down = True
    outbox.put(event(1, "joined"))
    await until(lambda: not portal.answers)
    monkeypatch.setattr(notices, "LOST_AFTER", 0.0)
    outbox.put(event(2, "said", waits=True))
    outbox.put(event(3, "left"))
    await until(lambda: answers)
    assert (answers[0].id, answers[0].code, answers[0].sentence) == ("e-2", "portal", SENTENCES["portal"])
    pretend.is_down = False
    await outbox.flush()
    assert list(pretend.events) == ["e-1", "e-3"], "attendance is told when it answers again"


async def test_a_full_outbox_still_takes_who_joined_and_left(way):
    pretend, _portal, outbox, _answers = way
    pretend.is_down = True
    for number in range(MOST + 5):
        outbox.put(event(number, "muted"))
    outbox.put(event(9001, "joined"))
    outbox.put(event(9002, "left"))
    assert (len(outbox), outbox.refused) == (MOST + 2, 5)


async def test_a_final_no_is_final(way):
    pretend, portal, _outbox, _answers = way
    answers: list[Acknowledged] = []
    stranger = Portal(Settings(secret="not the secret of the portal", portal_url=pretend.address), Status())
    outbox = Outbox(stranger, "7", answers.append)
    outbox.put(event(1, "said", waits=True))
    await outbox.flush()
    await until(lambda: answers)
    assert answers[0].code == "portal" and len(outbox) == 0
    with pytest.raises(Declined):
        await stranger.heartbeat({})
    await stranger.close()
    assert portal.answers


async def test_what_cannot_be_told_does_not_stop_what_comes_after(way):
    pretend, _portal, outbox, answers = way
    outbox.put(Report(Event("e-0", "said", "account:1", 0, {"text": "\udcff"}), waits=True))
    await until(lambda: answers)
    outbox.put(event(1))
    await outbox.flush()
    assert answers[0].code == "portal" and list(pretend.events) == ["e-1"]


async def test_recordings_are_handed_over_part_by_part(way):
    pretend, portal, _outbox, _answers = way
    await portal.part("7", "ghi-1", 0, b"abc")
    assert pretend.parts == {("ghi-1", 0): b"abc"}


async def test_a_portal_that_is_not_there_is_unreachable():
    portal = Portal(Settings(secret=SECRET, portal_url="http://127.0.0.1:9"), Status())
    with pytest.raises(Unreachable):
        await asyncio.wait_for(portal.heartbeat({}), 5)
    assert not portal.answers
    await portal.close()


async def test_an_answer_that_cannot_be_read_is_no_answer(way):
    pretend, portal, _outbox, _answers = way
    pretend.rooms["7"] = {"messages": "none"}
    with pytest.raises(Exception, match="elsewhere"):
        await portal.room("7")
