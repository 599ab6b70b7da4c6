"""Conditions as a small typed tree (pure): one language for showing questions, eligibility, fees and routing.

A tree reads answers by the stable ids of their questions. Inside a repeating group the caller lays the answers of
the row over those of the form, so a row's questions are read the same way. There is no second engine in the
browser: two engines never agree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.procedures.plain import from_plain, measure, to_plain, too_large

MOST_LEVELS, MOST_NODES = 30, 500


class Type(StrEnum):
    """What an answer is to a condition. `OTHER` (a file, an address) can only be answered or not."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    GROUP = "group"
    OTHER = "other"


class Sign(StrEnum):
    """How two operands are compared; all but the first two need an order."""

    EQUALS = "equals"
    DIFFERS = "differs"
    LESS = "less"
    AT_MOST = "at_most"
    MORE = "more"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a question, by its stable id."""

    question: str


@dataclass(frozen=True, slots=True)
class Text:
    """A constant text."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A constant number."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """A constant amount in whole đồng."""

    value: int


@dataclass(frozen=True, slots=True)
class Day:
    """A constant day."""

    value: date


@dataclass(frozen=True, slots=True)
class YesNo:
    """A constant yes or no."""

    value: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A constant choice, by the id of the option."""

    value: str


@dataclass(frozen=True, slots=True)
class Today:
    """The local day on which the condition is asked."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a repeating group has; none answered is 0, not unanswered."""

    group: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of numbers, or of amounts of money."""

    of: tuple["Operand", ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number less a number, or an amount less an amount."""

    left: "Operand"
    right: "Operand"


@dataclass(frozen=True, slots=True)
class Age:
    """Full years from one day to another; unanswered where the second lies before the first.

    Somebody born on 29 February grows older on 1 March of a common year.
    """

    since: "Operand"
    at: "Operand"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold; so it is true of a comparison with something unanswered."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class Compare:
    """Two operands of one type, compared. False while either is unanswered, `DIFFERS` too."""

    sign: Sign
    left: "Operand"
    right: "Operand"


@dataclass(frozen=True, slots=True)
class Among:
    """An operand is one of these constants."""

    what: "Operand"
    values: tuple["Constant", ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """Several choices contain one, or a text contains a text, letter by letter."""

    whole: Answer
    part: "Constant"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question has an answer that counts."""

    question: str


Constant = Text | Number | Money | Day | YesNo | Choice
Operand = Answer | Constant | Today | Count | Sum | Difference | Age
Condition = AllOf | AnyOf | Not | Compare | Among | Contains | Answered


def reads(tree: Condition) -> frozenset[str]:
    """The stable ids of the questions and groups that a condition looks at."""
    found = {each.question for each in nodes(tree) if isinstance(each, Answer | Answered)}
    return frozenset(found | {each.group for each in nodes(tree) if isinstance(each, Count)})


def nodes(tree: Condition) -> Iterator[Any]:
    """Every condition and operand of a tree, itself first, without end of depth."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += _parts(node)


def levels(tree: Condition) -> int:
    """How deep a tree goes; a single operand or condition is one level."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(each, level + 1) for each in _parts(node)]
    return deepest


def is_too_large(tree: Condition) -> bool:
    """Whether a tree is deeper or has more nodes than anybody could follow."""
    return levels(tree) > MOST_LEVELS or sum(1 for _node in nodes(tree)) > MOST_NODES


def to_json(tree: Condition) -> dict[str, Any]:
    """The tree as what `json.dumps` writes: `{"not": {"answered": "tax_code"}}`."""
    plain: dict[str, Any] = to_plain(Condition, tree)
    return plain


def from_json(plain: Any) -> Condition:
    """The tree out of parsed JSON. Raises Invalid with the path of what is unknown, missing or too large."""
    measure(plain, depth=2 * MOST_LEVELS + 1, nodes=8 * MOST_NODES)
    tree: Condition = from_plain(Condition, plain)
    if is_too_large(tree):
        raise too_large()
    return tree


def _parts(node: Any) -> list[Any]:
    """The conditions and operands right below one."""
    held = [getattr(node, field.name) for field in fields(node)]
    listed = [each for part in held for each in (part if isinstance(part, tuple) else (part,))]
    return [each for each in listed if isinstance(each, Operand | Condition)]
