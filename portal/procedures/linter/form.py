"""The form and its parts (pure): ids said once, questions that can be answered, pages that show something."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from portal.kit.i18n import _
from portal.procedures.editions import ELIGIBILITY, Edition
from portal.procedures.linter.findings import Finding, error
from portal.procedures.questions.asked import Question, QuestionKind
from portal.procedures.questions.kinds import is_asked

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CHOOSING = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
_GROUP = QuestionKind.GROUP


def about_form(edition: Edition) -> Iterator[Finding]:
    """Findings about stable ids, pages and questions."""
    for ids in (
        [each.id for each in edition.questions()],
        [each.id for each in edition.pages],
        [each.id for each in edition.papers],
        [each.id for each in edition.fees],
        [each.id for each in edition.steps],
    ):
        yield from _about_ids(ids)
    for page in edition.pages:
        if page.id == ELIGIBILITY:
            yield error(page.id, _("Mã “%(id)s” dành cho trang điều kiện nộp hồ sơ.") % {"id": page.id})
        if not page.questions:
            yield error(page.id, _("Trang này không có câu hỏi nào."))
    for check in edition.eligibility:
        if not check.stop.strip():
            yield error(check.question.id, _("Điều kiện nộp hồ sơ chưa có lời giải thích khi không đạt."))
        if check.question.kind is _GROUP or not is_asked(check.question):
            yield error(check.question.id, _("Điều kiện nộp hồ sơ phải là một câu hỏi có câu trả lời."))
    for question in edition.questions():
        yield from _about_question(question)


def _about_ids(ids: Sequence[str]) -> Iterator[Finding]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield error(name, _("Mã “%(id)s” bị dùng hơn một lần.") % {"id": name})
        if not _ID.fullmatch(name):
            yield error(
                name, _("Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch dưới, bắt đầu bằng chữ.")
            )


def _about_question(question: Question) -> Iterator[Finding]:
    limits, options = question.limits, [each.id for each in question.options]
    if not question.label.strip():
        yield error(question.id, _("Câu hỏi chưa có lời."))
    if question.kind in _CHOOSING and (not options or len(set(options)) < len(options) or "" in options):
        yield error(question.id, _("Danh sách lựa chọn trống hoặc có mã trùng nhau."))
    if (question.kind is _GROUP) != bool(question.questions):
        yield error(question.id, _("Nhóm lặp lại phải có câu hỏi, và chỉ nhóm mới có câu hỏi bên trong."))
    if any(each.kind is _GROUP for each in question.questions):
        yield error(question.id, _("Nhóm lặp lại không được chứa nhóm khác."))
    is_upside_down = limits.least is not None and limits.most is not None and limits.least > limits.most
    days = limits.first_day, limits.last_day
    if is_upside_down or (days[0] is not None and days[1] is not None and days[0] > days[1]):
        yield error(question.id, _("Giới hạn dưới lớn hơn giới hạn trên."))
