"""Files shared with a meeting: bringing one, and taking one, which guests of the meeting may too."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.conferences.actions import files
from portal.conferences.pages.guests import guest_of
from portal.conferences.pages.reading import show_page
from portal.conferences.queries.conference import conference_for
from portal.conferences.queries.files import shared_file, shared_with_guest
from portal.files.serve import file_response
from portal.files.store import file_facts
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.secrecy.outcomes import Received
from portal.web.forms import number_in, read_form
from portal.web.guards import SignInNeeded, public, staff, viewer_of, viewer_or_none
from portal.web.render import redirect
from portal.web.uploads import UploadForm


@post(
    "/conferences/{conference_id:int}/files",
    opt={"csrf": "in-stream"},
    request_max_body_size=None,
    status_code=200,
)
async def bring_file(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Take a file through the door and share it with everybody in the meeting."""
    viewer = viewer_of(request)
    conference = await conference_for(viewer, conference_id)
    problem = _("Hãy chọn một tệp.")
    try:
        async for part in UploadForm(request).files():
            outcome, url = await files.bring(viewer, conference_id, part.chunks, part.name)
            if isinstance(outcome, Received):
                return _shared(request, conference_id, url, outcome.name, " ".join(outcome.warnings))
            problem = outcome.sentence
            break
    except Invalid as error:
        problem = " ".join(error.problems.values())
    except NotAllowed as error:
        problem = str(error)
    if _wants_json(request):
        return Response({"sentence": problem}, status_code=422, media_type="application/json")
    return await show_page(request, conference, problems={"file": problem}, status=422)


@post("/conferences/{conference_id:int}/document-files", status_code=200)
async def share_document(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Share the file of a document that one may read."""
    document_id = number_in((await read_form(request))["document"])
    if document_id is None:
        raise NotFound
    url = await files.share_document(viewer_of(request), conference_id, document_id)
    return _shared(request, conference_id, url, "", "")


@get("/meeting-files/{shared_id:int}")
async def take_file(request: Request, shared_id: FromPath[int]) -> Response[Any]:
    """A shared file, for who may see the meeting, or is its guest."""
    viewer, visit = viewer_or_none(request), await guest_of(request)
    if viewer is None and visit is None:
        raise SignInNeeded
    try:
        if viewer is None:
            raise NotFound
        conference_id, file_id = await shared_file(viewer, shared_id)
        person = f"account:{viewer.account_id}"
    except NotFound:
        if visit is None:
            raise
        conference_id, file_id = await shared_with_guest(visit.conference.id, shared_id)
        person = visit.guest.person
    file = await file_facts(file_id)
    await files.opened(viewer, conference_id, file, person)
    return file_response(request, file)


def _shared(request: Request, conference_id: int, url: str, name: str, warning: str) -> Response[Any]:
    if _wants_json(request):
        return Response({"url": url, "name": name}, media_type="application/json")
    return redirect(f"/conferences/{conference_id}", toast=warning or _("Đã chia sẻ tệp với cuộc họp."))


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


router = Router("", route_handlers=[bring_file, share_document], guards=[staff])
open_router = Router("", route_handlers=[take_file], guards=[public])
