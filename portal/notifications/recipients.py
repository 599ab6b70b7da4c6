"""Which people stand behind principals on a day: holders themselves, and those to whom they delegated."""

from collections.abc import Iterable
from datetime import date

from portal.kit.database import fetch, marks

EVERYONE = "everyone"

_HELD_ON = "p.valid_from <= ? and (p.valid_to is null or p.valid_to >= ?)"


async def accounts_behind(principals: Iterable[str | int], day: date) -> set[int]:
    """Ids of accounts that are not suspended; a number or "account:7" is that person. Five queries at most.

    Whoever holds one of the principals by delegation on that day is told as well. Raises ValueError for a name that is
    no principal.
    """
    holders = await _holders([_named(principal) for principal in principals], day)
    told = set().union(*holders.values()) | await _deputies(holders, day) if holders else set()
    return await _not_suspended(told)


def _named(principal: str | int) -> str:
    name = f"account:{principal}" if isinstance(principal, int) else principal
    kind, _colon, key = name.partition(":")
    if name != EVERYONE and not (kind == "role" or (kind in ("account", "unit", "head") and key.isdigit())):
        raise ValueError(f"{name} is no principal")
    return name


async def _holders(names: list[str], day: date) -> dict[str, set[int]]:
    """Who holds each principal themselves."""
    holders: dict[str, set[int]] = {name: set() for name in names}
    for name in names:
        if name.startswith("account:"):
            holders[name].add(int(name.removeprefix("account:")))
    units = [int(name.partition(":")[2]) for name in names if name.startswith(("unit:", "head:"))]
    for row in await _posts(units, day):
        for name in (f"unit:{row['unit']}", *([f"head:{row['unit']}"] if row["is_head"] else [])):
            if name in holders:
                holders[name].add(row["account"])
    for row in await _grants([name.removeprefix("role:") for name in names if name.startswith("role:")]):
        holders[f"role:{row['role']}"].add(row["account"])
    if EVERYONE in holders:
        holders[EVERYONE] = {row["id"] for row in await fetch("select id from account")}
    return holders


async def _posts(units: list[int], day: date) -> list[dict]:
    if not units:
        return []
    return await fetch(
        "select p.account, p.unit, o.is_head from post p join position o on o.id = p.position"
        f" where p.unit in ({marks(units)}) and {_HELD_ON}",
        *(*units, day, day),
    )


async def _grants(roles: list[str]) -> list[dict]:
    if not roles:
        return []
    return await fetch(f"select account, role from role_grant where role in ({marks(roles)})", *roles)


async def _deputies(holders: dict[str, set[int]], day: date) -> set[int]:
    """Those to whom a holder has delegated the principal in question, on that day."""
    rows = await fetch(
        "select from_account, to_account, scope from delegation"
        " where from_day <= ? and to_day >= ? and ended_at is null",
        *(day, day),
    )
    return {
        row["to_account"]
        for row in rows
        for name in row["scope"].split()
        if row["from_account"] in holders.get(name, ())
    }


async def _not_suspended(accounts: set[int]) -> set[int]:
    if not accounts:
        return set()
    rows = await fetch(
        f"select id from account where state <> 'suspended' and id in ({marks(accounts)})", *sorted(accounts)
    )
    return {row["id"] for row in rows}
