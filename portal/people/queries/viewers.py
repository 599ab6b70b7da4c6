"""From rows to a Viewer: the posts, roles and delegations that `people.rights` decides on."""

from collections.abc import Iterable
from datetime import date

from portal.kit.database import fetch, marks
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.people.queries.day import today
from portal.people.rights import Handover, HeldPost, Person, viewer_on


async def viewer_of_account(account_id: int, day: date | None = None) -> Viewer:
    """The Viewer that this account is on a day (today), delegations counted in. Raises NotFound."""
    day = day or today()
    given = await fetch(
        "select d.from_account, d.scope, d.from_day, d.to_day "
        "from delegation d join account a on a.id = d.from_account "
        "where d.to_account = ? and d.ended_at is null and a.state = 'active' and d.from_day <= ? and d.to_day >= ? "
        "order by d.id",
        *(account_id, day, day),
    )
    persons = await persons_with_rights([account_id, *(row["from_account"] for row in given)])
    if account_id not in persons:
        raise NotFound
    handovers = [
        Handover(
            persons[row["from_account"]], frozenset(row["scope"].split()), row["from_day"], row["to_day"]
        )
        for row in given
    ]
    return viewer_on(persons[account_id], day, handovers)


async def persons_with_rights(account_ids: Iterable[int]) -> dict[int, Person]:
    """Accounts with all posts and roles they ever had or will have, in three queries."""
    ids = sorted(set(account_ids))
    accounts = await fetch(f"select id, full_name from account where id in ({marks(ids)})", *ids)
    posts = await fetch(
        "select p.account, p.unit, p.is_primary, p.valid_from, p.valid_to, o.title, o.is_head "
        f"from post p join position o on o.id = p.position where p.account in ({marks(ids)}) order by p.id",
        *ids,
    )
    roles = await fetch(f"select account, role from role_grant where account in ({marks(ids)})", *ids)
    return {
        row["id"]: Person(
            account_id=row["id"],
            full_name=row["full_name"],
            posts=tuple(_held(post) for post in posts if post["account"] == row["id"]),
            roles=frozenset(grant["role"] for grant in roles if grant["account"] == row["id"]),
        )
        for row in accounts
    }


def _held(row: dict) -> HeldPost:
    return HeldPost(
        unit_id=row["unit"],
        title=row["title"],
        is_head=row["is_head"],
        is_primary=row["is_primary"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
    )
