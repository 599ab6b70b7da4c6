"""Late discovery: the room closes, nobody reads anything any more, and a second person purges or gives back."""

import json
from dataclasses import replace

import pytest

from portal.conferences import jobs
from portal.conferences.actions import files, guests, sealing
from portal.conferences.queries.conference import conference_for, messages
from portal.conferences.queries.files import shared_file
from portal.conferences.queries.guests import visit
from portal.conferences.queries.sealing import report_on
from portal.documents.actions import sealing as document_sealing
from portal.files.store import file_facts
from portal.kit.clock import utc_now
from portal.kit.database import fetch, fetch_value
from portal.kit.errors import Forbidden, NotFound
from portal.kit.viewer import Viewer
from portal.search.queries import search
from tests.portal.conferences.actions.test_guests import entry, link_of
from tests.portal.conferences.conftest import Node, Planning, person_of
from tests.support.cast import Cast
from tests.support.make import Maker

REASON = "Có người đọc số liệu mật"


@pytest.fixture
def keeper(cast: Cast) -> Viewer:
    """The second person: the officer for secrets."""
    return replace(cast.anh, roles=cast.anh.roles | {"secrecy_officer"})


@pytest.fixture
async def spoken(cast: Cast, node: Node, meeting: int) -> int:
    """The meeting, in which something was said and a file shared."""
    await node.tell(meeting, "said", person_of(cast.minh), text="Số liệu A17 đây")
    file = await Maker(cast).file()
    await files._share(cast.minh, meeting, file)
    return meeting


async def test_at_once_nobody_sees_it_and_the_room_is_closed(cast: Cast, node: Node, spoken: int) -> None:
    seal_id = await sealing.seal_off(cast.minh, spoken, REASON)
    assert (await node.beat(spoken))["close"] == [{"room": str(spoken), "why": "sealed"}]
    assert (await node.room(spoken)).json()["code"] == "sealed"
    for viewer in (cast.minh, cast.on, cast.hoai):
        with pytest.raises(NotFound):
            await conference_for(viewer, spoken)
        with pytest.raises(NotFound):
            await shared_file(viewer, 1)
    assert not (await search(cast.minh, "giao ban")).hits
    done = await node.tell(spoken, "said", person_of(cast.minh), text="còn nữa")
    assert done["refused"]["code"] == "over"
    report = await report_on(cast.minh, seal_id)
    assert (report.files, report.messages, [each.name for each in report.people]) == (1, 1, ["Phạm Minh"])
    with pytest.raises(NotFound):
        await file_facts(1)


async def test_a_member_without_the_office_for_it_does_not_seal(cast: Cast, spoken: int) -> None:
    with pytest.raises(Forbidden):
        await sealing.seal_off(cast.hoai, spoken, REASON)
    with pytest.raises(NotFound):
        await sealing.seal_off(cast.xa, spoken, REASON)


async def test_the_second_person_gives_it_back(cast: Cast, spoken: int, keeper: Viewer) -> None:
    seal_id = await sealing.seal_off(cast.minh, spoken, REASON)
    with pytest.raises(Forbidden):
        await sealing.lift(cast.minh, seal_id, "tự gỡ")
    await sealing.lift(keeper, seal_id, "Đối chiếu: số liệu đã công bố")
    conference = await conference_for(cast.hoai, spoken)
    assert conference.state == "ended" and len(await messages(spoken)) == 1
    assert (await file_facts(1)).id == 1 and (await search(cast.minh, "giao ban")).hits


async def test_a_purge_leaves_no_word(cast: Cast, node: Node, spoken: int, keeper: Viewer) -> None:
    await node.tell(spoken, "locked", on=True, by=person_of(cast.minh))
    for job in await fetch("select payload from job where kind = 'conferences:write-letters'"):
        await jobs.write_letters(json.loads(job["payload"]))
    assert "Giao ban tuần 47" in await everything()
    seal_id = await sealing.seal_off(cast.minh, spoken, REASON)
    await sealing.purge(keeper, seal_id, "Đã đối chiếu bản giấy")
    left = await everything()
    assert "A17" not in left and "Giao ban tuần 47" not in left and "thư.pdf" not in left
    assert (await report_on(keeper, seal_id)).people[0].name == "Phạm Minh"


async def everything() -> str:
    """Every text that tables of meetings, letters, notices, search and the log hold."""
    tables = (
        "conference", "conference_message", "conference_happening", "conference_guest", "stored_file", "letter",
        "notice", "search_entry", "search_words", "event_words",
    )  # fmt: skip
    return str([await fetch(f"select * from {table}") for table in tables])


async def test_guests_are_shut_out_too(cast: Cast, meeting: int) -> None:
    await guests.invite_guest(cast.minh, meeting, entry())
    token = await link_of(meeting)
    await sealing.seal_off(cast.minh, meeting, REASON)
    with pytest.raises(NotFound):
        await visit(token, utc_now())


async def test_a_meeting_goes_under_seal_with_its_document(
    cast: Cast, node: Node, plan_meeting: Planning, keeper: Viewer
) -> None:
    maker = Maker(cast)
    await maker.books_and_mandates()
    document_id = await maker.instructed()
    conference_id = await plan_meeting(document_id=document_id)
    await document_sealing.seal_off(cast.thu, document_id, "Có dấu mật")
    # At once, by the document alone; some minutes later by a seal of its own.
    with pytest.raises(NotFound):
        await conference_for(cast.minh, conference_id)
    await jobs.look_after({})
    state, seal_id = (await fetch("select state, seal_id from conference where id = ?", conference_id))[
        0
    ].values()
    assert (
        state == "sealed_off" and (await report_on(cast.thu, seal_id)).seal.frozen_by == cast.thu.account_id
    )
    assert await sealing.seal_with_documents() == 0
    await sealing.purge(keeper, seal_id, "Theo văn bản")
    assert await fetch_value("select title from conference where id = ?", conference_id) == ""


async def test_parts_of_a_sealed_recording_are_not_taken(cast: Cast, node: Node, meeting: int) -> None:
    await node.tell(meeting, "recording_started", recording="r1", by=person_of(cast.minh))
    await sealing.seal_off(cast.minh, meeting, REASON)
    answer = await node.call("recordings/r1/0", b"x", **{"X-Meetings-Room": str(meeting)})
    assert answer.status_code == 409 and await fetch("select id from stored_file") == []
