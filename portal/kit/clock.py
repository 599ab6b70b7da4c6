"""Time as the office means it: stored in UTC, said in Asia/Ho_Chi_Minh."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> datetime:
    """The present instant, aware, in UTC. Pure code takes it as an argument instead."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same instant on a wall clock in Vietnam."""
    return moment.astimezone(HANOI)


def local_day(moment: datetime) -> date:
    """The calendar day in Vietnam at that instant."""
    return local(moment).date()
