"""A look at everything that is kept: does the log's chain hold, is every file there, are its bytes what they were."""

from portal.audit.verification import check_all
from portal.files import store
from portal.kit.database import fetch

_BATCH = 500


async def check_everything() -> list[str]:
    """One line for each thing that is wrong; none when all is well."""
    return [*await _broken_links(), *await _damaged_files()]


async def _broken_links() -> list[str]:
    stretch = await check_all()
    return [f"log: event {each.event_id} does not hold ({each.why})" for each in stretch.breaks]


async def _damaged_files() -> list[str]:
    problems, after = [], ""
    while True:
        rows = await fetch(
            "select distinct sha256 from stored_file where sha256 > ? and purged_at is null order by sha256 limit ?",
            after,
            _BATCH,
        )
        if not rows:
            return problems
        for row in rows:
            problems += await _look_at(row["sha256"])
        after = rows[-1]["sha256"]


async def _look_at(sha256: str) -> list[str]:
    if not await store.is_there(sha256):
        return [f"files: {sha256} is missing"]
    try:
        await store.read(sha256, check=True)
    except store.Damaged:
        return [f"files: {sha256} has other bytes than were put there"]
    return []
