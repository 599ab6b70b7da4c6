"""Who may sign with the agency's key on a day (Decree 30/2020/NĐ-CP, articles 31 and 32.2). Pure.

The clerks keep it by their office. From the first recorded hand-over on only those may use it to whom it was handed
over in writing and who keep it still.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.kit.i18n import _


@dataclass(frozen=True, slots=True)
class Custody:
    """One recorded hand-over: the keeper's account, the written authority, the minutes; both days count."""

    holder_id: int
    authority: str
    minutes: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the keeper has the key on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def may_use(account_id: int, is_clerk: bool, ever: Collection[Custody], day: date) -> bool:
    """Whether a person may sign with the agency's key; `ever` is every hand-over that was recorded."""
    if not ever:
        return is_clerk
    return any(each.holder_id == account_id and each.holds_on(day) for each in ever)


def problems(wanted: Custody) -> dict[str, str]:
    """What cannot be so, by field: a hand-over needs a written permission and minutes."""
    found = {}
    if not wanted.authority:
        found["authority"] = _("Ghi số, ký hiệu và ngày của văn bản cho phép.")
    if not wanted.minutes:
        found["minutes"] = _("Ghi số và ngày của biên bản bàn giao.")
    if wanted.valid_to is not None and wanted.valid_to < wanted.valid_from:
        found["valid_to"] = _("Ngày cuối không thể trước ngày đầu.")
    return found
