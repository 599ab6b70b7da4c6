"""What follows from deeds on an outgoing document: who answers for it, where it goes, what it settles."""

from datetime import timedelta

import pytest

from portal.documents.actions import approving, drafting, instructing, issuing, processing
from portal.documents.actions.instructing import Order
from portal.documents.drafts import Draft
from portal.documents.queries.document import document_for, related
from portal.documents.queries.lists import counts, documents
from portal.documents.queries.public import public_facts
from portal.documents.queries.versions import has_made
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, fetch, fetch_value
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.people.queries import viewer_of_account
from tests.portal.documents.seen import log, refused, row, turns
from tests.support.cast import Cast
from tests.support.make import Maker

MARKED = "TUYỆT MẬT\nNội dung."


def account(viewer: object) -> str:
    return f"account:{viewer.account_id}"


async def test_the_content_waits_for_the_next_head_above_a_unit_without_one(make: Maker, cast: Cast) -> None:
    await execute(
        "update post set valid_to = ? where account = ?",
        local_day(utc_now()) - timedelta(1),
        cast.minh.account_id,
    )
    document_id = await make.draft()
    await drafting.submit(cast.hoai, document_id)
    agency = await fetch_value("select parent from unit where id = ?", cast.division)
    assert await turns(document_id) == {(f"head:{agency}", "approve_content")}
    await approving.approve_content(cast.viet, document_id)


async def test_somebody_without_a_unit_drafts_for_the_director(make: Maker, cast: Cast) -> None:
    await execute("delete from post where account = ?", cast.on.account_id)
    lonely = await viewer_of_account(cast.on.account_id)
    document_id = await drafting.start_draft(lonely)
    await drafting.save(lonely, document_id, await make.typed())
    await drafting.submit(lonely, document_id)
    assert await turns(document_id) == {("role:director", "approve_content")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": MARKED}, "body"),
        ({"subject": "TUYỆT MẬT"}, "subject"),
        ({"addressees": ("TUYỆT MẬT",)}, "addressees"),
        ({"mandate_id": 999}, "mandate_id"),
        ({"mandate_id": 2**63}, "mandate_id"),
        ({"to_units": (999,)}, "to_units"),
    ],
)
async def test_a_draft_is_refused_beside_the_field_that_is_wrong(
    make: Maker, cast: Cast, changes: dict, field: str
) -> None:
    document_id = await make.draft()
    with pytest.raises(Invalid) as caught:
        await drafting.save(cast.hoai, document_id, await make.typed(**changes))
    assert set(caught.value.problems) == {field}
    assert (await row(document_id))["version"] == 2


async def test_a_mandate_that_ended_signs_nothing(make: Maker, cast: Cast) -> None:
    yesterday = local_day(utc_now()) - timedelta(days=1)
    waiting = await make.awaiting("sign")
    other = await make.draft()
    typed = await make.typed()
    await execute("update mandate set valid_to = ?", yesterday)
    assert "hết hiệu lực" in await refused(Invalid, drafting.save(cast.hoai, other, typed))
    assert "hết hiệu lực" in await refused(NotAllowed, issuing.sign(cast.viet, waiting, "demo"))


async def test_words_of_a_state_secret_go_nowhere(make: Maker, cast: Cast) -> None:
    document_id = await make.instructed()
    for deed in (
        processing.give_opinion(cast.minh, document_id, MARKED),
        processing.close(cast.minh, document_id, MARKED),
        processing.pass_on(cast.minh, document_id, account(cast.on), MARKED),
        instructing.instruct(cast.viet, document_id, Order(MARKED, make.head)),
    ):
        assert "độ mật" in await refused(Invalid, deed)


async def test_what_is_issued_reaches_the_units_inside_and_settles_what_it_answers(
    keys: Maker, cast: Cast
) -> None:
    incoming, office = await keys.instructed(), cast.units["Văn phòng"]
    answer = await keys.awaiting("issue", incoming, to_units=(office,))
    with pytest.raises(NotFound):
        await public_facts((await row(answer))["public_code"])
    await issuing.issue(cast.thu, answer)
    assert (await row(incoming))["state"] == "closed" and await turns(incoming) == set()
    assert await turns(answer) == {(f"head:{office}", "read")}
    inbox = [each.id for each in await documents(cast.anh, "in", "informed", now=utc_now())]
    assert inbox == [answer] and (await counts(cast.anh, utc_now())).informed == 1
    assert [await has_made(who, answer) for who in (cast.hoai, cast.minh, cast.thu, cast.tri)] == [
        False,
        True,
        True,
        False,
    ]
    assert [each.id for each in await related(cast.minh, await document_for(cast.minh, answer))] == [incoming]
    assert await refused(NotFound, document_for(cast.xa, answer)) == ""
    await issuing.recall(cast.thu, answer, "Sai số.")
    assert (await public_facts((await row(answer))["public_code"])).recalled_at
    assert (await document_for(cast.anh, answer)).recall_reason == "Sai số."


async def test_the_second_answer_finds_the_letter_settled(keys: Maker, cast: Cast) -> None:
    incoming = await keys.instructed()
    first = await keys.draft(incoming)
    second = await keys.draft(incoming)
    for answer in (first, second):
        for deed in ("submit", "approve_content", "approve_form", "sign", "number", "seal", "issue"):
            await keys.do(deed, answer)
    assert [(await row(each))["state"] for each in (first, second, incoming)] == [
        "issued",
        "issued",
        "closed",
    ]
    answered = [line for line in await log(cast.minh, incoming) if line.fact == "document:answered"]
    assert len(answered) == 1


async def test_a_cancelled_number_stays_in_the_book(keys: Maker, cast: Cast) -> None:
    gone, kept = await keys.awaiting("seal"), await keys.awaiting("number")
    await drafting.cancel(cast.thu, gone, "Sai người ký.")
    assert await issuing.number(cast.thu, kept, local_day(utc_now())) == "02/SGTVT-QLVT"
    rows = await fetch(
        "select number, cancelled_reason from number_taken where document_id in (?, ?) order by number",
        gone,
        kept,
    )
    assert [(each["number"], each["cancelled_reason"]) for each in rows] == [(1, "Sai người ký."), (2, "")]


async def test_a_document_is_numbered_in_the_year_that_stands_on_its_page(keys: Maker, cast: Cast) -> None:
    document_id, today = await keys.awaiting("number"), local_day(utc_now())
    for day in (today + timedelta(days=1), today.replace(year=today.year - 1)):
        await refused(Invalid, issuing.number(cast.thu, document_id, day))
    await execute(
        "update approval set at = ? where document_id = ?", utc_now() - timedelta(days=366), document_id
    )
    assert str(today.year - 1) in await refused(Invalid, issuing.number(cast.thu, document_id, today))
    await execute("update document set state = 'awaiting_signature' where id = ?", document_id)


async def test_a_draft_without_anything_says_all_that_is_missing(make: Maker, cast: Cast) -> None:
    document_id = await drafting.start_draft(cast.hoai, draft=Draft(type_name="Quyết định"))
    with pytest.raises(Invalid) as caught:
        await drafting.submit(cast.hoai, document_id)
    assert set(caught.value.problems) == {"subject", "body", "mandate_id", "addressees"}
