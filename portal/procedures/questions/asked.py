"""What a question is, and what comes of reading an answer to it (pure)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.procedures.conditions.tree import Condition

Raw = str | Sequence[str] | Mapping[str, str]


class QuestionKind(StrEnum):
    """The kinds of question; their behaviour is in `kinds`."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    EMAIL = "email"
    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    PASSPORT = "passport"
    TAX_CODE = "tax_code"
    LICENCE_NUMBER = "licence_number"
    VEHICLE_PLATE = "vehicle_plate"
    BANK_ACCOUNT = "bank_account"
    ADDRESS = "address"
    FILE = "file"
    GROUP = "group"
    TICK = "tick"
    HEADING = "heading"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things that may be chosen: a stable id and what people read."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer must keep to.

    `least` and `most` bound a number, an amount in đồng, or a count of choices, files or rows; `decimals` are digits
    after the comma; `longest` counts characters; `until_today` and `from_today` bound a day by the day it is given
    on; `accepts` lists endings of file names without the dot.
    """

    least: Decimal | None = None
    most: Decimal | None = None
    decimals: int = 0
    longest: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    until_today: bool = False
    from_today: bool = False
    old_identity_number: bool = False
    accepts: tuple[str, ...] = ()
    largest_megabytes: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the stable id that its answers, conditions and exports name it by in every edition.

    `questions` are asked in each row of a repeating group. `condition` says when it is shown; none is always.
    """

    id: str
    kind: QuestionKind
    label: str
    help: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    condition: Condition | None = None
    limits: Limits = Limits()
    questions: tuple["Question", ...] = ()

    def with_inner(self) -> Iterator["Question"]:
        """This question, then those of its rows."""
        yield self
        yield from self.questions


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of an administrative code set: province, district or commune, and the code of what it lies in."""

    code: str
    name: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Administrative units as they were at a time, by code. `version` names the set: "2025-07"."""

    version: str
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading may need beside the raw text: the local day, and the code sets of places by version."""

    today: date
    code_sets: Mapping[str, CodeSet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading: a value (None is left blank), or one problem; doubts are said but do not block."""

    value: Any = None
    problem: str = ""
    doubts: tuple[str, ...] = ()


Reader = Callable[[Question, Raw, Surroundings], Reading]
