"""Late discovery on the screens: sealing a document off, the record of a seal, and the second person's decision."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents import forms
from portal.documents.actions import admitted, sealing
from portal.documents.lifecycle import state_label
from portal.documents.pages.deeds import ask
from portal.documents.queries.sealing import report_on
from portal.kit.errors import PortalError
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.people.queries import agency_or_none
from portal.secrecy.queries import keeps_door, names
from portal.web.forms import Fields, asking_again, read_form
from portal.web.guards import role, staff, viewer_of
from portal.web.render import page, redirect

Decide = Callable[[Viewer, int, str], Awaitable[object]]


@get("/documents/{document_id:int}/sealing-off")
async def ask_seal_off(request: Request, document_id: FromPath[int]) -> Response[Any]:
    """The form that seals a document off."""
    return await ask(request, document_id, "seal_off")


@post("/documents/{document_id:int}/sealing-off", status_code=200)
async def seal_off(request: Request, document_id: FromPath[int]) -> Response[Any]:
    """Seal a document off; it is gone for everybody, so the answer is the record of the seal."""
    form = await read_form(request)
    try:
        reason = forms.reason(form)
        seal_id = await sealing.seal_off(
            viewer_of(request), document_id, reason, revision=forms.revision(form)
        )
    except PortalError as error:
        problems, status = asking_again(error)
        return await ask(request, document_id, "seal_off", values=form, problems=problems, status=status)
    return redirect(
        f"/documents/seals/{seal_id}",
        toast=_("Đã niêm phong. Không ai còn mở được; chờ người thứ hai quyết định."),
    )


@get("/documents/seals/{seal_id:int}")
async def show_record(request: Request, seal_id: FromPath[int]) -> Response[Any]:
    """The record of a seal (biên bản), to be printed, with the forms of the second person."""
    return await _record_page(request, seal_id)


async def _record_page(
    request: Request,
    seal_id: int,
    *,
    problems: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    status: int = 200,
) -> Response[Any]:
    viewer = viewer_of(request)
    report = await report_on(viewer, seal_id)
    seal, keeps = report.seal, keeps_door(viewer)
    request.state.here = "door" if keeps else ""
    return await page(
        request,
        "documents/seal.html",
        status=status,
        report=report,
        seal=seal,
        states={each.document_id: state_label(each.direction, each.state) for each in report.documents},
        names=await names([seal.frozen_by, seal.decided_by]),
        office=await agency_or_none(),
        keeps=keeps,
        may_decide=keeps and not seal.decision and seal.frozen_by != viewer.account_id,
        problems=problems or {},
        values=values or {},
    )


def _decided(path: str, decide: Decide, done: str):
    """The route of a decision of the second person, which needs a reason."""

    @post(f"/documents/seals/{{seal_id:int}}/{path}", status_code=200, name=f"seal-{path}")
    async def decide_on_seal(request: Request, seal_id: FromPath[int]) -> Response[Any]:
        fields = Fields(await read_form(request))
        reason = fields.lines("reason", max_length=1000)
        try:
            fields.done()
            await decide(viewer_of(request), seal_id, reason)
        except PortalError as error:
            problems, status = asking_again(error)
        else:
            return redirect(f"/documents/seals/{seal_id}", toast=_(done))
        return await _record_page(
            request, seal_id, problems=problems, values={"reason": reason}, status=status
        )

    return decide_on_seal


@post("/documents/incoming/admitted", status_code=200)
async def take_up_admitted(request: Request) -> Response[Any]:
    """Go on with a scan that another person has admitted: to the registration form."""
    fields = Fields(await read_form(request))
    event_id = fields.integer("event", required=True, least=1)
    fields.done()
    assert event_id is not None, "asked for above"
    document_id = await admitted.take_up(viewer_of(request), event_id)
    return redirect(f"/documents/{document_id}/registration")


router = Router(
    "",
    route_handlers=[
        ask_seal_off,
        seal_off,
        show_record,
        _decided("purge", sealing.purge, N_("Đã xoá vĩnh viễn. In biên bản để lưu theo quy định.")),
        _decided("lifting", sealing.lift, N_("Đã gỡ niêm phong; văn bản trở lại như trước.")),
    ],
    guards=[staff],
)
admitted_router = Router("", route_handlers=[take_up_admitted], guards=[role("clerk")])
