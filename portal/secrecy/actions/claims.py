"""A refusal was a mistake: one person says so, another decides, and the same file may pass once."""

from portal.audit.record import record
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import Forbidden, NotAllowed
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.notifications.tell import tell
from portal.secrecy.actions import stubs
from portal.secrecy.outcomes import SEALED
from portal.secrecy.queries import door_event, keeps_door


async def claim_false_alarm(viewer: Viewer, event_id: int, reason: str) -> None:
    """Say that a refusal was a mistake; a second person decides.

    Raises NotFound, NotAllowed (claimed or decided already, or no refusal), Invalid (field "reason").
    """
    reason = stubs.given_reason(reason)
    async with transaction():
        await door_event(viewer, event_id)
        changed = await execute(
            "update door_event set claimed_by = ?, claimed_at = ?, claim_reason = ? where id = ?"
            " and did = 'refused' and degree <> ? and claimed_by is null and decision = ''",
            viewer.account_id,
            utc_now(),
            reason,
            event_id,
            SEALED,
        )
        if not changed:
            raise NotAllowed(_("Lần từ chối này đã được báo nhầm hoặc đã có quyết định."))
        await record("door:claimed", viewer, ("door_event", event_id), words={"reason": reason})
        await stubs.tell_keepers(viewer, event_id, N_("Báo nhầm ở cửa kiểm tra, chờ người thứ hai"))


async def release(viewer: Viewer, event_id: int, reason: str) -> None:
    """As the second person let the refused file pass once when it is brought again.

    Raises NotFound, Forbidden (keeps no door, or brought or claimed it), NotAllowed (not claimed, or
    decided), Invalid (field "reason").
    """
    await _decide_claim(viewer, event_id, reason, "released")


async def uphold(viewer: Viewer, event_id: int, reason: str) -> None:
    """As the second person let the refusal stand. Raises as `release` does."""
    await _decide_claim(viewer, event_id, reason, "upheld")


async def _decide_claim(viewer: Viewer, event_id: int, reason: str, decision: str) -> None:
    reason = stubs.given_reason(reason)
    async with transaction():
        event = await door_event(viewer, event_id)
        if not keeps_door(viewer) or viewer.account_id in (event.brought_by, event.claimed_by):
            raise Forbidden(_("Việc này phải do người thứ hai quyết định."))
        changed = await execute(
            "update door_event set decision = ?, decided_by = ?, decided_at = ?, decision_reason = ?"
            " where id = ? and did = 'refused' and claimed_by is not null and decision = ''",
            decision,
            viewer.account_id,
            utc_now(),
            reason,
            event_id,
        )
        if not changed:
            raise NotAllowed(_("Chưa có ai báo nhầm, hoặc đã có quyết định."))
        await record(f"door:{decision}", viewer, ("door_event", event_id), words={"reason": reason})
        await _tell_claimants(event_id, {event.brought_by, event.claimed_by}, decision)


async def _tell_claimants(event_id: int, accounts: set[int | None], decision: str) -> None:
    sentences = {
        "released": N_("Báo nhầm được chấp nhận: tệp được gửi lại một lần"),
        "upheld": N_("Báo nhầm không được chấp nhận"),
    }
    await tell(
        [account for account in accounts if account is not None],
        title=sentences[decision],
        url=f"/secrecy/events/{event_id}",
        subject=("door_event", event_id),
    )
