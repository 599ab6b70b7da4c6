"""Whether a delegation may be made: pure. Decree 30/2020, article 13.4: in writing, limited in time and content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from portal.kit.i18n import _

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delegation somebody wants to make."""

    from_account: int
    to_account: int
    from_day: date
    to_day: date
    base_document: str
    scope: frozenset[str]


def problems_with(
    wanted: Wanted, *, may_hand_over: Collection[str], leads: bool, today: date
) -> dict[str, str]:
    """Field to sentence for everything that is wrong; empty where it may be made.

    `may_hand_over` is what the delegator holds and may delegate, `leads` whether they lead anything at all.
    """
    problems: dict[str, str] = {}
    if not leads:
        problems[""] = _("Chỉ lãnh đạo và người đứng đầu đơn vị mới uỷ quyền.")
    if wanted.to_account == wanted.from_account:
        problems["to_account"] = _("Không thể uỷ quyền cho chính mình.")
    if wanted.from_day < today:
        problems["from_day"] = _("Ngày bắt đầu không thể ở trong quá khứ.")
    if wanted.to_day < wanted.from_day:
        problems["to_day"] = _("Ngày cuối không thể trước ngày đầu.")
    elif wanted.to_day - wanted.from_day > LONGEST:
        problems["to_day"] = _("Uỷ quyền dài nhất là một năm.")
    if len(wanted.base_document) < 5:
        problems["base_document"] = _("Hãy ghi số, ký hiệu và ngày của văn bản uỷ quyền.")
    if not wanted.scope or not wanted.scope <= frozenset(may_hand_over):
        problems["scope"] = _("Hãy chọn việc được uỷ quyền trong danh sách.")
    return problems
