"""`/account` and `/account/password`: what everybody may see and change about themselves."""

from dataclasses import replace
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.people import queries
from portal.people.actions import passwords, profile, second_factor
from portal.people.forms import read_profile
from portal.people.rights import role_names
from portal.settings import settings
from portal.web.forms import FormData, read_form
from portal.web.guards import staff, viewer_of
from portal.web.i18n import COOKIE as LANGUAGE
from portal.web.render import page, redirect

_YEAR = 365 * 24 * 3600  # seconds


@get("/account")
async def show_account(request: Request) -> Response[Any]:
    """One's own account."""
    return await _account_page(request)


@post("/account")
async def change_account(request: Request) -> Response[Any]:
    """Change telephone number and language; the sign-in page then speaks it too."""
    form = await read_form(request)
    try:
        wanted = read_profile(form)
    except Invalid as error:
        return await _account_page(request, form, error.problems, 422)
    await profile.change_own(viewer_of(request), wanted.phone, wanted.locale)
    response = redirect("/account", toast=_("Đã lưu."))
    cookie = Cookie(LANGUAGE, value=wanted.locale, max_age=_YEAR, samesite="lax", httponly=True)
    response.set_cookie(replace(cookie, secure=settings().is_secure))
    return response


@get("/account/password")
async def show_password(request: Request) -> Response[Any]:
    """Ask for the old password and a new one."""
    return await page(request, "people/password.html", problems={})


@post("/account/password")
async def change_password(request: Request) -> Response[Any]:
    """Change it; every other browser is signed out."""
    form = await read_form(request)
    try:
        await passwords.change(viewer_of(request), form["old"], form["password"], form["again"])
    except Invalid as error:
        return await page(request, "people/password.html", status=422, problems=error.problems)
    return redirect("/account", toast=_("Đã đổi mật khẩu. Các phiên khác đã kết thúc."))


router = Router(
    "/", route_handlers=[show_account, change_account, show_password, change_password], guards=[staff]
)


async def _account_page(
    request: Request, form: FormData | None = None, problems: dict[str, str] | None = None, status: int = 200
) -> Response[Any]:
    viewer = viewer_of(request)
    account = await queries.own_account(viewer)
    names = role_names()
    return await page(
        request,
        "people/account.html",
        status=status,
        account=account,
        posts=await queries.posts_of(viewer.account_id),
        roles=[names[role] for role in names if role in viewer.roles],
        has_second_factor=await second_factor.is_on(viewer),
        values=form or FormData([("phone", account.phone), ("locale", account.locale)]),
        problems=problems or {},
    )
