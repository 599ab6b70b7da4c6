"""Late discovery (niêm phong): one person freezes files at once, another purges them for good or lifts the seal.

What else must happen with the thing the files belong to (rights, search, copies sent out) is the affair of the
room that calls: it calls `seal_off` in the transaction of its own deed.
"""

from collections.abc import Sequence

from portal.audit.record import record
from portal.files.seal import freeze, purge, unfreeze
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import Forbidden, NotAllowed
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.notifications.tell import tell
from portal.secrecy.actions import stubs
from portal.secrecy.queries import KEEPERS, SealRow, files_under, keeps_door, seal_of

_MAY_FREEZE = (*KEEPERS, "director", "deputy_director", "office_head")


async def seal_off(
    viewer: Viewer,
    file_ids: Sequence[int],
    *,
    subject: tuple[str, int],
    reason: str,
    may_have_no_file: bool = False,
    answers_for_it: bool = False,
) -> int:
    """Freeze files, and every other file of the same contents, so that nobody reads them; the seal's id.

    `subject` is the kind and id of what they belong to; `may_have_no_file` where words alone are sealed off;
    `answers_for_it` where the room that calls lets those freeze who answer for the thing, whatever their roles.
    Raises Forbidden, Invalid (field "reason"), NotAllowed when there is nothing to freeze.
    """
    reason = stubs.given_reason(reason)
    if not (answers_for_it or viewer.has(*_MAY_FREEZE)):
        raise Forbidden(_("Chỉ văn thư, cán bộ bảo vệ bí mật hoặc lãnh đạo được niêm phong."))
    async with transaction():
        frozen = await freeze(file_ids, utc_now())
        if not frozen and not may_have_no_file:
            raise NotAllowed(_("Không có tệp nào để niêm phong."))
        seal_id = await _insert_seal(viewer, subject, reason)
        for each in frozen:
            await execute(
                "insert into sealed_file (seal, file, fingerprint) values (?, ?, ?)",
                seal_id,
                each.id,
                stubs.fingerprint(each.sha256),
            )
        await record("seal:frozen", viewer, subject, words={"reason": reason}, seal=seal_id)
        await _tell_second(viewer, seal_id)
    return seal_id


async def purge_sealed(viewer: Viewer, seal_id: int, reason: str) -> SealRow:
    """As the second person remove the frozen files for good.

    Raises NotFound, Forbidden (keeps no door, or froze them), NotAllowed (decided), Invalid (field "reason").
    """
    async with transaction():
        seal = await _decide(viewer, seal_id, "purged", reason)
        await purge(await files_under(seal_id), utc_now())
    return seal


async def lift_seal(viewer: Viewer, seal_id: int, reason: str) -> SealRow:
    """As the second person find that it was a mistake: the files can be read again. Raises as `purge_sealed`."""
    async with transaction():
        seal = await _decide(viewer, seal_id, "lifted", reason)
        await unfreeze(await files_under(seal_id))
        await execute("delete from sealed_file where seal = ?", seal_id)
    return seal


async def _insert_seal(viewer: Viewer, subject: tuple[str, int], reason: str) -> int:
    return await fetch_value(
        "insert into seal (subject_kind, subject_id, frozen_by, frozen_at, reason) values (?, ?, ?, ?, ?)"
        " returning id",
        *subject,
        viewer.account_id,
        utc_now(),
        reason,
    )


async def _tell_second(viewer: Viewer, seal_id: int) -> None:
    await tell(
        [f"role:{role}" for role in KEEPERS],
        title=N_("Tệp bị niêm phong, chờ người thứ hai quyết định"),
        url=f"/secrecy/seals/{seal_id}",
        subject=("seal", seal_id),
        but_not=viewer.account_id,
    )


async def _decide(viewer: Viewer, seal_id: int, decision: str, reason: str) -> SealRow:
    reason = stubs.given_reason(reason)
    seal = await seal_of(viewer, seal_id)
    if not keeps_door(viewer) or viewer.account_id == seal.frozen_by:
        raise Forbidden(_("Việc này phải do người thứ hai quyết định."))
    changed = await execute(
        "update seal set decision = ?, decided_by = ?, decided_at = ?, decision_reason = ?"
        " where id = ? and decision = ''",
        decision,
        viewer.account_id,
        utc_now(),
        reason,
        seal_id,
    )
    if not changed:
        raise NotAllowed(_("Niêm phong này đã có quyết định."))
    subject = (seal.subject_kind, seal.subject_id)
    await record(f"seal:{decision}", viewer, subject, words={"reason": reason}, seal=seal_id)
    return await seal_of(viewer, seal_id)
