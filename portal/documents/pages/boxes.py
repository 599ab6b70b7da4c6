"""The lists of incoming and outgoing documents, beside what is being read."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, Router, get

from portal.calendar.queries import working_days
from portal.documents.deadlines import nearness
from portal.documents.lifecycle import deed_label, state_label
from portal.documents.queries import lists
from portal.kit.clock import utc_now
from portal.kit.database import Read
from portal.kit.errors import NotFound
from portal.kit.i18n import N_, _
from portal.kit.viewer import Viewer
from portal.kit.working_days import WorkingDays
from portal.web.forms import number_in
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, read_in_frame

DIRECTIONS = {"incoming": "in", "outgoing": "out"}
BOXES = {"in": lists.IN_BOXES, "out": lists.OUT_BOXES}


_BOX_LABELS = {
    "mine": N_("Của tôi"),
    "late": N_("Quá hạn"),
    "coordinate": N_("Phối hợp"),
    "informed": N_("Để biết"),
    "all": N_("Tất cả"),
    "drafts": N_("Tôi soạn"),
    "waiting": N_("Đang trình"),
    "issued": N_("Phát hành"),
}


def box_label(direction: str, box: str) -> str:
    """The name of a box on its chip."""
    return _(_BOX_LABELS[box])


def list_reads(
    viewer: Viewer, direction: str, box: str, *, before: int | None = None
) -> dict[str, Read[Any]]:
    """What the list is drawn from; the frame needs `counts` too. Raises NotFound for an unknown box."""
    if box not in BOXES[direction]:
        raise NotFound
    now = utc_now()
    return {
        "rows": lists.documents(viewer, direction, box, before=before, now=now),
        "counts": lists.counts(viewer, now),
    }


async def list_context(
    direction: str, box: str, found: dict[str, Any], *, before: int | None = None
) -> dict[str, Any]:
    """Everything the list draws, out of what its reads found."""
    now, calendar = utc_now(), await working_days()
    rows, counts = found["rows"], found["counts"]
    way = "incoming" if direction == "in" else "outgoing"
    many = {
        "mine": counts.incoming if direction == "in" else counts.outgoing,
        "late": counts.late,
        "coordinate": counts.coordinate,
        "informed": counts.informed,
    }
    chips = [
        Chip(box_label(direction, each), f"/documents/{way}?box={each}", many.get(each, 0), each == box)
        for each in BOXES[direction]
    ]
    return {
        "way": way,
        "direction": direction,
        "box": box,
        "chips": chips,
        "counts": counts,
        "rows": [line(row, now, calendar) for row in rows[: lists.PAGE]],
        "older": f"/documents/{way}?box={box}&before={rows[lists.PAGE - 1].id}"
        if len(rows) > lists.PAGE
        else "",
        "before": before,
    }


class Chip(msgspec.Struct, frozen=True):
    """A box that one can change to, and how much waits in it."""

    label: str
    url: str
    count: int
    is_current: bool


class Line(msgspec.Struct, frozen=True):
    """A line as it is drawn; `tags` are pairs of words and their kind."""

    id: int
    code: str
    issuer: str
    subject: str
    at: datetime
    tags: list[tuple[str, str]]
    is_new: bool


def line(row: lists.Row, now: datetime, calendar: WorkingDays) -> Line:
    """One line of a list, with its tags in words."""
    tags = []
    if row.deed:
        tags.append((deed_label(row.deed), "act" if row.deed not in ("contribute", "read") else "info"))
    else:
        tags.append(
            (state_label(row.direction, row.state), "done" if row.state in ("closed", "issued") else "")
        )
    near = nearness(row.due_at, now, calendar) if row.state in ("registered", "in_progress") else None
    if near:
        tags.append((near.label, near.kind if near.kind != "calm" else ""))
    if row.urgency:
        tags.append((("", _("Khẩn"), _("Thượng khẩn"), _("Hỏa tốc"))[row.urgency], "late"))
    return Line(
        row.id,
        row.code or (row.type_name if row.direction == "out" else _("Chưa vào sổ")),
        row.issuer or row.who or "",
        row.subject or _("(chưa có trích yếu)"),
        row.at,
        tags,
        bool(row.deed) and row.opened_by_me is None,
    )


def _parameters(request: Request) -> tuple[str, int | None]:
    asked = request.query_params
    return asked.get("box", "mine"), number_in(asked.get("before", ""))


@get([f"/documents/{way}" for way in DIRECTIONS])
async def show_box(request: Request) -> Response:
    """A list with nothing open beside it; for htmx the list alone.

    One path each, written out: beside `/documents/incoming/new` a parameter in their place would not be reached.
    """
    way = request.url.path.rstrip("/").rsplit("/", 1)[-1]
    box, before = _parameters(request)
    viewer = viewer_of(request)
    direction = DIRECTIONS[way]
    found = await read_in_frame(request, **list_reads(viewer, direction, box, before=before))
    context = await list_context(direction, box, found, before=before)
    return await fragment(
        request,
        "documents/_list.html",
        back=f"/documents/{way}",
        whole="documents/box.html",
        chosen=None,
        **context,
    )


router = Router("", route_handlers=[show_box], guards=[staff])
