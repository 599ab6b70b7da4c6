"""Late discovery (niêm phong): a document that should never have come in is frozen at once, then purged or given back.

One person freezes, another decides (Law 29/2018/QH14, article 5: no state secret is kept on what hangs on a network).
Documents that hold a file of the same contents go under the same seal.
"""

import json
from datetime import datetime
from typing import Any

from portal.audit.actions import erase_words_about
from portal.audit.record import record
from portal.documents.actions.effects import Held, announce, end_turns, hold, locked, move, reindex
from portal.documents.queries.sealing import files_of, same_contents, sealed_by
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, marks, transaction
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.notifications.actions import clear_details
from portal.search import index
from portal.secrecy.actions import sealing
from portal.secrecy.queries import files_under, seal_of

# What the log goes on saying after a purge: that it was done, by whom, and why.
_KEPT_FACTS = (
    "seal:frozen", "seal:purged", "seal:lifted", "document:sealed-off", "document:purged", "document:seal-lifted",
)  # fmt: skip
# Written into the log, in the agency's language whoever purges.
_BASIS = "Điều 5 Luật Bảo vệ bí mật nhà nước số 29/2018/QH14; quyết định tại niêm phong số %d"
# What was typed into rows that stay, so that who did what and when still stands.
_TYPED = {
    "instruction": "text", "opinion": "text", "assignment": "reason", "approval": "reason", "recipient": "name",
    "number_taken": "cancelled_reason",
}  # fmt: skip


async def seal_off(viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None) -> int:
    """Freeze a document at once: nobody reads, finds or counts it from now on; returns the seal's id.

    Raises as `effects.hold` does, and Invalid (field "reason").
    """
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "seal_off", revision=revision)
        documents, files = await _belonging_together(document_id)
        others = [
            Held(await locked(each), held.standing, viewer, "seal_off", now=held.now) for each in documents
        ]
        seal_id = await sealing.seal_off(
            viewer, files, subject=held.subject, reason=reason, may_have_no_file=True
        )
        for each in [held, *others]:
            await _freeze(each, seal_id)
    return seal_id


async def _belonging_together(document_id: int) -> tuple[list[int], list[int]]:
    """(other documents, files of all) that share contents, however many steps away."""
    documents, known = [document_id], 0
    while known != len(documents):
        known = len(documents)
        files = await files_of(documents)
        documents = sorted({document_id, *await same_contents(files)})
    return [each for each in documents if each != document_id], files


async def _freeze(held: Held, seal_id: int) -> None:
    if held.row["state"] == "sealed_off":
        return
    readers = await fetch("select principal, why from reader where document_id = ? order by id", held.id)
    turns = await fetch(
        "select principal, deed, since, due_at from turn where document_id = ? order by id", held.id
    )
    await execute(
        "insert into sealed_document (document_id, seal_id, state, readers, turns) values (?, ?, ?, ?, ?)",
        held.id,
        seal_id,
        held.row["state"],
        json.dumps(readers),
        json.dumps(turns, default=_written),
    )
    await execute("delete from reader where document_id = ?", held.id)
    await end_turns(held.id)
    await move(held)
    await index.remove("document", held.id)
    await clear_details(held.subject)
    await record("document:sealed-off", held.viewer, held.subject, seal=seal_id)
    announce(held.id)


def _written(moment: datetime) -> str:
    return moment.isoformat()


async def lift(viewer: Viewer, seal_id: int, reason: str) -> list[int]:
    """As the second person find that it was a mistake: the documents are what they were; their ids.

    Raises NotFound, Forbidden (keeps no door, or sealed it off), NotAllowed (decided), Invalid (field "reason").
    """
    check_text(reason, "reason")
    async with transaction():
        documents = await _under(viewer, seal_id)
        await sealing.lift_seal(viewer, seal_id, reason)
        for document_id in documents:
            await _give_back(document_id, seal_id)
            await record("document:seal-lifted", viewer, ("document", document_id), seal=seal_id)
    return documents


async def _under(viewer: Viewer, seal_id: int) -> list[int]:
    """The documents of a seal that the viewer may know of, locked. Raises NotFound."""
    if (await seal_of(viewer, seal_id)).subject_kind != "document":
        raise NotFound
    documents = [each.document_id for each in await sealed_by(seal_id)]
    for document_id in documents:
        await locked(document_id)
    return documents


async def _give_back(document_id: int, seal_id: int) -> None:
    [kept] = await fetch(
        "select state, readers, turns from sealed_document where document_id = ? and seal_id = ?",
        document_id,
        seal_id,
    )
    await execute(
        "update document set state = ?, changed_at = ?, revision = revision + 1 where id = ?",
        kept["state"],
        utc_now(),
        document_id,
    )
    for reader in json.loads(kept["readers"]):
        await execute(
            "insert into reader (document_id, principal, why) values (?, ?, ?)",
            document_id,
            reader["principal"],
            reader["why"],
        )
    turns = json.loads(kept["turns"])
    for turn in turns:
        await _give_turn_back(document_id, turn)
    await execute("delete from sealed_document where document_id = ? and seal_id = ?", document_id, seal_id)
    await reindex(document_id)
    announce(document_id, [turn["principal"] for turn in turns])


async def _give_turn_back(document_id: int, turn: dict[str, Any]) -> None:
    since, due_at = (
        datetime.fromisoformat(turn[name]) if turn[name] else None for name in ("since", "due_at")
    )
    await execute(
        "insert into turn (document_id, principal, deed, since, due_at) values (?, ?, ?, ?, ?)",
        document_id,
        turn["principal"],
        turn["deed"],
        since,
        due_at,
    )


async def purge(viewer: Viewer, seal_id: int, reason: str) -> list[int]:
    """As the second person erase for good what the documents of a seal held; their ids.

    What stays: that there was a document, who opened it when, who sealed it off and who purged it, and the chain of
    the log. Raises as `lift` does.
    """
    check_text(reason, "reason")
    async with transaction():
        documents = await _under(viewer, seal_id)
        await sealing.purge_sealed(viewer, seal_id, reason)
        await _forget_verdicts(await files_under(seal_id))
        basis = _BASIS % seal_id
        for document_id in documents:
            await _forget(document_id)
            await erase_words_about(viewer, ("document", document_id), basis, but_not=_KEPT_FACTS)
            await record("document:purged", viewer, ("document", document_id), seal=seal_id)
        await index.have_cleaned_out()
    return documents


async def _forget_verdicts(file_ids: list[int]) -> None:
    if file_ids:
        await execute(f"delete from signature_verdict where file_id in ({marks(file_ids)})", *file_ids)


async def _forget(document_id: int) -> None:
    """Empty every column that somebody typed or that was read from the file."""
    texts = (
        "subject",
        "symbol",
        "code",
        "issuer",
        "note",
        "signer_name",
        "signer_title",
        "places",
        "recall_reason",
    )
    emptied = ", ".join(f"{name} = ''" for name in texts)
    await execute(
        f"update document set {emptied}, number = null, issued_on = null, public_code = null, pages = 0,"
        " revision = revision + 1 where id = ?",
        document_id,
    )
    for table, column in _TYPED.items():
        await execute(f"update {table} set {column} = '' where document_id = ?", document_id)
    await execute("update draft_version set content = '{}' where document_id = ?", document_id)
    await execute(
        "update sealed_document set readers = '[]', turns = '[]' where document_id = ?", document_id
    )
