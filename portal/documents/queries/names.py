"""Names of principals, for people: "head:3" is a unit, "account:7" a person, "role:clerk" an office."""

from collections.abc import Iterable

from portal.kit.database import fetch, marks
from portal.kit.i18n import _


def role_name(role: str) -> str:
    """A role as the office calls it."""
    names = {
        "clerk": _("Văn thư"),
        "director": _("Giám đốc"),
        "deputy_director": _("Phó Giám đốc"),
        "office_head": _("Chánh Văn phòng"),
        "division_head": _("Trưởng phòng"),
        "specialist": _("Chuyên viên"),
        "administrator": _("Quản trị"),
    }
    return names.get(role, role)


async def name_of(principal: str) -> str:
    """One principal's name."""
    return (await names_of([principal]))[principal]


async def names_of(principals: Iterable[str]) -> dict[str, str]:
    """Names by principal, in two reads however many there are."""
    wanted = set(principals)
    units = {each: int(each.split(":")[1]) for each in wanted if each.startswith(("head:", "unit:"))}
    accounts = {each: int(each.split(":")[1]) for each in wanted if each.startswith("account:")}
    unit_names = await _names("select id, name from unit where id in ({})", set(units.values()))
    people = await _names(
        "select id, full_name as name from account where id in ({})", set(accounts.values())
    )
    names = {each: role_name(each.removeprefix("role:")) for each in wanted if each.startswith("role:")}
    names |= {each: unit_names.get(key, "?") for each, key in units.items()}
    return names | {each: people.get(key, "?") for each, key in accounts.items()}


async def _names(sql: str, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = await fetch(sql.format(marks(ids)), *ids)
    return {row["id"]: row["name"] for row in rows}
