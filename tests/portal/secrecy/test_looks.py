"""Held scans: a second person looks and decides; nothing outlives the process."""

import pytest

from portal.files import store
from portal.kit.database import execute, fetch_value
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.secrecy import held, jobs
from portal.secrecy.actions.looks import admit_held, see_held_page, take_admitted, turn_away_held
from portal.secrecy.queries import door_event, waiting_for
from tests.portal.secrecy.test_receiving import bring, waiting_files
from tests.support import papers

WHY = "ảnh hiện trường, không có dấu"


async def held_for(viewer):
    return (await bring(viewer, papers.smudge(), "Ảnh.pdf")).event_id


async def test_a_second_person_looks_and_admits(thu, anh, data):
    event_id = await held_for(thu)
    assert [event.id for event in await waiting_for(anh)] == [event_id]
    assert (await see_held_page(anh, event_id, 1)).startswith(b"RIFF")
    received = await admit_held(anh, event_id, WHY)
    stored = await store.file_facts(received.file_id)
    assert (stored.created_by, stored.is_scanned) == (thu.account_id, True)
    assert (await door_event(thu, event_id)).file == received.file_id
    assert waiting_files(data) == []


async def test_who_brought_it_takes_up_the_work_where_it_was_left(thu, anh, hoai, data):
    event_id = await held_for(thu)
    with pytest.raises(NotFound):
        await take_admitted(thu, event_id)
    await see_held_page(anh, event_id, 1)
    received = await admit_held(anh, event_id, WHY)
    assert (await take_admitted(thu, event_id)).file_id == received.file_id
    for viewer in (anh, hoai):
        with pytest.raises(NotFound):
            await take_admitted(viewer, event_id)


async def test_a_second_person_turns_away_and_it_is_wiped(thu, anh, data):
    event_id = await held_for(thu)
    await turn_away_held(anh, event_id, "có dấu mật")
    assert waiting_files(data) == []
    assert await fetch_value("select count(*) as n from stored_file") == 0
    assert (await door_event(thu, event_id)).decision == "turned_away"
    with pytest.raises(NotFound):
        await admit_held(anh, event_id, WHY)


async def test_nobody_admits_without_having_looked(thu, anh, data):
    with pytest.raises(NotAllowed):
        await admit_held(anh, await held_for(thu), WHY)


async def test_who_brought_it_neither_looks_nor_decides(thu, data):
    event_id = await held_for(thu)
    for deed in (
        see_held_page(thu, event_id, 1),
        admit_held(thu, event_id, WHY),
        turn_away_held(thu, event_id, WHY),
    ):
        with pytest.raises(Forbidden):
            await deed


async def test_others_do_not_know_of_it(thu, hoai, xa, data):
    event_id = await held_for(thu)
    for viewer in (hoai, xa):
        with pytest.raises(NotFound):
            await see_held_page(viewer, event_id, 1)
        with pytest.raises(NotFound):
            await admit_held(viewer, event_id, WHY)


async def test_a_decision_needs_a_reason(thu, anh, data):
    event_id = await held_for(thu)
    await see_held_page(anh, event_id, 1)
    with pytest.raises(Invalid):
        await admit_held(anh, event_id, " ")


async def test_a_page_that_is_not_there_is_not_found_and_counts_as_no_look(thu, anh, data):
    event_id = await held_for(thu)
    with pytest.raises(NotFound):
        await see_held_page(anh, event_id, 9)
    assert held.waiting(event_id).unseen_by(anh.account_id) == [1]


async def test_what_a_process_that_ended_held_is_lost_and_says_so(thu, anh, data):
    event_id = await held_for(thu)
    await execute("update door_event set spool = '1-gone' where id = ?", event_id)
    assert (await door_event(thu, event_id)).is_lost
    assert await waiting_for(anh) == []
    assert await jobs.expire_held({}) == 1
    assert (await door_event(thu, event_id)).decision == "lost"


async def test_nothing_is_held_for_more_than_three_days(thu, data, monkeypatch):
    await held_for(thu)
    assert await jobs.expire_held({}) == 0
    monkeypatch.setattr(jobs, "HELD_AT_MOST", -jobs.HELD_AT_MOST)
    assert await jobs.expire_held({}) == 1
    assert waiting_files(data) == []
