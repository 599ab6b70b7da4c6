"""Whether a condition makes sense for the questions there are."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from portal.procedures.conditions.checking import check, choices_named, type_of
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
    Type,
    YesNo,
)
from tests.portal.procedures.trees import TYPES, conditions

TEN = Number(Decimal(10))


@given(conditions)
def test_what_makes_sense_passes(tree):
    assert check(tree, TYPES) == ()


@pytest.mark.parametrize(
    "tree",
    [
        Answered("nobody"),
        Compare(Sign.EQUALS, Answer("nobody"), TEN),
        Compare(Sign.EQUALS, Count("nobody"), TEN),
        Contains(Answer("nobody"), Text("a")),
    ],
)
def test_an_unknown_question_is_named_once(tree):
    assert check(tree, TYPES) == ("Điều kiện hỏi tới câu “nobody” không có ở đây.",)


@pytest.mark.parametrize("tree", [AllOf(()), AnyOf(()), Among(Answer("form"), ()), Not(AllOf(()))])
def test_an_empty_list_is_a_problem(tree):
    assert check(tree, TYPES) == ("Điều kiện có một danh sách trống.",)


@pytest.mark.parametrize(
    "tree",
    [
        Compare(Sign.EQUALS, Answer("seats"), Money(10)),
        Compare(Sign.EQUALS, Answer("name"), Choice("taxi")),
        Compare(Sign.LESS, Answer("name"), Text("b")),
        Compare(Sign.LESS, Answer("is_owner"), YesNo(True)),
        Compare(Sign.EQUALS, Answer("plan"), Answer("plan")),
        Compare(Sign.EQUALS, Answer("routes"), Answer("routes")),
        Compare(Sign.EQUALS, Count("seats"), TEN),
        Compare(Sign.EQUALS, Sum((Answer("seats"), Answer("price"))), TEN),
        Compare(Sign.EQUALS, Difference(Answer("born"), Today()), Today()),
        Compare(Sign.EQUALS, Age(Answer("seats"), Today()), TEN),
        Among(Answer("form"), (Text("taxi"),)),
        Contains(Answer("seats"), TEN),
        Contains(Answer("routes"), Text("taxi")),
    ],
)
def test_wrong_types_are_found(tree):
    assert check(tree, TYPES)


def test_the_sentence_says_what_was_wanted_and_what_was_found():
    (sentence,) = check(Compare(Sign.EQUALS, Age(Answer("seats"), Day(date(2026, 1, 1))), TEN), TYPES)
    assert sentence == "Điều kiện cần ngày nhưng gặp số."


def test_a_tree_too_large_to_follow_is_not_looked_into():
    assert check(AllOf(tuple(Answered("x") for _each in range(600))), {}) == (
        "Nội dung quá lớn hoặc lồng nhau quá sâu.",
    )


def test_sums_have_the_type_of_their_parts():
    assert type_of(Sum((Money(1), Answer("price"))), TYPES) is Type.MONEY
    assert type_of(Difference(TEN, TEN), TYPES) is Type.NUMBER
    assert type_of(Sum(()), TYPES) is None


def test_the_options_that_are_named_can_be_looked_up():
    tree = AllOf(
        (
            Compare(Sign.EQUALS, Choice("a"), Answer("form")),
            Among(Answer("form"), (Choice("b"),)),
            Contains(Answer("routes"), Choice("c")),
        )
    )
    assert set(choices_named(tree)) == {("form", "a"), ("form", "b"), ("routes", "c")}
