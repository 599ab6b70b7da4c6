"""Ending and cancelling a meeting from its page."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.conferences import forms
from portal.conferences.actions import planning
from portal.conferences.pages.reading import show_page
from portal.conferences.queries.conference import led_by
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.web.forms import FormData, read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, redirect


@get("/conferences/{conference_id:int}/cancellation")
async def ask_cancel(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """The form that calls a meeting off."""
    return await _cancel_form(request, conference_id, FormData(), {}, 200)


@post("/conferences/{conference_id:int}/cancellation", status_code=200)
async def cancel(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Call a meeting off; those invited are told why."""
    form = await read_form(request)
    try:
        reason = forms.reason(form)
        await planning.cancel(viewer_of(request), conference_id, reason, revision=forms.revision(form))
    except Invalid as error:
        return await _cancel_form(request, conference_id, form, error.problems, 422)
    except NotAllowed as error:
        return await _cancel_form(request, conference_id, form, {"": str(error)}, 409)
    return redirect(f"/conferences/{conference_id}", toast=_("Đã huỷ cuộc họp và báo cho người được mời."))


async def _cancel_form(
    request: Request, conference_id: int, values: FormData, problems: dict[str, str], status: int
) -> Response[Any]:
    conference = await led_by(viewer_of(request), conference_id)
    request.state.here = "conferences"
    return await fragment(
        request,
        "conferences/_cancel.html",
        back=f"/conferences/{conference_id}",
        whole="conferences/deed.html",
        status=status,
        deed_template="conferences/_cancel.html",
        conference=conference,
        values=values,
        problems=problems,
    )


@post("/conferences/{conference_id:int}/ending", status_code=200)
async def end(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """End a running meeting for everybody."""
    viewer = viewer_of(request)
    try:
        await planning.end(viewer, conference_id)
    except NotAllowed as error:
        conference = await led_by(viewer, conference_id)
        return await show_page(request, conference, problems={"": str(error)}, status=409)
    return redirect(f"/conferences/{conference_id}", toast=_("Đã kết thúc cuộc họp."))


router = Router("", route_handlers=[ask_cancel, cancel, end], guards=[staff])
