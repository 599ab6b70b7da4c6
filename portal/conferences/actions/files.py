"""Sharing files with a meeting: brought through the door, or taken from a document that the sharer may read."""

from collections.abc import AsyncIterator

from portal.audit.record import record
from portal.conferences.actions.effects import announce, locked, subject_of
from portal.conferences.queries.access import can_see
from portal.conferences.queries.files import FILES
from portal.documents.queries.document import document_for
from portal.files.store import StoredFile, file_facts
from portal.kit.clock import utc_now
from portal.kit.database import fetch_one, fetch_value, transaction
from portal.kit.errors import NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.secrecy.actions.receiving import receive
from portal.secrecy.outcomes import Outcome, Received


async def bring(
    viewer: Viewer, conference_id: int, chunks: AsyncIterator[bytes], name: str
) -> tuple[Outcome, str]:
    """Take a file through the door and share it; what the door did, and the file's address where it was received.

    Not inside a transaction. Raises NotFound, NotAllowed (the meeting is over), Invalid (field "file").
    """
    await _check(viewer, conference_id)
    outcome = await receive(viewer, chunks, name)
    if not isinstance(outcome, Received):
        return outcome, ""
    return outcome, await _share(viewer, conference_id, await file_facts(outcome.file_id))


async def share_document(viewer: Viewer, conference_id: int, document_id: int) -> str:
    """Share the file of a document with everybody in the meeting; its address. Raises NotFound, NotAllowed."""
    await _check(viewer, conference_id)
    document = await document_for(viewer, document_id)
    if document.file_id is None:
        raise NotAllowed(_("Văn bản này chưa có tệp để chia sẻ."))
    return await _share(viewer, conference_id, await file_facts(document.file_id), document_id)


async def opened(viewer: Viewer | None, conference_id: int, file: StoredFile, person: str) -> None:
    """Write down who took a shared file."""
    async with transaction():
        words = {"file": file.name}
        await record(
            "conference:file-opened",
            viewer,
            subject_of(conference_id),
            words=words,
            person=person,
            file=file.id,
        )


async def _check(viewer: Viewer, conference_id: int) -> None:
    async with transaction():
        await _open_meeting(viewer, conference_id)


async def _open_meeting(viewer: Viewer, conference_id: int) -> None:
    conference = await locked(conference_id)
    if not await can_see(viewer, conference_id):
        raise NotFound
    if conference.state not in ("planned", "open"):
        raise NotAllowed(_("Cuộc họp đã kết thúc nên không nhận thêm tệp."))
    removed = await fetch_one(
        "select id from conference_standing where conference_id = ? and person = ? and is_removed",
        *(conference_id, f"account:{viewer.account_id}"),
    )
    if removed is not None:
        raise NotFound


async def _share(viewer: Viewer, conference_id: int, file: StoredFile, document_id: int | None = None) -> str:
    async with transaction():
        await _open_meeting(viewer, conference_id)
        shared_id = await fetch_value(
            "insert into conference_file (conference_id, file_id, document_id, shared_by, at) values (?, ?, ?, ?, ?)"
            " returning id",
            *(conference_id, file.id, document_id, viewer.account_id, utc_now()),
        )
        words = {"file": file.name}
        await record("conference:file-shared", viewer, subject_of(conference_id), words=words, file=file.id)
        await announce(conference_id, lists=False)
    return f"{FILES}/{shared_id}"
