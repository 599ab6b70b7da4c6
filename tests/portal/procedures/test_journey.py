"""The form as it is filled in: the same answers always show the same form, however one came there."""

import time
from collections import ChainMap
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.procedures.conditions.evaluation import evaluate
from portal.procedures.conditions.tree import Answer, Answered, Compare, Sign, Text
from portal.procedures.editions import ELIGIBILITY, Page
from portal.procedures.journey import journey
from portal.procedures.questions.asked import Question, QuestionKind
from tests.portal.procedures.catalogue import ANSWERS, LICENCE, TODAY, editions

few = settings(max_examples=30)  # An edition is a large thing to invent.

ANYTHING = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.text(max_size=5)
    | some.sampled_from(["taxi", "2026-01-01"]),
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(some.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)


def shown(stored, page):
    found = journey(LICENCE, stored, TODAY)
    return [each.question.id for p in found.pages if p.id == page for each in p.shown]


def without(*names):
    return {key: value for key, value in ANSWERS.items() if key not in names}


def test_a_form_filled_in_is_complete():
    found = journey(LICENCE, ANSWERS, TODAY)
    assert found.is_complete() and found.resume() is None and not found.stops


def test_an_empty_form_begins_at_eligibility():
    found = journey(LICENCE, {}, TODAY)
    assert found.resume() == ELIGIBILITY and not found.is_complete()
    assert [page.id for page in found.pages] == [ELIGIBILITY, "business", "fleet", "person"]


def test_who_may_not_apply_is_told_why_and_sees_nothing_else():
    found = journey(LICENCE, ANSWERS | {"is_owner": False}, TODAY)
    assert found.stops == ("Đơn vị cần đăng ký kinh doanh vận tải trước.",)
    assert (
        [page.id for page in found.pages] == [ELIGIBILITY] and found.papers == () and not found.is_complete()
    )


def test_a_question_is_shown_by_its_condition():
    assert shown(ANSWERS, "business") == ["form", "lines"]
    assert shown(ANSWERS | {"form": "taxi"}, "business") == ["form"]


def test_a_hidden_answer_is_kept_but_does_not_count():
    counted = journey(LICENCE, ANSWERS | {"form": "taxi"}, TODAY).counted
    assert "lines" not in counted and "lines" in journey(LICENCE, ANSWERS, TODAY).counted


def test_a_hidden_answer_is_not_seen_by_conditions_either():
    note = Question("note", QuestionKind.SHORT_TEXT, "Ghi chú", condition=Answered("lines"))
    edition = replace(LICENCE, pages=(*LICENCE.pages, Page("more", "Thêm", (note,))))
    pages = [page.id for page in journey(edition, ANSWERS | {"form": "taxi"}, TODAY).pages]
    assert "more" not in pages and journey(edition, ANSWERS, TODAY).pages[-1].id == "more"


def test_each_row_has_its_own_questions():
    assert shown(ANSWERS, "fleet") == ["vehicles", "plate", "is_hired", "plate", "is_hired", "hire_contract"]


def test_what_is_missing_in_a_row_is_named_by_the_row():
    rows = ANSWERS["vehicles"] | {"r3": {"plate": "92B-099.99"}}
    found = journey(LICENCE, ANSWERS | {"vehicles": rows}, TODAY)
    assert [(page, each.question.id, each.row) for page, each in found.missing()] == [
        ("fleet", "is_hired", "r3")
    ]


def test_a_group_that_must_have_rows_is_missing_without():
    assert [each.question.id for _page, each in journey(LICENCE, without("vehicles"), TODAY).missing()] == [
        "vehicles"
    ]


def test_papers_follow_the_answers():
    assert [each.id for each in journey(LICENCE, ANSWERS, TODAY).papers] == [
        "request",
        "safety",
        "registration",
    ]
    taxi = journey(LICENCE, ANSWERS | {"form": "taxi"}, TODAY)
    assert [each.id for each in taxi.papers] == ["request", "registration"]


def test_pages_follow_one_another():
    found = journey(LICENCE, ANSWERS, TODAY)
    assert [found.page_after(page) for page in (ELIGIBILITY, "business", "fleet", "person")] == [
        "business",
        "fleet",
        "person",
        None,
    ]


def test_from_a_page_that_is_gone_one_goes_to_what_is_missing():
    assert journey(LICENCE, without("form"), TODAY).page_after("no_such_page") == "business"


@pytest.mark.parametrize("odd", ["bus", 7, None, ["fixed"], {"a": {}}])
def test_an_answer_that_fits_no_more_is_unanswered(odd):
    found = journey(LICENCE, ANSWERS | {"form": odd, "of_an_old_edition": "x"}, TODAY)
    assert "form" not in found.counted and found.resume() == "business"


@given(
    editions,
    some.dictionaries(some.sampled_from(["name", "seats", "form", "vehicles", "born", "a"]), ANYTHING),
)
@few
def test_no_hidden_question_is_shown_and_none_counts(edition, stored):
    found = journey(edition, stored, TODAY)
    seen = {each.question.id for page in found.pages for each in page.shown}
    assert found.counted.keys() <= seen


@given(
    some.lists(some.integers(0, 8), max_size=9),
    some.dictionaries(some.integers(0, 8), some.sampled_from("xy")),
)
def test_each_question_is_judged_by_what_counts_before_it(reads, given_answers):
    questions = tuple(
        Question(
            f"q{n}",
            QuestionKind.SHORT_TEXT,
            "?",
            condition=Compare(Sign.EQUALS, Answer(f"q{read}"), Text("x")),
        )
        for n, read in enumerate(reads)
    )
    first = Question("q", QuestionKind.SHORT_TEXT, "?")
    edition = replace(LICENCE, eligibility=(), papers=(), pages=(Page("one", "Một", (first, *questions)),))
    found = journey(edition, {f"q{n}": answer for n, answer in given_answers.items()}, TODAY)
    before: dict[str, str] = {}
    expected = ["q"]
    for question in questions:
        assert question.condition is not None
        if evaluate(question.condition, ChainMap(before), TODAY):
            expected.append(question.id)
            before |= {question.id: found.counted[question.id]} if question.id in found.counted else {}
    assert [each.question.id for each in found.pages[0].shown] == expected


def test_a_chain_of_a_hundred_questions_costs_next_to_nothing():
    first = Question("q0", QuestionKind.SHORT_TEXT, "?")
    rest = [
        Question(
            f"q{n}",
            QuestionKind.SHORT_TEXT,
            "?",
            condition=Compare(Sign.EQUALS, Answer(f"q{n - 1}"), Text("x")),
        )
        for n in range(1, 100)
    ]
    edition = replace(LICENCE, eligibility=(), pages=(Page("one", "Một", (first, *rest)),))
    stored = {f"q{n}": "x" for n in range(100)}
    begun = time.perf_counter()
    assert len(journey(edition, stored, TODAY).pages[0].shown) == 100
    assert time.perf_counter() - begun < 0.1
    assert len(journey(edition, stored | {"q49": "y"}, TODAY).pages[0].shown) == 50
