"""Late discovery on the screens: sealing a meeting off, the record of a seal, and the second person's decision."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.conferences import forms
from portal.conferences.actions import sealing
from portal.conferences.lifecycle import state_label
from portal.conferences.queries.conference import conference_for
from portal.conferences.queries.sealing import report_on
from portal.kit.errors import Forbidden, Invalid, NotAllowed
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.people.queries import agency_or_none
from portal.secrecy.queries import keeps_door, names
from portal.web.forms import FormData, read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, page, redirect

Decide = Callable[[Viewer, int, str], Awaitable[object]]


@get("/conferences/{conference_id:int}/sealing-off")
async def ask_seal_off(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """The form that seals a meeting off."""
    return await _form(request, conference_id, FormData(), {}, 200)


@post("/conferences/{conference_id:int}/sealing-off", status_code=200)
async def seal_off(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Seal a meeting off; it is gone for everybody, so the answer is the record of the seal."""
    form = await read_form(request)
    try:
        seal_id = await sealing.seal_off(viewer_of(request), conference_id, forms.reason(form))
    except Invalid as error:
        return await _form(request, conference_id, form, error.problems, 422)
    except Forbidden as error:
        return await _form(request, conference_id, form, {"": str(error)}, 403)
    return redirect(
        f"/conferences/seals/{seal_id}",
        toast=_("Đã niêm phong. Phòng họp đóng ngay; chờ người thứ hai quyết định."),
    )


async def _form(
    request: Request, conference_id: int, values: FormData, problems: dict[str, str], status: int
) -> Response[Any]:
    conference = await conference_for(viewer_of(request), conference_id)
    request.state.here = "conferences"
    return await fragment(
        request,
        "conferences/_seal_off.html",
        back=f"/conferences/{conference_id}",
        whole="conferences/deed.html",
        status=status,
        deed_template="conferences/_seal_off.html",
        conference=conference,
        values=values,
        problems=problems,
    )


@get("/conferences/seals/{seal_id:int}")
async def show_record(request: Request, seal_id: FromPath[int]) -> Response[Any]:
    """The record of a seal (biên bản), to be printed, with the form of the second person."""
    return await _record_page(request, seal_id)


async def _record_page(
    request: Request,
    seal_id: int,
    *,
    problems: dict[str, str] | None = None,
    reason: str = "",
    status: int = 200,
) -> Response[Any]:
    viewer = viewer_of(request)
    report = await report_on(viewer, seal_id)
    seal, keeps = report.seal, keeps_door(viewer)
    request.state.here = "door" if keeps else "conferences"
    return await page(
        request,
        "conferences/seal.html",
        status=status,
        report=report,
        seal=seal,
        state_words=state_label(report.meeting.state_before) if report.meeting.state_before else "–",
        names=await names([seal.frozen_by, seal.decided_by]),
        office=await agency_or_none(),
        keeps=keeps,
        may_decide=keeps and not seal.decision and seal.frozen_by != viewer.account_id,
        problems=problems or {},
        reason=reason,
    )


def _decided(path: str, decide: Decide, done: str):
    """The route of a decision of the second person, which needs a reason."""

    @post(f"/conferences/seals/{{seal_id:int}}/{path}", status_code=200, name=f"meeting-seal-{path}")
    async def decide_on_seal(request: Request, seal_id: FromPath[int]) -> Response[Any]:
        form = await read_form(request)
        try:
            await decide(viewer_of(request), seal_id, forms.reason(form))
        except Invalid as error:
            problems, status = error.problems, 422
        except NotAllowed as error:
            problems, status = {"": str(error)}, 409
        else:
            return redirect(f"/conferences/seals/{seal_id}", toast=_(done))
        return await _record_page(request, seal_id, problems=problems, reason=form["reason"], status=status)

    return decide_on_seal


router = Router(
    "",
    route_handlers=[
        ask_seal_off,
        seal_off,
        show_record,
        _decided("purge", sealing.purge, N_("Đã xoá vĩnh viễn. In biên bản để lưu theo quy định.")),
        _decided("lifting", sealing.lift, N_("Đã gỡ niêm phong; xem lại được như trước.")),
    ],
    guards=[staff],
)
