"""What the log says about the calendar."""

from portal.audit.facts import declare
from portal.kit.i18n import N_

declare(
    {
        "calendar:day-set": N_("Ghi ngày %(day)s: %(name)s"),
        "calendar:day-removed": N_("Xoá ngày %(day)s khỏi lịch nghỉ"),
        "calendar:swapped": N_("Hoán đổi: nghỉ %(off)s, làm bù %(worked)s"),
        "calendar:holidays-learnt": N_("Ghi %(count)s ngày lễ của năm %(year)s"),
    }
)
