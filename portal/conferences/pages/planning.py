"""Planning a meeting: the form, the form about a document, meeting at once, changing."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.conferences import forms
from portal.conferences.actions import planning
from portal.conferences.pages.boxes import show_list
from portal.conferences.plans import Plan
from portal.conferences.queries import about
from portal.conferences.queries.conference import Conference, invited, led_by
from portal.kit.clock import local, utc_now
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people.queries import directory, units_tree
from portal.web.forms import FormData, number_in, read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import page, redirect

_A_QUARTER = 15 * 60  # seconds: proposed times begin on a quarter of an hour


@get("/conferences/new")
async def ask_new(request: Request) -> Response[Any]:
    """The form of a new meeting; `?document=7` proposes the people on that document."""
    viewer = viewer_of(request)
    document_id = number_in(request.query_params.get("document", ""))
    proposal = await about.proposal(viewer, document_id) if document_id else about.Proposal()
    return await _form_page(request, _proposed(viewer, proposal), document=proposal)


@post("/conferences", status_code=200)
async def plan(request: Request) -> Response[Any]:
    """Plan a meeting."""
    form, viewer = await read_form(request), viewer_of(request)
    try:
        wanted = forms.plan(form)
        conference_id = await planning.plan(viewer, wanted)
    except Invalid as error:
        document_id = number_in(form["document"])
        proposal = await about.proposal(viewer, document_id) if document_id else about.Proposal()
        return await _form_page(request, form, document=proposal, problems=error.problems, status=422)
    return redirect(f"/conferences/{conference_id}", toast=_("Đã lập cuộc họp và gửi giấy mời."))


@post("/conferences/now", status_code=200)
async def meet_now(request: Request) -> Response[Any]:
    """Begin a meeting at once, about a document or not, and go in."""
    form, viewer = await read_form(request), viewer_of(request)
    document_id = number_in(form["document"])
    wanted = None
    if document_id:
        proposal = await about.proposal(viewer, document_id)
        now = utc_now()
        wanted = Plan(
            proposal.title,
            now,
            now + planning.AT_ONCE,
            viewer.account_id,
            invited=tuple(proposal.principals),
            document_id=document_id,
            is_free_of_secrets=form["is_free_of_secrets"] == "1",
        )
    try:
        conference_id = await planning.meet_now(viewer, wanted)
    except Invalid as error:
        return redirect("/conferences", toast=" ".join(error.problems.values()), kind="problem")
    return redirect(f"/conferences/{conference_id}/room")


@get("/conferences/{conference_id:int}/edition")
async def ask_change(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """The form that changes a meeting."""
    conference = await led_by(viewer_of(request), conference_id)
    return await _form_page(request, await _values(conference), conference=conference)


@post("/conferences/{conference_id:int}/edition", status_code=200)
async def change(request: Request, conference_id: FromPath[int]) -> Response[Any]:
    """Change a meeting; those invited hear of it."""
    form, viewer = await read_form(request), viewer_of(request)
    try:
        wanted = forms.plan(form)
        await planning.change_plan(viewer, conference_id, wanted, revision=forms.revision(form))
    except Invalid as error:
        problems, status = error.problems, 422
    except NotAllowed as error:
        problems, status = {"": str(error)}, 409
    else:
        return redirect(
            f"/conferences/{conference_id}", toast=_("Đã sửa cuộc họp; người được mời đã được báo.")
        )
    conference = await led_by(viewer, conference_id)
    return await _form_page(request, form, conference=conference, problems=problems, status=status)


def _proposed(viewer: Viewer, proposal: about.Proposal) -> FormData:
    """A new form: at the next full quarter of an hour, the viewer in the chair."""
    seconds = utc_now().timestamp() + _A_QUARTER
    begins = local(utc_now().fromtimestamp(seconds - seconds % _A_QUARTER, utc_now().tzinfo))
    return FormData(
        [
            ("title", proposal.title),
            ("starts_on", begins.strftime("%d/%m/%Y")),
            ("starts_time", begins.strftime("%H:%M")),
            ("minutes", "60"),
            ("chair_id", str(viewer.account_id)),
            *(("invited", principal) for principal in proposal.principals),
            ("document", str(proposal.document_id or "")),
        ]
    )


async def _values(conference: Conference) -> FormData:
    begins = local(conference.starts_at)
    minutes = round((conference.ends_at - conference.starts_at).total_seconds() / 60)
    return FormData(
        [
            ("title", conference.title),
            ("note", conference.note),
            ("starts_on", begins.strftime("%d/%m/%Y")),
            ("starts_time", begins.strftime("%H:%M")),
            ("minutes", str(minutes)),
            ("chair_id", str(conference.chair_id)),
            ("secretary_id", str(conference.secretary_id or "")),
            *(("invited", each.principal) for each in await invited(conference.id) if each.why == "invited"),
            ("has_lobby", "1" if conference.has_lobby else ""),
            ("may_record", "1" if conference.may_record else ""),
            ("retention", conference.retention),
            ("document", str(conference.document_id or "")),
            ("revision", str(conference.revision)),
        ]
    )


async def _form_page(
    request: Request,
    values: FormData,
    *,
    document: about.Proposal | None = None,
    conference: Conference | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> Response[Any]:
    viewer = viewer_of(request)
    people = await directory(viewer, limit=1000)
    units = [(f"unit:{each.id}", each.name, _("Cả đơn vị")) for each in await units_tree() if each.depth]
    persons = [(f"account:{each.id}", each.full_name, _post(each)) for each in people]
    request.state.here = "conferences"
    return await page(
        request,
        "conferences/form.html",
        status=status,
        values=values,
        problems=problems or {},
        conference=conference,
        about=document if document and document.document_id else None,
        people=[(each.id, f"{each.full_name} – {_post(each)}") for each in people],
        choices=[*units, *persons],
        lengths=forms.length_options(),
        retentions=forms.retention_options(),
    )


def _post(colleague: Any) -> str:
    return ", ".join(each for each in (colleague.title, colleague.unit_name) if each)


router = Router("", route_handlers=[show_list, ask_new, plan, meet_now, ask_change, change], guards=[staff])
