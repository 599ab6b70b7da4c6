"""The tree of units, and what they and the agency were called on a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.kit.database import fetch, fetch_as
from portal.kit.errors import NotFound
from portal.people.queries.day import today
from portal.web.remembered import Remembered


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the tree; `depth` 0 is the agency itself."""

    id: int
    parent: int | None
    name: str
    abbreviation: str
    kind: str
    sort: int
    valid_from: date
    valid_to: date | None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name a unit had, from its first to its last day."""

    name: str
    abbreviation: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Identity:
    """What the agency was called on a day; printed at the head of papers of that day."""

    id: int
    name: str
    parent_name: str
    abbreviation: str
    place_name: str
    org_code: str
    address: str
    phone: str
    email: str
    website: str
    valid_from: date
    valid_to: date | None


async def units_tree(day: date | None = None) -> list[UnitRow]:
    """Units that stand on a day (today), each after its parent and before its next sister, with depth."""
    day = day or today()
    rows = await fetch_as(
        UnitRow,
        "select id, parent, name, abbreviation, kind, sort, valid_from, valid_to from unit "
        "where valid_from <= ? and (valid_to is null or valid_to >= ?) order by sort, name, id",
        *(day, day),
    )
    return _in_tree_order(rows)


async def unit(unit_id: int) -> UnitRow:
    """One unit, closed or not. Raises NotFound."""
    rows = await fetch_as(
        UnitRow,
        "select id, parent, name, abbreviation, kind, sort, valid_from, valid_to from unit where id = ?",
        unit_id,
    )
    if not rows:
        raise NotFound
    return rows[0]


async def unit_name_on(unit_id: int, day: date) -> str:
    """What the unit was called on that day: the former name where one held then."""
    rows = await fetch(
        "select name from unit_name where unit = ? and valid_from <= ? and valid_to >= ?", unit_id, day, day
    )
    return rows[0]["name"] if rows else (await unit(unit_id)).name


async def former_names(unit_id: int) -> list[FormerName]:
    """The names a unit had, the latest first."""
    return await fetch_as(
        FormerName,
        "select name, abbreviation, valid_from, valid_to from unit_name where unit = ? order by valid_from desc",
        unit_id,
    )


async def agency_or_none(day: date | None = None) -> Identity | None:
    """As `agency_on`, for pages that open even before the agency has a name; remembered for some seconds."""
    return await _remembered(day or today())


def forget_agency() -> None:
    """Have a change of the agency's names seen at once in this process."""
    _remembered.forget()


async def _agency_or_none(day: date) -> Identity | None:
    try:
        return await agency_on(day)
    except NotFound:
        return None


_remembered = Remembered(_agency_or_none)


async def agency_on(day: date | None = None) -> Identity:
    """The agency's name, parent, place and addresses on a day (today). Raises NotFound where none was set for it."""
    day = day or today()
    rows = await fetch_as(
        Identity,
        f"select {_IDENTITY} from agency_identity where valid_from <= ? and (valid_to is null or valid_to >= ?) "
        "order by valid_from desc limit 1",
        *(day, day),
    )
    if not rows:
        raise NotFound
    return rows[0]


async def identities() -> list[Identity]:
    """Every name the agency had, has and is going to have, the latest first."""
    return await fetch_as(Identity, f"select {_IDENTITY} from agency_identity order by valid_from desc")


async def agency_words() -> list[str]:
    """Names of the agency that are too easy to guess in a password."""
    return [word for one in await identities() for word in (one.name, one.abbreviation, one.place_name)]


_IDENTITY = """
id, name, parent_name, abbreviation, place_name, org_code, address, phone, email, website, valid_from, valid_to
"""


def _in_tree_order(rows: list[UnitRow]) -> list[UnitRow]:
    """Rows sorted among sisters become rows in the order of a tree, with depth; orphans stand as roots."""
    ids = {row.id for row in rows}
    below: dict[int | None, list[UnitRow]] = {}
    for row in rows:
        below.setdefault(row.parent if row.parent in ids else None, []).append(row)

    def walk(parent: int | None, depth: int) -> Iterable[UnitRow]:
        for row in below.get(parent, []):
            yield replace(row, depth=depth)
            yield from walk(row.id, depth + 1)

    return list(walk(None, 0))
