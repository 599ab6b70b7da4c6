"""One document on its page: facts, the pages themselves, the way it went, and what one may do now."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from portal.audit.queries import history
from portal.calendar.queries import working_days
from portal.documents import path, routing
from portal.documents.actions.processing import open_document
from portal.documents.deadlines import nearness
from portal.documents.lifecycle import deed_label, state_label
from portal.documents.pages.boxes import BOXES, list_context, list_reads
from portal.documents.queries import document as reads
from portal.documents.queries import outgoing
from portal.documents.queries.document import Document, document_for, document_to_open
from portal.documents.queries.names import name_of
from portal.documents.queries.openings import seen_by
from portal.documents.queries.versions import has_made
from portal.kit.clock import utc_now
from portal.kit.database import Read, together
from portal.kit.errors import NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.signing.queries import verdict_on
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, read_in_frame


def reading_reads(viewer: Viewer, document: Document) -> dict[str, Read[Any]]:
    """What the reading pane is drawn from: the same number of reads whoever looks."""
    either = {
        "standing": reads.standing_of(document),
        "said": reads.said_on(document.id),
        "history": history(viewer, "document", document.id),
        "attachments": reads.attachments(document.id),
        "related": reads.related(viewer, document),
        "verdict": verdict_on(document.file_id),
    }
    if document.direction == "in":
        return either | {"parts": reads.parts(document.id)}
    return either | {
        "approvals": outgoing.approvals(document.id),
        "signatures": outgoing.signatures(document.id),
        "recipients": outgoing.recipients(document.id),
        "has_made": has_made(viewer, document.id),
    }


async def reading_context(
    viewer: Viewer, document: Document, found: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Everything the reading pane draws of a document that the viewer sees, out of what its reads found."""
    if found is None:
        found = await together(**reading_reads(viewer, document))
    instructions, opinions = found["said"]
    return {
        "document": document,
        "deeds": routing.deeds(viewer, found["standing"]),
        "waiting": await _waiting(viewer, found["standing"]),
        "state_words": state_label(document.direction, document.state),
        "near": await _nearness(document),
        "attachments": found["attachments"],
        "related": found["related"],
        "verdict": found["verdict"],
        "history": found["history"],
        "instructions": instructions,
        "opinions": opinions,
        "steps": _steps(document, found),
        "approvals": found.get("approvals", []),
        "recipients": found.get("recipients", []),
        "has_made": found.get("has_made", False),
    }


def _steps(document: Document, found: dict[str, Any]) -> list[path.Step]:
    if document.direction == "out":
        return path.outgoing(document, found["approvals"], found["signatures"])
    entered = next((line for line in found["history"] if line.fact == "document:registered"), None)
    instructions, opinions = found["said"]
    return path.incoming(document, entered, instructions, found["parts"], opinions)


async def _waiting(viewer: Viewer, standing: routing.Standing) -> str:
    waits = routing.waiting_for(viewer, standing)
    if waits is None:
        return ""
    deed, on_behalf_of = waits
    if on_behalf_of is None:
        return deed_label(deed)
    words = {"deed": deed_label(deed), "whom": await name_of(f"account:{on_behalf_of}")}
    return _("%(deed)s (được %(whom)s uỷ quyền)") % words


async def _nearness(document: Document):
    if document.direction == "out" or document.state not in ("registered", "in_progress"):
        return None
    return nearness(document.due_at, utc_now(), await working_days())


@get("/documents/{document_id:int}")
async def show(request: Request, document_id: FromPath[int]) -> Response:
    """The document with its list beside it; for htmx the reading pane alone."""
    viewer = viewer_of(request)
    try:
        document, is_opened = await document_to_open(viewer, document_id)
    except NotFound:
        if not request.htmx:
            raise
        # An open page must not go on showing what was sealed off, or may not be read any more: it loads itself anew.
        return Response(b"", status_code=404, headers={"hx-refresh": "true"})
    if not is_opened:
        await open_document(viewer, document_id)
    if request.htmx:
        context = await reading_context(viewer, document)
        return await fragment(request, "documents/_reading.html", back=f"/documents/{document_id}", **context)
    direction = document.direction
    box = request.query_params.get("box", "mine")
    if box not in BOXES[direction]:
        box = "mine"
    request.state.here = "incoming" if direction == "in" else "outgoing"
    beside = list_reads(viewer, direction, box)
    found = await read_in_frame(request, **reading_reads(viewer, document), **beside)
    context = await reading_context(viewer, document, found) | await list_context(direction, box, found)
    return await fragment(request, "", back="", whole="documents/show.html", chosen=document_id, **context)


@get("/documents/{document_id:int}/view-history")
async def views(request: Request, document_id: FromPath[int]) -> Response:
    """Who opened the document and when (Decree 30/2020/NĐ-CP, annex VI: view history)."""
    document = await document_for(viewer_of(request), document_id)
    seen = await seen_by(document_id)
    return await fragment(
        request,
        "documents/_views.html",
        back=f"/documents/{document_id}",
        whole="documents/deed.html",
        deed_template="documents/_views.html",
        document=document,
        seen=seen,
    )


router = Router("", route_handlers=[show, views], guards=[staff])
