"""What the edition as a whole promises (pure): its names, its days, its deadline and its result."""

from collections.abc import Iterator
from decimal import Decimal

from portal.kit.i18n import _
from portal.procedures.editions import Edition
from portal.procedures.linter.findings import Finding, error, warning


def about_promises(edition: Edition) -> Iterator[Finding]:
    """Findings about code, name, validity, time, papers and result."""
    if not (edition.code.strip() and edition.name.strip()):
        yield error("", _("Thủ tục chưa có mã hoặc tên."))
    if not edition.legal_basis:
        yield warning("", _("Thủ tục chưa nêu căn cứ pháp lý."))
    if edition.valid_to is not None and edition.valid_to < edition.valid_from:
        yield error("", _("Ngày hết hiệu lực đứng trước ngày có hiệu lực."))
    if not edition.result.paper.strip():
        yield error("", _("Thủ tục chưa nêu kết quả."))
    yield from _about_numbers(edition)


def _about_numbers(edition: Edition) -> Iterator[Finding]:
    time, result = edition.time, edition.result
    if time.days <= 0 or time.days % 1 not in (0, Decimal("0.5")):
        yield error("", _("Thời hạn phải là số ngày làm việc lớn hơn 0, tính đến nửa ngày."))
    if time.most_supplements < 0 or (time.most_supplements and time.supplement_days <= 0):
        yield error("", _("Số lần hoặc thời hạn bổ sung hồ sơ không hợp lý."))
    if time.most_supplements > 1:
        yield warning("", _("Chỉ được yêu cầu bổ sung hồ sơ một lần (Nghị định 118/2025/NĐ-CP, Điều 11)."))
    if (result.valid_months or 1) < 1 or (edition.retention_years or 0) < 0:
        yield error("", _("Thời hạn của kết quả hoặc thời hạn lưu trữ không hợp lý."))
    for paper in edition.papers:
        if paper.number < 1:
            yield error(paper.id, _("Số bản của giấy tờ phải từ 1 trở lên."))
