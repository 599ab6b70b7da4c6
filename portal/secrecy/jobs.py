"""What the door forgets by itself: fingerprints of refusals nobody claimed, held files nobody decided on."""

from datetime import time, timedelta

from portal.files import spool
from portal.jobs.timetable import Daily, Entry, Every
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch
from portal.secrecy import held

FINGERPRINTS_KEPT = timedelta(days=30)
HELD_AT_MOST = timedelta(days=3)


async def forget_fingerprints(_payload: dict) -> int:
    """Drop what could recognise a refused file after thirty days; how many. A release not used by then lapses."""
    return await execute(
        "update door_event set fingerprint = '' where fingerprint <> '' and at < ?",
        utc_now() - FINGERPRINTS_KEPT,
    )


async def expire_held(_payload: dict) -> int:
    """Wipe files this process has held for three days, and mark as lost what processes that ended have held."""
    for event_id in held.older_than(utc_now() - HELD_AT_MOST):
        held.let_go(event_id)
    rows = await fetch("select id, spool from door_event where did = 'held' and decision = ''")
    living = spool.living_parts()
    lost = [row["id"] for row in rows if _is_lost(row, living)]
    for event_id in lost:
        await execute(
            "update door_event set decision = 'lost', spool = '' where id = ? and decision = ''", event_id
        )
    return len(lost)


def _is_lost(row: dict, living: set[str]) -> bool:
    """Another living process may still hold it; this one knows."""
    if row["spool"] == spool.own_part():
        return held.waiting(row["id"]) is None
    return row["spool"] not in living


JOBS = {"secrecy:forget-fingerprints": forget_fingerprints, "secrecy:expire-held": expire_held}
TIMETABLE = (
    Entry("secrecy:forget-fingerprints", Daily(time(3, 0))),
    Entry("secrecy:expire-held", Every(60)),
)
