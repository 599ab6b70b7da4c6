"""The first page of the day: what is late, what waits for me deed by deed, what comes, what was issued."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from litestar import Request, Response, Router, get

from portal.calendar.queries import working_days
from portal.documents.lifecycle import deed_label
from portal.documents.pages.boxes import Line, line
from portal.documents.queries import lists
from portal.kit.clock import local_day, utc_now
from portal.kit.i18n import _
from portal.web.guards import public, staff, viewer_of, viewer_or_none
from portal.web.render import fragment, read_in_frame, redirect

_READ, _SHOWN, _ISSUED, _COMING_DAYS = 80, 6, 5, 7

# The order of a day: what holds others up comes first, what is only to be known last.
_DEEDS = (
    "sign",
    "instruct",
    "approve_content",
    "approve_form",
    "register",
    "number",
    "seal",
    "issue",
    "process",
    "draft",
    "contribute",
    "read",
)
_OUTGOING = {"sign", "approve_content", "approve_form", "number", "seal", "issue", "draft"}
_BOX = {"contribute": "?box=coordinate", "read": "?box=informed", "draft": "?box=drafts"}


class Group(msgspec.Struct, frozen=True):
    """What waits for one deed: how much it is altogether, where the rest is, and its first lines."""

    key: str
    title: str
    many: int
    url: str
    rows: list[Line]


@get("/")
async def home(request: Request) -> Response:
    """Staff begin with their day; everybody else with the sign-in page."""
    return redirect("/today" if viewer_or_none(request) else "/login")


@get("/today")
async def today(request: Request) -> Response:
    """What is late, what waits, what comes within a week and what was issued, in the same few reads for everybody."""
    viewer, now, calendar = viewer_of(request), utc_now(), await working_days()
    found = await read_in_frame(
        request,
        counts=lists.counts(viewer, now),
        waiting=lists.waiting(viewer, _READ),
        issued=lists.documents(viewer, "out", "issued", now=now, limit=_ISSUED),
    )
    rows, counts = found["waiting"], found["counts"]
    late = [row for row in rows if row.due_at is not None and row.due_at < now]
    until = now + timedelta(days=_COMING_DAYS)
    coming = [row for row in rows if row.due_at is not None and now <= row.due_at <= until]
    return await fragment(
        request,
        "documents/_today.html",
        back="/today",
        whole="documents/today.html",
        counts=counts,
        today=local_day(now),
        groups=_groups(rows, late, counts, lambda row: line(row, now, calendar)),
        coming=[line(row, now, calendar) for row in coming[:_SHOWN]],
        issued=[line(row, now, calendar) for row in found["issued"][:_ISSUED]],
    )


def _groups(rows: Sequence[lists.Row], late: Sequence[lists.Row], counts: lists.Counts, drawn) -> list[Group]:
    """What waits, deed by deed, with what is late before everything; each group has its whole number and its box."""
    groups = (
        [_group("late", _("Quá hạn"), counts.late, "/documents/incoming?box=late", late, drawn)]
        if late
        else []
    )
    shown = {row.id for row in late}
    for deed in _DEEDS:
        some = [row for row in rows if row.deed == deed and row.id not in shown]
        if some:
            many = max(counts.by_deed.get(deed, 0) - sum(row.deed == deed for row in late), len(some))
            way = "outgoing" if deed in _OUTGOING else "incoming"
            url = f"/documents/{way}{_BOX.get(deed, '')}"
            groups.append(_group(deed, deed_label(deed), many, url, some, drawn))
    return groups


def _group(key: str, title: str, many: int, url: str, rows: Sequence[lists.Row], drawn) -> Group:
    return Group(key, title, many, url, [drawn(row) for row in rows[:_SHOWN]])


router = Router("", route_handlers=[today], guards=[staff])
home_router = Router("", route_handlers=[home], guards=[public])
