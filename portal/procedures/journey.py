"""The form as it is filled in (pure): rebuilt from the answers at every request, in one pass from first to last.

Nothing is remembered of where somebody was, so that going back, a second window or a changed answer cannot leave a
form in a state of its own. An answer counts only while its question is shown; hidden ones are kept but not seen, by
conditions neither.
"""

from collections import ChainMap
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.procedures.conditions.evaluation import evaluate
from portal.procedures.conditions.tree import Condition
from portal.procedures.editions import ELIGIBILITY, Edition, Paper
from portal.procedures.questions.asked import Question, QuestionKind
from portal.procedures.questions.kinds import is_asked, restored

Stored = Mapping[str, Any]
Scope = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question that is shown now, with its value or None; `row` is the id of a group's row, else empty.

    A group itself is shown before the questions of its rows; its value is the ids of the rows.
    """

    question: Question
    row: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page that is shown now."""

    id: str
    title: str
    shown: tuple[Shown, ...]

    def missing(self) -> tuple[Shown, ...]:
        """What must still be answered on this page, in order."""
        return tuple(each for each in self.shown if _is_missing(each))


@dataclass(frozen=True, slots=True)
class Journey:
    """The pages shown now, the answers that count, what stops the applicant, and the papers needed now.

    `counted` maps stable ids to values; a group maps row ids to the answers of the row.
    """

    pages: tuple[ShownPage, ...]
    counted: Mapping[str, Any]
    stops: tuple[str, ...]
    papers: tuple[Paper, ...]

    def missing(self) -> tuple[tuple[str, Shown], ...]:
        """(page, question) for everything that must still be answered."""
        return tuple((page.id, each) for page in self.pages for each in page.missing())

    def is_complete(self) -> bool:
        """Whether the form may be submitted as far as its questions go."""
        return bool(self.pages) and not self.stops and not self.missing()

    def resume(self) -> str | None:
        """The first page on which something is missing, or None where nothing is."""
        return next((page.id for page in self.pages if page.missing()), None)

    def page_after(self, page: str) -> str | None:
        """The page after this one, None after the last; where this one is not shown (any more), `resume()`."""
        ids = [each.id for each in self.pages]
        if page not in ids:
            return self.resume()
        return next(iter(ids[ids.index(page) + 1 :]), None)


def journey(edition: Edition, stored: Stored, today: date) -> Journey:
    """Walks the edition once. `stored` maps stable ids to plain JSON; a group's rows are objects by row id.

    What fits no question of this edition is passed over. Where eligibility stops, only its page is shown.
    """
    counted: dict[str, Any] = {}
    checks = tuple(check.question for check in edition.eligibility)
    pages = [ShownPage(ELIGIBILITY, "", _shown(checks, stored, counted, today))] if checks else []
    stops = _stops(edition, counted, today)
    for page in () if stops else edition.pages:
        if _holds(page.condition, counted, today) and (
            shown := _shown(page.questions, stored, counted, today)
        ):
            pages.append(ShownPage(page.id, page.title, shown))
    papers = [each for each in edition.papers if not stops and _holds(each.condition, counted, today)]
    return Journey(tuple(pages), counted, stops, tuple(papers))


def _stops(edition: Edition, counted: Scope, today: date) -> tuple[str, ...]:
    return tuple(
        check.stop
        for check in edition.eligibility
        if check.question.id in counted and not evaluate(check.holds, counted, today)
    )


def _holds(condition: Condition | None, counted: Scope, today: date) -> bool:
    return condition is None or evaluate(condition, counted, today)


def _shown(
    questions: Sequence[Question], stored: Stored, counted: Scope, today: date, row: str = ""
) -> tuple[Shown, ...]:
    """The questions shown now, in order; their answers are put into `counted` on the way."""
    found: list[Shown] = []
    for question in questions:
        if not _holds(question.condition, counted, today):
            continue
        if question.kind is QuestionKind.GROUP:
            found += _group(question, stored.get(question.id), counted, today)
            continue
        value = restored(question, stored.get(question.id))
        if value is not None:
            counted[question.id] = value
        found.append(Shown(question, row, value))
    return tuple(found)


def _group(question: Question, stored: Any, counted: Scope, today: date) -> list[Shown]:
    """A group and the questions of its rows. A row sees the form's answers behind its own."""
    given = stored if isinstance(stored, Mapping) else {}
    rows = {key: row for key, row in given.items() if isinstance(row, Mapping)}
    found, kept = [Shown(question, "", tuple(rows))], {}
    for key, row in rows.items():
        own: dict[str, Any] = {}
        found += _shown(question.questions, row, ChainMap(own, counted), today, key)
        kept[key] = own
    if kept:
        counted[question.id] = kept
    return found


def _is_missing(shown: Shown) -> bool:
    question = shown.question
    if question.kind is QuestionKind.GROUP:
        fewest = max(int(question.limits.least or 0), int(question.required))
        return len(shown.value) < fewest
    return question.required and shown.value is None and is_asked(question)
