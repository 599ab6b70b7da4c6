"""Who stands behind a principal: work is given to heads that there are and to people who are active."""

from datetime import timedelta

from portal.documents.queries.principals import answerable, headed_units, nobody_behind
from portal.kit.database import execute
from portal.people.queries import today
from tests.support.cast import Cast
from tests.support.make import Maker


async def test_a_unit_is_headed_while_somebody_active_holds_the_post(make: Maker, cast: Cast) -> None:
    assert cast.division in await headed_units()
    await execute("update account set state = 'suspended' where id = ?", cast.minh.account_id)
    assert cast.division not in await headed_units()


async def test_without_a_head_the_next_one_above_answers_and_the_director_at_last(
    make: Maker, cast: Cast
) -> None:
    assert await answerable(cast.division) == make.head
    await execute("delete from post where account = ?", cast.minh.account_id)
    assert await answerable(cast.division) != make.head
    await execute("update post set valid_to = ?", today() - timedelta(days=1))
    assert await answerable(cast.division) == await answerable(None) == "role:director"


async def test_what_is_no_principal_has_nobody_behind_it(make: Maker, cast: Cast) -> None:
    good = {make.head, f"account:{cast.on.account_id}"}
    bad = {
        "",
        "head:",
        "head:0",
        "head:-1",
        "account:x",
        "role:clerk",
        f"unit:{cast.division}",
        "account:" + "9" * 30,
    }
    assert await nobody_behind(good | bad) == bad
