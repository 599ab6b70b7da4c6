"""`/admin/mandates`: who may sign, in which capacity, for the administrator."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents import forms, types
from portal.documents.actions import mandates as actions
from portal.documents.admin import capacity_names
from portal.documents.queries.mandates import all_mandates
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.people.queries import active_people, today
from portal.web.forms import FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect


@get("/admin/mandates")
async def show_mandates(request: Request) -> Response[Any]:
    """Every mandate, and the form for another."""
    return await _mandates_page(request)


@post("/admin/mandates", status_code=200)
async def give_mandate(request: Request) -> Response[Any]:
    """Let somebody sign."""
    form = await read_form(request)
    try:
        await actions.give_mandate(viewer_of(request), forms.mandate(form))
    except Invalid as error:
        return await _mandates_page(request, form, error.problems)
    return redirect("/admin/mandates", toast=_("Đã trao thẩm quyền ký."))


@post("/admin/mandates/{mandate_id:int}/ending", status_code=200)
async def end_mandate(request: Request, mandate_id: FromPath[int]) -> Response[Any]:
    """Let a mandate end with a day."""
    form = await read_form(request)
    try:
        await actions.end_mandate(viewer_of(request), mandate_id, forms.last_day(form))
    except Invalid as error:
        return await _mandates_page(request, ending=mandate_id, ending_problem=error.problems["valid_to"])
    except NotAllowed as error:
        return await _mandates_page(request, problems={"": str(error)}, status=409)
    return redirect("/admin/mandates", toast=_("Đã ghi ngày chấm dứt."))


async def _mandates_page(
    request: Request,
    values: FormData | None = None,
    problems: dict[str, str] | None = None,
    *,
    ending: int = 0,
    ending_problem: str = "",
    status: int = 422,
) -> Response[Any]:
    return await page(
        request,
        "documents/admin/mandates.html",
        status=status if problems or ending_problem else 200,
        mandates=await all_mandates(viewer_of(request)),
        people=[(each.id, each.full_name, each.title or "") for each in await active_people(500)],
        capacities=capacity_names(),
        types=types.OUTGOING,
        today=today(),
        ending=ending,
        ending_problem=ending_problem,
        values=values or FormData([("valid_from", today().strftime("%d/%m/%Y"))]),
        problems=problems or {},
    )


router = Router("", route_handlers=[show_mandates, give_mandate, end_mandate], guards=[role("administrator")])
