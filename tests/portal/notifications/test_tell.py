"""Telling people: who is behind a principal, once each, and only when the deed holds."""

from datetime import date, timedelta

import pytest

from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, transaction
from portal.notifications.recipients import accounts_behind
from portal.notifications.tell import tell
from tests.support.cast import Cast

DAY = date(2026, 11, 23)


async def lines() -> list[tuple[int, str]]:
    return [
        (row["account"], row["title"]) for row in await fetch("select account, title from notice order by id")
    ]


async def delegate(giver: int, taker: int, scope: str) -> None:
    await execute(
        "insert into delegation (from_account, to_account, from_day, to_day, base_document, scope, created_at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        *(giver, taker, DAY, DAY + timedelta(days=5), "Giấy uỷ quyền 01", scope, utc_now()),
    )


async def test_each_kind_of_principal_is_some_people(cast: Cast) -> None:
    unit = cast.division
    assert await accounts_behind([cast.hoai.account_id, f"account:{cast.on.account_id}"], DAY) == {
        cast.hoai.account_id,
        cast.on.account_id,
    }
    assert await accounts_behind([f"head:{unit}"], DAY) == {cast.minh.account_id}
    assert {cast.minh.account_id, cast.hoai.account_id} <= await accounts_behind([f"unit:{unit}"], DAY)
    assert await accounts_behind(["role:clerk"], DAY) == {cast.thu.account_id}
    assert cast.xa.account_id in await accounts_behind(["everyone"], DAY)
    assert await accounts_behind([], DAY) == set()


async def test_who_acts_for_somebody_is_told_as_well_for_these_days_only(cast: Cast) -> None:
    head = f"head:{cast.division}"
    await delegate(cast.minh.account_id, cast.on.account_id, head)
    assert await accounts_behind([head], DAY) == {cast.minh.account_id, cast.on.account_id}
    assert await accounts_behind([head], DAY + timedelta(days=9)) == {cast.minh.account_id}


async def test_a_delegation_of_one_thing_brings_no_other(cast: Cast) -> None:
    await delegate(cast.minh.account_id, cast.on.account_id, f"head:{cast.division}")
    assert await accounts_behind([cast.minh.account_id], DAY) == {cast.minh.account_id}


async def test_the_suspended_and_the_unknown_are_not_told(cast: Cast) -> None:
    await execute("update account set state = 'suspended' where id = ?", cast.thu.account_id)
    assert await accounts_behind(["role:clerk", 987654], DAY) == set()


@pytest.mark.parametrize("name", ["clerk", "unit:x", "group:1", "account:"])
async def test_a_name_that_is_no_principal_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(ValueError, match="no principal"):
        await accounts_behind([name], DAY)


async def test_one_line_a_person_however_many_names_they_go_by(cast: Cast) -> None:
    names = [cast.minh.account_id, f"head:{cast.division}", f"account:{cast.minh.account_id}"]
    told = await tell(names, title="Việc mới", url="/documents/7", subject=("document", 7))
    assert told == {cast.minh.account_id}
    assert await lines() == [(cast.minh.account_id, "Việc mới")]


async def test_the_same_key_is_told_once_and_no_key_each_time(cast: Cast) -> None:
    for _time in range(2):
        await tell(
            [cast.hoai.account_id], title="Sắp đến hạn", url="/d", subject=("document", 7), key="due-soon"
        )
        await tell([cast.hoai.account_id], title="Ý kiến mới", url="/d", subject=("document", 7))
    assert [title for _account, title in await lines()] == ["Sắp đến hạn", "Ý kiến mới", "Ý kiến mới"]


async def test_nobody_is_told_of_their_own_deed(cast: Cast) -> None:
    told = await tell(["role:clerk"], title="x", url="/x", subject=("x", 1), but_not=cast.thu.account_id)
    assert told == set()


async def tell_and_fail(account: int) -> None:
    async with transaction():
        await tell([account], title="x", url="/x", subject=("x", 1))
        raise RuntimeError


async def test_what_is_rolled_back_was_never_told(cast: Cast) -> None:
    with pytest.raises(RuntimeError):
        await tell_and_fail(cast.hoai.account_id)
    assert await lines() == []


@pytest.mark.parametrize("url", ["https://xau.vn", "//xau.vn", "javascript:alert(1)", ""])
async def test_a_line_leads_nowhere_outside_the_portal(cast: Cast, url: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        await tell([cast.hoai.account_id], title="x", url=url, subject=("x", 1))
