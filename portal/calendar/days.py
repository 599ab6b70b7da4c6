"""Special days as an administrator enters them (pure): holidays, and weekends worked in exchange for a day off."""

from dataclasses import dataclass
from datetime import date

from portal.kit.i18n import _
from portal.kit.working_days import WorkingDays

_PLAIN_WEEK = WorkingDays()


@dataclass(frozen=True, slots=True)
class Special:
    """A day that differs from the plain week."""

    day: date
    name: str
    is_working: bool = False


@dataclass(frozen=True, slots=True)
class Swap:
    """A working day taken off, and the weekend day worked in exchange, as the government announces each year."""

    off_on: date
    worked_on: date
    name: str


def problems_of(special: Special) -> dict[str, str]:
    """What cannot be so, by field: a plain working day need not be named as worked."""
    if special.is_working and _PLAIN_WEEK.is_working(special.day):
        return {"day": _("Ngày này vốn là ngày làm việc. Muốn bỏ ngày nghỉ đã ghi thì xoá nó.")}
    return {}


def problems_of_swap(swap: Swap) -> dict[str, str]:
    """What cannot be so, by field."""
    found = {}
    if not _PLAIN_WEEK.is_working(swap.off_on):
        found["off_on"] = _("Ngày nghỉ hoán đổi phải là ngày làm việc (thứ hai đến thứ sáu).")
    if _PLAIN_WEEK.is_working(swap.worked_on):
        found["worked_on"] = _("Ngày làm bù phải là thứ bảy hoặc chủ nhật.")
    if swap.off_on.year != swap.worked_on.year and abs((swap.off_on - swap.worked_on).days) > 60:
        found.setdefault("worked_on", _("Ngày làm bù cách ngày nghỉ quá xa."))
    return found
