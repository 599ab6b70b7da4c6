"""The two registers: on screen by number, and as a PDF with all the decree's columns."""

from datetime import MAXYEAR, MINYEAR, date

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from portal.documents.queries import document as reads
from portal.documents.queries.document import document_for
from portal.documents.queries.registers import Entry, books_used, entries, years
from portal.documents.registers_print import (
    Cover,
    IncomingRow,
    OutgoingRow,
    Slip,
    incoming_register,
    incoming_slip,
    incoming_stamp,
    outgoing_register,
    said_line,
)
from portal.kit.clock import local_day, utc_now
from portal.kit.errors import NotFound
from portal.kit.i18n import _
from portal.kit.workers import in_worker
from portal.people.queries import agency_on
from portal.web.guards import staff, viewer_of
from portal.web.render import page

WAYS = {"incoming": "in", "outgoing": "out"}
_PAGE = 50
_MOST_PRINTED = 5000


def _number(request: Request, name: str) -> int | None:
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else None


def _year(request: Request) -> int:
    """The year asked for, this year where none is, or none that a calendar has."""
    year = _number(request, "year")
    return year if year is not None and MINYEAR <= year <= MAXYEAR else local_day(utc_now()).year


async def _book(request: Request, way: str, year: int) -> tuple[int | None, list[tuple[int, str]]]:
    """The book to be shown, and all there are that year: each counts for itself."""
    books = await books_used(WAYS[way], year)
    asked, known = _number(request, "book"), [book for book, _name in books]
    return (asked if asked in known else next(iter(known), None)), books


@get("/registers")
async def registers(request: Request) -> Response:
    """The register of incoming documents of this year, newest number first."""
    return await _register_page(request, "incoming")


@get("/registers/{way:str}")
async def register(request: Request, way: FromPath[str]) -> Response:
    """A year of a register, newest number first."""
    return await _register_page(request, way)


async def _register_page(request: Request, way: str) -> Response:
    if way not in WAYS:
        raise NotFound
    year = _year(request)
    book, books = await _book(request, way, year)
    rows = await entries(
        viewer_of(request), WAYS[way], year, book=book, before=_number(request, "before"), limit=_PAGE + 1
    )
    return await page(
        request,
        "documents/register.html",
        way=way,
        year=year,
        years=await years(WAYS[way]) or [year],
        book=book,
        books=books,
        rows=rows[:_PAGE],
        older=f"/registers/{way}?year={year}&book={book}&before={rows[_PAGE - 1].number}"
        if len(rows) > _PAGE
        else "",
    )


@get("/registers/{way:str}/print")
async def print_register(request: Request, way: FromPath[str]) -> Response[bytes]:
    """The register of a year, or of a run of numbers, as a PDF to be bound."""
    if way not in WAYS:
        raise NotFound
    year = _year(request)
    book, _books = await _book(request, way, year)
    rows = await entries(
        viewer_of(request),
        WAYS[way],
        year,
        book=book,
        first=_number(request, "first") or 1,
        last=_number(request, "last"),
        limit=_MOST_PRINTED,
    )
    rows.reverse()
    cover = await _cover(year, rows)
    if way == "incoming":
        pdf = await in_worker(incoming_register, cover, [_incoming(row) for row in rows])
    else:
        pdf = await in_worker(outgoing_register, cover, [_outgoing(row) for row in rows])
    return _inline(pdf, f"so-{way}-{year}.pdf")


async def _cover(year: int, rows: list[Entry]) -> Cover:
    agency = await agency_on(min(local_day(utc_now()), date(year, 12, 31)))
    days = [local_day(row.at) for row in rows if row.at]
    return Cover(
        agency=agency.name,
        parent=agency.parent_name,
        year=year,
        book="; ".join(sorted({row.book for row in rows})),
        from_day=min(days, default=None),
        to_day=max(days, default=None),
        from_number=rows[0].number if rows else None,
        to_number=rows[-1].number if rows else None,
    )


def _about(row: Entry) -> str:
    return f"{row.type_name}: {row.subject}"


def _note(row: Entry) -> str:
    return _("Đã huỷ: %(reason)s") % {"reason": row.cancelled_reason} if row.cancelled_reason else row.note


def _incoming(row: Entry) -> IncomingRow:
    return IncomingRow(
        local_day(row.at) if row.at else None,
        row.number,
        row.issuer,
        row.code,
        row.issued_on,
        _about(row),
        row.receivers,
        local_day(row.passed_at) if row.passed_at else None,
        note=_note(row),
    )


def _outgoing(row: Entry) -> OutgoingRow:
    return OutgoingRow(
        row.code,
        row.issued_on,
        _about(row),
        row.signer,
        row.receivers,
        kept_by=_("Văn thư"),
        copies=1,
        passed_on=local_day(row.at) if row.at else None,
        note=_note(row),
    )


@get("/documents/{document_id:int}/slip")
async def slip(request: Request, document_id: FromPath[int]) -> Response[bytes]:
    """The sheet "Phiếu giải quyết văn bản đến" with the stamp "ĐẾN"."""
    known = await _slip(request, document_id)
    return _inline(await in_worker(incoming_slip, known), f"phieu-{known.arrival_number}.pdf")


@get("/documents/{document_id:int}/arrival-stamp")
async def arrival_stamp(request: Request, document_id: FromPath[int]) -> Response[bytes]:
    """The stamp "ĐẾN" alone, in its size, for the paper that lies on the clerk's desk."""
    known = await _slip(request, document_id)
    return _inline(await in_worker(incoming_stamp, known), f"dau-den-{known.arrival_number}.pdf")


async def _slip(request: Request, document_id: int) -> Slip:
    """What slip and stamp print. Raises NotFound where the document has no arrival number."""
    document = await document_for(viewer_of(request), document_id)
    if document.arrival_number is None:
        raise NotFound
    agency = await agency_on(local_day(document.arrived_at))
    said, opinions = await reads.said_on(document_id)
    leading = [part.name for part in await reads.parts(document_id) if part.role == "lead"]
    return Slip(
        agency=agency.name,
        author=document.issuer,
        code=document.code,
        about=f"{document.type_name}: {document.subject}",
        parent=agency.parent_name,
        place=agency.place_name,
        arrival_number=document.arrival_number,
        arrived_on=local_day(document.arrived_at),
        issued_on=document.issued_on,
        forwarded_to=leading[-1] if leading else "",
        leaders=_said(said),
        proposals=_said(opinions),
    )


def _said(lines: list[reads.Said]) -> tuple[str, ...]:
    return tuple(said_line(each.author, each.on_behalf, local_day(each.at), each.text) for each in lines)


def _inline(pdf: bytes, name: str) -> Response[bytes]:
    headers = {"content-disposition": f'inline; filename="{name}"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


router = Router("", route_handlers=[registers, register, print_register, slip, arrival_stamp], guards=[staff])
