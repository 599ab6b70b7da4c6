"""How near a deadline is (pure), and how the office says it."""

from dataclasses import dataclass
from datetime import datetime

from portal.kit.clock import local_day
from portal.kit.i18n import _
from portal.kit.working_days import WorkingDays

_SOON_DAYS = 2


@dataclass(frozen=True, slots=True)
class Nearness:
    """`kind` is "late", "soon" or "calm"; `label` is the words on the tag."""

    kind: str
    label: str


def nearness(due_at: datetime | None, now: datetime, calendar: WorkingDays) -> Nearness | None:
    """How near a deadline is in working days, or None without one."""
    if due_at is None:
        return None
    days = calendar.between(local_day(now), local_day(due_at))
    if due_at < now:
        late = max(-days, 1) if local_day(due_at) != local_day(now) else 0
        return Nearness("late", _("Quá hạn %(days)s ngày") % {"days": late} if late else _("Quá hạn hôm nay"))
    if days == 0:
        return Nearness("soon", _("Hạn hôm nay"))
    return Nearness("soon" if days <= _SOON_DAYS else "calm", _("Còn %(days)s ngày") % {"days": days})


def default_days(urgency: int) -> int:
    """Working days proposed to a leader: at once for urgent documents, a week otherwise."""
    return {0: 7, 1: 2, 2: 1, 3: 0}.get(urgency, 7)
