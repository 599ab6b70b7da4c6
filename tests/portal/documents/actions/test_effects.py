"""What follows from deeds: whose turn it is, who may read and find, who is told."""

from datetime import timedelta

import pytest

from portal.documents.actions import drafting, instructing, processing
from portal.documents.actions.instructing import Order
from portal.documents.queries.document import document_for, parts, said_on
from portal.documents.queries.lists import waiting
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute
from portal.kit.errors import Forbidden, Invalid
from portal.notifications.queries import unread
from tests.portal.documents.seen import finds, log, refused, row, turns
from tests.support.cast import Cast
from tests.support.make import Maker

MARKED = "TUYỆT MẬT\nNội dung."


def account(viewer: object) -> str:
    return f"account:{viewer.account_id}"


async def test_a_received_letter_waits_for_the_clerks_alone(make: Maker, cast: Cast) -> None:
    document_id = await make.received("Báo cáo cầu Kỳ Phú.")
    assert await turns(document_id) == {("role:clerk", "register")}
    assert await finds(cast.thu, "cầu kỳ phú")
    assert not await finds(cast.hoai, "cầu kỳ phú")
    assert not await finds(cast.xa, "cầu kỳ phú")


async def test_a_registered_letter_waits_for_the_director_who_is_told(make: Maker, cast: Cast) -> None:
    document_id = await make.registered()
    assert await turns(document_id) == {("role:director", "instruct")}
    assert await unread(cast.viet) == 1 and await unread(cast.thu) == 0
    assert (await row(document_id))["arrival_number"] == 1


async def test_an_instruction_gives_each_their_part(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(coordinate=[account(cast.on)], inform=[account(cast.hoai)])
    assert await turns(document_id) == {
        (make.head, "process"), (account(cast.on), "contribute"), (account(cast.hoai), "read"),
    }  # fmt: skip
    assert await finds(cast.minh, "672") and await finds(cast.on, "672") and not await finds(cast.xa, "672")
    assert [await unread(who) for who in (cast.minh, cast.on, cast.hoai, cast.xa)] == [1, 1, 1, 0]


async def test_a_second_instruction_replaces_the_first_even_while_an_answer_is_drafted(
    make: Maker, cast: Cast
) -> None:
    document_id = await make.instructed()
    answer = await drafting.start_draft(cast.minh, answers_id=document_id)
    await instructing.instruct(cast.viet, document_id, Order("Văn phòng xử lý.", account(cast.anh)))
    assert await turns(document_id) == {(account(cast.anh), "process")}
    assert [part.name for part in await parts(document_id)] == [cast.anh.full_name]
    await refused(Forbidden, processing.pass_on(cast.minh, document_id, account(cast.on), "Soạn."))
    assert (await row(answer))["answers_id"] == document_id
    assert (await document_for(cast.minh, document_id)).state == "in_progress"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "xyz",
        "head:x",
        "head:999",
        "account:0",
        "account:99999999999999999999",
        "role:clerk",
        "unit:3",
        "head:²",
    ],
)
async def test_work_is_given_to_nobody_but_people_who_are_there(make: Maker, cast: Cast, wrong: str) -> None:
    document_id = await make.registered()
    said = instructing.instruct(cast.viet, document_id, Order("Xử lý.", wrong))
    with pytest.raises(Invalid) as caught:
        await said
    assert set(caught.value.problems) == {"lead"}
    assert await turns(document_id) == {("role:director", "instruct")}


async def test_a_unit_without_head_gets_no_work(make: Maker, cast: Cast) -> None:
    empty = f"head:{cast.units['Phòng Kết cấu hạ tầng']}"
    await execute("delete from post where unit = ?", cast.units["Phòng Kết cấu hạ tầng"])
    document_id = await make.registered()
    assert "người đứng đầu" in await refused(
        Invalid, instructing.instruct(cast.viet, document_id, Order("Xử lý.", make.head, coordinate=[empty]))
    )


async def test_the_deadline_is_a_working_day_to_come(make: Maker, cast: Cast) -> None:
    document_id, today = await make.registered(), local_day(utc_now())
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    past = today - timedelta(days=today.weekday() + 7)
    for day in (saturday, past):
        await refused(
            Invalid, instructing.instruct(cast.viet, document_id, Order("Làm.", make.head, due_on=day))
        )
    working = await make.instructed()
    for day in (saturday, past):
        await refused(Invalid, processing.extend(cast.viet, working, day, "Chờ."))


async def test_passing_on_moves_the_lead_and_leaves_the_right_to_read(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(coordinate=[account(cast.hoai)])
    await processing.pass_on(cast.minh, document_id, account(cast.hoai), "Soạn.")
    assert await turns(document_id) == {(account(cast.hoai), "process")}
    assert sorted((part.role, part.state) for part in await parts(document_id)) == [
        ("lead", "open"),
        ("lead", "passed"),
    ]
    assert (await document_for(cast.minh, document_id)).id == document_id
    await refused(Invalid, processing.pass_on(cast.hoai, document_id, account(cast.hoai), "Lại."))


async def test_an_opinion_fulfils_the_part_of_a_helper_and_tells_the_lead(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(coordinate=[account(cast.on)])
    before = await unread(cast.minh)
    await processing.give_opinion(cast.on, document_id, "Nên đồng ý.")
    assert (account(cast.on), "contribute") not in await turns(document_id)
    assert await unread(cast.minh) == before + 1
    assert [(each.author, each.text) for each in (await said_on(document_id))[1]] == [
        (cast.on.full_name, "Nên đồng ý.")
    ]


async def test_a_stand_in_contributes_for_whom_they_stand_in(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(lead=account(cast.hoai), coordinate=[make.head])
    stand_in = await make.delegated(cast.minh, cast.on, make.head)
    await processing.give_opinion(stand_in, document_id, "Thống nhất.")
    assert (make.head, "contribute") not in await turns(document_id)
    assert (await said_on(document_id))[1][0].on_behalf == cast.minh.full_name


async def test_to_be_told_ends_with_reading_also_the_second_time(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(inform=[account(cast.on)])
    for _again in range(2):
        assert (account(cast.on), "read") in await turns(document_id)
        await processing.open_document(cast.on, document_id)
        assert (account(cast.on), "read") not in await turns(document_id)
        order = Order("Thêm.", make.head, inform=[account(cast.on)])
        await instructing.instruct(cast.viet, document_id, order)
    assert [line.fact for line in await log(cast.on, document_id)].count("document:opened") == 1


async def test_who_opens_a_letter_needs_no_bell_for_it_any_more(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed(inform=[account(cast.on)])
    assert await unread(cast.on) == 1
    await processing.open_document(cast.on, document_id)
    assert await unread(cast.on) == 0


async def test_a_closed_letter_waits_for_nobody_and_can_be_taken_up_by_its_last_lead(
    make: Maker, cast: Cast
) -> None:
    document_id = await make.closed()
    assert await turns(document_id) == set()
    await processing.reopen(cast.viet, document_id, "Mới.")
    assert await turns(document_id) == {(make.head, "process")}


async def test_what_comes_is_listed_once_however_many_turns_one_has(make: Maker, cast: Cast) -> None:
    due = local_day(utc_now()) + timedelta(days=7)
    due += timedelta(days=max(0, due.weekday() - 4) and 7 - due.weekday())
    document_id = await make.instructed(lead=account(cast.minh), coordinate=[make.head], due_on=due)
    coming = await waiting(cast.minh, 9)
    assert [each.id for each in coming] == [document_id]
