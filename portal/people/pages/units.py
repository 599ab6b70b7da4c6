"""`/units` and `/positions`: the tree of units and the titles of office, for the administrator."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.audit.queries import history
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.ids import dom_id
from portal.people import forms, queries
from portal.people.actions import units
from portal.people.rights import unit_kinds
from portal.web.forms import FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect


@get("/units")
async def show_units(request: Request) -> Response[Any]:
    """The tree as it stands today, and the titles."""
    return await _units_page(request)


@post("/units")
async def create_unit(request: Request) -> Response[Any]:
    """Set up a unit."""
    form = await read_form(request)
    try:
        await units.create(viewer_of(request), forms.read_unit(form))
    except Invalid as error:
        return await _units_page(request, form, error.problems)
    return redirect("/units", toast=_("Đã lập đơn vị."))


@post("/positions")
async def create_position(request: Request) -> Response[Any]:
    """Add a title of office."""
    form = await read_form(request)
    try:
        await units.create_position(viewer_of(request), forms.read_position(form))
    except Invalid as error:
        return await _units_page(request, form, error.problems)
    return redirect("/units", toast=_("Đã thêm chức danh."))


@get("/units/{unit_id:int}")
async def show_unit(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    """One unit: who is there, and what may be done with it."""
    return await _unit_page(request, unit_id)


@post("/units/{unit_id:int}/name")
async def rename_unit(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    """Give it another name from a day on."""
    form = await read_form(request)
    try:
        await units.rename(viewer_of(request), unit_id, forms.read_rename(form))
    except Invalid as error:
        return await _unit_page(request, unit_id, form, error.problems)
    return redirect(f"/units/{unit_id}", toast=_("Đã đổi tên. Văn bản cũ giữ tên cũ."))


@post("/units/{unit_id:int}/parent")
async def move_unit(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    """Put it below another."""
    form = await read_form(request)
    try:
        await units.move(viewer_of(request), unit_id, forms.read_parent(form))
    except Invalid as error:
        return await _unit_page(request, unit_id, form, error.problems)
    return redirect(f"/units/{unit_id}", toast=_("Đã chuyển đơn vị."))


@post("/units/{unit_id:int}/closing")
async def close_unit(request: Request, unit_id: FromPath[int]) -> Response[Any]:
    """Let it end with a day."""
    form = await read_form(request)
    try:
        await units.close(viewer_of(request), unit_id, forms.read_last_day(form))
    except Invalid as error:
        return await _unit_page(request, unit_id, form, error.problems)
    return redirect("/units", toast=_("Đã ghi ngày giải thể."))


router = Router(
    "/",
    route_handlers=[show_units, create_unit, create_position, show_unit, rename_unit, move_unit, close_unit],
    guards=[role("administrator")],
)


async def _units_page(
    request: Request, values: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    today = queries.today().strftime("%d/%m/%Y")
    return await page(
        request,
        "people/units.html",
        status=422 if problems else 200,
        units=await queries.units_tree(),
        positions=await queries.positions(),
        kinds=unit_kinds(),
        values=values or FormData([("valid_from", today)]),
        problems=problems or {},
    )


async def _unit_page(
    request: Request, unit_id: int, values: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    unit = await queries.unit(unit_id)
    kept = [("name", unit.name), ("abbreviation", unit.abbreviation), ("parent", str(unit.parent or ""))]
    return await page(
        request,
        "people/unit.html",
        status=422 if problems else 200,
        unit=unit,
        former_names=await queries.former_names(unit_id),
        members=await queries.members_of(unit_id),
        history=await history(viewer_of(request), "unit", unit_id),
        history_id=dom_id("unit", unit_id, "history"),
        units=await queries.units_tree(),
        values=values or FormData(kept),
        problems=problems or {},
    )
