"""The queue's own job: forgetting what was done long ago."""

from datetime import time, timedelta

from portal.jobs import leases
from portal.jobs.timetable import Daily, Entry
from portal.kit.clock import utc_now

KEPT = timedelta(days=30)


async def remove_finished(_payload: dict) -> None:
    """Delete jobs done more than 30 days ago, in portions, so that nobody waits for a large one."""
    while await leases.remove_finished(utc_now() - KEPT):
        pass


JOBS = {"jobs.remove_finished": remove_finished}
TIMETABLE = (Entry("jobs.remove_finished", Daily(time(2, 40))),)
