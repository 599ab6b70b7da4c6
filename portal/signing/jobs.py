"""Looking at signatures in the background, and reminding owners of certificates that end."""

from datetime import time

from portal.jobs.timetable import Daily, Entry
from portal.kit.clock import utc_now
from portal.signing.actions.keys import remind_owners
from portal.signing.actions.looking import CHECK, look_at_file


async def check_file(payload: dict) -> None:
    """`{"file": id, "topic": "document:7" or missing}`: look at the signatures of a kept file."""
    await look_at_file(payload["file"], payload.get("topic", ""))


async def remind(_payload: dict) -> None:
    """Tell owners, thirty days before, that their certificates end."""
    await remind_owners(utc_now())


JOBS = {CHECK: check_file, "signing.remind": remind}
TIMETABLE = (Entry("signing.remind", Daily(time(7, 10))),)
