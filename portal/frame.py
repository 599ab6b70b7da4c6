"""What surrounds every page: the menu with its counters, the bell, the agency's name. Part of the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get

from portal.conferences.queries.lists import Counts as Meetings
from portal.conferences.queries.lists import counts as meeting_counts
from portal.documents.queries.lists import Counts, counts
from portal.kit.clock import utc_now
from portal.kit.database import Read, together
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.notifications.queries import unread
from portal.people.queries import agency_or_none
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu; `key` names its counter."""

    key: str
    label: str
    url: str
    icon: str
    count: int = 0
    is_hot: bool = False
    is_current: bool = False


def _menu(viewer: Viewer, waiting: Counts, meetings: Meetings, path: str, here: str) -> list[list[Item]]:
    def item(key: str, label: str, url: str, icon: str, count: int = 0, is_hot: bool = False) -> Item:
        is_current = key == here if here else path == url or path.startswith(url + "/")
        return Item(key, label, url, icon, count, is_hot, is_current)

    first = [
        item("today", _("Hôm nay"), "/today", "house"),
        item(
            "incoming", _("Văn bản đến"), "/documents/incoming", "inbox", waiting.incoming, waiting.late > 0
        ),
        item("outgoing", _("Văn bản đi"), "/documents/outgoing", "file-text", waiting.outgoing),
        item("registers", _("Sổ văn bản"), "/registers", "book"),
        item("conferences", _("Họp"), "/conferences", "video", meetings.today, meetings.open > 0),
    ]
    second = [item("check", _("Kiểm tra văn bản"), "/check", "qr-code")]
    if viewer.has("clerk", "secrecy_officer"):
        second.append(item("door", _("Cửa kiểm tra mật"), "/secrecy", "shield"))
    if viewer.has("auditor", "administrator"):
        second.append(item("audit", _("Nhật ký"), "/audit", "history"))
    if viewer.has("administrator"):
        second.append(item("admin", _("Quản trị"), "/admin", "settings"))
    return [first, second]


def reads(viewer: Viewer) -> dict[str, Read[Any]]:
    """What the counters are made of; `read_in_frame` asks for it together with what a page needs itself."""
    now = utc_now()
    return {
        "counts": counts(viewer, now),
        "unread": unread(viewer),
        "meetings": meeting_counts(viewer, now),
    }


async def surround(request: Request, viewer: Viewer | None) -> dict[str, Any]:
    """The frame's values: the agency's name and, for a person, the counters and the bell."""
    agency = await agency_or_none()
    values: dict[str, Any] = {} if agency is None else {"agency": agency}
    if viewer is None:
        return values
    state = request.scope["state"]
    found = state.get("found") or await together(**reads(viewer))
    drawn = _counted(viewer, found, request.url.path, state.get("here", ""))
    return values | {"account_links": _account_links()} | drawn


def _account_links() -> list[tuple[str, str, str]]:
    return [
        (_("Tài khoản"), "/account", "user"),
        (_("Phiên đăng nhập"), "/account/sessions", "laptop"),
        (_("Xác thực hai lớp"), "/account/second-factor", "shield-check"),
        (_("Khoá ký số"), "/account/signing-key", "key-round"),
        (_("Uỷ quyền"), "/account/delegations", "users"),
    ]


def _counted(viewer: Viewer, found: Mapping[str, Any], path: str = "", here: str = "") -> dict[str, Any]:
    """The menu with its counters and the bell; `here` is the line one is in where the path does not tell."""
    many = found["unread"]
    bell = Item("bell", _("Thông báo"), "/notifications", "bell", many, many > 0)
    return {"menu": _menu(viewer, found["counts"], found["meetings"], path, here), "bell": bell}


@get("/counters")
async def counters(request: Request) -> Response:
    """Every counter of the frame, each swapped into its place."""
    viewer = viewer_of(request)
    drawn = _counted(viewer, await together(**reads(viewer)))
    return await fragment(request, "layouts/_counters.html", back="/today", **drawn)


router = Router("", route_handlers=[counters], guards=[staff])
