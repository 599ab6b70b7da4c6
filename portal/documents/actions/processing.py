"""Work on an incoming document between the instruction and its end."""

from datetime import date

from portal.audit.record import record
from portal.calendar.queries import working_days
from portal.documents.actions.effects import Held, announce, end_turns, hold, move, notify, reindex
from portal.documents.actions.instructing import assign, must_reach
from portal.documents.queries.access import can_see
from portal.documents.queries.names import name_of
from portal.documents.queries.openings import is_opened
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_one, transaction
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.notifications.actions import mark_subject_read


async def open_document(viewer: Viewer, document_id: int) -> None:
    """Note that the viewer opened it (recorded the first time); being told ends with reading, by turn and by bell."""
    if await is_opened(viewer, document_id):
        return
    async with transaction():
        if not await can_see(viewer, document_id):
            raise NotFound
        is_first = await execute(
            "insert into opened (document_id, account_id, first_at, last_at) values (?, ?, ?, ?)"
            " on conflict (document_id, account_id) do nothing",
            document_id,
            viewer.account_id,
            utc_now(),
            utc_now(),
        )
        for principal in viewer.principals:
            await end_turns(document_id, deed="read", principal=principal)
        await mark_subject_read(viewer, ("document", document_id))
        if is_first:
            await record("document:opened", viewer, ("document", document_id))


async def give_opinion(viewer: Viewer, document_id: int, text: str) -> None:
    """Say something about the document; whoever was to contribute has done so by it."""
    if not text:
        raise Invalid({"text": _("Hãy ghi ý kiến.")})
    check_text(text, "text")
    async with transaction():
        held = await hold(viewer, document_id, "give_opinion")
        await execute(
            "insert into opinion (document_id, author_id, on_behalf_of_id, text, at) values (?, ?, ?, ?, ?)",
            document_id,
            viewer.account_id,
            held.on_behalf_of,
            text,
            held.now,
        )
        await _contributed(held)
        await move(held)
        await record("document:opinion-given", viewer, held.subject, on_behalf_of=held.on_behalf_of)
        await notify(held, await _others_on(held), N_("Có ý kiến mới"))
        announce(document_id)


async def _contributed(held: Held) -> None:
    """Whoever speaks for a principal has contributed for it; own parts come before those held by delegation."""
    for principal in held.viewer.all_principals if held.on_behalf_of else held.viewer.principals:
        await end_turns(held.id, deed="contribute", principal=principal)
        await execute(
            "update assignment set state = 'done', ended_at = ?"
            " where document_id = ? and principal = ? and role = 'coordinate' and state = 'open'",
            held.now,
            held.id,
            principal,
        )


async def _others_on(held: Held) -> list[str]:
    rows = await fetch("select principal from turn where document_id = ? and deed = 'process'", held.id)
    return [row["principal"] for row in rows if row["principal"] not in held.viewer.principals]


async def pass_on(
    viewer: Viewer, document_id: int, to: str, reason: str, *, revision: int | None = None
) -> None:
    """Hand the leading part on to a colleague with a reason; the one who hands it on may still read."""
    if not to:
        raise Invalid({"to": _("Chọn người nhận.")})
    if not reason:
        raise Invalid({"reason": _("Ghi rõ lý do hoặc yêu cầu đối với người nhận.")})
    check_text(reason, "reason")
    await must_reach(to=[to])
    async with transaction():
        held = await hold(viewer, document_id, "pass_on", revision=revision)
        part = await fetch_one(
            "select id, principal, due_at from assignment where document_id = ? and role = 'lead' and state = 'open'",
            document_id,
        )
        if part["principal"] == to:
            raise Invalid({"to": _("Người này đang chủ trì rồi.")})
        await execute(
            "update assignment set state = 'passed', ended_at = ? where id = ?", held.now, part["id"]
        )
        await end_turns(document_id, deed="process")
        await _leave_other_parts(held, to)
        await assign(held, "lead", to, due_at=part["due_at"], reason=reason, passed_from=part["id"])
        await move(held)
        await reindex(document_id)
        words = {"to": await name_of(to), "reason": reason}
        await record(
            "document:passed-on", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of, to=to
        )
        await notify(held, [to], N_("Có văn bản chuyển cho bạn xử lý"))


async def _leave_other_parts(held: Held, principal: str) -> None:
    """Whoever comes to lead has no other part any more."""
    for deed in ("contribute", "read"):
        await end_turns(held.id, deed=deed, principal=principal)
    await execute(
        "update assignment set state = 'replaced', ended_at = ?"
        " where document_id = ? and principal = ? and role <> 'lead' and state = 'open'",
        held.now,
        held.id,
        principal,
    )


async def extend(
    viewer: Viewer, document_id: int, due_on: date, reason: str, *, revision: int | None = None
) -> None:
    """Set another deadline, with a reason; whoever leads is told."""
    check_text(reason, "reason")
    calendar = await working_days()
    if not calendar.is_working(due_on):
        raise Invalid({"due_on": _("Hạn rơi vào ngày nghỉ. Chọn một ngày làm việc.")})
    due_at = calendar.end_of(due_on)
    async with transaction():
        held = await hold(viewer, document_id, "extend", revision=revision)
        if due_at < held.now:
            raise Invalid({"due_on": _("Hạn đã qua. Chọn một ngày sắp tới.")})
        await move(held, due_at=due_at)
        await execute(
            "update turn set due_at = ? where document_id = ? and deed <> 'read'", due_at, document_id
        )
        await execute(
            "update assignment set due_at = ? where document_id = ? and state = 'open'", due_at, document_id
        )
        words = {"due": due_on.strftime("%d/%m/%Y"), "reason": reason}
        await record(
            "document:deadline-changed",
            viewer,
            held.subject,
            words=words,
            on_behalf_of=held.on_behalf_of,
            due=due_on.isoformat(),
        )
        await notify(held, await _others_on(held), N_("Hạn xử lý đã đổi"))
        announce(document_id)


async def close(viewer: Viewer, document_id: int, note: str, *, revision: int | None = None) -> None:
    """End the work on a document without a written answer, saying how it was settled."""
    if not note:
        raise Invalid({"note": _("Ghi kết quả xử lý.")})
    check_text(note, "note")
    async with transaction():
        held = await hold(viewer, document_id, "close", revision=revision)
        await end_work(held)
        await record(
            "document:closed", viewer, held.subject, words={"note": note}, on_behalf_of=held.on_behalf_of
        )


async def end_work(held: Held) -> None:
    """The document is done: no part is open and nobody's turn is left."""
    await move(held, closed_at=held.now)
    await execute(
        "update assignment set state = 'done', ended_at = ? where document_id = ? and state = 'open'",
        held.now,
        held.id,
    )
    await end_turns(held.id)
    announce(held.id)


async def reopen(viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None) -> None:
    """Take a closed document up again; the part that led last leads again."""
    if not reason:
        raise Invalid({"reason": _("Ghi rõ lý do mở lại.")})
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "reopen", revision=revision)
        last = await fetch_one(
            "select principal, due_at from assignment where document_id = ? and role = 'lead' order by id desc limit 1",
            document_id,
        )
        await move(held, closed_at=None)
        await assign(held, "lead", last["principal"], due_at=held.row["due_at"], reason=reason)
        words = {"reason": reason}
        await record("document:reopened", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of)
        await notify(held, [last["principal"]], N_("Văn bản được mở lại"))


async def return_to_sender(
    viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None
) -> None:
    """Send a document back that is not for this agency, or whose signature does not hold (article 21)."""
    if not reason:
        raise Invalid({"reason": _("Ghi rõ lý do trả lại.")})
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "return_to_sender", revision=revision)
        await move(held, closed_at=held.now)
        await end_turns(document_id)
        words = {"reason": reason}
        await record(
            "document:returned-to-sender", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of
        )
        await notify(held, ["role:clerk"], N_("Lãnh đạo trả lại văn bản, cần báo nơi gửi"))
