"""Every condition of an edition (pure): does it make sense, and has what it reads been asked before it is asked?

A question that is read by nobody, neither a condition nor what is printed, need not be asked.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from portal.kit.i18n import _
from portal.procedures.conditions.checking import check, choices_named
from portal.procedures.conditions.tree import Condition, Type, reads
from portal.procedures.editions import Edition
from portal.procedures.linter.findings import Finding, error, warning
from portal.procedures.questions.asked import Question
from portal.procedures.questions.kinds import type_of

Types = Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a condition stands: whose it is, which questions were asked before it, and its row's if it has one."""

    about: str
    condition: Condition
    earlier: Types
    row: Types


def about_conditions(edition: Edition) -> Iterator[Finding]:
    """Findings about what conditions read and compare. Circles cannot be: nothing may read what comes later."""
    everywhere = _types(_top_level(edition))
    options = {each.id: {option.id for option in each.options} for each in edition.questions()}
    for place in _places(edition):
        visible = {**everywhere, **place.row}
        yield from (error(place.about, sentence) for sentence in check(place.condition, visible))
        for name in sorted(reads(place.condition) & visible.keys() - place.earlier.keys()):
            yield error(place.about, _("Điều kiện hỏi tới câu “%(id)s” đứng sau nó.") % {"id": name})
        for question, option in choices_named(place.condition):
            if option not in options.get(question, {option}):
                told = _("Điều kiện nêu lựa chọn “%(option)s” không có ở câu “%(id)s”.")
                yield error(place.about, told % {"option": option, "id": question})
    for each in edition.eligibility:
        if each.question.id not in reads(each.holds):
            yield error(each.question.id, _("Điều kiện nộp hồ sơ không xét chính câu trả lời của nó."))


def about_unread(edition: Edition, printed: Set[str]) -> Iterator[Finding]:
    """Warnings about questions whose answers serve nothing."""
    read = {name for place in _places(edition) for name in reads(place.condition)} | set(printed)
    read |= {fee.counted for fee in edition.fees}
    for question in edition.questions():
        is_read = question.id in read or any(each.id in read for each in question.questions)
        if type_of(question) is not None and not is_read:
            yield warning(question.id, _("Không điều kiện, mẫu in hay danh sách nào dùng câu trả lời này."))


def _places(edition: Edition) -> Iterator[_Place]:
    """Every condition, in the order of the journey."""
    earlier: dict[str, Type] = {}
    for each in edition.eligibility:
        yield from _of_question(each.question, earlier)
    yield from (_Place(each.question.id, each.holds, dict(earlier), {}) for each in edition.eligibility)
    for page in edition.pages:
        yield from _of_part(page.id, page.condition, earlier)
        for question in page.questions:
            yield from _of_question(question, earlier)
    for paper in edition.papers:
        yield from _of_part(paper.id, paper.condition, earlier)
    for fee in edition.fees:
        yield from _of_part(fee.id, fee.condition, earlier)
    for step in edition.steps:
        for way in step.next:
            yield from _of_part(step.id, way.condition, earlier)


def _of_question(question: Question, earlier: dict[str, Type]) -> Iterator[_Place]:
    """The conditions of a question and of those in its rows; afterwards it has been asked."""
    yield from _of_part(question.id, question.condition, earlier)
    row = _types(question.questions)
    asked: dict[str, Type] = {}
    for inner in question.questions:
        yield from _of_part(inner.id, inner.condition, earlier | asked, row)
        asked |= _types((inner,))
    earlier |= _types((question,))


def _of_part(
    about: str, condition: Condition | None, earlier: Types, row: Types | None = None
) -> Iterator[_Place]:
    if condition is not None:
        yield _Place(about, condition, dict(earlier), row or {})


def _top_level(edition: Edition) -> tuple[Question, ...]:
    """The questions that are not asked in rows: any other would have as many answers as rows."""
    checks = (each.question for each in edition.eligibility)
    return (*checks, *(question for page in edition.pages for question in page.questions))


def _types(questions: tuple[Question, ...]) -> dict[str, Type]:
    return {each.id: found for each in questions if (found := type_of(each)) is not None}
