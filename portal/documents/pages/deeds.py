"""How every deed on a document is asked for and answered: a dialog over the page, or a page of its own.

`ask` shows the form of a deed; `answer` shows the document after it. What fails comes back as the same form
with what was typed and a sentence beside the field.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response

from portal.documents import routing
from portal.documents.pages.reading import reading_context
from portal.documents.queries.document import document_for, standing_of
from portal.kit.errors import Forbidden, PortalError
from portal.kit.i18n import _
from portal.web.forms import FormData, asking_again, read_form
from portal.web.guards import viewer_of
from portal.web.render import fragment

Extra = Callable[[Request], Awaitable[dict[str, Any]]]


async def ask(
    request: Request,
    document_id: int,
    deed: str,
    *,
    values: FormData | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """The form of a deed (`documents/deeds/_<deed>.html`). Raises Forbidden when it is not the viewer's to do."""
    viewer = viewer_of(request)
    document = await document_for(viewer, document_id)
    if not problems and not routing.may(viewer, await standing_of(document), deed):
        raise Forbidden(_("Việc này không chờ bạn, hoặc đã có người làm xong."))
    template = f"documents/deeds/_{deed}.html"
    request.state.here = "incoming" if document.direction == "in" else "outgoing"
    return await fragment(
        request,
        template,
        back=f"/documents/{document_id}",
        whole="documents/deed.html",
        target="#dialog",
        status=status,
        deed_template=template,
        document=document,
        values=values if values is not None else FormData(),
        problems=problems or {},
        **context,
    )


async def answer(request: Request, document_id: int, toast: str) -> Response:
    """The document as it is after a deed."""
    context = {}
    if request.htmx:
        viewer = viewer_of(request)
        context = await reading_context(viewer, await document_for(viewer, document_id))
    return await fragment(
        request,
        "documents/_reading.html",
        back=f"/documents/{document_id}",
        toast=toast,
        trigger="dialog-close",
        **context,
    )


async def attempt(
    request: Request,
    document_id: int,
    deed: str,
    do: Callable[[FormData], Awaitable[str]],
    extra: Extra | None = None,
) -> Response:
    """Read the form, do the deed (which returns the toast), and answer; on failure ask again with what was typed."""
    form = await read_form(request)
    try:
        return await answer(request, document_id, await do(form))
    except PortalError as error:
        problems, status = asking_again(error)
    shown = 422 if request.htmx else status
    context = await extra(request) if extra else {}
    return await ask(request, document_id, deed, values=form, problems=problems, status=shown, **context)
