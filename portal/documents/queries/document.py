"""One document with everything its page shows; the same reads whoever looks, found only by who may see it."""

from datetime import date, datetime

import msgspec

from portal.documents.queries.access import is_id, visible
from portal.documents.queries.openings import is_opened
from portal.documents.routing import Standing
from portal.kit.database import Read, fetch, fetch_as, together
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer


class Document(msgspec.Struct, frozen=True):
    """A document as its page reads it."""

    id: int
    direction: str
    state: str
    type_name: str
    number: int | None
    symbol: str
    code: str
    issued_on: date | None
    issuer: str
    subject: str
    urgency: int
    is_internal_only: bool
    note: str
    signer_name: str
    signer_title: str
    pages: int
    file_id: int | None
    arrival_number: int | None
    arrived_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    answers_id: int | None
    unit_id: int | None
    drafter_id: int | None
    signer_id: int | None
    mandate_id: int | None
    version: int
    is_number_written: bool
    public_code: str | None
    issued_at: datetime | None
    recalled_at: datetime | None
    recall_reason: str
    revision: int
    created_at: datetime
    changed_at: datetime
    file_name: str | None = None
    file_size: int | None = None
    virus_state: str | None = None
    is_scanned: bool | None = None
    drafter_name: str | None = None
    chosen_signer: str | None = None
    unit_name: str | None = None


_DOCUMENT = (
    "select d.*, f.name as file_name, f.size as file_size, f.virus_state, f.is_scanned, a.full_name as drafter_name,"
    " s.full_name as chosen_signer, u.name as unit_name from document d left join stored_file f on f.id = d.file_id"
    " left join account a on a.id = d.drafter_id left join account s on s.id = d.signer_id"
    " left join unit u on u.id = d.unit_id"
)


async def document_for(viewer: Viewer, document_id: int) -> Document:
    """The document, if the viewer may know of it. Raises NotFound otherwise, exactly as if there were none."""
    return _found(await _visible_document(viewer, document_id))


async def document_to_open(viewer: Viewer, document_id: int) -> tuple[Document, bool]:
    """As `document_for`, and whether nothing is left to note or to end when the viewer opens it."""
    found = await together(
        documents=_visible_document(viewer, document_id), is_opened=is_opened(viewer, document_id)
    )
    return _found(found["documents"]), found["is_opened"]


def _visible_document(viewer: Viewer, document_id: int) -> Read[list[Document]]:
    if not is_id(document_id):
        raise NotFound
    condition, values = visible(viewer)
    return fetch_as(Document, f"{_DOCUMENT} where d.id = ? and {condition}", document_id, *values)


def _found(rows: list[Document]) -> Document:
    if not rows:
        raise NotFound
    return rows[0]


def standing_of(document: Document) -> Read[Standing]:
    """The document's life and whose turn it is, for `routing`."""
    turns = fetch("select principal, deed from turn where document_id = ? order by id", document.id)
    return turns.then(
        lambda rows: Standing(
            document.direction,
            document.state,
            document.drafter_id,
            tuple((row["principal"], row["deed"]) for row in rows),
        )
    )


class Part(msgspec.Struct, frozen=True):
    """Who has which part, with names."""

    role: str
    principal: str
    state: str
    at: datetime
    ended_at: datetime | None
    reason: str
    name: str = ""
    by_name: str = ""


class Said(msgspec.Struct, frozen=True):
    """An instruction or an opinion."""

    author: str
    on_behalf: str | None
    text: str
    at: datetime


_ORDER = {"lead": 0, "coordinate": 1, "inform": 2}


def parts(document_id: int) -> Read[list[Part]]:
    """Everybody's part, the leading one first; the name of a unit or of a person comes along."""
    found = fetch_as(
        Part,
        "select p.role, p.principal, p.state, p.at, p.ended_at, p.reason, coalesce(b.full_name, '') as by_name,"
        " coalesce(u.name, w.full_name, '?') as name from assignment p left join account b on b.id = p.assigned_by"
        " left join unit u on u.id = case when p.principal like 'head:%' or p.principal like 'unit:%'"
        " then cast(substr(p.principal, 6) as bigint) end"
        " left join account w on w.id = case when p.principal like 'account:%'"
        " then cast(substr(p.principal, 9) as bigint) end"
        " where p.document_id = ? and p.state <> 'replaced' order by p.id",
        document_id,
    )
    return found.then(lambda rows: sorted(rows, key=lambda part: _ORDER[part.role]))


_SAID = (
    "select cast({1} as integer) as leads, x.id, a.full_name as author, b.full_name as on_behalf, x.text, x.at"
    " from {0} x join account a on a.id = x.author_id left join account b on b.id = x.on_behalf_of_id"
    " where x.document_id = ?"
)


class _Line(Said, frozen=True):
    leads: int
    id: int


def said_on(document_id: int) -> Read[tuple[list[_Line], list[_Line]]]:
    """The leaders' instructions and everybody's opinions, each oldest first, in one read."""
    lines = fetch_as(
        _Line,
        f"{_SAID.format('instruction', 1)} union all {_SAID.format('opinion', 0)} order by 1, 2",
        document_id,
        document_id,
    )
    return lines.then(
        lambda rows: ([row for row in rows if row.leads], [row for row in rows if not row.leads])
    )


class Attached(msgspec.Struct, frozen=True):
    """A file that came along."""

    id: int
    name: str
    size: int
    virus_state: str


def attachments(document_id: int) -> Read[list[Attached]]:
    """The further files of a document."""
    return fetch_as(
        Attached,
        "select x.id, f.name, f.size, f.virus_state from attachment x join stored_file f on f.id = x.file_id"
        " where x.document_id = ? order by x.sort, x.id",
        document_id,
    )


class Related(msgspec.Struct, frozen=True):
    """A document this one answers or is answered by."""

    id: int
    code: str
    subject: str
    state: str
    direction: str


def related(viewer: Viewer, document: Document) -> Read[list[Related]]:
    """What it answers and what answers it, as far as the viewer may see them."""
    condition, values = visible(viewer)
    return fetch_as(
        Related,
        "select d.id, d.code, d.subject, d.state, d.direction from document d where d.id in"
        " (select answered.id from document answered where answered.id = ?"
        " union select answering.id from document answering where answering.answers_id = ?)"
        f" and d.id <> ? and {condition} order by d.id",
        document.answers_id or 0,
        document.id,
        document.id,
        *values,
    )


async def duplicates_of(code: str, issuer: str, document_id: int) -> list[Related]:
    """Registered incoming documents with the same number, symbol and sender (Decree 30/2020, annex VI)."""
    return await fetch_as(
        Related,
        "select id, code, subject, state, direction from document where direction = 'in' and code = ? and issuer = ?"
        " and id <> ? and arrival_number is not null and state <> 'sealed_off' order by id limit 5",
        code,
        issuer,
        document_id,
    )


async def attached_file(document_id: int, attachment_id: int) -> int:
    """The file of an attachment of this document. Raises NotFound for one of another."""
    if not is_id(attachment_id):
        raise NotFound
    rows = await fetch(
        "select file_id from attachment where id = ? and document_id = ?", attachment_id, document_id
    )
    if not rows:
        raise NotFound
    return rows[0]["file_id"]
