"""Planning a meeting: who is invited, told and written to; what is refused; what a change tells."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.audit.queries import history
from portal.conferences import jobs
from portal.conferences.actions import planning
from portal.conferences.actions.seats import take_seat
from portal.conferences.queries.about import paper_of, proposal
from portal.conferences.queries.conference import conference_for, invited
from portal.conferences.queries.lists import counts, meetings
from portal.conferences.queries.room import standing_of
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.notifications.queries import unread
from portal.search.queries import search
from tests.portal.conferences.conftest import Node, Planning, person_of, plan_of
from tests.support.cast import Cast
from tests.support.make import Maker


async def letters() -> list[dict]:
    """What jobs have written, by the queue's own payloads."""
    for job in await fetch(
        "select id, payload from job where kind = 'conferences:write-letters' order by id"
    ):
        await jobs.write_letters(json.loads(job["payload"]))
        await execute("delete from job where id = ?", job["id"])
    return await fetch("select name, to_address, subject, calendar from letter order by id")


async def test_everybody_invited_sees_it_is_told_and_written_to(cast: Cast, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting(invited=(f"unit:{cast.units['Văn phòng']}",))
    for viewer in (cast.minh, cast.on, cast.anh, cast.thu):
        assert (await conference_for(viewer, conference_id)).title == "Giao ban tuần 47"
    assert [await unread(viewer) for viewer in (cast.minh, cast.on, cast.anh, cast.hoai)] == [0, 1, 1, 0]
    written = await letters()
    assert {each["to_address"].split("@")[0] for each in written} >= {"minh.p", "on.dv", "anh.btn", "thu.lt"}
    assert all(
        "Giao ban tuần 47" in each["subject"] and "BEGIN:VEVENT" in each["calendar"] for each in written
    )


@pytest.mark.parametrize("who", ["xa", "tri", "viet"])
async def test_whoever_is_not_invited_sees_nothing_of_it(
    who: str, cast: Cast, plan_meeting: Planning
) -> None:
    stranger, conference_id = getattr(cast, who), await plan_meeting()
    with pytest.raises(NotFound):
        await conference_for(stranger, conference_id)
    now = utc_now()
    assert await meetings(stranger, "today", now) == [] and (await counts(stranger, now)).today == 0
    assert (
        not (await search(stranger, "giao ban")).hits and len((await search(cast.hoai, "giao ban")).hits) == 1
    )
    for deed in (
        planning.cancel(stranger, conference_id, "không"),
        planning.end(stranger, conference_id),
        planning.change_plan(stranger, conference_id, plan_of(cast)),
    ):
        with pytest.raises(NotFound):
            await deed


async def test_a_member_changes_nothing(cast: Cast, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting()
    for deed in (planning.cancel(cast.hoai, conference_id, "bận"), planning.end(cast.hoai, conference_id)):
        with pytest.raises(Forbidden):
            await deed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_free_of_secrets": False}, "is_free_of_secrets"),
        ({"title": "Họp kế hoạch tối mật"}, "title"),
        ({"title": "TUYỆT MẬT"}, "title"),
        ({"note": "Mang theo tài liệu mật"}, "note"),
        ({"starts_at": "past"}, "starts_on"),
        ({"ends_at": "long"}, "minutes"),
        ({"invited": ("account:99999",)}, "invited"),
        ({"invited": ("unit:99999",)}, "invited"),
        ({"invited": ("role:clerk",)}, "invited"),
        ({"chair_id": 99999}, "chair_id"),
        ({"secretary_id": 99999}, "secretary_id"),
        ({"document_id": 99999}, ""),
    ],
)
async def test_what_cannot_be_so_is_said_beside_the_field(
    changes: dict, field: str, cast: Cast, plan_meeting: Planning
) -> None:
    now = utc_now()
    if changes.get("starts_at") == "past":
        changes = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=2)}
    if changes.get("ends_at") == "long":
        changes = {"ends_at": now + timedelta(hours=13)}
    with pytest.raises(Invalid) as problem:
        await plan_meeting(**changes)
    assert field in problem.value.problems
    assert await fetch("select id from conference") == []


async def test_meeting_at_once_opens_the_room(cast: Cast, node: Node) -> None:
    conference_id = await planning.meet_now(cast.hoai)
    conference = await conference_for(cast.hoai, conference_id)
    assert (conference.state, conference.chair_name, conference.may_record) == (
        "open",
        "Nguyễn Thị Hoài",
        False,
    )
    await node.beat()
    await take_seat(cast.hoai, conference_id)
    assert (await counts(cast.hoai, utc_now())).open == 1


async def test_another_time_is_told_and_written(cast: Cast, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting()
    await letters()
    later = utc_now() + timedelta(days=1)
    wanted = plan_of(
        cast, starts_at=later, ends_at=later + timedelta(hours=1), invited=(person_of(cast.hoai),)
    )
    await planning.change_plan(cast.on, conference_id, wanted)
    assert (await unread(cast.hoai), await unread(cast.minh)) == (2, 1)
    assert [each["name"] for each in await letters()][-3:] == ["conference-changed"] * 3
    assert "Sửa cuộc họp: thời gian" in [
        line.sentence for line in await history(cast.on, "conference", conference_id)
    ]


async def test_a_form_made_before_a_colleagues_change_is_refused(cast: Cast, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting()
    await planning.change_plan(cast.on, conference_id, plan_of(cast, title="Khác"), revision=1)
    with pytest.raises(NotAllowed):
        await planning.change_plan(cast.minh, conference_id, plan_of(cast), revision=1)


async def test_whoever_is_no_longer_invited_is_taken_out_and_may_be_invited_again(
    cast: Cast, node: Node, meeting: int
) -> None:
    hoai = person_of(cast.hoai)
    await node.tell(meeting, "joined", hoai, seat="g", name="Hoài", role="member")
    without = plan_of(cast, invited=())
    await planning.change_plan(cast.minh, meeting, without)
    with pytest.raises(NotFound):
        await conference_for(cast.hoai, meeting)
    assert {"room": str(meeting), "person": hoai} in (await node.beat(meeting))["remove"]
    await planning.change_plan(cast.minh, meeting, replace(without, invited=(hoai,)))
    assert not (await standing_of(meeting, hoai)).is_removed


async def test_a_cancelled_meeting_says_why(cast: Cast, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting()
    with pytest.raises(Invalid):
        await planning.cancel(cast.minh, conference_id, "  ")
    await planning.cancel(cast.minh, conference_id, "Trùng lịch UBND")
    conference = await conference_for(cast.hoai, conference_id)
    assert (conference.state, conference.reason) == ("cancelled", "Trùng lịch UBND")
    assert any("METHOD:CANCEL" in each["calendar"] for each in await letters())
    with pytest.raises(NotAllowed):
        await planning.cancel(cast.minh, conference_id, "Nữa")


async def test_chair_secretary_and_organiser_are_invited_once(cast: Cast, plan_meeting: Planning) -> None:
    conference_id = await plan_meeting(invited=(person_of(cast.minh), person_of(cast.on)))
    assert [(each.principal, each.why) for each in await invited(conference_id)] == [
        (person_of(cast.minh), "chair"),
        (person_of(cast.on), "secretary"),
    ]


async def test_a_meeting_about_a_document_gives_nobody_the_document(
    cast: Cast, plan_meeting: Planning
) -> None:
    maker = Maker(cast)
    await maker.books_and_mandates()
    document_id = await maker.instructed()
    with pytest.raises(Invalid):
        await planning.plan(cast.xa, plan_of(cast, document_id=document_id, chair_id=cast.xa.account_id))
    proposed = await proposal(cast.minh, document_id)
    assert proposed.principals == [f"unit:{cast.division}"] and "672/UBND-KGVX" in proposed.title
    conference_id = await plan_meeting(document_id=document_id, invited=(person_of(cast.anh),))
    conference = await conference_for(cast.anh, conference_id)
    assert await paper_of(cast.anh, conference.document_id) is None
    assert (await paper_of(cast.minh, conference.document_id)).url == f"/documents/{document_id}"
