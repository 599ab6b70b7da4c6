"""What differs between two editions, and between two sets of answers (pure): typed, so that people see it at once.

Things are recognised by their stable ids. An administrator sees the first before publishing, an officer the second
when a supplement comes in: three answers changed, one file replaced.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from portal.kit.i18n import _
from portal.procedures.editions import ELIGIBILITY, Edition
from portal.procedures.questions.asked import Question, QuestionKind


class Kind(StrEnum):
    """How something differs."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Thing(StrEnum):
    """What an edition is made of, itself included."""

    EDITION = "edition"
    ELIGIBILITY = "eligibility"
    PAGE = "page"
    QUESTION = "question"
    PAPER = "paper"
    FEE = "fee"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `before` and `after` are the values of a changed attribute, or the parents of a moved thing.

    A parent is a page, a group, "eligibility" or empty; twice the same where only the place among neighbours changed.
    """

    kind: Kind
    thing: Thing
    id: str
    attribute: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer that differs, as kept (plain JSON). A whole row has a `row` and the id of its group."""

    kind: Kind
    question: str
    row: str = ""
    is_file: bool = False
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class _Item:
    """A thing of an edition, flat: what it lies in, and its attributes without the things that lie in it."""

    parent: str
    attributes: Mapping[str, Any]


Key = tuple[Thing, str]
_PARTS = {"eligibility", "pages", "papers", "fees", "steps", "questions", "question"}


def changes(old: Edition, new: Edition) -> tuple[Change, ...]:
    """What leads from one edition to another: removed, then added, moved and changed things in the new order."""
    before, after = dict(_items(old)), dict(_items(new))
    found = [Change(Kind.REMOVED, *key) for key in before if key not in after]
    moved = _moved(before, after)
    for key, item in after.items():
        if key not in before:
            found.append(Change(Kind.ADDED, *key))
            continue
        if key in moved:
            found.append(Change(Kind.MOVED, *key, before=before[key].parent, after=item.parent))
        found += _changed(key, before[key].attributes, item.attributes)
    return tuple(found)


def answer_changes(
    edition: Edition, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[AnswerChange, ...]:
    """What differs between two sets of kept answers, in the order of the form, each group row by row."""
    tops = [check.question for check in edition.eligibility]
    tops += [question for page in edition.pages for question in page.questions]
    return tuple(change for question in tops for change in _answer(question, old, new))


def summary(found: Sequence[AnswerChange]) -> str:
    """ "3 mục thay đổi, 1 tệp được thay"; says so where nothing differs."""
    files = sum(1 for each in found if each.is_file)
    told = [_("%(count)s mục thay đổi") % {"count": len(found) - files}] if len(found) > files else []
    told += [_("%(count)s tệp được thay") % {"count": files}] if files else []
    return ", ".join(told) or _("Không có gì thay đổi")


def _items(edition: Edition) -> Iterator[tuple[Key, _Item]]:
    yield (Thing.EDITION, ""), _item(edition)
    for check in edition.eligibility:
        yield (Thing.ELIGIBILITY, check.question.id), _item(check)
        yield from _questions((check.question,), ELIGIBILITY)
    for page in edition.pages:
        yield (Thing.PAGE, page.id), _item(page)
        yield from _questions(page.questions, page.id)
    for thing, parts in (
        (Thing.PAPER, edition.papers),
        (Thing.FEE, edition.fees),
        (Thing.STEP, edition.steps),
    ):
        for part in parts:
            yield (thing, part.id), _item(part)


def _questions(questions: Sequence[Question], parent: str) -> Iterator[tuple[Key, _Item]]:
    for question in questions:
        yield (Thing.QUESTION, question.id), _item(question, parent)
        yield from _questions(question.questions, question.id)


def _item(part: Any, parent: str = "") -> _Item:
    names = [each.name for each in fields(part) if each.name not in _PARTS]
    return _Item(parent, {name: getattr(part, name) for name in names})


def _changed(key: Key, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, value in after.items():
        if before[name] != value:
            yield Change(Kind.CHANGED, *key, attribute=name, before=before[name], after=value)


def _moved(before: Mapping[Key, _Item], after: Mapping[Key, _Item]) -> set[Key]:
    """What lies in another parent now, or changed its place among those that stayed: as few as explain it."""
    # An eligibility check moves with its question, and is not told twice.
    kept = [key for key in after if key in before and key[0] is not Thing.ELIGIBILITY]
    stayed = [key for key in kept if before[key].parent == after[key].parent]
    moved = {key for key in kept if before[key].parent != after[key].parent}
    places = {key: place for place, key in enumerate(before)}
    neighbours: dict[tuple[Thing, str], list[Key]] = {}
    for key in stayed:
        neighbours.setdefault((key[0], after[key].parent), []).append(key)
    for keys in neighbours.values():
        moved |= set(keys) - {keys[n] for n in _longest_rise([places[key] for key in keys])}
    return moved


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest strictly rising subsequence (patience sorting)."""
    ends: list[int] = []
    tops: list[int] = []
    came_from: list[int] = []
    for position, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        came_from.append(ends[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [position]
        tops[pile : pile + 1] = [number]
    rise: list[int] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        rise.append(position)
        position = came_from[position]
    return rise


def _answer(
    question: Question, old: Mapping[str, Any], new: Mapping[str, Any], row: str = ""
) -> Iterator[AnswerChange]:
    before, after = old.get(question.id), new.get(question.id)
    if question.kind is QuestionKind.GROUP:
        yield from _rows(question, _mapping(before), _mapping(after))
    elif before != after:
        is_file = question.kind is QuestionKind.FILE
        yield AnswerChange(_kind(before, after), question.id, row, is_file, before, after)


def _rows(question: Question, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[AnswerChange]:
    for row in [*old, *(each for each in new if each not in old)]:
        if row in old and row in new:
            for inner in question.questions:
                yield from _answer(inner, _mapping(old[row]), _mapping(new[row]), row)
        else:
            before, after = old.get(row), new.get(row)
            yield AnswerChange(_kind(before, after), question.id, row, before=before, after=after)


def _mapping(kept: Any) -> Mapping[str, Any]:
    """Rows, or the answers of a row; none where another kind of answer was kept under this id."""
    return kept if isinstance(kept, Mapping) else {}


def _kind(before: Any, after: Any) -> Kind:
    if before is None:
        return Kind.ADDED
    return Kind.REMOVED if after is None else Kind.CHANGED
