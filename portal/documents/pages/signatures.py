"""What was found of the signatures in a document's files, and looking at them once more."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents.queries.document import document_for
from portal.documents.queries.signed_files import signed_files
from portal.jobs.queries import state_of
from portal.kit.i18n import _
from portal.signing.actions.looking import CHECK, ask_for_look
from portal.signing.queries import verdicts_on
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment

_PANEL = "signing/_verdict.html"
_UNDER_WAY = ("queued", "running")


@get("/documents/{document_id:int}/signatures")
async def show_signatures(request: Request, document_id: FromPath[int]) -> Response[Any]:
    """Every signature of every file: who, when, valid or not and why, changed since or not."""
    return await fragment(
        request,
        _PANEL,
        back=f"/documents/{document_id}",
        whole="documents/deed.html",
        deed_template=_PANEL,
        **await _panel(request, document_id),
    )


@post("/documents/{document_id:int}/signatures", status_code=200)
async def look_again(request: Request, document_id: FromPath[int]) -> Response[Any]:
    """Have every file looked at anew; one look at a time."""
    await document_for(viewer_of(request), document_id)
    if not await _is_under_way(document_id):
        files = [each.file_id for each in await signed_files(document_id)]
        await ask_for_look(files, ("document", document_id))
    return await fragment(
        request,
        _PANEL,
        back=f"/documents/{document_id}/signatures",
        toast=_("Đang kiểm tra lại chữ ký số."),
        **await _panel(request, document_id),
    )


router = Router("", route_handlers=[show_signatures, look_again], guards=[staff])


async def _panel(request: Request, document_id: int) -> dict[str, Any]:
    document = await document_for(viewer_of(request), document_id)
    files = await signed_files(document_id)
    looked = await verdicts_on(each.file_id for each in files)
    return {
        "document": document,
        "signed_files": [(each.name, looked.get(each.file_id)) for each in files],
        "is_checking": await _is_under_way(document_id),
    }


async def _is_under_way(document_id: int) -> bool:
    job = await state_of(("document", document_id), CHECK)
    return job is not None and job.state in _UNDER_WAY
