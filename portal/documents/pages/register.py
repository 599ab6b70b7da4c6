"""The clerk's way in: a file comes through the door, is read, corrected and registered."""

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents import forms, types
from portal.documents.actions import intake
from portal.documents.numbering import parse
from portal.documents.pages.deeds import ask, attempt
from portal.documents.queries.document import document_for, duplicates_of
from portal.documents.queries.lists import known_issuers
from portal.kit.clock import local_day, utc_now
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.text import nfc
from portal.secrecy.actions.receiving import receive
from portal.secrecy.outcomes import Outcome, Received
from portal.settings import settings
from portal.web.forms import FormData
from portal.web.guards import role, viewer_of
from portal.web.render import fragment, page, redirect
from portal.web.uploads import UploadForm


@get("/documents/incoming/new")
async def ask_file(request: Request) -> Response:
    """Where a file is dropped or chosen."""
    return await _receiving_page(request)


async def _receiving_page(
    request: Request, problems: dict[str, str] | None = None, status: int = 200, event_id: int | None = None
) -> Response:
    return await page(
        request,
        "documents/receive.html",
        status=status,
        problems=problems or {},
        event_id=event_id,
        most_bytes=settings().upload_limit_mb * 2**20,
    )


@post("/documents/incoming/new", opt={"csrf": "in-stream"}, request_max_body_size=None, status_code=200)
async def take_file(request: Request) -> Response:
    """Lead a file through the door; what is admitted waits to be registered."""
    viewer = viewer_of(request)
    try:
        async for part in UploadForm(request).files():
            # One file, one document: further ones would be kept without anybody knowing of them.
            return await _answer_outcome(
                request, await receive(viewer, part.chunks, part.name, must_be_pdf=True)
            )
    except Invalid as error:
        return await _receiving_page(request, {"file": " ".join(error.problems.values())}, 422)
    return await _receiving_page(request, {"file": _("Hãy chọn một tệp PDF.")}, 422)


async def _answer_outcome(request: Request, outcome: Outcome) -> Response:
    """What the door decided: on to the registration form, or a sentence that says what happened and what to do."""
    if not isinstance(outcome, Received):
        return await _receiving_page(request, {"file": outcome.sentence}, 422, event_id=outcome.event_id)
    document_id = await intake.take_in(viewer_of(request), outcome)
    return redirect(f"/documents/{document_id}/registration", toast=" ".join(outcome.warnings), kind="info")


async def _registration_extra(request: Request) -> dict:
    return {
        "types": types.INCOMING,
        "urgencies": forms.urgency_options(),
        "issuers": await known_issuers(viewer_of(request)),
    }


@get("/documents/{document_id:int}/registration")
async def ask_registration(request: Request, document_id: FromPath[int]) -> Response:
    """The registration form, filled as far as the file allows."""
    return await ask(request, document_id, "register", **await _registration_extra(request))


@post("/documents/{document_id:int}/registration", status_code=200)
async def register(request: Request, document_id: FromPath[int]) -> Response:
    """Give the next number of the year."""

    async def do(form: FormData) -> str:
        entry = forms.registration(form, local_day(utc_now()))
        number = await intake.register(viewer_of(request), document_id, entry, revision=forms.revision(form))
        return _("Đã vào sổ, số đến %(number)s.") % {"number": number}

    return await attempt(request, document_id, "register", do, _registration_extra)


@get("/documents/{document_id:int}/duplicates")
async def duplicates(request: Request, document_id: FromPath[int]) -> Response:
    """The warning beside the form while the clerk types number and sender."""
    await document_for(viewer_of(request), document_id)
    code = parse(request.query_params.get("code", ""))
    issuer = nfc(request.query_params.get("issuer", ""))
    same = await duplicates_of(str(code), issuer, document_id) if code else []
    return await fragment(
        request, "documents/_duplicates.html", back=f"/documents/{document_id}/registration", same=same
    )


@get("/documents/{document_id:int}/discard")
async def ask_discard(request: Request, document_id: FromPath[int]) -> Response:
    """The form that puts a received file aside."""
    return await ask(request, document_id, "discard")


@post("/documents/{document_id:int}/discard", status_code=200)
async def discard(request: Request, document_id: FromPath[int]) -> Response:
    """Put a received file aside, with a reason."""

    async def do(form: FormData) -> str:
        await intake.discard(
            viewer_of(request), document_id, forms.reason(form), revision=forms.revision(form)
        )
        return _("Đã bỏ khỏi danh sách chờ vào sổ.")

    return await attempt(request, document_id, "discard", do)


router = Router(
    "",
    route_handlers=[ask_file, take_file, ask_registration, register, duplicates, ask_discard, discard],
    guards=[role("clerk")],
)
