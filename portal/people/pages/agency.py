"""`/agency`: what the agency is called, with every former name, for the administrator."""

from typing import Any

from litestar import Request, Response, Router, get, post

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.people import forms, queries
from portal.people.actions import agency
from portal.web.forms import FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect

_KEPT = (
    "name",
    "parent_name",
    "abbreviation",
    "place_name",
    "org_code",
    "address",
    "phone",
    "email",
    "website",
)


@get("/agency")
async def show_agency(request: Request) -> Response[Any]:
    """The names by date, and the form for the next."""
    return await _agency_page(request)


@post("/agency")
async def set_identity(request: Request) -> Response[Any]:
    """Set what the agency is called from a day on."""
    form = await read_form(request)
    try:
        await agency.set_identity(viewer_of(request), forms.read_identity(form))
    except Invalid as error:
        return await _agency_page(request, form, error.problems)
    return redirect("/agency", toast=_("Đã lưu tên cơ quan."))


router = Router("/", route_handlers=[show_agency, set_identity], guards=[role("administrator")])


async def _agency_page(
    request: Request, values: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    rows = await queries.identities()
    latest = [(name, getattr(rows[0], name)) for name in _KEPT] if rows else []
    today = ("valid_from", queries.today().strftime("%d/%m/%Y"))
    return await page(
        request,
        "people/agency.html",
        status=422 if problems else 200,
        identities=rows,
        values=values or FormData([*latest, today]),
        problems=problems or {},
    )
