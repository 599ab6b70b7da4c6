"""Late discovery (niêm phong): a meeting that touched a state secret is closed and frozen, then purged or given back.

One person freezes, another decides (Law 29/2018/QH14, article 5). Its room is closed with the media server's next
heartbeat, its recordings, shared files and chat are read by nobody from now on.
"""

from functools import partial

from portal.audit.actions import erase_words_about
from portal.audit.record import record
from portal.conferences.actions.assembling import clear_away
from portal.conferences.actions.effects import announce, change, locked, reindex, subject_of
from portal.conferences.lifecycle import after, after_seal
from portal.conferences.queries.access import can_see
from portal.conferences.queries.conference import Conference
from portal.conferences.queries.sealing import sealed_by
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, on_commit, transaction
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.letters import actions as letters
from portal.notifications.actions import clear_details
from portal.search import index
from portal.secrecy.actions import sealing
from portal.secrecy.queries import seal_of

# What the log goes on saying after a purge: that it was done, by whom, and why.
_KEPT_FACTS = (
    "seal:frozen", "seal:purged", "seal:lifted", "conference:sealed-off", "conference:purged", "conference:seal-lifted",
)  # fmt: skip
# Written into the log, in the agency's language whoever purges.
_BASIS = "Điều 5 Luật Bảo vệ bí mật nhà nước số 29/2018/QH14; quyết định tại niêm phong số %d"
_WITH_DOCUMENT = "Niêm phong cùng văn bản của cuộc họp"


async def seal_off(viewer: Viewer, conference_id: int, reason: str) -> int:
    """Close and freeze a meeting at once; returns the seal's id.

    Whoever keeps the door or leads the agency may, and whoever answers for the meeting. Raises NotFound, Forbidden,
    NotAllowed, Invalid (field "reason").
    """
    check_text(reason, "reason")
    async with transaction():
        conference = await locked(conference_id)
        if not await can_see(viewer, conference_id):
            raise NotFound
        return await _freeze(viewer, conference, reason, answers_for_it=conference.led_by(viewer))


async def seal_with_documents() -> int:
    """Meetings about documents that were sealed off go under seals too, by who froze the document; how many."""
    rows = await fetch(
        "select c.id, s.frozen_by, a.full_name from conference c join document d on d.id = c.document_id"
        " join sealed_document k on k.document_id = d.id join seal s on s.id = k.seal_id"
        " join account a on a.id = s.frozen_by where d.state = 'sealed_off' and c.state <> 'sealed_off'"
    )
    for row in rows:
        async with transaction():
            conference = await locked(row["id"])
            if conference.state != "sealed_off":
                freezer = Viewer(row["frozen_by"], row["full_name"])
                await _freeze(freezer, conference, _WITH_DOCUMENT, answers_for_it=True)
    return len(rows)


async def lift(viewer: Viewer, seal_id: int, reason: str) -> int:
    """As the second person find that it was a mistake: the meeting can be read again; its id.

    Raises NotFound, Forbidden (keeps no door, or sealed it off), NotAllowed (decided), Invalid (field "reason").
    """
    check_text(reason, "reason")
    async with transaction():
        conference = await _under(viewer, seal_id)
        await sealing.lift_seal(viewer, seal_id, reason)
        row = await fetch_one("select state_before from conference where id = ?", conference.id)
        state = after_seal(row["state_before"] if row else "ended")
        await change(conference.id, state=state, state_before="", seal_id=None)
        await reindex(conference.id)
        await record("conference:seal-lifted", viewer, subject_of(conference.id), seal=seal_id)
    return conference.id


async def purge(viewer: Viewer, seal_id: int, reason: str) -> int:
    """As the second person erase for good what the meeting held; its id.

    What stays: that there was a meeting, who was there when, who sealed it off and who purged it, and the chain of the
    log. Raises as `lift` does.
    """
    check_text(reason, "reason")
    async with transaction():
        conference = await _under(viewer, seal_id)
        await sealing.purge_sealed(viewer, seal_id, reason)
        await _forget(conference.id)
        for row in await fetch("select id from conference_recording where conference_id = ?", conference.id):
            on_commit(partial(clear_away, row["id"]))
        await letters.erase_about(subject_of(conference.id))
        await erase_words_about(viewer, subject_of(conference.id), _BASIS % seal_id, but_not=_KEPT_FACTS)
        await record("conference:purged", viewer, subject_of(conference.id), seal=seal_id)
        await index.have_cleaned_out()
    return conference.id


async def _freeze(viewer: Viewer, conference: Conference, reason: str, *, answers_for_it: bool) -> int:
    state = after(conference.state, "seal_off")
    files = await _files_of(conference.id)
    seal_id = await sealing.seal_off(
        viewer,
        files,
        subject=subject_of(conference.id),
        reason=reason,
        may_have_no_file=True,
        answers_for_it=answers_for_it,
    )
    ended = {"ended_at": utc_now(), "ended_why": "sealed"} if conference.state == "open" else {}
    await change(conference.id, state=state, state_before=conference.state, seal_id=seal_id, **ended)
    await index.remove("conference", conference.id)
    await clear_details(subject_of(conference.id))
    await record("conference:sealed-off", viewer, subject_of(conference.id), seal=seal_id)
    await announce(conference.id)
    return seal_id


async def _files_of(conference_id: int) -> list[int]:
    """Recordings, their parts, and what was shared. A document's own file is frozen here too: it was shown to all."""
    rows = await fetch(
        "select file_id from conference_file where conference_id = ?"
        " union select r.file_id from conference_recording r where r.conference_id = ? and r.file_id is not null"
        " union select p.file_id from conference_part p join conference_recording r on r.id = p.recording_id"
        " where r.conference_id = ?",
        *(conference_id, conference_id, conference_id),
    )
    return sorted(row["file_id"] for row in rows)


async def _under(viewer: Viewer, seal_id: int) -> Conference:
    """The meeting of a seal that the viewer may know of, locked. Raises NotFound."""
    await seal_of(viewer, seal_id)
    return await locked((await sealed_by(seal_id)).id)


async def _forget(conference_id: int) -> None:
    """Empty every column that somebody typed, and what was said."""
    await execute(
        "update conference set title = '', note = '', reason = '', document_id = null, revision = revision + 1"
        " where id = ?",
        conference_id,
    )
    await execute("delete from conference_message where conference_id = ?", conference_id)
    await execute(
        "update conference_guest set name = '', agency = '', email = '' where conference_id = ?",
        conference_id,
    )
    await execute("delete from conference_happening where conference_id = ?", conference_id)
