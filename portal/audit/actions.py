"""The two deeds that the log itself knows: erasing words where the law orders it, and taking a copy away."""

from collections.abc import Collection

from portal.audit.queries import Filter, require_reader
from portal.audit.record import record
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, marks, transaction
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer


async def erase_words(viewer: Viewer, event_id: int, basis: str) -> None:
    """Erase the readable part of one event, for good; the chain holds, and the erasure is an event itself.

    `basis` names the decision and the law, as Decree 13/2023 article 16 on the erasure of personal data asks. For
    administrators. Raises Forbidden, Invalid, NotFound, and NotAllowed where nothing is left to erase.
    """
    if not viewer.has("administrator"):
        raise Forbidden(_("Chỉ quản trị viên được xoá phần chữ của nhật ký."))
    if not basis.strip():
        raise Invalid({"basis": _("Hãy ghi căn cứ: quyết định nào, theo điều nào của luật.")})
    async with transaction():
        found = await fetch_one("select words from event_words where event_id = ?", event_id)
        if found is None:
            raise NotFound
        if found["words"] is None:
            raise NotAllowed(_("Phần chữ của sự kiện này đã được xoá trước đó."))
        await _erase(viewer, event_id, basis.strip())


async def erase_words_about(
    viewer: Viewer, subject: tuple[str, int], basis: str, *, but_not: Collection[str] = ()
) -> int:
    """Erase the readable part of every event about one thing, but for the facts named; how many had one.

    For a deed for which two people answer and whose room has asked who may; each erasure is an event itself.
    """
    skipped = f" and e.fact not in ({marks(but_not)})" if but_not else ""
    async with transaction():
        rows = await fetch(
            "select e.id from event e join event_words w on w.event_id = e.id where e.subject_kind = ?"
            f" and e.subject_id = ? and w.words is not null and w.words <> '{{}}'{skipped} order by e.id",
            *subject,
            *but_not,
        )
        for row in rows:
            await _erase(viewer, row["id"], basis)
    return len(rows)


async def _erase(viewer: Viewer, event_id: int, basis: str) -> None:
    await execute(
        "update event_words set words = null, salt = '', erased_at = ? where event_id = ?",
        utc_now(),
        event_id,
    )
    words = {"event": event_id, "basis": basis}
    await record("audit:words-erased", viewer, ("event", event_id), words=words)


async def note_export(viewer: Viewer, wanted: Filter) -> None:
    """Who takes a copy of the log away is in the log. Raises Forbidden for all but its readers."""
    require_reader(viewer)
    asked = (
        wanted.person,
        wanted.fact,
        wanted.from_day,
        wanted.to_day,
        wanted.subject_kind,
        wanted.subject_id,
    )
    words = {"filter": ", ".join(str(part) for part in asked if part not in ("", None)) or "—"}
    async with transaction():
        await record("audit:exported", viewer, ("account", viewer.account_id), words=words)
