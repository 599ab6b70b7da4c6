"""Signing, numbering, sealing, issuing, recalling: from the approved file to the register of outgoing documents.

The signed file is made before the transaction and kept in it: when anything fails, the document is still where it
was. Numbering takes the number first; writing it into the file can be done again until it is written.
"""

import logging
from datetime import date, timedelta
from typing import Any

from portal.audit.record import record
from portal.documents.actions.drafting import pass_turn
from portal.documents.actions.effects import (
    Held,
    announce,
    end_turns,
    give_turn,
    hold,
    let_read,
    locked,
    look_before,
    move,
    notify,
    reindex,
)
from portal.documents.actions.numbers import take_number
from portal.documents.actions.papers import keep_pdf
from portal.documents.numbering import Code, padded
from portal.documents.places import places_from
from portal.documents.queries.mandates import mandate
from portal.files.door import check_text
from portal.files.store import read
from portal.jobs.queue import enqueue
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, fetch, fetch_one, transaction
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_worker
from portal.signing.actions.looking import ask_for_look
from portal.signing.actions.signing import SignedBy, sign_as_agency, sign_as_person
from portal.signing.pdf import fill
from portal.signing.places import DAY, MONTH, NUMBER, SIG_AGENCY, SIG_PERSON

log = logging.getLogger(__name__)
_SAFETY_NET = timedelta(seconds=20)  # the number is written at once; the job is there for a process that died


async def sign(viewer: Viewer, document_id: int, passphrase: str, *, revision: int | None = None) -> SignedBy:
    """The mandated signer signs the approved file with the own certificate.

    Raises CannotSign (wrong passphrase, certificate, time stamp) and changes nothing then.
    """
    before = await _peek(viewer, document_id, "sign", revision)
    await _check_mandate(before)
    signed = await sign_as_person(
        viewer,
        await read(before["sha256"]),
        places_from(before["places"]).person,
        passphrase,
        subject=("document", document_id),
    )
    return await _keep_signed(viewer, before, "sign", SIG_PERSON, "document:signed", signed)


async def _keep_signed(
    viewer: Viewer, before: dict[str, Any], deed: str, field: str, fact: str, signed: SignedBy
) -> SignedBy:
    """Keep the signed file in place of the one that was signed, and pass the turn on."""
    document_id = before["id"]
    stored = await keep_pdf(
        viewer, document_id, signed.pdf, before["subject"], before["content"], before["pages"]
    )
    async with transaction():
        held = await _hold_same_file(viewer, document_id, deed, before)
        await _keep_signature(held, field, signed, stored.id)
        await pass_turn(held, file_id=stored.id)
        await record(fact, viewer, held.subject, words={"level": signed.level}, file=stored.sha256)
    return signed


async def _check_mandate(row: dict[str, Any]) -> None:
    """The mandate holds on the day of the signature, and the page bears the year in which it is signed."""
    today = local_day(utc_now())
    if not (await mandate(row["mandate_id"])).holds_on(today):
        raise NotAllowed(_("Thẩm quyền ký đã hết hiệu lực. Hãy trả lại để chọn người ký khác."))
    if await _printed_year(row["id"]) != today.year:
        raise NotAllowed(_("Trang văn bản in năm cũ. Hãy trả lại để trình bày lại trong năm nay."))


async def _printed_year(document_id: int) -> int:
    """The year that stands on the page: it was laid out for the last time when its form was approved."""
    row = await fetch_one(
        "select at from approval where document_id = ? and step = 'form' and is_approved = ?"
        " order by id desc limit 1",
        document_id,
        True,
    )
    return local_day(row["at"]).year


async def number(viewer: Viewer, document_id: int, issued_on: date, *, revision: int | None = None) -> str:
    """Give the signed document its number and date; returns the whole code, "15/QĐ-SGTVT"."""
    async with transaction():
        held = await hold(viewer, document_id, "number", revision=revision)
        _check_day(held, issued_on, await _printed_year(document_id))
        book_id, taken = await take_number("out", held.row["type_name"], document_id, held.now)
        code = str(Code(taken, held.row["symbol"]))
        await pass_turn(held, number=taken, code=code, issued_on=issued_on, book_id=book_id)
        await record(
            "document:numbered",
            viewer,
            held.subject,
            words={"code": code},
            on_behalf_of=held.on_behalf_of,
            book=book_id,
            number=taken,
        )
        await enqueue(
            "documents.write_number",
            {"document": document_id},
            key=f"number:{document_id}",
            run_at=held.now + _SAFETY_NET,
        )
    try:
        await write_number(document_id)
    except Exception:
        # The number is given and stays given; the job writes it into the file as soon as that can be done.
        log.warning("number of document %s is written later", document_id, exc_info=True)
    return code


def _check_day(held: Held, issued_on: date, printed_year: int) -> None:
    today = local_day(held.now)
    if issued_on > today:
        raise Invalid({"issued_on": _("Ngày văn bản không được ở tương lai.")})
    if issued_on.year != today.year:
        raise Invalid({"issued_on": _("Số cấp theo năm hiện tại, nên ngày văn bản phải thuộc năm nay.")})
    if issued_on.year != printed_year:
        raise Invalid(
            {"issued_on": _("Trang đã ký in năm %(year)s nên không cấp số năm nay được. Hãy huỷ bản này và trình lại.")
             % {"year": printed_year}}
        )  # fmt: skip


async def write_number(document_id: int) -> None:
    """Write number and date into the file's fields, once; done again until it is done."""
    row = await _row(document_id)
    if row is None or row["is_number_written"] or row["state"] != "numbered":
        return
    lines = places_from(row["places"]).lines
    issued_on = row["issued_on"]
    month = padded(issued_on.month) if issued_on.month < 3 else str(issued_on.month)
    texts = {NUMBER: padded(row["number"]), DAY: padded(issued_on.day), MONTH: month}
    filled = await in_worker(fill, await read(row["sha256"]), lines, texts)
    stored = await keep_pdf(None, document_id, filled, row["subject"], row["content"], row["pages"])
    async with transaction():
        await execute(
            "update document set file_id = ?, is_number_written = ?, revision = revision + 1"
            " where id = ? and file_id = ? and is_number_written = ?",
            stored.id,
            True,
            document_id,
            row["file_id"],
            False,
        )
        await reindex(document_id)
        announce(document_id)


async def seal(viewer: Viewer, document_id: int, passphrase: str, *, revision: int | None = None) -> SignedBy:
    """The clerk applies the agency's signature to the signed and numbered file."""
    before = await _peek(viewer, document_id, "seal", revision)
    if not before["is_number_written"]:
        raise NotAllowed(_("Số đang được ghi vào văn bản. Hãy thử lại sau giây lát."))
    signed = await sign_as_agency(
        viewer,
        await read(before["sha256"]),
        places_from(before["places"]).agency,
        passphrase,
        subject=("document", document_id),
    )
    return await _keep_signed(viewer, before, "seal", SIG_AGENCY, "document:sealed", signed)


async def issue(viewer: Viewer, document_id: int, *, revision: int | None = None) -> None:
    """Send the sealed document to everybody inside, close what it answers, and enter it into the register."""
    async with transaction():
        held = await hold(viewer, document_id, "issue", revision=revision)
        await pass_turn(held, issued_at=held.now)
        if held.row["answers_id"] is not None:
            await _settle(held)
        recipients = await fetch("select * from recipient where document_id = ? order by sort", document_id)
        for recipient in recipients:
            if recipient["unit_id"] is not None:
                await _deliver_inside(held, recipient)
        await reindex(document_id)
        await record(
            "document:issued",
            viewer,
            held.subject,
            words={"count": len(recipients)},
            on_behalf_of=held.on_behalf_of,
            code=held.row["code"],
        )
        await notify(held, [f"account:{held.row['drafter_id']}"], N_("Văn bản bạn soạn đã phát hành"))


async def _deliver_inside(held: Held, recipient: dict[str, Any]) -> None:
    unit, head = f"unit:{recipient['unit_id']}", f"head:{recipient['unit_id']}"
    await let_read(held.id, [unit, head], "recipient")
    await give_turn(held.id, head, "read")
    await execute("update recipient set delivered_at = ? where id = ?", held.now, recipient["id"])
    words = {"to": recipient["name"]}
    await record("document:delivered", held.viewer, held.subject, words=words, unit=recipient["unit_id"])
    await notify(held, [unit], N_("Văn bản mới gửi đơn vị bạn"))


async def _settle(held: Held) -> None:
    """Close the incoming document that this one answers; its leader is told."""
    incoming = await locked(held.row["answers_id"])
    if incoming["state"] != "in_progress":
        return
    answered = Held(incoming, held.standing, held.viewer, "answer", now=held.now)
    await move(answered, closed_at=held.now)
    await execute(
        "update assignment set state = 'done', ended_at = ? where document_id = ? and state = 'open'",
        held.now,
        incoming["id"],
    )
    leads = await fetch(
        "select principal from turn where document_id = ? and deed = 'process'", incoming["id"]
    )
    await end_turns(incoming["id"])
    words = {"code": held.row["code"]}
    await record("document:answered", held.viewer, answered.subject, words=words, answer=held.id)
    await notify(answered, [row["principal"] for row in leads], _("Văn bản đến đã được trả lời"))
    announce(incoming["id"])


async def recall(viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None) -> None:
    """Take an issued document back: it stays, frozen, and anybody who checks it is told so."""
    if not reason:
        raise Invalid({"reason": _("Ghi rõ lý do thu hồi.")})
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "recall", revision=revision)
        await move(held, recalled_at=held.now, recall_reason=reason[:500])
        await end_turns(document_id)
        words = {"reason": reason}
        await record("document:recalled", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of)
        readers = await fetch("select principal from reader where document_id = ?", document_id)
        await notify(held, [row["principal"] for row in readers], N_("Văn bản đã bị thu hồi"))
        announce(document_id)


async def _row(document_id: int) -> dict[str, Any] | None:
    """The document with its file's digest and text; None once what it held was purged."""
    return await fetch_one(
        "select d.*, f.sha256, t.pages as content from document d join stored_file f on f.id = d.file_id"
        " join file_text t on t.file = f.id where d.id = ?",
        document_id,
    )


async def _peek(viewer: Viewer, document_id: int, deed: str, revision: int | None) -> dict[str, Any]:
    await look_before(viewer, document_id, deed, revision=revision)
    row = await _row(document_id)
    if row is None:
        raise NotFound
    return row


async def _hold_same_file(viewer: Viewer, document_id: int, deed: str, before: dict[str, Any]) -> Held:
    held = await hold(viewer, document_id, deed)
    if held.row["file_id"] != before["file_id"]:
        raise NotAllowed(_("Văn bản vừa thay đổi trong lúc ký. Hãy xem lại rồi ký lại."))
    return held


async def _keep_signature(held: Held, field: str, signed: SignedBy, file_id: int) -> None:
    await execute(
        "insert into signature (document_id, field, account_id, signer, organisation, level, file_id, signed_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        held.id,
        field,
        held.viewer.account_id,
        signed.signer,
        signed.organisation,
        signed.level,
        file_id,
        signed.signed_at,
    )
    await ask_for_look([file_id], held.subject)
