"""Whether a condition holds for answers on a day (pure). It never raises, so that a form can always be shown."""

import operator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.procedures.conditions.tree import (
    Age,
    AllOf,
    Among,
    Answer,
    Answered,
    AnyOf,
    Compare,
    Condition,
    Contains,
    Count,
    Difference,
    Not,
    Operand,
    Sign,
    Sum,
    Today,
)

_FAMILIES = {int: "number", Decimal: "number", date: "date", str: "text", bool: "yes_no"}
_ORDERED = {"number", "date"}
_COMPARED = {
    Sign.EQUALS: operator.eq,
    Sign.DIFFERS: operator.ne,
    Sign.LESS: operator.lt,
    Sign.AT_MOST: operator.le,
    Sign.MORE: operator.gt,
    Sign.AT_LEAST: operator.ge,
}


def evaluate(tree: Condition, answers: Mapping[str, Any], today: date) -> bool:
    """Whether the condition holds. `answers` maps stable ids to values; a missing one or None is unanswered.

    Values are str, Decimal, int đồng, date, bool, the id of an option, a tuple of such ids, or the rows of a
    group. It never raises for a checked tree, whatever the values: two of different kinds do not compare.
    """
    match tree:
        case AllOf(of):
            return all(evaluate(each, answers, today) for each in of)
        case AnyOf(of):
            return any(evaluate(each, answers, today) for each in of)
        case Not(of):
            return not evaluate(of, answers, today)
        case Compare(sign, left, right):
            return _compares(sign, _value(left, answers, today), _value(right, answers, today))
        case Among(what, values):
            value = _value(what, answers, today)
            return any(_compares(Sign.EQUALS, value, each.value) for each in values)
        case Contains(whole, part):
            return _contains(answers.get(whole.question), part.value)
        case Answered(question):
            return answers.get(question) is not None


def years_between(since: date, at: date) -> int | None:
    """Full years from one day to another; None where the second lies before the first."""
    if at < since:
        return None
    return at.year - since.year - ((at.month, at.day) < (since.month, since.day))


def _compares(sign: Sign, left: Any, right: Any) -> bool:
    family = _FAMILIES.get(type(left))
    if family is None or family != _FAMILIES.get(type(right)):
        return False
    if family not in _ORDERED and sign not in (Sign.EQUALS, Sign.DIFFERS):
        return False
    return bool(_COMPARED[sign](left, right))


def _contains(whole: Any, part: Any) -> bool:
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    return isinstance(whole, tuple) and part in whole


def _value(operand: Operand, answers: Mapping[str, Any], today: date) -> Any:
    """What an operand is now; None where something in it is unanswered or makes no sense."""
    match operand:
        case Answer(question):
            return answers.get(question)
        case Today():
            return today
        case Count(group):
            return len(answers.get(group) or ())
        case Sum(of):
            values = [_value(each, answers, today) for each in of]
            return sum(values) if all(map(_is_number, values)) else None
        case Difference(left, right):
            values = [_value(left, answers, today), _value(right, answers, today)]
            return values[0] - values[1] if all(map(_is_number, values)) else None
        case Age(since, at):
            days = _value(since, answers, today), _value(at, answers, today)
            return years_between(*days) if all(type(each) is date for each in days) else None
        case _:
            return operand.value


def _is_number(value: Any) -> bool:
    return _FAMILIES.get(type(value)) == "number"
