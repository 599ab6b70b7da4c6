"""Random conditions that make sense, and answers to them, for the tests of this room."""

import unicodedata
from datetime import date
from typing import Any

from hypothesis import strategies as some

from portal.procedures.conditions.tree import (
    Age,
    AllOf,
    Among,
    Answer,
    Answered,
    AnyOf,
    Choice,
    Compare,
    Condition,
    Contains,
    Count,
    Day,
    Difference,
    Money,
    Not,
    Number,
    Operand,
    Sign,
    Sum,
    Text,
    Today,
    Type,
    YesNo,
)

TYPES = {
    "name": Type.TEXT,
    "seats": Type.NUMBER,
    "weight": Type.NUMBER,
    "price": Type.MONEY,
    "born": Type.DATE,
    "is_owner": Type.YES_NO,
    "form": Type.CHOICE,
    "routes": Type.CHOICES,
    "vehicles": Type.GROUP,
    "plan": Type.OTHER,
}
words = some.text(some.characters(codec="utf-8", exclude_characters="\0"), max_size=8).map(
    lambda text: unicodedata.normalize("NFC", text)
)
decimals = some.decimals(min_value=-999, max_value=999, places=2)
days = some.dates(date(1900, 1, 1), date(2100, 12, 31))
options = some.sampled_from(["fixed", "contract", "taxi"])
amounts = some.integers(0, 10**9)

ANSWERS: dict[str, some.SearchStrategy[Any]] = {
    "name": words,
    "seats": decimals,
    "weight": decimals,
    "price": amounts,
    "born": days,
    "is_owner": some.booleans(),
    "form": options,
    "routes": some.lists(options, min_size=1, unique=True).map(tuple),
    "vehicles": some.dictionaries(some.sampled_from("abc"), some.just({})),
    "plan": some.just((7,)),
}
answers = some.fixed_dictionaries({}, optional=ANSWERS)

numbers: some.SearchStrategy[Operand] = some.recursive(
    some.one_of(
        decimals.map(Number),
        some.sampled_from(
            [Answer("seats"), Answer("weight"), Count("vehicles"), Age(Answer("born"), Today())]
        ),
    ),
    lambda inner: some.one_of(
        some.lists(inner, min_size=1, max_size=3).map(lambda of: Sum(tuple(of))),
        some.builds(Difference, inner, inner),
    ),
    max_leaves=4,
)
moneys = some.one_of(amounts.map(Money), some.just(Answer("price")))
dates = some.one_of(days.map(Day), some.sampled_from([Answer("born"), Today()]))
EVERY_SIGN = some.sampled_from(Sign)
EQUALITY = some.sampled_from([Sign.EQUALS, Sign.DIFFERS])


def pairs(operands: some.SearchStrategy[Any], signs: Any = EVERY_SIGN) -> Any:
    return some.builds(Compare, signs, operands, operands)


leaves: some.SearchStrategy[Condition] = some.one_of(
    pairs(numbers),
    pairs(moneys),
    pairs(dates),
    pairs(some.one_of(words.map(Text), some.just(Answer("name"))), EQUALITY),
    pairs(some.one_of(some.booleans().map(YesNo), some.just(Answer("is_owner"))), EQUALITY),
    some.builds(Among, some.just(Answer("form")), some.lists(options.map(Choice), min_size=1).map(tuple)),
    some.builds(Contains, some.just(Answer("routes")), options.map(Choice)),
    some.builds(Contains, some.just(Answer("name")), words.map(Text)),
    some.sampled_from(sorted(TYPES)).map(Answered),
)
conditions: some.SearchStrategy[Condition] = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.lists(inner, min_size=1, max_size=3).map(lambda of: AllOf(tuple(of))),
        some.lists(inner, min_size=1, max_size=3).map(lambda of: AnyOf(tuple(of))),
        inner.map(Not),
    ),
    max_leaves=8,
)
