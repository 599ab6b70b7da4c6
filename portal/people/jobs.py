"""Links for who forgot a password, and sweeping up what has expired."""

from datetime import time

from portal.jobs.timetable import Daily, Entry
from portal.kit.clock import utc_now
from portal.kit.database import execute
from portal.people import sessions
from portal.people.actions import attempts, passwords


async def send_reset(payload: dict) -> None:
    """`{"address": login or e-mail address, "ip": who asked}`"""
    await passwords.send_reset(payload["address"], payload["ip"])


async def sweep(_payload: dict) -> None:
    """Remove expired sessions and links, and counts of failures that nobody remembers."""
    now = utc_now()
    await sessions.end_expired(now)
    await attempts.forget_old(now)
    await execute("delete from invitation where expires_at <= ?", now)


JOBS = {"people.send_reset": send_reset, "people.sweep": sweep}
TIMETABLE = (Entry("people.sweep", Daily(time(2, 20))),)
