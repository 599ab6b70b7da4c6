"""Meetings' work in the background: letters, assembling, what is over, what must be deleted."""

from datetime import time

from portal.conferences import letters
from portal.conferences.actions import assembling, closing, nodes, nonces, recordings, sealing
from portal.conferences.actions.inviting import WRITE_LETTERS
from portal.conferences.queries.conference import conference_by_id, invited
from portal.conferences.queries.letters import people_to_write
from portal.jobs.timetable import Daily, Entry, Every
from portal.kit.clock import utc_now
from portal.kit.database import transaction
from portal.kit.errors import NotFound


async def write_letters(payload: dict) -> int:
    """`{"conference", "why", "revision", "principals"}`: write to everybody invited, or to those named; how many."""
    try:
        conference = await conference_by_id(payload["conference"])
    except NotFound:
        return 0
    # A later change wrote its own letters, and a meeting sealed off is not written about.
    if conference.state == "sealed_off" or conference.revision > payload["revision"] + 1:
        return 0
    principals = payload["principals"] or [each.principal for each in await invited(conference.id)]
    people = await people_to_write(principals)
    async with transaction():
        for account in people:
            await letters.to_member(payload["why"], conference, account)
    return len(people)


async def assemble(payload: dict) -> None:
    """`{"recording"}`: one playable file."""
    await assembling.assemble(payload["recording"])


async def look_after(_payload: dict) -> None:
    """Every five minutes: lost nodes, recordings that end, empty rooms, documents sealed off, old nonces."""
    now = utc_now()
    await nodes.lose_silent(now)
    await sealing.seal_with_documents()
    await recordings.give_up_waiting(now)
    await closing.close_empty(now)
    await nonces.forget_old(now)


async def delete_old(_payload: dict) -> int:
    """Delete recordings whose time is over; how many."""
    return await assembling.delete_old(utc_now())


JOBS = {
    WRITE_LETTERS: write_letters,
    recordings.ASSEMBLE: assemble,
    "conferences:look-after": look_after,
    "conferences:delete-old": delete_old,
}
TIMETABLE = (Entry("conferences:look-after", Every(5)), Entry("conferences:delete-old", Daily(time(2, 40))))
