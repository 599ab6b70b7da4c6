"""Drafting an outgoing document in the portal: every saved version is kept with its laid-out page."""

from typing import Any

from portal.audit.record import record
from portal.documents import drafts
from portal.documents.actions.effects import (
    Held,
    announce,
    end_turns,
    give_turn,
    hold,
    let_read,
    look_before,
    move,
    notify,
    reindex,
)
from portal.documents.actions.numbers import cancel_number
from portal.documents.actions.papers import keep_pdf, lay_out_draft, symbol_of
from portal.documents.drafts import Draft
from portal.documents.layout import LaidOut
from portal.documents.queries.access import can_see
from portal.documents.queries.mandates import Mandated, mandate
from portal.documents.queries.principals import answerable
from portal.documents.routing import next_turn
from portal.documents.tables import Document
from portal.files.door import check_text
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, fetch_one, transaction
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import N_, _
from portal.kit.ids import random_address
from portal.kit.viewer import Viewer
from portal.people.queries import units_tree


async def start_draft(viewer: Viewer, *, answers_id: int | None = None, draft: Draft | None = None) -> int:
    """Begin an outgoing document, perhaps as the answer to an incoming one; returns its id. Raises Invalid by field."""
    _check_texts(draft or Draft())
    now = utc_now()
    async with transaction():
        proposed = await _answer_to(viewer, answers_id) if answers_id is not None else Draft()
        draft = draft or proposed
        row = Document(
            direction="out",
            state="drafting",
            type_name=draft.type_name,
            subject=draft.subject,
            answers_id=answers_id,
            unit_id=viewer.unit_id,
            drafter_id=viewer.account_id,
            public_code=random_address(),
            version=1,
            created_by=viewer.account_id,
            created_at=now,
            changed_at=now,
        )
        await row.save()
        document_id = row.id
        unit = [f"head:{viewer.unit_id}"] if viewer.unit_id is not None else []
        await let_read(document_id, [f"account:{viewer.account_id}", *unit], "drafter")
        await give_turn(document_id, f"account:{viewer.account_id}", "draft")
        await record("document:drafted", viewer, ("document", document_id), answers=answers_id)
        await _keep_version(viewer, document_id, 1, draft, None)
        await reindex(document_id)
    return document_id


async def _answer_to(viewer: Viewer, incoming_id: int) -> Draft:
    """A draft that names what it answers and goes back to whom it came from."""
    held = await hold(viewer, incoming_id, "answer")
    row = held.row
    day = row["issued_on"].strftime("%d/%m/%Y") if row["issued_on"] else "…"
    about = f"trả lời văn bản số {row['code']} ngày {day}"
    return Draft(subject=about, addressees=(row["issuer"],), urgency=row["urgency"])


async def save(viewer: Viewer, document_id: int, draft: Draft, *, revision: int | None = None) -> int:
    """Keep a new version of a draft with its page; returns the version's number.

    Raises Invalid by field: words of a state secret, letters that cannot be printed, a signer without mandate.
    """
    await look_before(viewer, document_id, "save", revision=revision)
    _check_texts(draft)
    row = await _draft_row(viewer, document_id)
    signer = await _signer(draft)
    await _check_units(draft)
    laid_out = await lay_out_draft(row, draft, signer) if signer else None
    stored = None
    if laid_out is not None:
        stored = await keep_pdf(viewer, document_id, laid_out.pdf, draft.subject, draft.body, laid_out.pages)
    async with transaction():
        held = await hold(viewer, document_id, "save", revision=revision)
        number = held.row["version"] + 1
        await _keep_version(viewer, document_id, number, draft, stored.id if stored else None)
        await move(
            held,
            version=number,
            type_name=draft.type_name,
            subject=draft.subject,
            urgency=draft.urgency,
            is_internal_only=draft.is_internal_only,
            file_id=stored.id if stored else None,
            pages=laid_out.pages if laid_out else 0,
            signer_id=signer.account_id if signer else None,
            mandate_id=draft.mandate_id,
            symbol=await symbol_of(row, draft),
        )
        await reindex(document_id)
        await record(
            "document:version-saved",
            viewer,
            held.subject,
            words={"version": number},
            on_behalf_of=held.on_behalf_of,
            version=number,
        )
        announce(document_id)
    return number


def _check_texts(draft: Draft) -> None:
    """Every text of a draft passes the door, and what is refused is said beside the field in which it was typed."""
    for field in ("type_name", "subject", "body"):
        check_text(getattr(draft, field), field)
    for field in ("addressees", "copies_to"):
        check_text("\n".join(getattr(draft, field)), field)


async def _check_units(draft: Draft) -> None:
    known = {unit.id for unit in await units_tree()}
    if not known.issuperset(draft.to_units):
        raise Invalid({"to_units": _("Có đơn vị không còn nữa. Hãy chọn lại.")})


async def lay_out_again(viewer: Viewer, document_id: int, draft: Draft) -> LaidOut:
    """The page of a version, set anew from what was typed."""
    row = await _draft_row(viewer, document_id)
    return await lay_out_draft(row, draft, await mandate(draft.mandate_id))


async def _draft_row(viewer: Viewer, document_id: int) -> dict[str, Any]:
    row = await fetch_one("select * from document where id = ?", document_id)
    if row is None or not await can_see(viewer, document_id):
        raise NotFound
    return row


async def _signer(draft: Draft) -> Mandated | None:
    if draft.mandate_id is None:
        return None
    try:
        signer = await mandate(draft.mandate_id)
    except NotFound:
        raise Invalid({"mandate_id": _("Chọn người ký.")}) from None
    if not signer.holds_on(local_day(utc_now())):
        raise Invalid({"mandate_id": _("Thẩm quyền ký này đã hết hiệu lực. Hãy chọn người ký khác.")})
    if not signer.covers(draft.type_name):
        raise Invalid({"mandate_id": _("Người này không được ký loại văn bản đã chọn.")})
    return signer


async def _keep_version(
    viewer: Viewer, document_id: int, number: int, draft: Draft, file_id: int | None
) -> None:
    await execute(
        "insert into draft_version (document_id, number, content, file_id, author_id, at) values (?, ?, ?, ?, ?, ?)",
        document_id,
        number,
        draft.to_json(),
        file_id,
        viewer.account_id,
        utc_now(),
    )


async def submit(viewer: Viewer, document_id: int, *, revision: int | None = None) -> None:
    """Hand the present version to the head of the drafting unit. Raises Invalid with what is still missing."""
    async with transaction():
        held = await hold(viewer, document_id, "submit", revision=revision)
        draft = await current_draft(document_id)
        missing = drafts.problems(draft)
        if missing:
            raise Invalid(missing)
        await _write_recipients(held, draft)
        await pass_turn(held)
        words = {"version": held.row["version"]}
        await record("document:submitted", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of)


async def _write_recipients(held: Held, draft: Draft) -> None:
    await execute("delete from recipient where document_id = ?", held.id)
    lines: list[tuple[str, int | None]] = [(name, None) for name in (*draft.addressees, *draft.copies_to)]
    for unit_id in draft.to_units:
        row = await fetch_one("select name from unit where id = ?", unit_id)
        lines.append((row["name"], unit_id))
    for place, (name, unit_id) in enumerate(lines):
        await execute(
            "insert into recipient (document_id, name, unit_id, sort) values (?, ?, ?, ?)",
            held.id,
            name[:200],
            unit_id,
            place,
        )


async def current_draft(document_id: int) -> Draft:
    """What was typed in the present version."""
    row = await fetch_one(
        "select v.content from draft_version v join document d on d.id = v.document_id and d.version = v.number"
        " where d.id = ?",
        document_id,
    )
    return Draft.from_json(row["content"])


async def pass_turn(held: Held, **changes: Any) -> None:
    """Move an outgoing document on and give the turn to whoever comes next, who may read it from now on."""
    await move(held, **changes)
    await end_turns(held.id)
    turn = next_turn(
        held.deed,
        answerable=await answerable(held.row["unit_id"]) if held.deed == "submit" else "",
        signer_id=held.row["signer_id"],
        drafter_id=held.row["drafter_id"],
    )
    if turn is not None:
        principal, deed = turn
        await let_read(held.id, [principal], deed)
        await give_turn(held.id, principal, deed)
        await notify(held, [principal], N_("Có văn bản đi chờ bạn"))
    await reindex(held.id)
    announce(held.id)


async def withdraw(viewer: Viewer, document_id: int, *, revision: int | None = None) -> None:
    """Take a submitted draft back to work on it again."""
    async with transaction():
        held = await hold(viewer, document_id, "withdraw", revision=revision)
        await pass_turn(held)
        await record("document:submission-withdrawn", viewer, held.subject)


async def cancel(viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None) -> None:
    """Give a document up. A number that was given stays in the book with the reason."""
    if not reason:
        raise Invalid({"reason": _("Ghi rõ lý do huỷ.")})
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "cancel", revision=revision)
        await cancel_number(document_id, reason)
        await move(held)
        await end_turns(document_id)
        words = {"reason": reason}
        await record("document:cancelled", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of)
        announce(document_id)
