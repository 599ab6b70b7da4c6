"""A false alarm: one person says so, a second decides, the same file passes once."""

import pytest

from portal.files import store
from portal.kit.database import fetch_value
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.secrecy.actions.claims import claim_false_alarm, release, uphold
from portal.secrecy.outcomes import Received, Refused
from portal.secrecy.queries import door_event, door_events, waiting_for
from tests.portal.secrecy.test_receiving import bring
from tests.support import papers

FORM = papers.pdf("Mẫu dấu độ mật kèm theo thông tư", stamp="MẬT")


async def refused_to(viewer):
    return (await bring(viewer, FORM)).event_id


async def claimed_by(viewer):
    event_id = await refused_to(viewer)
    await claim_false_alarm(viewer, event_id, "mẫu dấu, không phải tài liệu mật")
    return event_id


async def test_a_released_file_passes_once(thu, anh, data):
    event_id = await claimed_by(thu)
    await release(anh, event_id, "đã xem bản giấy")
    received = await bring(thu, FORM)
    assert isinstance(received, Received)
    assert await store.read((await store.file_facts(received.file_id)).sha256) == FORM
    assert (await door_event(thu, event_id)).file == received.file_id
    assert isinstance(await bring(thu, FORM), Refused)


async def test_a_release_lets_no_other_file_pass(thu, anh, data):
    await release(anh, await claimed_by(thu), "đã xem bản giấy")
    assert isinstance(await bring(thu, papers.pdf("Tài liệu khác", stamp="MẬT")), Refused)


async def test_each_step_is_in_the_log(thu, anh, data):
    await release(anh, await claimed_by(thu), "đã xem bản giấy")
    await bring(thu, FORM)
    facts = "select count(distinct fact) as n from event where fact in ('door:claimed', 'door:released', 'door:passed')"
    assert await fetch_value(facts) == 3


async def test_the_first_person_does_not_decide(thu, anh, data):
    event_id = await claimed_by(thu)
    with pytest.raises(Forbidden):
        await release(thu, event_id, "tự cho phép")
    assert isinstance(await bring(thu, FORM), Refused)


async def test_who_brought_it_does_not_decide_on_anothers_claim(thu, anh, data):
    event_id = await refused_to(thu)
    await claim_false_alarm(anh, event_id, "mẫu dấu")
    with pytest.raises(Forbidden):
        await release(thu, event_id, "đồng ý")


async def test_who_keeps_no_door_neither_decides_nor_sees(thu, hoai, xa, data):
    event_id = await claimed_by(thu)
    for viewer in (hoai, xa):
        with pytest.raises(NotFound):
            await release(viewer, event_id, "đồng ý")
        with pytest.raises(NotFound):
            await claim_false_alarm(viewer, event_id, "nhầm")
        assert await door_events(viewer) == await waiting_for(viewer) == []


async def test_who_keeps_no_door_may_claim_what_they_brought(hoai, thu, data):
    event_id = await claimed_by(hoai)
    assert [event.id for event in await door_events(hoai)] == [event_id]
    assert [event.id for event in await waiting_for(thu)] == [event_id]
    assert await waiting_for(hoai) == []


async def test_nothing_is_released_that_nobody_claimed(thu, anh, data):
    with pytest.raises(NotAllowed):
        await release(anh, await refused_to(thu), "đồng ý")


async def test_a_decision_is_taken_once(thu, anh, data):
    event_id = await claimed_by(thu)
    await uphold(anh, event_id, "đúng là tài liệu mật")
    with pytest.raises(NotAllowed):
        await release(anh, event_id, "đổi ý")
    with pytest.raises(NotAllowed):
        await claim_false_alarm(thu, event_id, "vẫn nhầm")
    assert isinstance(await bring(thu, FORM), Refused)


async def test_each_word_needs_a_reason(thu, anh, data):
    event_id = await refused_to(thu)
    with pytest.raises(Invalid):
        await claim_false_alarm(thu, event_id, "  ")
    await claim_false_alarm(thu, event_id, "mẫu dấu")
    with pytest.raises(Invalid):
        await release(anh, event_id, "")
