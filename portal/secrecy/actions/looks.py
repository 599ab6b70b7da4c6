"""A scan nobody could read by program: a second person looks at its pages and admits it or turns it away."""

from portal.audit.record import record
from portal.files import door, store
from portal.files.door import SecondLook
from portal.files.previews import draw_sealed
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_worker
from portal.notifications.tell import tell
from portal.secrecy import held
from portal.secrecy.actions import stubs
from portal.secrecy.actions.receiving import keep_received
from portal.secrecy.outcomes import Received, received_again
from portal.secrecy.queries import door_event, held_file


async def see_held_page(viewer: Viewer, event_id: int, page: int, width: int = 1100) -> bytes:
    """A page (from 1) of a held file as a WebP picture, drawn from the spool and kept nowhere.

    Raises NotFound (also for a page that is not there), Forbidden (who brought it, or keeps no door).
    """
    waiting = await held_file(viewer, event_id)
    spooled = waiting.examined.spooled
    picture = await in_worker(draw_sealed, spooled.path, spooled.key, page, width)
    waiting.seen.setdefault(viewer.account_id, set()).add(page)
    return picture.data


async def admit_held(viewer: Viewer, event_id: int, reason: str) -> Received:
    """As the second person admit a held file, having looked at every page that could not be read.

    Raises NotFound, Forbidden, NotAllowed (pages not looked at, or decided), Invalid (field "reason").
    """
    reason = stubs.given_reason(reason)
    waiting = await held_file(viewer, event_id)
    if waiting.unseen_by(viewer.account_id):
        raise NotAllowed(_("Hãy xem hết các trang chưa đọc được trước khi tiếp nhận."))
    admitted = door.admit(waiting.examined, SecondLook(waiting.brought_by, viewer.account_id, reason))
    await store.keep(admitted)
    async with transaction():
        await _settle(viewer, event_id, "admitted", reason, waiting.brought_by)
        received = await keep_received(admitted, waiting.brought_by, waiting.examined)
        await execute("update door_event set file = ? where id = ?", received.file_id, event_id)
    held.let_go(event_id)
    return received


async def take_admitted(viewer: Viewer, event_id: int) -> Received:
    """What `receive` would have given, for who brought a file that was held and then admitted by another.

    Raises NotFound as long as it is not admitted, and for everybody else.
    """
    event = await door_event(viewer, event_id)
    if event.did != "held" or event.file is None or event.brought_by != viewer.account_id:
        raise NotFound
    stored = await store.file_facts(event.file)
    return received_again(stored, await store.text_by_page(stored.id))


async def turn_away_held(viewer: Viewer, event_id: int, reason: str) -> None:
    """As the second person refuse a held file; it is wiped.

    Raises NotFound, Forbidden, NotAllowed (decided), Invalid (field "reason").
    """
    reason = stubs.given_reason(reason)
    waiting = await held_file(viewer, event_id)
    async with transaction():
        await _settle(viewer, event_id, "turned_away", reason, waiting.brought_by)
    held.let_go(event_id)


async def _settle(viewer: Viewer, event_id: int, decision: str, reason: str, brought_by: int) -> None:
    changed = await execute(
        "update door_event set decision = ?, decided_by = ?, decided_at = ?, decision_reason = ?, spool = ''"
        " where id = ? and did = 'held' and decision = ''",
        decision,
        viewer.account_id,
        utc_now(),
        reason,
        event_id,
    )
    if not changed:
        raise NotAllowed(_("Tệp này đã có quyết định."))
    fact = f"door:{decision.replace('_', '-')}"
    await record(fact, viewer, ("door_event", event_id), words={"reason": reason}, brought_by=brought_by)
    sentences = {
        "admitted": N_("Tệp chờ kiểm tra đã được tiếp nhận"),
        "turned_away": N_("Tệp chờ kiểm tra đã bị từ chối"),
    }
    await tell(
        [brought_by],
        title=sentences[decision],
        url=f"/secrecy/events/{event_id}",
        subject=("door_event", event_id),
    )
