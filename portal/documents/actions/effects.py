"""What deeds have in common: take hold of a document, move its state, and tell everybody whom it concerns.

Not deeds themselves; every function runs inside the transaction of one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.audit.queries import history
from portal.documents import routing
from portal.documents.lifecycle import LIVES, after
from portal.documents.queries.access import can_see, is_id
from portal.documents.routing import Standing
from portal.kit.clock import utc_now
from portal.kit.database import dialect, execute, fetch, fetch_one, transaction
from portal.kit.errors import Forbidden, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.notifications.tell import tell
from portal.search import index
from portal.web import live

STANDING_READERS = ("role:clerk", "role:director")


@dataclass(slots=True)
class Held:
    """A document locked for one deed: its row as it was, its turns, and under which principal the viewer acts."""

    row: dict[str, Any]
    standing: Standing
    viewer: Viewer
    deed: str
    on_behalf_of: int | None = None
    now: datetime = field(default_factory=utc_now)

    @property
    def id(self) -> int:
        """The document's id."""
        return self.row["id"]

    @property
    def subject(self) -> tuple[str, int]:
        """The document as the log names it."""
        return "document", self.row["id"]


async def hold(viewer: Viewer, document_id: int, deed: str, *, revision: int | None = None) -> Held:
    """Lock a document for a deed of this viewer.

    Raises NotFound when the viewer may not see it, NotAllowed when its state or a colleague came first (`revision`
    is what the viewer's form was made from), Forbidden when the turn is somebody else's.
    """
    row = await locked(document_id)
    if not await can_see(viewer, document_id):
        raise NotFound
    turns = await fetch("select principal, deed from turn where document_id = ?", document_id)
    standing = Standing(
        row["direction"],
        row["state"],
        row["drafter_id"],
        tuple((turn["principal"], turn["deed"]) for turn in turns),
    )
    is_stale = revision is not None and revision != row["revision"]
    if is_stale and deed in LIVES[row["direction"]].allowed(row["state"]):
        raise NotAllowed(await what_changed(viewer, document_id))
    try:
        after(row["direction"], row["state"], deed)
    except NotAllowed as moved_on:
        raise NotAllowed(" ".join([str(moved_on), await _last_deed(viewer, document_id)]).strip()) from None
    if not routing.may(viewer, standing, deed):
        raise Forbidden(_("Việc này đang chờ người khác."))
    principal = routing.holder(viewer, standing, deed)
    return Held(row, standing, viewer, deed, viewer.on_behalf_of(principal) if principal else None)


async def locked(document_id: int) -> dict[str, Any]:
    """The row of a document, which nobody else changes before this transaction ends. Raises NotFound.

    Documents are locked before anything is recorded: the log is a lock of its own, and two deeds that take both in
    different order would wait for each other.
    """
    lock = " for update" if dialect() == "postgres" else ""
    row = (
        await fetch_one(f"select * from document where id = ?{lock}", document_id)
        if is_id(document_id)
        else None
    )
    if row is None:
        raise NotFound
    return row


async def look_before(viewer: Viewer, document_id: int, deed: str, *, revision: int | None = None) -> None:
    """Everything that would refuse the deed refuses it here, before slow work for it begins. Raises as `hold` does."""
    async with transaction():
        await hold(viewer, document_id, deed, revision=revision)


async def what_changed(viewer: Viewer, document_id: int) -> str:
    """A sentence for a form that was made before somebody else's deed: who did what last."""
    lines = await history(viewer, "document", document_id, but_not=["document:opened"])
    if not lines:
        return _("Văn bản vừa thay đổi. Nội dung bạn nhập vẫn còn; hãy xem lại rồi gửi.")
    words = {"who": lines[-1].actor, "what": lines[-1].sentence}
    return (
        _("Văn bản vừa thay đổi: %(who)s – %(what)s. Nội dung bạn nhập vẫn còn; hãy xem lại rồi gửi.") % words
    )


async def _last_deed(viewer: Viewer, document_id: int) -> str:
    """Who did what last, as a sentence; empty where nobody did anything yet."""
    lines = await history(viewer, "document", document_id, but_not=["document:opened"])
    if not lines:
        return ""
    return _("Việc gần nhất: %(who)s – %(what)s.") % {"who": lines[-1].actor, "what": lines[-1].sentence}


async def move(held: Held, **changes: Any) -> str:
    """Take the document to the state after the deed, with further columns; returns the new state."""
    state = after(held.row["direction"], held.row["state"], held.deed)
    values = {"state": state, "changed_at": held.now} | changes
    columns = ", ".join(f"{name} = ?" for name in values)
    await execute(
        f"update document set {columns}, revision = revision + 1 where id = ?",
        *values.values(),
        held.row["id"],
    )
    held.row |= values
    return state


async def give_turn(document_id: int, principal: str, deed: str, due_at: datetime | None = None) -> None:
    """Let a deed wait for a principal; the same turn is not given twice."""
    await execute(
        "insert into turn (document_id, principal, deed, since, due_at) values (?, ?, ?, ?, ?)"
        " on conflict (document_id, principal, deed) do update set due_at = excluded.due_at",
        document_id,
        principal,
        deed,
        utc_now(),
        due_at,
    )
    announce(document_id, [principal])


async def end_turns(document_id: int, *, deed: str = "", principal: str = "") -> None:
    """End all turns of a document, or those of one deed, or of one principal."""
    where, values = "document_id = ?", [document_id]
    for column, value in (("deed", deed), ("principal", principal)):
        if value:
            where, values = f"{where} and {column} = ?", [*values, value]
    ended = await fetch(f"select principal from turn where {where}", *values)
    await execute(f"delete from turn where {where}", *values)
    announce(document_id, [row["principal"] for row in ended])


async def let_read(document_id: int, principals: Iterable[str], why: str) -> None:
    """Let principals read a document and find it."""
    for principal in principals:
        await execute(
            "insert into reader (document_id, principal, why) values (?, ?, ?)"
            " on conflict (document_id, principal) do nothing",
            document_id,
            principal,
            why,
        )


async def reindex(document_id: int) -> None:
    """Bring the search entry and its readers in line with the document, in the same transaction.

    What is sealed off stays out of the search, also where slow work ends after it.
    """
    row = await fetch_one(
        "select d.*, t.pages as content from document d left join file_text t on t.file = d.file_id where d.id = ?",
        document_id,
    )
    if row["state"] == "sealed_off":
        return
    readers = await fetch("select principal from reader where document_id = ?", document_id)
    await index.put(
        "document",
        document_id,
        title=row["subject"] or _("(chưa có trích yếu)"),
        text="\n".join(
            filter(None, [row["code"], row["issuer"], row["type_name"], row["note"], row["content"]])
        ),
        detail=" · ".join(filter(None, [row["code"], row["issuer"]])),
        url=f"/documents/{document_id}",
        at=row["created_at"],
        readers=[*STANDING_READERS, *(reader["principal"] for reader in readers)],
    )


def announce(document_id: int, principals: Iterable[str] = ()) -> None:
    """Move the pages that show this document, and the counters of those it waits for."""
    live.publish(f"document:{document_id}")
    for principal in set(principals):
        live.publish(f"principal:{principal}")


async def notify(held: Held, principals: Iterable[str], title: str) -> None:
    """Put a notice before people: the deed as title, the subject as detail."""
    await tell(
        list(principals),
        title=title,
        detail=held.row["subject"],
        url=f"/documents/{held.id}",
        subject=held.subject,
        but_not=held.viewer.account_id,
    )
