"""Who is who: colleagues may know each other's names and posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.kit.database import fetch, fetch_as, marks
from portal.kit.errors import NotFound
from portal.kit.text import words_of
from portal.kit.viewer import Viewer
from portal.people.queries.day import today


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as colleagues see them, with the post they are named by."""

    id: int
    full_name: str
    login: str
    email: str
    phone: str
    title: str | None
    unit_id: int | None
    unit_name: str | None


async def directory(
    viewer: Viewer, text: str = "", *, unit_id: int | None = None, limit: int = 50
) -> list[Colleague]:
    """Active people whose name, login or address holds every word of `text`, diacritics or not, by name."""
    del viewer  # everybody who is signed in may know their colleagues
    return await _people(words_of(text), unit_id=unit_id, limit=limit)


async def person(account_id: int) -> Colleague:
    """One person, whatever their state: old papers name people who left. Raises NotFound."""
    found = await people([account_id])
    if not found:
        raise NotFound
    return found[account_id]


async def people(account_ids: Iterable[int]) -> dict[int, Colleague]:
    """Many persons by id in one query; ids that nobody has are left out."""
    ids = sorted(set(account_ids))
    if not ids:
        return {}
    rows = await fetch_as(Colleague, f"{_COLLEAGUE} where a.id in ({marks(ids)})", today(), today(), *ids)
    return {row.id: row for row in rows}


async def people_active(account_ids: Iterable[int]) -> list[Colleague]:
    """Those of these accounts that are active, by name."""
    ids = sorted(set(account_ids))
    return await _people([], ids=ids) if ids else []


async def heads_of(unit_id: int, day: date | None = None) -> list[Colleague]:
    """Who heads the unit on a day (today), the highest rank first; empty where nobody does."""
    day = day or today()
    rows = await fetch(
        "select p.account as id from post p join position o on o.id = p.position join account a on a.id = p.account "
        "where p.unit = ? and o.is_head = ? and a.state = 'active' and p.valid_from <= ? "
        "and (p.valid_to is null or p.valid_to >= ?) order by o.rank, p.id",
        *(unit_id, True, day, day),
    )
    known = await people(row["id"] for row in rows)
    return [known[row["id"]] for row in rows]


async def active_people(limit: int = 50) -> list[Colleague]:
    """Active people, the highest rank first."""
    day = today()
    return await fetch_as(
        Colleague,
        f"{_COLLEAGUE} where a.state = 'active' order by coalesce(o.rank, 999), a.id limit ?",
        day,
        day,
        limit,
    )


async def holders_of(role: str) -> list[Colleague]:
    """Active people who hold a role themselves, by name."""
    rows = await fetch("select account from role_grant where role = ?", role)
    return await people_active(row["account"] for row in rows)


async def members_of(unit_id: int) -> list[Colleague]:
    """Active people with a post in the unit today, by name."""
    return await _people([], unit_id=unit_id)


# The post a person is named by: the primary one of today, else the headship, else the oldest.
_COLLEAGUE = """
select a.id, a.full_name, a.login, a.email, a.phone, o.title, u.id as unit_id, u.name as unit_name
from account a
left join post p on p.id = (
    select p2.id from post p2 join position o2 on o2.id = p2.position
    where p2.account = a.id and p2.valid_from <= ? and (p2.valid_to is null or p2.valid_to >= ?)
    order by p2.is_primary desc, o2.is_head desc, p2.id limit 1)
left join position o on o.id = p.position
left join unit u on u.id = p.unit
"""


async def _people(
    words: list[str], *, unit_id: int | None = None, ids: list[int] | None = None, limit: int = 1000
) -> list[Colleague]:
    day = today()
    conditions, values = ["a.state = 'active'"], [day, day]
    for word in words:
        conditions.append("a.fold like ?")
        values.append(f"%{word}%")
    if unit_id is not None:
        conditions.append(
            "a.id in (select account from post where unit = ? and valid_from <= ? "
            "and (valid_to is null or valid_to >= ?))"
        )
        values += [unit_id, day, day]
    if ids is not None:
        conditions.append(f"a.id in ({marks(ids)})")
        values += ids
    where = " and ".join(conditions)
    return await fetch_as(
        Colleague, f"{_COLLEAGUE} where {where} order by a.fold, a.id limit ?", *values, limit
    )
