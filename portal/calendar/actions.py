"""Keeping the calendar. Deadlines that were set already stay as they are."""

from collections.abc import Iterable
from datetime import date

import portal.calendar.facts  # noqa: F401  the log must know the facts before one is recorded
from portal.audit.record import record
from portal.calendar.days import Special, Swap, problems_of, problems_of_swap
from portal.calendar.queries import forget_working_days
from portal.files.door import check_text
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid, NotFound
from portal.kit.viewer import Viewer
from portal.people.rights import require_administrator


async def learn_holidays(years: Iterable[int]) -> int:
    """Write down the public holidays of Vietnam for some years where nothing is written yet; returns how many were new.

    Labour Code 45/2019/QH14, article 112. Swaps are announced each year and are entered by hand.
    """
    import holidays  # A quarter of a second that only a new year needs.

    known = holidays.country_holidays("VN", years=list(years), language="vi")
    async with transaction():
        forget_working_days()
        return sum(
            [
                await execute(
                    "insert into special_day (day, name, is_working) values (?, ?, ?) on conflict (day) do nothing",
                    *(day, name[:200], False),
                )
                for day, name in sorted(known.items())
            ]
        )


async def teach_holidays(viewer: Viewer, year: int) -> int:
    """An administrator has the holidays of a year written down; returns how many were new."""
    require_administrator(viewer)
    async with transaction():
        count = await learn_holidays([year])
        words = {"count": count, "year": year}
        await record("calendar:holidays-learnt", viewer, ("calendar", year), words=words)
    return count


async def set_day(viewer: Viewer, special: Special) -> None:
    """Write down a holiday or a worked weekend, in place of what was written for that day. Raises Invalid."""
    require_administrator(viewer)
    check_text(special.name, "name")
    _check(problems_of(special))
    async with transaction():
        await _write(special)
        words = {"day": _said(special.day), "name": special.name}
        keys = {"day": special.day.isoformat(), "working": special.is_working}
        await record("calendar:day-set", viewer, _subject(special.day), words=words, **keys)


async def swap(viewer: Viewer, wanted: Swap) -> None:
    """Take a working day off and work a weekend day instead. Raises Invalid."""
    require_administrator(viewer)
    check_text(wanted.name, "swap_name")
    _check(problems_of_swap(wanted))
    async with transaction():
        await _write(Special(wanted.off_on, wanted.name))
        await _write(Special(wanted.worked_on, wanted.name, is_working=True))
        words = {"off": _said(wanted.off_on), "worked": _said(wanted.worked_on)}
        keys = {"off": wanted.off_on.isoformat(), "worked": wanted.worked_on.isoformat()}
        await record("calendar:swapped", viewer, _subject(wanted.off_on), words=words, **keys)


async def remove_day(viewer: Viewer, day: date) -> None:
    """Let a day be as in the plain week again. Raises NotFound where nothing was written for it."""
    require_administrator(viewer)
    async with transaction():
        if not await execute("delete from special_day where day = ?", day):
            raise NotFound
        forget_working_days()
        await record("calendar:day-removed", viewer, _subject(day), words={"day": _said(day)})


async def _write(special: Special) -> None:
    await execute(
        "insert into special_day (day, name, is_working) values (?, ?, ?)"
        " on conflict (day) do update set name = excluded.name, is_working = excluded.is_working",
        *(special.day, special.name, special.is_working),
    )
    forget_working_days()


def _check(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(problems)


def _said(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _subject(day: date) -> tuple[str, int]:
    """A day as the log names it: 20260217."""
    return "calendar", int(day.strftime("%Y%m%d"))
