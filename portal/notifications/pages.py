"""`/notifications`: a person's own list. Opening a line marks it as read and leads to what it is about."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.params import PathParameter

from portal.kit.i18n import _, ngettext
from portal.notifications import actions, queries
from portal.web.forms import Fields, read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, page, redirect

_A_PAGE = 50
_Id = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]


@get("/")
async def show_notices(request: Request) -> Response[Any]:
    """The newest fifty, or those before one of them."""
    return await page(request, "notifications/notices.html", **await _listed(request))


@get("/list")
async def show_list(request: Request) -> Response[Any]:
    """The list alone, when something was told while it is open."""
    return await fragment(
        request, "notifications/_list.html", back="/notifications", **await _listed(request)
    )


@get("/{notice_id:int}")
async def open_notice(request: Request, notice_id: _Id) -> Response[Any]:
    """Mark as read and go there; doing it twice does no more than once."""
    notice = await actions.mark_read(viewer_of(request), notice_id)
    return redirect(notice.url)


@post("/reading")
async def read_all(request: Request) -> Response[Any]:
    """Mark everything that the page showed as read; what came since stays unread."""
    fields = Fields(await read_form(request))
    up_to = fields.integer("up_to", required=True, least=0)
    fields.done()
    count = await actions.mark_all_read(viewer_of(request), up_to)
    toast = ngettext(
        "Đã đánh dấu %(count)s thông báo là đã xem.", "Đã đánh dấu %(count)s thông báo là đã xem.", count
    )
    return await fragment(
        request,
        "notifications/_list.html",
        back="/notifications",
        toast=toast % {"count": count} if count else _("Không còn thông báo nào chưa xem."),
        **await _listed(request),
    )


router = Router(
    "/notifications",
    route_handlers=[show_notices, show_list, open_notice, read_all],
    guards=[staff],
)


async def _listed(request: Request) -> dict[str, Any]:
    before = request.query_params.get("before", "")
    key = int(before) if before.isdecimal() and len(before) < 19 else None
    rows = await queries.notices(viewer_of(request), before=key, limit=_A_PAGE + 1)
    shown = rows[:_A_PAGE]
    return {
        "notices": shown,
        "has_unread": any(row.is_unread for row in shown),
        "newer": "/notifications" if key is not None else "",
        "older": f"/notifications?before={shown[-1].id}" if len(rows) > _A_PAGE else "",
    }
