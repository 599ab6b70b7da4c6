"""Writes the stubs of what the door did, and tells those who keep it. Part of the deeds beside it."""

from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import fetch_value
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.notifications.tell import tell
from portal.secrecy.queries import KEEPERS
from portal.web.security import seal as keyed_digest


def fingerprint(sha256: str) -> str:
    """A digest of contents that nobody without the portal's key can compare with a file."""
    return keyed_digest("secrecy-fingerprint", sha256)


def given_reason(reason: str) -> str:
    """The reason without blanks around it. Raises Invalid (field "reason") where there is none, or it bears a stamp."""
    if not reason.strip():
        raise Invalid({"reason": _("Hãy ghi lý do.")})
    check_text(reason, "reason")
    return reason.strip()


async def insert(
    viewer: Viewer, channel: str, did: str, degree: str = "", fingerprint: str = "", part: str = ""
) -> int:
    """Write a stub and return its id; codes as in `tables.DoorEvent`."""
    return await fetch_value(
        "insert into door_event (at, channel, did, degree, brought_by, fingerprint, spool)"
        " values (?, ?, ?, ?, ?, ?, ?) returning id",
        utc_now(),
        channel,
        did,
        degree,
        viewer.account_id,
        fingerprint,
        part,
    )


async def tell_keepers(viewer: Viewer, event_id: int, title: str) -> None:
    """Put a line under the bell of everybody who keeps the door, but for the viewer."""
    await tell(
        [f"role:{role}" for role in KEEPERS],
        title=title,
        url=f"/secrecy/events/{event_id}",
        subject=("door_event", event_id),
        but_not=viewer.account_id,
    )
