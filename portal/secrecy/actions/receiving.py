"""Take a file through the door, or refuse, wipe or hold it.

A refusal must be kept, so it is returned and not raised; `Invalid` is raised for files that no one could
use anyway. What was refused is wiped before the answer is given.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

from portal.audit.record import record
from portal.files import door, spool, store
from portal.files.checks import Scan, Virus, problem_sentence
from portal.files.door import Admitted, Examined, SecondLook
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.secrecy import held
from portal.secrecy.actions import stubs
from portal.secrecy.held import HeldFile
from portal.secrecy.outcomes import (
    SEALED,
    Held,
    Infected,
    Outcome,
    Received,
    Refused,
    received_again,
    warnings_of,
    worst,
)
from portal.secrecy.queries import DoorEvent, is_sealed, released_event
from portal.settings import settings


async def receive(
    viewer: Viewer,
    chunks: AsyncIterator[bytes],
    name: str,
    *,
    channel: str = "upload",
    must_be_pdf: bool = False,
) -> Outcome:
    """Take a file through the door: spool, look, scan, then keep, refuse or hold it.

    `channel` is upload, mail or exchange. Not to be called inside a transaction: looking takes seconds.
    Raises Invalid (field "file") for a file that is empty, too large, broken, encrypted, of a kind that is
    not taken, or not scanned where scanning is required. Only what is received or held outlives the call.
    """
    spooled = await spool.receive(chunks, name)
    outcome: Outcome | None = None
    try:
        outcome = await _decide(viewer, await door.examine(spooled, must_be_pdf=must_be_pdf), channel)
        return outcome
    finally:
        if not isinstance(outcome, Held):
            spool.wipe(spooled)


async def _decide(viewer: Viewer, examined: Examined, channel: str) -> Outcome:
    found, digest = examined.inspection, examined.spooled.sha256
    if found.problem:
        raise Invalid({"file": problem_sentence(found.problem)})
    if await is_sealed(stubs.fingerprint(digest)):
        return await _refuse(viewer, digest, channel, SEALED)
    released = None
    if found.markings:
        released = await released_event(stubs.fingerprint(digest))
        if released is None:
            return await _refuse(viewer, digest, channel, worst(found.markings).value)
        examined = replace(examined, scan=await door.look_for_viruses(examined.spooled))
    if examined.scan.state is Virus.INFECTED:
        return await _turn_infected_away(viewer, examined.scan, channel)
    if examined.scan.state is Virus.NOT_SCANNED and settings().scan_required:
        raise Invalid({"file": _("Chưa quét được mã độc nên chưa nhận tệp; đề nghị thử lại sau.")})
    if released is not None:
        return await _pass_released(viewer, examined, released)
    if not found.is_readable:
        return await _hold(viewer, examined, channel)
    return await keep_received(door.admit(examined), viewer.account_id, examined)


async def _refuse(viewer: Viewer, digest: str, channel: str, degree: str) -> Refused:
    async with transaction():
        event_id = await stubs.insert(viewer, channel, "refused", degree, stubs.fingerprint(digest))
        await record("door:refused", viewer, ("door_event", event_id), channel=channel, degree=degree)
        await stubs.tell_keepers(viewer, event_id, N_("Cửa kiểm tra đã từ chối một tệp"))
    return Refused(event_id, degree)


async def _turn_infected_away(viewer: Viewer, scan: Scan, channel: str) -> Infected:
    async with transaction():
        event_id = await stubs.insert(viewer, channel, "infected")
        await record("door:infected", viewer, ("door_event", event_id), words={"virus": scan.detail})
    return Infected(event_id, scan.detail)


async def _hold(viewer: Viewer, examined: Examined, channel: str) -> Held:
    async with transaction():
        event_id = await stubs.insert(viewer, channel, "held", part=spool.own_part())
        await record("door:held", viewer, ("door_event", event_id), channel=channel)
        await stubs.tell_keepers(viewer, event_id, N_("Một bản quét chưa kiểm tra được, chờ người thứ hai"))
    held.hold(HeldFile(event_id, examined, viewer.account_id, utc_now()))
    return Held(event_id, examined.inspection.unread_pages)


async def _pass_released(viewer: Viewer, examined: Examined, event: DoorEvent) -> Outcome:
    """Bytes first, then in one transaction the release is spent, once, and the row written."""
    assert event.claimed_by is not None, "only what was claimed is released"
    assert event.decided_by is not None, "a release has somebody who decided it"
    look = SecondLook(event.claimed_by, event.decided_by, event.decision_reason)
    admitted = door.admit(examined, look)
    await store.keep(admitted)
    async with transaction():
        spent = await execute(
            "update door_event set used_at = ?, fingerprint = '' where id = ? and used_at is null",
            utc_now(),
            event.id,
        )
        if not spent:
            raise NotAllowed(_("Tệp này đã được gửi lại rồi."))
        received = await keep_received(admitted, viewer.account_id, examined)
        await execute("update door_event set file = ? where id = ?", received.file_id, event.id)
        await record("door:passed", viewer, ("door_event", event.id), file=received.file_id)
    return received


async def keep_received(admitted: Admitted, brought_by: int, examined: Examined) -> Received:
    """Put an admitted file into the store and say what was received; within the deed's transaction, if any."""
    stored = await store.put(admitted, brought_by)
    received = received_again(stored, examined.inspection.text_by_page)
    return replace(received, warnings=warnings_of(examined.inspection, examined.scan))
