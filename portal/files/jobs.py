"""Takes out of the store what is doomed: at once what was purged, at night the bytes that nobody points at."""

from datetime import time, timedelta

from portal.files import claims
from portal.files.seal import TAKE_OUT
from portal.files.store import stored_contents, take_out
from portal.jobs.timetable import Daily, Entry
from portal.kit.clock import utc_now
from portal.kit.database import transaction
from portal.kit.errors import Undelivered

KEPT_FOR = timedelta(days=1)  # a deed under way has put its bytes and not yet its row


async def sweep(_payload: dict) -> int:
    """Take out contents older than a day that no row points at, and what was left half done; how many."""
    before = utc_now() - KEPT_FOR
    async for sha256, written_at in stored_contents():
        if written_at < before and not await claims.is_pointed_at(sha256):
            await _doom(sha256)
    await claims.forget_old()
    return await take_out_doomed({})


async def _doom(sha256: str) -> None:
    async with transaction():
        await claims.doom(sha256)


async def take_out_doomed(_payload: dict) -> int:
    """Take out every doomed content; how many there were.

    Raises Undelivered while another process is at one, which may have ended in the middle of it.
    """
    taken = [await take_out(sha256) for sha256 in await claims.doomed()]
    if left := len(await claims.doomed()):
        raise Undelivered(f"{left} contents are still to be taken out of the store")
    return sum(taken)


JOBS = {"files:sweep": sweep, TAKE_OUT: take_out_doomed}
TIMETABLE = (Entry("files:sweep", Daily(time(2, 30))),)
