"""Whether a condition holds: by the table of signs, and never with an exception."""

import time
from collections import ChainMap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.procedures.conditions.evaluation import evaluate, years_between
from portal.procedures.conditions.tree import (
    Age,
    AllOf,
    Among,
    Answer,
    Answered,
    AnyOf,
    Choice,
    Compare,
    Contains,
    Count,
    Day,
    Difference,
    Money,
    Not,
    Number,
    Sign,
    Sum,
    Text,
    Today,
    to_json,
)
from tests.portal.procedures.trees import answers, conditions

TODAY = date(2026, 7, 1)
OFFICE_SIGNS = {
    "equals": lambda a, b: a == b,
    "differs": lambda a, b: a != b,
    "less": lambda a, b: a < b,
    "at_most": lambda a, b: a <= b,
    "more": lambda a, b: a > b,
    "at_least": lambda a, b: a >= b,
}


def naive(plain: Any, given: dict[str, Any]) -> Any:
    """A second evaluator, over the JSON and by fractions: unanswered is None, and a comparison with it False."""
    ((tag, inner),) = plain.items()
    match tag:
        case "all_of":
            return False not in [naive(each, given) for each in inner]
        case "any_of":
            return True in [naive(each, given) for each in inner]
        case "not":
            return not naive(inner, given)
        case "answered":
            return inner in given
        case "compare":
            left, right = naive(inner["left"], given), naive(inner["right"], given)
            return None not in (left, right) and OFFICE_SIGNS[inner["sign"]](left, right)
        case "among":
            return naive(inner["what"], given) in [naive(each, given) for each in inner["values"]]
        case "contains":
            return naive(inner["part"], given) in given.get(inner["whole"]["question"], ())
        case _:
            return naive_operand(tag, inner, given)


def naive_operand(tag: str, inner: Any, given: dict[str, Any]) -> Any:
    match tag:
        case "answer":
            found = given.get(inner)
            return Fraction(found) if isinstance(found, Decimal) else found
        case "number":
            return Fraction(inner)
        case "day":
            return date.fromisoformat(inner)
        case "today":
            return TODAY
        case "count":
            return len(given.get(inner, ()))
        case "sum":
            values = [naive(each, given) for each in inner]
            return None if None in values else sum(values)
        case "difference":
            left, right = naive(inner["left"], given), naive(inner["right"], given)
            return None if None in (left, right) else left - right
        case "age":
            born, at = naive(inner["since"], given), naive(inner["at"], given)
            return None if None in (born, at) or at < born else anniversaries(born, at)
        case _:
            return inner


def anniversaries(born: date, at: date) -> int:
    """How often a month and a day came round, counted one by one."""
    months = [(year, born.month, born.day) for year in range(born.year + 1, at.year + 1)]
    return sum(each <= (at.year, at.month, at.day) for each in months)


@given(conditions, answers)
def test_it_agrees_with_a_naive_evaluator(tree, given_answers):
    assert evaluate(tree, given_answers, TODAY) == naive(to_json(tree), given_answers)


@given(
    conditions,
    some.dictionaries(
        some.sampled_from(["name", "seats", "born", "routes"]),
        some.none() | some.text() | some.booleans() | some.dates(),
    ),
)
def test_answers_of_another_kind_never_raise(tree, odd):
    assert evaluate(tree, odd, TODAY) in (True, False)


@pytest.mark.parametrize(
    ("sign", "holds"),
    [
        (Sign.EQUALS, (False, True, False)),
        (Sign.DIFFERS, (True, False, True)),
        (Sign.LESS, (True, False, False)),
        (Sign.AT_MOST, (True, True, False)),
        (Sign.MORE, (False, False, True)),
        (Sign.AT_LEAST, (False, True, True)),
    ],
)
def test_each_sign_below_at_and_above(sign, holds):
    tree = Compare(sign, Answer("seats"), Number(Decimal(9)))
    assert tuple(evaluate(tree, {"seats": Decimal(seats)}, TODAY) for seats in (8, 9, 10)) == holds


@pytest.mark.parametrize("sign", Sign)
def test_what_is_unanswered_makes_every_comparison_false(sign):
    assert not evaluate(Compare(sign, Answer("seats"), Number(Decimal(9))), {}, TODAY)


def test_not_turns_that_round():
    assert evaluate(Not(Compare(Sign.EQUALS, Answer("form"), Choice("taxi"))), {}, TODAY)


def test_all_and_any():
    holds, fails = Answered("name"), Answered("plan")
    given_answers = {"name": "Nguyễn Văn A"}
    assert evaluate(AnyOf((fails, holds)), given_answers, TODAY)
    assert not evaluate(AllOf((holds, fails)), given_answers, TODAY)


def test_choices_and_texts_contain():
    assert evaluate(Contains(Answer("routes"), Choice("taxi")), {"routes": ("fixed", "taxi")}, TODAY)
    assert evaluate(Contains(Answer("name"), Text("Văn")), {"name": "Nguyễn Văn A"}, TODAY)
    assert not evaluate(Contains(Answer("name"), Text("Văn")), {}, TODAY)


def test_an_answer_among_constants():
    tree = Among(Answer("form"), (Choice("taxi"), Choice("fixed")))
    assert evaluate(tree, {"form": "fixed"}, TODAY) and not evaluate(tree, {"form": "contract"}, TODAY)


def test_sums_differences_and_counts():
    rows = {"vehicles": {"a": {}, "b": {}}, "seats": Decimal("1.5"), "price": 100}
    assert evaluate(
        Compare(Sign.EQUALS, Sum((Count("vehicles"), Answer("seats"))), Number(Decimal("3.5"))), rows, TODAY
    )
    assert evaluate(Compare(Sign.EQUALS, Difference(Answer("price"), Money(1)), Money(99)), rows, TODAY)
    assert evaluate(Compare(Sign.EQUALS, Count("trailers"), Number(Decimal(0))), rows, TODAY)


@pytest.mark.parametrize(
    ("born", "at", "years"),
    [
        (date(2000, 7, 1), date(2018, 6, 30), 17),
        (date(2000, 7, 1), date(2018, 7, 1), 18),
        (date(2000, 2, 29), date(2018, 2, 28), 17),
        (date(2000, 2, 29), date(2018, 3, 1), 18),
        (date(2026, 7, 2), date(2026, 7, 1), None),
    ],
)
def test_age_in_full_years(born, at, years):
    assert years_between(born, at) == years


def test_an_unborn_person_is_of_no_age():
    tree = Compare(Sign.LESS, Age(Answer("born"), Today()), Number(Decimal(18)))
    assert not evaluate(tree, {"born": TODAY + timedelta(days=1)}, TODAY)


def test_a_row_sees_the_form_behind_it():
    tree = Compare(Sign.MORE, Answer("made"), Answer("founded"))
    row = ChainMap({"made": date(2020, 1, 1)}, {"founded": date(2015, 1, 1)})
    assert evaluate(tree, row, TODAY) and not evaluate(
        Compare(Sign.EQUALS, Answer("made"), Day(TODAY)), row, TODAY
    )


def test_a_hundred_conditions_cost_next_to_nothing():
    chain = [Compare(Sign.EQUALS, Answer(f"q{n}"), Number(Decimal(n))) for n in range(100)]
    given_answers = {f"q{n}": Decimal(n) for n in range(100)}
    begun = time.perf_counter()
    assert all(evaluate(each, given_answers, TODAY) for each in chain)
    assert time.perf_counter() - begun < 0.1
