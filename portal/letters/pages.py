"""`/letters`: the administrator sees what was sent, what waits, and why."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.kit.i18n import _
from portal.letters import actions, queries
from portal.settings import settings
from portal.web.forms import number_in
from portal.web.guards import role, viewer_of
from portal.web.render import page, redirect

_PER_PAGE = 50


@get("/letters")
async def show_outbox(request: Request) -> Response[Any]:
    """The outbox, newest first."""
    before = number_in(request.query_params.get("before", ""))
    letters = await queries.outbox(viewer_of(request), before=before, limit=_PER_PAGE + 1)
    more = letters[_PER_PAGE - 1].id if len(letters) > _PER_PAGE else None
    return await page(
        request,
        "letters/outbox.html",
        letters=letters[:_PER_PAGE],
        next_url=f"/letters?before={more}" if more else "",
        has_server=bool(settings().smtp_url),
    )


@post("/letters/{letter_id:int}/delivery")
async def send_again(request: Request, letter_id: FromPath[int]) -> Response[Any]:
    """Try a letter anew."""
    await actions.send_again(letter_id)
    return redirect("/letters", toast=_("Thư sẽ được gửi lại."))


router = Router("/", route_handlers=[show_outbox, send_again], guards=[role("administrator")])
