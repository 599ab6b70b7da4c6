"""Fees over time (pure): each day of the edition has exactly one row of a fee, for each way of handing in."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from portal.kit.i18n import _
from portal.procedures.editions import Edition, Fee, Way
from portal.procedures.linter.findings import Finding, error
from portal.procedures.questions.amounts import show_day
from portal.procedures.questions.asked import QuestionKind

_COUNTABLE = (QuestionKind.NUMBER, QuestionKind.GROUP)


def about_fees(edition: Edition) -> Iterator[Finding]:
    """Findings about amounts, units, and days without a row or with two. A fee of nothing is a row of 0 đồng."""
    inner = {each.id for question in edition.questions() for each in question.questions}
    countable = {each.id for each in edition.questions() if each.kind in _COUNTABLE} - inner
    for fee in edition.fees:
        if fee.amount < 0:
            yield error(fee.id, _("Số tiền không được âm."))
        if fee.valid_to is not None and fee.valid_to < fee.valid_from:
            yield error(fee.id, _("Ngày hết hiệu lực đứng trước ngày có hiệu lực."))
        if fee.counted and fee.counted not in countable:
            yield error(fee.id, _("Số lượng tính phí phải lấy từ một câu hỏi dạng số hoặc một nhóm lặp lại."))
    for rows in _series(edition):
        for way in (Way.ONLINE, Way.COUNTER):
            yield from _about_days(edition, [row for row in rows if row.way in (Way.ANY, way)])


def _series(edition: Edition) -> Iterator[list[Fee]]:
    """The rows of each fee that hold under the same condition, by the day from which they hold."""

    def same(fee: Fee) -> Any:
        return fee.series, repr(fee.condition)

    for _same, rows in groupby(sorted(edition.fees, key=same), key=same):
        yield sorted(rows, key=lambda fee: fee.valid_from)


def _about_days(edition: Edition, rows: Sequence[Fee]) -> Iterator[Finding]:
    """Gaps and overlaps of rows in the order of their first days, and at both ends of the edition."""
    if not rows:
        return
    if rows[0].valid_from > edition.valid_from:
        yield _gap(rows[0])
    for earlier, later in pairwise(rows):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            told = _("Dòng phí này trùng thời gian với dòng trước nó (từ %(day)s).")
            yield error(later.id, told % {"day": show_day(later.valid_from)})
        elif later.valid_from.toordinal() > earlier.valid_to.toordinal() + 1:
            yield _gap(later)
    last = rows[-1].valid_to
    if last is not None and (edition.valid_to is None or last < edition.valid_to):
        yield error(rows[-1].id, _("Sau ngày %(day)s không còn mức phí nào.") % {"day": show_day(last)})


def _gap(row: Fee) -> Finding:
    told = _("Trước ngày %(day)s có khoảng thời gian không có mức phí nào.")
    return error(row.id, told % {"day": show_day(row.valid_from)})
