"""The tree of a condition: what it reads, and its JSON, which is taken strictly."""

from decimal import Decimal

import pytest
from hypothesis import given

from portal.kit.errors import Invalid
from portal.procedures.conditions.tree import (
    Age,
    AllOf,
    Among,
    Answer,
    Answered,
    Choice,
    Compare,
    Count,
    Not,
    Number,
    Sign,
    Sum,
    Today,
    from_json,
    is_too_large,
    levels,
    reads,
    to_json,
)
from tests.portal.procedures.trees import TYPES, conditions

ADULT = Compare(Sign.AT_LEAST, Age(Answer("born"), Today()), Number(Decimal(18)))


def nested(depth: int) -> Not | Answered:
    tree: Not | Answered = Answered("name")
    for _each in range(depth):
        tree = Not(tree)
    return tree


@given(conditions)
def test_what_is_written_is_read_again(tree):
    assert from_json(to_json(tree)) == tree


@given(conditions)
def test_it_reads_only_what_there_is(tree):
    assert reads(tree) <= TYPES.keys()


def test_its_json_can_be_read_aloud():
    assert to_json(AllOf((ADULT, Not(Answered("tax_code"))))) == {
        "all_of": [
            {
                "compare": {
                    "sign": "at_least",
                    "left": {"age": {"since": {"answer": "born"}, "at": {"today": {}}}},
                    "right": {"number": "18"},
                }
            },
            {"not": {"answered": "tax_code"}},
        ]
    }


def test_it_knows_what_it_reads():
    tree = AllOf(
        (
            ADULT,
            Among(Answer("form"), (Choice("taxi"),)),
            Compare(Sign.LESS, Sum((Count("cars"),)), Number(Decimal(3))),
        )
    )
    assert reads(tree) == {"born", "form", "cars"}


@pytest.mark.parametrize(
    ("plain", "where"),
    [
        ({"maybe": []}, ""),
        ({"not": {"answered": "a"}, "any_of": []}, ""),
        ([], ""),
        ({"answered": 7}, "answered"),
        ({"answered": "a\0b"}, "answered"),
        ({"all_of": {"answered": "a"}}, "all_of"),
        ({"all_of": [{"answered": "a"}, {"compare": {"sign": "equals"}}]}, "all_of.1.compare.left"),
        ({"compare": {"sign": "like", "left": {"today": {}}, "right": {"today": {}}}}, "compare.sign"),
        ({"compare": {"sign": "less", "left": {"number": 1}, "right": {"today": {}}}}, "compare.left.number"),
        (
            {"compare": {"sign": "less", "left": {"number": "NaN"}, "right": {"today": {}}}},
            "compare.left.number",
        ),
        (
            {"compare": {"sign": "less", "left": {"money": True}, "right": {"today": {}}}},
            "compare.left.money",
        ),
        (
            {"compare": {"sign": "less", "left": {"day": "20260101"}, "right": {"today": {}}}},
            "compare.left.day",
        ),
        (
            {"compare": {"sign": "less", "left": {"today": {"now": 1}}, "right": {"today": {}}}},
            "compare.left.today.now",
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_its_path(plain, where):
    with pytest.raises(Invalid) as refused:
        from_json(plain)
    assert list(refused.value.problems) == [where]


def test_a_tree_of_thirty_levels_is_taken_and_one_of_more_is_not():
    assert levels(nested(29)) == 30 and from_json(to_json(nested(29))) == nested(29)
    with pytest.raises(Invalid):
        from_json(to_json(nested(30)))


def test_a_tree_of_a_hundred_thousand_levels_is_refused_without_a_crash():
    plain: dict[str, object] = {"answered": "name"}
    for _each in range(100_000):
        plain = {"not": plain}
    with pytest.raises(Invalid):
        from_json(plain)


def test_a_tree_that_nobody_could_follow_is_refused():
    wide = AllOf(tuple(Answered("name") for _each in range(600)))
    assert is_too_large(wide)
    with pytest.raises(Invalid):
        from_json(to_json(wide))


def test_decimals_are_exact():
    tree = Compare(Sign.EQUALS, Number(Decimal("0.10")), Number(Decimal("-3")))
    assert to_json(tree)["compare"]["left"] == {"number": "0.10"}
