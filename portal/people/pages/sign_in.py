"""`/login`, `/login/code`, `/logout`."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response, Router, get, post

from portal.kit.i18n import _
from portal.people import passwords, queries, sessions
from portal.people.actions import sign_in
from portal.people.actions.sign_in import Browser, Outcome
from portal.settings import settings
from portal.web.forms import FormData, read_form
from portal.web.guards import public, viewer_or_none
from portal.web.render import page, redirect


@get("/login", guards=[public])
async def show_sign_in(request: Request) -> Response[Any]:
    """The door for staff; who is in already is led on."""
    target = local_path(request.query_params.get("next", ""))
    if viewer_or_none(request) is not None:
        return redirect(target)
    return await _sign_in_page(request, FormData(), target)


@post("/login", guards=[public])
async def do_sign_in(request: Request) -> Response[Any]:
    """Try login and password."""
    form = await read_form(request)
    target = local_path(form["next"])
    outcome = await sign_in.sign_in(form["login"], form["password"], browser_of(request))
    if outcome.awaits_code:
        return _with_session(redirect(_with_next("/login/code", target)), outcome)
    if outcome.token:
        return _with_session(redirect(target), outcome)
    wrong = _("Tên đăng nhập hoặc mật khẩu không đúng.")
    return await _sign_in_page(
        request, form, target, {"password": _sentence(outcome, wrong)}, _status(outcome)
    )


@get("/login/code", guards=[public])
async def show_code(request: Request) -> Response[Any]:
    """Ask for the second factor of a session that waits for it."""
    target = local_path(request.query_params.get("next", ""))
    if not _awaits_code(request):
        return redirect(_with_next("/login", target))
    return await page(request, "people/login-code.html", next=target, values=FormData(), problems={})


@post("/login/code", guards=[public])
async def do_code(request: Request) -> Response[Any]:
    """Try a code of the second factor, or a recovery code."""
    form = await read_form(request)
    target = local_path(form["next"])
    if not _awaits_code(request):
        return redirect(_with_next("/login", target))
    outcome = await sign_in.give_code(form["code"], browser_of(request))
    if outcome.token:
        return _with_session(redirect(target), outcome)
    problems = {"code": _sentence(outcome, _("Mã không đúng hoặc đã hết hạn."))}
    return await page(
        request,
        "people/login-code.html",
        status=_status(outcome),
        next=target,
        values=form,
        problems=problems,
    )


@post("/logout", guards=[public])
async def do_sign_out(request: Request) -> Response[Any]:
    """End this browser's session; without one there is nothing to end."""
    viewer = viewer_or_none(request)
    if viewer is not None and viewer.session_id is not None:
        await sign_in.sign_out(viewer, viewer.session_id)
    response = redirect("/login", toast=_("Bạn đã đăng xuất."))
    response.set_cookie(sessions.no_cookie())
    return response


router = Router("/", route_handlers=[show_sign_in, do_sign_in, show_code, do_code, do_sign_out])


def local_path(target: str) -> str:
    """The path if it leads into this portal, else "/": nobody is sent elsewhere after signing in."""
    is_local = (
        target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    )
    return target if is_local and not target.startswith("/login") else "/"


def browser_of(request: Request) -> Browser:
    """Where the request comes from, and the session it brings along."""
    client = request.client
    return Browser(
        ip=client.host if client else "",
        user_agent=request.headers.get("user-agent", ""),
        session=request.scope["state"].get("session"),
    )


async def _sign_in_page(
    request: Request, form: FormData, target: str, problems: dict[str, str] | None = None, status: int = 200
) -> Response[Any]:
    people = await queries.active_people() if settings().demo else []
    return await page(
        request,
        "people/login.html",
        status=status,
        next=target,
        values=form,
        problems=problems or {},
        demo_people=people,
        demo_password=passwords.OF_THE_DEMO if people else "",
    )


def _awaits_code(request: Request) -> bool:
    session = request.scope["state"].get("session")
    return session is not None and session.awaits_code


def _with_session(response: Response[Any], outcome: Outcome) -> Response[Any]:
    response.set_cookie(sessions.cookie(outcome.token))
    return response


def _with_next(path: str, target: str) -> str:
    return path if target == "/" else f"{path}?next={quote(target, safe='/')}"


def _sentence(outcome: Outcome, wrong: str) -> str:
    if outcome.wait:
        return _("Bạn thử quá nhiều lần. Hãy đợi %(seconds)s giây rồi thử lại.") % {"seconds": outcome.wait}
    return wrong


def _status(outcome: Outcome) -> int:
    return 429 if outcome.wait else 422
