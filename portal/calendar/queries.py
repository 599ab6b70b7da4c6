"""The working days as every room counts them, and the special days as the administrator keeps them."""

from datetime import date, time

import msgspec

from portal.kit.database import fetch, fetch_as
from portal.kit.viewer import Viewer
from portal.kit.working_days import WorkingDays
from portal.people.rights import require_administrator
from portal.settings import settings
from portal.web.remembered import Remembered


class SpecialDayRow(msgspec.Struct, frozen=True):
    """A holiday, or a weekend day that is worked."""

    day: date
    name: str
    is_working: bool


async def working_days() -> WorkingDays:
    """The calendar with all special days and the office's hours; remembered for some seconds."""
    return await _remembered()


def forget_working_days() -> None:
    """Have a change of the special days seen at once in this process."""
    _remembered.forget()


async def _working_days() -> WorkingDays:
    rows = await fetch("select day, is_working from special_day")
    return WorkingDays(
        {_as_day(row["day"]): bool(row["is_working"]) for row in rows},
        time.fromisoformat(settings().workday_start),
        time.fromisoformat(settings().workday_end),
    )


_remembered = Remembered(_working_days)


async def special_days(viewer: Viewer, year: int) -> list[SpecialDayRow]:
    """The special days of a year in their order. Raises Forbidden but for administrators."""
    require_administrator(viewer)
    return await fetch_as(
        SpecialDayRow,
        "select day, name, is_working from special_day where day >= ? and day <= ? order by day",
        *(date(year, 1, 1), date(year, 12, 31)),
    )


def _as_day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
