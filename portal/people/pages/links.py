"""`/invitation/{token}`, `/password-reset`, `/password-reset/{token}`: setting a password by a link."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.people.actions import passwords
from portal.people.pages.sign_in import browser_of
from portal.web.forms import read_form
from portal.web.guards import public
from portal.web.render import page, redirect


@get("/invitation/{token:str}")
async def show_invitation(request: Request, token: FromPath[str]) -> Response[Any]:
    """Who was invited chooses a password."""
    return await _show(request, token, "invite")


@post("/invitation/{token:str}")
async def accept_invitation(request: Request, token: FromPath[str]) -> Response[Any]:
    """Set it."""
    return await _set(request, token, "invite")


@get("/password-reset")
async def ask_for_link(request: Request) -> Response[Any]:
    """Who forgot the password says who they are."""
    return await page(request, "people/password-reset.html", is_sent=False)


@post("/password-reset")
async def send_link(request: Request) -> Response[Any]:
    """The same answer, whoever asks for whatever."""
    form = await read_form(request)
    await passwords.request_reset(form["address"], browser_of(request).ip)
    return await page(request, "people/password-reset.html", is_sent=True)


@get("/password-reset/{token:str}")
async def show_reset(request: Request, token: FromPath[str]) -> Response[Any]:
    """Who got a link chooses another password."""
    return await _show(request, token, "reset")


@post("/password-reset/{token:str}")
async def reset(request: Request, token: FromPath[str]) -> Response[Any]:
    """Set it."""
    return await _set(request, token, "reset")


router = Router(
    "/",
    route_handlers=[show_invitation, accept_invitation, ask_for_link, send_link, show_reset, reset],
    guards=[public],
)


async def _show(
    request: Request, token: str, purpose: str, problems: dict[str, str] | None = None, status: int = 200
) -> Response[Any]:
    account = await passwords.account_of_link(token, purpose)
    return await page(
        request,
        "people/new-password.html",
        status=status,
        purpose=purpose,
        login=account["login"],
        full_name=account["full_name"],
        problems=problems or {},
    )


async def _set(request: Request, token: str, purpose: str) -> Response[Any]:
    form = await read_form(request)
    try:
        await passwords.set_by_link(token, purpose, form["password"], form["again"])
    except Invalid as error:
        return await _show(request, token, purpose, error.problems, 422)
    return redirect("/login", toast=_("Đã đặt mật khẩu. Hãy đăng nhập."))
