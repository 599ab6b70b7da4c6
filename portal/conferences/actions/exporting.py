"""The list of attendance as a file, written into the log because names leave the portal with it."""

import csv
import io
from datetime import datetime

from portal.audit.record import record
from portal.conferences import attendance
from portal.conferences.actions.effects import subject_of
from portal.conferences.lifecycle import role_label
from portal.conferences.queries.conference import led_by
from portal.conferences.queries.room import stays
from portal.kit.clock import local, utc_now
from portal.kit.database import transaction
from portal.kit.i18n import _
from portal.kit.viewer import Viewer

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def attendance_csv(viewer: Viewer, conference_id: int) -> str:
    """One line a stay, and the whole time of each person beside it. Raises NotFound for who does not answer for it."""
    conference = await led_by(viewer, conference_id)
    lines = attendance.sheet(await stays(conference_id), utc_now())
    async with transaction():
        await record("conference:attendance-exported", viewer, subject_of(conference.id), people=len(lines))
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    heads = (
        _("STT"),
        _("Họ tên"),
        _("Vai trò"),
        _("Vào lúc"),
        _("Rời lúc"),
        _("Phút của lượt"),
        _("Tổng số phút"),
    )
    table.writerow(heads)
    for number, line in enumerate(lines, start=1):
        for begin, end in line.spans:
            minutes = round((end - begin).total_seconds() / 60, 1)
            row = (number, _plain(line.name), role_label(line.role), _said(begin), _said(end), minutes)
            table.writerow([*row, round(line.seconds / 60, 1)])
    return written.getvalue()


def _plain(name: str) -> str:
    """A name that a spreadsheet does not take for a formula: a guest may have said it."""
    return f"'{name}" if name.startswith(_FORMULA) else name


def _said(moment: datetime) -> str:
    return local(moment).strftime("%d/%m/%Y %H:%M:%S")
