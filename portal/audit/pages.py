"""`/audit` for who checks the agency's work: the log, a copy of it, the chain, and erasing by order of the law."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response, Router, get, post
from litestar.params import PathParameter
from litestar.response import Stream

from portal.audit import actions, exports, queries, verification
from portal.audit.forms import as_fields, read_filter
from portal.kit.clock import local, utc_now
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.web.forms import FormData, read_form
from portal.web.guards import role, viewer_of
from portal.web.render import fragment, page, redirect

_A_PAGE = 50
_Id = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]


@get("/")
async def show_log(request: Request) -> Response[Any]:
    """The log, narrowed as the address asks, the newest first."""
    form = FormData(request.query_params.multi_items())
    wanted, problems = read_filter(form)
    before = _number(form["before"])
    lines = await queries.log(viewer_of(request), wanted, before=before, limit=_A_PAGE + 1)
    shown, asked = lines[:_A_PAGE], as_fields(wanted)
    return await page(
        request,
        "audit/log.html",
        status=422 if problems else 200,
        lines=shown,
        asked=asked,
        values=form,
        problems=problems,
        facts=queries.vocabulary(),
        newest=f"/audit?{urlencode(asked)}" if before is not None else "",
        older=f"/audit?{urlencode(asked | {'before': shown[-1].id})}" if len(lines) > _A_PAGE else "",
    )


@post("/export")
async def export_log(request: Request) -> Stream:
    """The narrowed log as CSV; that it was taken away is recorded first."""
    wanted, problems = read_filter(await read_form(request))
    if problems:
        raise Invalid(problems)
    viewer = viewer_of(request)
    await actions.note_export(viewer, wanted)
    name = f"nhat-ky-{local(utc_now()):%Y%m%d-%H%M}.csv"

    async def text() -> AsyncIterator[str]:
        yield exports.head()
        async for lines in queries.whole_log(viewer, wanted):
            yield exports.rows(lines)

    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(text(), status_code=200, media_type="text/csv; charset=utf-8", headers=headers)


@get("/chain")
async def show_chain(request: Request) -> Response[Any]:
    """What the chain proves, the seal of today, and whether it still holds one that was noted."""
    noted = request.query_params.get("seal", "")
    return await page(
        request,
        "audit/chain.html",
        seal=await verification.seal(),
        noted=noted,
        holds=await verification.holds(noted) if noted else None,
    )


@get("/chain/check")
async def check_stretch(request: Request) -> Response[Any]:
    """Check one stretch of the chain; the fragment asks for the next one until the end is reached."""
    after, checked, broken = (
        _number(request.query_params.get(name, "")) or 0 for name in ("after", "checked", "broken")
    )
    stretch = await verification.check(after)
    context = {
        "stretch": stretch,
        "after": after,
        "checked": checked + stretch.checked,
        "broken": broken + len(stretch.breaks),
    }
    return await fragment(
        request, "audit/chain/_stretch.html", whole="audit/chain-check.html", back="/audit/chain", **context
    )


@get("/events/{event_id:int}")
async def show_event(request: Request, event_id: _Id) -> Response[Any]:
    """One event with everything the chain covers, and the form that erases its words."""
    return await _event_page(request, event_id)


@post("/events/{event_id:int}/erasure")
async def erase_words(request: Request, event_id: _Id) -> Response[Any]:
    """Erase the readable part of one event."""
    form = await read_form(request)
    try:
        await actions.erase_words(viewer_of(request), event_id, form["basis"])
    except Invalid as refused:
        return await _event_page(request, event_id, form=form, problems=refused.problems)
    return redirect(f"/audit/events/{event_id}", toast=_("Đã xoá phần chữ của sự kiện."))


router = Router(
    "/audit",
    route_handlers=[show_log, export_log, show_chain, check_stretch, show_event, erase_words],
    guards=[role(*queries.READERS)],
)


async def _event_page(
    request: Request, event_id: int, form: FormData | None = None, problems: dict[str, str] | None = None
) -> Response[Any]:
    event = await queries.event_for(viewer_of(request), event_id)
    return await page(
        request,
        "audit/event.html",
        status=422 if problems else 200,
        event=event,
        values=form or FormData(),
        problems=problems or {},
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
