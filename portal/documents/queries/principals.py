"""Who stands behind a principal today: whether work given to it reaches anybody."""

from collections.abc import Iterable

from portal.kit.database import fetch, fetch_value
from portal.people.queries import people_active, today

DIRECTOR = "role:director"


async def headed_units() -> set[int]:
    """The units that somebody active heads today."""
    day = today()
    rows = await fetch(
        "select distinct p.unit as id from post p join position o on o.id = p.position"
        " join account a on a.id = p.account where o.is_head = ? and a.state = 'active'"
        " and p.valid_from <= ? and (p.valid_to is null or p.valid_to >= ?)",
        *(True, day, day),
    )
    return {row["id"] for row in rows}


async def answerable(unit_id: int | None) -> str:
    """Who answers for what a unit drafts: its head, else the nearest head above it, else the director."""
    headed = await headed_units()
    while unit_id is not None and unit_id not in headed:
        unit_id = await fetch_value("select parent from unit where id = ?", unit_id)
    return DIRECTOR if unit_id is None else f"head:{unit_id}"


async def nobody_behind(principals: Iterable[str]) -> set[str]:
    """Those among the principals that work cannot be given to: no headed unit and no active person."""
    wanted = set(principals)
    units = {each: _key(each, "head:") for each in wanted}
    people = {each: _key(each, "account:") for each in wanted}
    headed = await headed_units()
    active = {colleague.id for colleague in await people_active(key for key in people.values() if key)}
    return {each for each in wanted if units[each] not in headed and people[each] not in active}


def _key(principal: str, kind: str) -> int:
    number = principal.removeprefix(kind)
    is_one = principal.startswith(kind) and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if is_one else 0
