"""From a file at the door to a row in the incoming register."""

from dataclasses import dataclass
from datetime import date

from portal.audit.record import record
from portal.calendar.queries import working_days
from portal.documents.actions.effects import Held, end_turns, give_turn, hold, let_read, move, notify, reindex
from portal.documents.actions.numbers import take_number
from portal.documents.numbering import Code
from portal.documents.queries.document import duplicates_of
from portal.documents.reading import read
from portal.documents.tables import Document
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid
from portal.kit.i18n import N_, _
from portal.kit.text import nfc
from portal.kit.viewer import Viewer
from portal.secrecy.outcomes import Received
from portal.signing.actions.looking import ask_for_look

_TYPED = ("code", "issuer", "subject", "type_name", "signer_name", "signer_title", "note")


@dataclass(frozen=True, slots=True)
class Registration:
    """What the clerk enters for an incoming document (Decree 30/2020/NĐ-CP, annex VI part II).

    `is_no_duplicate`: the clerk has looked at the registered document that looks the same, and it is another one.
    """

    code: Code
    issued_on: date
    issuer: str
    subject: str
    type_name: str
    urgency: int = 0
    signer_name: str = ""
    signer_title: str = ""
    note: str = ""
    due_on: date | None = None
    is_internal_only: bool = False
    is_no_duplicate: bool = False


async def take_in(viewer: Viewer, received: Received, attachments: list[Received] | None = None) -> int:
    """Keep a file that the door admitted as an incoming document waiting to be registered; returns its id.

    What can be read from the file is proposed; the clerk corrects it at registration.
    """
    found = read(received.text_by_page)
    now = utc_now()
    async with transaction():
        row = Document(
            direction="in",
            state="received",
            type_name=found.type_name[:100],
            number=found.number,
            symbol=found.symbol[:60],
            code=found.code[:80],
            issued_on=found.issued_on,
            issuer=nfc(found.issuer)[:200],
            subject=nfc(found.subject)[:500],
            urgency=found.urgency,
            is_internal_only=received.internal_only,
            signer_name=found.signer_name[:200],
            signer_title=found.signer_title[:200],
            pages=received.pages,
            file_id=received.file_id,
            arrived_at=now,
            created_by=viewer.account_id,
            created_at=now,
            changed_at=now,
        )
        await row.save()
        for place, attachment in enumerate(attachments or ()):
            await execute(
                "insert into attachment (document_id, file_id, sort) values (?, ?, ?)",
                row.id,
                attachment.file_id,
                place,
            )
        files = [received.file_id, *(each.file_id for each in attachments or ())]
        await ask_for_look(files, ("document", row.id))
        await give_turn(row.id, "role:clerk", "register")
        await reindex(row.id)
        await record("document:received", viewer, ("document", row.id), words={"file": received.name})
    return row.id


async def register(
    viewer: Viewer, document_id: int, entry: Registration, *, revision: int | None = None
) -> int:
    """Enter a received document into the register; returns its number (số đến).

    Raises Invalid for what the door refuses, and for a duplicate of a registered document unless the entry denies it.
    """
    _check(entry)
    calendar = await working_days()
    async with transaction():
        held = await hold(viewer, document_id, "register", revision=revision)
        book_id, number = await take_number("in", entry.type_name, document_id, held.now)
        await _refuse_duplicate(entry, document_id)
        await move(
            held,
            type_name=entry.type_name,
            number=entry.code.number,
            symbol=entry.code.symbol,
            code=str(entry.code),
            issued_on=entry.issued_on,
            issuer=entry.issuer,
            subject=entry.subject,
            urgency=entry.urgency,
            signer_name=entry.signer_name,
            signer_title=entry.signer_title,
            note=entry.note,
            is_internal_only=entry.is_internal_only,
            book_id=book_id,
            arrival_number=number,
            arrived_at=held.now,
            due_at=calendar.end_of(entry.due_on) if entry.due_on else None,
        )
        await end_turns(document_id)
        await give_turn(document_id, "role:director", "instruct", held.row["due_at"])
        await let_read(document_id, [f"account:{viewer.account_id}"], "registered")
        await reindex(document_id)
        await _write_down(held, book_id, number)
        await notify(held, ["role:director"], N_("Văn bản mới chờ bút phê"))
    return number


async def _refuse_duplicate(entry: Registration, document_id: int) -> None:
    """Looked up behind the locked counter, so of two scans registered at once the second one sees the first."""
    if not entry.is_no_duplicate and await duplicates_of(str(entry.code), entry.issuer, document_id):
        raise Invalid(
            {"is_no_duplicate": _("Đã có văn bản cùng số, ký hiệu và nơi gửi. Xem lại trước khi vào sổ.")}
        )


async def _write_down(held: Held, book_id: int, number: int) -> None:
    await record(
        "document:registered",
        held.viewer,
        held.subject,
        words={"number": number},
        on_behalf_of=held.on_behalf_of,
        book=book_id,
        arrival_number=number,
    )


def _check(entry: Registration) -> None:
    for field in _TYPED:
        check_text(str(getattr(entry, field)), field)


async def discard(viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None) -> None:
    """Put aside a received file that is not to be registered; it stays, with the reason."""
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "discard", revision=revision)
        await move(held, closed_at=held.now, note=reason[:500])
        await end_turns(document_id)
        await reindex(document_id)
        words = {"reason": reason}
        await record("document:cancelled", viewer, held.subject, words=words, on_behalf_of=held.on_behalf_of)
