"""Planning a meeting, meeting at once, changing, cancelling and ending it."""

from dataclasses import replace

from portal.audit.record import record
from portal.conferences.actions import inviting
from portal.conferences.actions.effects import announce, change, hold, move, reindex, subject_of, when
from portal.conferences.lifecycle import after
from portal.conferences.plans import AT_ONCE, Plan, principals_of, problems_of
from portal.conferences.queries.conference import Conference, invited
from portal.documents.queries.access import can_see as can_see_document
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import Invalid
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.notifications.tell import tell
from portal.people.queries import people_active, units_tree


async def plan(viewer: Viewer, wanted: Plan) -> int:
    """Plan a meeting and invite to it; returns its id. Raises Invalid."""
    await _check(viewer, wanted)
    async with transaction():
        conference_id = await _insert(viewer, wanted, "planned")
        await inviting.invite(conference_id, principals_of(wanted, viewer.account_id))
        words = {"title": wanted.title, "at": when(wanted.starts_at)}
        await record("conference:planned", viewer, subject_of(conference_id), words=words)
        await inviting.tell_invited(viewer, conference_id, wanted, N_("Bạn được mời họp"))
        await inviting.have_letters_written(conference_id, "invited", 1)
        await reindex(conference_id)
        await announce(conference_id)
    return conference_id


async def meet_now(viewer: Viewer, wanted: Plan | None = None) -> int:
    """Begin a meeting at once: the room is open when this returns. Raises Invalid."""
    now = utc_now()
    title = _("Họp ngay của %(name)s") % {"name": viewer.full_name}
    wanted = wanted or Plan(title, now, now + AT_ONCE, viewer.account_id, is_free_of_secrets=True)
    wanted = replace(wanted, starts_at=now, ends_at=now + AT_ONCE)
    await _check(viewer, wanted)
    async with transaction():
        conference_id = await _insert(viewer, wanted, "open")
        await inviting.invite(conference_id, principals_of(wanted, viewer.account_id))
        words = {"title": wanted.title, "at": when(now)}
        await record("conference:planned", viewer, subject_of(conference_id), words=words)
        await record("conference:opened", viewer, subject_of(conference_id))
        await inviting.tell_invited(viewer, conference_id, wanted, N_("Mời bạn vào họp ngay"))
        await reindex(conference_id)
        await announce(conference_id)
    return conference_id


async def change_plan(
    viewer: Viewer, conference_id: int, wanted: Plan, *, revision: int | None = None
) -> None:
    """Change time, people and rules; those invited hear of a new time, those new of the invitation.

    Raises NotFound, Forbidden, NotAllowed (over, or changed by a colleague), Invalid.
    """
    await _check(viewer, wanted)
    async with transaction():
        was = await hold(viewer, conference_id, revision=revision)
        after(was.state, "edit")
        before = {each.principal: each.why for each in await invited(conference_id)}
        await _write(was, wanted)
        parts = principals_of(wanted, was.organiser_id)
        await execute("delete from conference_invite where conference_id = ?", conference_id)
        await inviting.invite(conference_id, parts)
        await inviting.show_out(conference_id)
        fields = inviting.changed(was, wanted, before, parts)
        await record(
            "conference:changed", viewer, subject_of(conference_id), words={"fields": ", ".join(fields)}
        )
        await inviting.tell_changed(viewer, was, wanted, before, parts)
        await reindex(conference_id)


async def cancel(viewer: Viewer, conference_id: int, reason: str, *, revision: int | None = None) -> None:
    """Call a planned meeting off. Raises NotFound, Forbidden, NotAllowed, Invalid (field "reason")."""
    check_text(reason, "reason")
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do để người được mời biết.")})
    async with transaction():
        conference = await hold(viewer, conference_id, revision=revision)
        await move(conference, "cancel", reason=reason.strip())
        await record(
            "conference:cancelled", viewer, subject_of(conference_id), words={"reason": reason.strip()}
        )
        await tell(
            [each.principal for each in await invited(conference_id)],
            title=N_("Cuộc họp đã huỷ"),
            url=f"/conferences/{conference_id}",
            subject=subject_of(conference_id),
            detail=f"{conference.title}: {reason.strip()}",
            but_not=viewer.account_id,
        )
        await inviting.have_letters_written(conference_id, "cancelled", conference.revision + 1)


async def end(viewer: Viewer, conference_id: int) -> None:
    """End a running meeting from its page; the media server hears of it with its next heartbeat.

    Raises NotFound, Forbidden, NotAllowed.
    """
    async with transaction():
        conference = await hold(viewer, conference_id)
        await move(conference, "end", ended_at=utc_now(), ended_why="portal")
        await record("conference:ended", viewer, subject_of(conference_id))


async def _check(viewer: Viewer, wanted: Plan) -> None:
    check_text(wanted.title, "title")
    check_text(wanted.note, "note")
    problems = problems_of(wanted, utc_now()) | await _unknown(wanted)
    if wanted.document_id is not None and not await can_see_document(viewer, wanted.document_id):
        problems[""] = _("Không tìm thấy văn bản của cuộc họp này.")
    if problems:
        raise Invalid(problems)


async def _unknown(wanted: Plan) -> dict[str, str]:
    """Problems with people and units that are not, or no longer, there."""
    people = {key for kind, key in map(_parted, wanted.invited) if kind == "account"}
    units = {key for kind, key in map(_parted, wanted.invited) if kind == "unit"}
    leading = {wanted.chair_id, *([wanted.secretary_id] if wanted.secretary_id is not None else [])}
    active = {each.id for each in await people_active({*people, *leading})}
    problems = {}
    if any(kind not in ("account", "unit") for kind, _key in map(_parted, wanted.invited)) or (
        people - active or units - {each.id for each in await units_tree()}
    ):
        problems["invited"] = _("Có người hoặc đơn vị không còn trong danh bạ. Hãy chọn lại.")
    if wanted.chair_id not in active:
        problems["chair_id"] = _("Hãy chọn chủ trì trong danh bạ.")
    elif leading - active:
        problems["secretary_id"] = _("Hãy chọn thư ký trong danh bạ.")
    return problems


def _parted(principal: str) -> tuple[str, int]:
    kind, _colon, key = principal.partition(":")
    is_one = key.isascii() and key.isdigit() and len(key) < 19
    return (kind, int(key)) if is_one else ("", 0)


async def _insert(viewer: Viewer, wanted: Plan, state: str) -> int:
    now = utc_now()
    return await fetch_value(
        "insert into conference (state, title, note, starts_at, ends_at, chair_id, secretary_id, organiser_id,"
        " has_lobby, may_record, retention, document_id, opened_at, created_at, changed_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        *(
            state,
            wanted.title,
            wanted.note,
            wanted.starts_at,
            wanted.ends_at,
            wanted.chair_id,
            wanted.secretary_id,
        ),
        *(viewer.account_id, wanted.has_lobby, wanted.may_record, wanted.retention, wanted.document_id),
        *(now if state == "open" else None, now, now),
    )


async def _write(was: Conference, wanted: Plan) -> None:
    await change(
        was.id,
        title=wanted.title,
        note=wanted.note,
        starts_at=wanted.starts_at if was.state == "planned" else was.starts_at,
        ends_at=wanted.ends_at,
        chair_id=wanted.chair_id,
        secretary_id=wanted.secretary_id,
        has_lobby=wanted.has_lobby,
        may_record=wanted.may_record,
        retention=wanted.retention,
    )
