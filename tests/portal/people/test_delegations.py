"""Handing work over: what may be, who sees it, and what it gives."""

from datetime import date, timedelta

import pytest

from portal.kit.database import execute, fetch
from portal.kit.errors import Forbidden, Invalid, NotFound
from portal.people import queries
from portal.people.actions import delegations
from portal.people.delegations import Wanted, problems_with

DAY = date(2020, 4, 8)
PAGE = "/account/delegations"


def wanted(**changes) -> Wanted:
    usual = {
        "from_account": 5,
        "to_account": 6,
        "from_day": DAY,
        "to_day": DAY + timedelta(days=7),
        "base_document": "Quyết định số 12/QĐ-SGTVT",
        "scope": frozenset({"head:3"}),
    }
    return Wanted(**usual | changes)


def problems(**changes) -> set[str]:
    held = ("account:5", "head:3", "role:division_head")
    return set(problems_with(wanted(**changes), may_hand_over=held, leads=True, today=DAY))


def test_a_delegation_in_order_has_no_problem():
    assert problems() == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to_account": 5}, "to_account"),
        ({"from_day": DAY - timedelta(days=1)}, "from_day"),
        ({"to_day": DAY - timedelta(days=1)}, "to_day"),
        ({"to_day": DAY + timedelta(days=367)}, "to_day"),
        ({"base_document": "QĐ"}, "base_document"),
        ({"scope": frozenset()}, "scope"),
        ({"scope": frozenset({"head:4"})}, "scope"),
        ({"scope": frozenset({"role:administrator"})}, "scope"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes, field):
    assert problems(**changes) == {field}


def test_who_leads_nothing_hands_nothing_over():
    assert set(problems_with(wanted(), may_hand_over=("head:3",), leads=False, today=DAY)) == {""}


def form(cast, **changes) -> dict[str, object]:
    first = queries.today()
    usual = {
        "to_account": cast.hoai.account_id,
        "from_day": first.strftime("%d/%m/%Y"),
        "to_day": (first + timedelta(days=3)).strftime("%d/%m/%Y"),
        "base_document": "Quyết định số 12/QĐ-SGTVT ngày 06/4/2020",
        "scope": [f"head:{cast.division}", "role:division_head"],
    }
    return usual | changes


@pytest.fixture
async def minh(browser, cast):
    """The head of division's browser."""
    return await browser.as_(cast.minh)


async def test_who_receives_acts_for_the_giver_from_the_next_request(minh, cast):
    answer = await minh.post(PAGE, page=PAGE, **form(cast))
    assert answer.headers["location"] == PAGE
    hoai = await queries.viewer_of_account(cast.hoai.account_id)
    assert hoai.on_behalf_of(f"head:{cast.division}") == cast.minh.account_id
    versions = await fetch("select id from account where rights_version = 2 order by id")
    assert [row["id"] for row in versions] == sorted([cast.minh.account_id, cast.hoai.account_id])


async def test_it_ends_at_once_when_taken_back(minh, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    row = (await queries.own_delegations(cast.minh))[0]
    await minh.post(f"/delegations/{row.id}/ending", page=PAGE)
    assert (await queries.viewer_of_account(cast.hoai.account_id)).acting_for == {}
    again = await minh.post(f"/delegations/{row.id}/ending", page=PAGE)
    assert again.status_code == 409


async def test_it_is_never_chained(minh, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    await execute("update role_grant set role = 'division_head' where account = ?", cast.hoai.account_id)
    hoai_scope = frozenset({f"head:{cast.division}"})
    passed_on = wanted(
        from_account=cast.hoai.account_id,
        to_account=cast.on.account_id,
        from_day=queries.today(),
        to_day=queries.today(),
        scope=hoai_scope,
    )
    with pytest.raises(Invalid) as refusal:
        await delegations.make(cast.hoai, passed_on)
    assert set(refusal.value.problems) == {"scope"}


async def test_a_giver_who_is_suspended_gives_nothing_any_more(minh, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    await execute("update account set state = 'suspended' where id = ?", cast.minh.account_id)
    assert (await queries.viewer_of_account(cast.hoai.account_id)).acting_for == {}


async def test_what_is_wrong_is_said_and_what_was_typed_stays(minh, cast):
    answer = await minh.post(PAGE, page=PAGE, **form(cast, to_day="01/01/2019"))
    assert answer.status_code == 422
    assert 'id="field-to_day-problem"' in answer.text
    assert 'value="Quyết định số 12/QĐ-SGTVT ngày 06/4/2020"' in answer.text
    assert f'value="{cast.hoai.account_id}" checked' in answer.text


async def test_a_specialist_has_no_form_and_no_right(browser, cast):
    await browser.as_(cast.on)
    assert "to_account" not in (await browser.get(PAGE)).text
    assert (await browser.post(PAGE, page=PAGE, **form(cast))).status_code == 422


async def test_both_sides_see_it_and_the_outsider_does_not(minh, open_browser, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    seen = {}
    for name in ("hoai", "xa"):
        browser = await open_browser().as_(getattr(cast, name))
        seen[name] = "12/QĐ-SGTVT" in (await browser.get(PAGE)).text
    assert seen == {"hoai": True, "xa": False}


async def test_who_received_it_cannot_end_it_and_the_outsider_cannot_find_it(minh, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    row = (await queries.own_delegations(cast.minh))[0]
    with pytest.raises(Forbidden):
        await delegations.end(cast.hoai, row.id)
    with pytest.raises(NotFound):
        await delegations.end(cast.xa, row.id)


async def test_nobody_delegates_for_another(cast):
    with pytest.raises(Forbidden):
        await delegations.make(cast.viet, wanted(from_account=cast.minh.account_id))


async def test_an_administrator_sees_everybodys_and_may_end_them(minh, open_browser, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    office = await open_browser().as_(cast.tri)
    assert "Phạm Minh" in (await office.get("/delegations")).text
    row = (await queries.all_delegations(cast.tri))[0]
    answer = await office.post(f"/delegations/{row.id}/ending", page="/delegations", **{"from": "all"})
    assert answer.headers["location"] == "/delegations"
    assert (await minh.get("/delegations")).status_code == 403


async def test_it_stands_in_the_log_by_name(minh, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    event = (await fetch("select e.fact, w.words from event e join event_words w on w.event_id = e.id"))[0]
    assert event["fact"] == "delegation:made"
    assert "Nguyễn Thị Hoài" in event["words"]


async def test_who_receives_is_told_by_mail(minh, cast):
    await minh.post(PAGE, page=PAGE, **form(cast))
    letter = (await fetch("select to_account, subject, text from letter"))[0]
    assert letter["to_account"] == cast.hoai.account_id
    assert letter["subject"] == "Phạm Minh uỷ quyền cho bạn"
    assert "12/QĐ-SGTVT" in letter["text"]


async def test_without_the_token_nothing_is_handed_over(minh, cast):
    assert (await minh.http.post(PAGE, data=form(cast))).status_code == 403
    assert await queries.own_delegations(cast.minh) == []
