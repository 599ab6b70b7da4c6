"""`/admin/calendar`: holidays and the yearly swaps, for the administrator."""

from datetime import date
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.calendar import actions, forms
from portal.calendar.queries import special_days
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import _
from portal.people.queries import today
from portal.web.forms import FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect


@get("/admin/calendar")
async def show_calendar(request: Request) -> Response[Any]:
    """The special days of a year."""
    return await _calendar_page(request, forms.year(request.query_params.get("year", ""), today().year))


@post("/admin/calendar", status_code=200)
async def set_day(request: Request) -> Response[Any]:
    """Write down a holiday, or a weekend day that is worked."""
    form = await read_form(request)
    try:
        special = forms.special(form)
        await actions.set_day(viewer_of(request), special)
    except Invalid as error:
        return await _calendar_page(request, _year(form), form, error.problems)
    return _back(special.day.year, _("Đã ghi vào lịch."))


@post("/admin/calendar/swaps", status_code=200)
async def swap(request: Request) -> Response[Any]:
    """Exchange a working day for a weekend day."""
    form = await read_form(request)
    try:
        wanted = forms.swap(form)
        await actions.swap(viewer_of(request), wanted)
    except Invalid as error:
        return await _calendar_page(request, _year(form), form, error.problems)
    return _back(wanted.off_on.year, _("Đã ghi ngày hoán đổi."))


@post("/admin/calendar/holidays", status_code=200)
async def learn_holidays(request: Request) -> Response[Any]:
    """Write down the public holidays of a year."""
    year = _year(await read_form(request))
    count = await actions.teach_holidays(viewer_of(request), year)
    return _back(year, _("Đã ghi thêm %(count)s ngày lễ.") % {"count": count})


@post("/admin/calendar/{day:str}/removal", status_code=200)
async def remove_day(request: Request, day: FromPath[str]) -> Response[Any]:
    """Let a day be plain again."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    await actions.remove_day(viewer_of(request), wanted)
    return _back(wanted.year, _("Đã xoá khỏi lịch."))


def _year(form: FormData) -> int:
    return forms.year(form["year"], today().year)


def _back(year: int, toast: str) -> Response[Any]:
    return redirect(f"/admin/calendar?year={year}", toast=toast)


async def _calendar_page(
    request: Request, year: int, values: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    return await page(
        request,
        "calendar/calendar.html",
        status=422 if problems else 200,
        days=await special_days(viewer_of(request), year),
        year=year,
        values=values or FormData(),
        problems=problems or {},
    )


def _calendar() -> str:
    return _("Lịch làm việc")


ADMIN_LINKS = [(_calendar, "/admin/calendar", "calendar-days")]

router = Router(
    "",
    route_handlers=[show_calendar, set_day, swap, learn_holidays, remove_day],
    guards=[role("administrator")],
)
