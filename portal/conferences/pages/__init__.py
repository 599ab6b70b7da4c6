"""The screens of meetings, one file per noun; no SQL and no decisions here."""

from portal.conferences.pages import (
    deeds,
    files,
    guests,
    nodes,
    planning,
    reading,
    recordings,
    room,
    sealing,
)
from portal.kit.i18n import _

ROUTERS = [
    planning.router,
    reading.router,
    deeds.router,
    room.router,
    files.router,
    files.open_router,
    recordings.router,
    guests.router,
    guests.open_router,
    sealing.router,
    nodes.router,
]


def _nodes() -> str:
    return _("Máy chủ họp")


# (name in the viewer's language, address, icon) for the administrator's menu.
ADMIN_LINKS = [(_nodes, "/admin/meeting-nodes", "video")]
