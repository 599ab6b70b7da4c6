"""Accounts: one's own, with its sessions; and everybody's, for administrators."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.kit.database import fetch, fetch_as, fetch_value
from portal.kit.errors import NotFound
from portal.kit.text import words_of
from portal.kit.viewer import Viewer
from portal.people.queries.day import today


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with the post it is named by; `state` is invited, active or suspended."""

    id: int
    login: str
    full_name: str
    email: str
    phone: str
    state: str
    locale: str
    has_second_factor: bool
    created_at: datetime
    title: str | None
    unit_name: str | None


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser in which somebody is signed in."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str
    user_agent: str
    second_factor_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with the names of its unit and position."""

    id: int
    unit_id: int
    unit_name: str
    title: str
    is_head: bool
    is_primary: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A title of office."""

    id: int
    title: str
    rank: int
    is_head: bool


async def own_account(viewer: Viewer) -> AccountRow:
    """The viewer's own account."""
    return await _account(viewer.account_id)


async def own_sessions(viewer: Viewer) -> list[OwnSession]:
    """The viewer's living sessions, the one used last first."""
    return await fetch_as(
        OwnSession,
        "select id, created_at, last_seen_at, expires_at, ip, user_agent, second_factor_at from session "
        "where account = ? and awaits_code = ? order by last_seen_at desc, id desc",
        *(viewer.account_id, False),
    )


async def account(viewer: Viewer, account_id: int) -> AccountRow:
    """Any account, for administrators. Raises NotFound, also for everybody else."""
    must_administer(viewer)
    return await _account(account_id)


async def accounts_page(
    viewer: Viewer, text: str = "", state: str = "", *, number: int = 1, size: int = 50
) -> tuple[list[AccountRow], bool]:
    """Page `number` (from 1) of all accounts by name, and whether another follows. Raises NotFound as `account`.

    `text`: every word must be in name, login or address, diacritics or not; `state` narrows to one state.
    """
    must_administer(viewer)
    conditions, values = ["1 = 1"], [today(), today()]
    for word in words_of(text):
        conditions.append("a.fold like ?")
        values.append(f"%{word}%")
    if state:
        conditions.append("a.state = ?")
        values.append(state)
    where = " and ".join(conditions)
    rows = await fetch_as(
        AccountRow,
        f"{_ACCOUNT} where {where} order by a.fold, a.id limit ? offset ?",
        *(*values, size + 1, (number - 1) * size),
    )
    return rows[:size], len(rows) > size


async def count_sessions(viewer: Viewer, account_id: int) -> int:
    """How many living sessions an account has, for administrators. Raises NotFound as `account`."""
    must_administer(viewer)
    return await fetch_value("select count(*) from session where account = ?", account_id)


async def posts_of(account_id: int) -> list[PostRow]:
    """Every post a person holds, held or will hold, the latest first."""
    return await fetch_as(
        PostRow,
        "select p.id, u.id as unit_id, u.name as unit_name, o.title, o.is_head, p.is_primary, p.valid_from, p.valid_to "
        "from post p join unit u on u.id = p.unit join position o on o.id = p.position "
        "where p.account = ? order by p.valid_from desc, p.id desc",
        account_id,
    )


async def roles_of(account_id: int) -> frozenset[str]:
    """The roles a person holds themselves."""
    return frozenset(
        row["role"] for row in await fetch("select role from role_grant where account = ?", account_id)
    )


async def positions() -> list[PositionRow]:
    """All titles of office, the highest first."""
    return await fetch_as(PositionRow, "select id, title, rank, is_head from position order by rank, title")


def must_administer(viewer: Viewer) -> None:
    """Raise NotFound for whoever does not administer: what they may not know of does not exist for them."""
    if not viewer.has("administrator"):
        raise NotFound


_ACCOUNT = """
select a.id, a.login, a.full_name, a.email, a.phone, a.state, a.locale,
       case when a.totp_secret is null then 0 else 1 end as has_second_factor, a.created_at,
       o.title, u.name as unit_name
from account a
left join post p on p.id = (
    select p2.id from post p2 join position o2 on o2.id = p2.position
    where p2.account = a.id and p2.valid_from <= ? and (p2.valid_to is null or p2.valid_to >= ?)
    order by p2.is_primary desc, o2.is_head desc, p2.id limit 1)
left join position o on o.id = p.position
left join unit u on u.id = p.unit
"""


async def _account(account_id: int) -> AccountRow:
    rows = await fetch_as(AccountRow, f"{_ACCOUNT} where a.id = ?", today(), today(), account_id)
    if not rows:
        raise NotFound
    return rows[0]
