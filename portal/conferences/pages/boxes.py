"""The lists of meetings: today, coming, past; and those about a document, as a fragment for its page."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from portal.conferences.lifecycle import state_label
from portal.conferences.queries import lists
from portal.conferences.queries.lists import Row
from portal.kit.clock import utc_now
from portal.kit.i18n import _
from portal.web.guards import viewer_of
from portal.web.render import fragment


@get("/conferences")
async def show_list(request: Request) -> Response[Any]:
    """One list of meetings."""
    viewer, asked, now = viewer_of(request), request.query_params, utc_now()
    box = asked.get("box", "today")
    box = box if box in lists.BOXES else "today"
    before = _instant(asked.get("before", "")) if box == "past" else None
    rows = await lists.meetings(viewer, box, now, before=before)
    more = len(rows) > lists.A_PAGE
    return await fragment(
        request,
        "conferences/_list.html",
        back="/conferences",
        whole="conferences/list.html",
        rows=[{"row": row, "tags": tags_of(row, now)} for row in rows[: lists.A_PAGE]],
        box=box,
        before=asked.get("before", "") if before else "",
        newest="/conferences?box=past" if before else "",
        older=f"/conferences?box=past&before={rows[lists.A_PAGE - 1].starts_at.timestamp():.0f}"
        if more and box == "past"
        else "",
        chips=_chips(box),
    )


def tags_of(row: Row, now: datetime) -> list[tuple[str, str]]:
    """What is said below a meeting's name: its state, and how many are or were there."""
    if row.state == "planned" and row.ends_at < now:
        return [(_("Chưa mở"), "")]
    kind = {"open": "act", "planned": "info", "cancelled": "late"}.get(row.state, "")
    tags = [(state_label(row.state), kind)]
    if row.people:
        sentence = _("%(count)s người đang họp") if row.state == "open" else _("%(count)s người đã dự")
        tags.append((sentence % {"count": row.people}, ""))
    return tags


def _chips(box: str) -> list[dict[str, Any]]:
    words = {"today": _("Hôm nay"), "coming": _("Sắp tới"), "past": _("Đã qua")}
    return [
        {"label": words[each], "url": f"/conferences?box={each}", "is_current": each == box}
        for each in lists.BOXES
    ]


def _instant(text: str) -> datetime | None:
    """Seconds since the epoch out of an address; None for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return datetime.fromtimestamp(int(text), utc_now().tzinfo)
