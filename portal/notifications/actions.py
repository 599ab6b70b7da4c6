"""Reading notices. Not recorded in the log: it changes nothing but the reader's own bell."""

from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, transaction
from portal.kit.viewer import Viewer
from portal.notifications.queries import NoticeRow, notice_for
from portal.notifications.tell import refresh


async def mark_read(viewer: Viewer, notice_id: int) -> NoticeRow:
    """One notice was opened; the instant of the first time stays. Raises NotFound for another's notice."""
    async with transaction():
        notice = await notice_for(viewer, notice_id)
        if notice.is_unread:
            await execute("update notice set read_at = ? where id = ?", utc_now(), notice_id)
            refresh(viewer.account_id)
    return notice


async def clear_details(subject: tuple[str, int]) -> None:
    """Take the second line away from every notice about one thing, and move the bells that showed it."""
    rows = await fetch(
        "update notice set detail = '' where subject_kind = ? and subject_id = ? returning account", *subject
    )
    for account in {row["account"] for row in rows}:
        refresh(account)


async def mark_all_read(viewer: Viewer, up_to: int) -> int:
    """Everything up to the newest notice that the page showed is read; returns how many were not yet."""
    async with transaction():
        changed = await execute(
            "update notice set read_at = ? where account = ? and read_at is null and id <= ?",
            *(utc_now(), viewer.account_id, up_to),
        )
        if changed:
            refresh(viewer.account_id)
    return changed


async def mark_subject_read(viewer: Viewer, subject: tuple[str, int]) -> int:
    """What a person opens by another way needs no bell any more; returns how many notices that settled."""
    async with transaction():
        changed = await execute(
            "update notice set read_at = ? where account = ? and read_at is null"
            " and subject_kind = ? and subject_id = ?",
            *(utc_now(), viewer.account_id, *subject),
        )
        if changed:
            refresh(viewer.account_id)
    return changed
