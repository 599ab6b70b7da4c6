"""`/account/delegations`: handing one's work over; `/delegations`: everybody's, for the administrator."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.people import forms, queries
from portal.people.actions import delegations
from portal.people.delegations import Wanted
from portal.people.rights import delegable, may_delegate, scope_names
from portal.web.forms import FormData, read_form
from portal.web.guards import role, staff, viewer_of
from portal.web.render import page, redirect


@get("/account/delegations", guards=[staff])
async def show_own(request: Request) -> Response[Any]:
    """What one handed over and what one was handed, and for who leads, the form."""
    return await _own_page(request, FormData())


@post("/account/delegations", guards=[staff])
async def make(request: Request) -> Response[Any]:
    """Hand work over."""
    viewer, form = viewer_of(request), await read_form(request)
    try:
        wanted = forms.read_delegation(form)
        await delegations.make(
            viewer,
            Wanted(
                from_account=viewer.account_id,
                to_account=wanted.to_account,
                from_day=wanted.from_day,
                to_day=wanted.to_day,
                base_document=wanted.base_document,
                scope=wanted.scope,
            ),
        )
    except Invalid as error:
        return await _own_page(request, form, error.problems)
    return redirect("/account/delegations", toast=_("Đã uỷ quyền."))


@post("/delegations/{delegation_id:int}/ending", guards=[staff])
async def end(request: Request, delegation_id: FromPath[int]) -> Response[Any]:
    """Take it back; who may, decides the deed."""
    viewer = viewer_of(request)
    await delegations.end(viewer, delegation_id)
    form = await read_form(request)
    back = "/delegations" if form["from"] == "all" and viewer.has("administrator") else "/account/delegations"
    return redirect(back, toast=_("Đã chấm dứt uỷ quyền."))


@get("/delegations", guards=[role("administrator")])
async def show_all(request: Request) -> Response[Any]:
    """Everybody's."""
    rows = await queries.all_delegations(viewer_of(request))
    return await page(request, "people/delegations.html", **await _list_context(rows))


router = Router("/", route_handlers=[show_own, make, end, show_all])


async def _list_context(rows: list[queries.DelegationRow]) -> dict[str, Any]:
    units = {unit.id: unit.name for unit in await queries.units_tree()}
    scopes = {row.id: ", ".join(scope_names(row.scope.split(), units).values()) for row in rows}
    return {"rows": rows, "scopes": scopes, "today": queries.today()}


async def _own_page(
    request: Request, values: FormData, problems: dict[str, str] | None = None
) -> Response[Any]:
    viewer, today = viewer_of(request), queries.today()
    person = (await queries.persons_with_rights([viewer.account_id]))[viewer.account_id]
    units = {unit.id: unit.name for unit in await queries.units_tree()}
    leads = may_delegate(person, today)
    colleagues = await queries.directory(viewer, limit=1000) if leads else []
    return await page(
        request,
        "people/own-delegations.html",
        status=422 if problems else 200,
        may_delegate=leads,
        scope_options=list(scope_names(delegable(person, today), units).items()),
        colleagues=[
            (one.id, one.full_name, one.title or "") for one in colleagues if one.id != viewer.account_id
        ],
        values=values,
        problems=problems or {},
        **await _list_context(await queries.own_delegations(viewer)),
    )
