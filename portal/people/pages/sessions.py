"""`/account/sessions`: where one is signed in, and ending it."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.i18n import _
from portal.people import queries
from portal.people.actions import profile
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, page, redirect


@get("/account/sessions")
async def show_sessions(request: Request) -> Response[Any]:
    """One's own living sessions."""
    return await page(
        request, "people/sessions.html", sessions=await queries.own_sessions(viewer_of(request))
    )


@post("/account/sessions/{session_id:int}/ending")
async def end_session(request: Request, session_id: FromPath[int]) -> Response[Any]:
    """End one of them."""
    viewer = viewer_of(request)
    await profile.end_session(viewer, session_id)
    if session_id == viewer.session_id:
        return redirect("/login")
    return await fragment(
        request,
        "people/sessions/_list.html",
        back="/account/sessions",
        toast=_("Đã kết thúc phiên."),
        sessions=await queries.own_sessions(viewer),
    )


@post("/account/sessions/ending")
async def end_other_sessions(request: Request) -> Response[Any]:
    """End all but this one."""
    viewer = viewer_of(request)
    ended = await profile.end_other_sessions(viewer)
    return await fragment(
        request,
        "people/sessions/_list.html",
        back="/account/sessions",
        toast=_("Đã kết thúc %(count)s phiên khác.") % {"count": ended},
        sessions=await queries.own_sessions(viewer),
    )


router = Router("/", route_handlers=[show_sessions, end_session, end_other_sessions], guards=[staff])
