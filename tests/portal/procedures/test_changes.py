"""What differs between two editions, and between two sets of answers."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as some

from portal.procedures.changes import AnswerChange, Change, Kind, Thing, answer_changes, changes, summary
from tests.portal.procedures.catalogue import (
    ANSWERS,
    BORN,
    FORM,
    GUARDIAN,
    LICENCE,
    LINES,
    OWNER,
    STEPS,
    editions,
)

few = settings(max_examples=30)  # An edition is a large thing to invent.

BUSINESS, FLEET, PERSON = LICENCE.pages


def with_pages(*pages):
    return replace(LICENCE, pages=pages)


@given(editions)
@few
def test_nothing_differs_from_itself(edition):
    assert changes(edition, edition) == ()


@given(editions, editions)
@few
def test_the_same_things_are_added_one_way_and_removed_the_other(one, other):
    there, back = changes(one, other), changes(other, one)
    added = {(each.thing, each.id) for each in there if each.kind is Kind.ADDED}
    assert added == {(each.thing, each.id) for each in back if each.kind is Kind.REMOVED}


def test_a_changed_attribute_says_what_it_was_and_is():
    renamed = replace(
        LICENCE, pages=(replace(BUSINESS, questions=(replace(FORM, label="Loại hình"), LINES)), FLEET, PERSON)
    )
    assert changes(LICENCE, renamed) == (
        Change(Kind.CHANGED, Thing.QUESTION, "form", "label", "Hình thức kinh doanh", "Loại hình"),
    )


def test_a_question_may_be_added_and_removed():
    shorter = with_pages(BUSINESS, FLEET, replace(PERSON, questions=(BORN,)))
    assert changes(LICENCE, shorter) == (Change(Kind.REMOVED, Thing.QUESTION, "guardian"),)
    assert changes(shorter, LICENCE) == (Change(Kind.ADDED, Thing.QUESTION, "guardian"),)


def test_a_question_moved_to_another_page_says_from_where_to_where():
    moved = with_pages(
        replace(BUSINESS, questions=(FORM, LINES, GUARDIAN)), FLEET, replace(PERSON, questions=(BORN,))
    )
    assert changes(LICENCE, moved) == (
        Change(Kind.MOVED, Thing.QUESTION, "guardian", before="person", after="business"),
    )


def test_one_page_moved_to_the_front_is_one_move():
    assert changes(LICENCE, with_pages(PERSON, BUSINESS, FLEET)) == (
        Change(Kind.MOVED, Thing.PAGE, "person", before="", after=""),
    )


@given(some.permutations(STEPS))
def test_moves_leave_some_things_where_they_are(steps):
    moves = changes(LICENCE, replace(LICENCE, steps=tuple(steps)))
    assert all(each.kind is Kind.MOVED for each in moves) and len(moves) < len(steps)


def test_a_question_that_becomes_one_of_eligibility_moves_once():
    later = replace(
        LICENCE, eligibility=(), pages=(replace(BUSINESS, questions=(OWNER, FORM, LINES)), FLEET, PERSON)
    )
    assert changes(LICENCE, later) == (
        Change(Kind.REMOVED, Thing.ELIGIBILITY, "is_owner"),
        Change(Kind.MOVED, Thing.QUESTION, "is_owner", before="eligibility", after="business"),
    )


def test_the_edition_itself_changes_too():
    assert [each.attribute for each in changes(LICENCE, replace(LICENCE, retention_years=10))] == [
        "retention_years"
    ]


def test_answers_that_differ_are_told_in_the_order_of_the_form():
    rows = {
        "r1": ANSWERS["vehicles"]["r1"],
        "r2": {"plate": "92B-056.78", "is_hired": True, "hire_contract": [9]},
    }
    new = ANSWERS | {"lines": "Tam Kỳ - Hội An", "vehicles": rows, "guardian": "Trần Thị B"}
    found = answer_changes(LICENCE, ANSWERS, new)
    assert found == (
        AnswerChange(Kind.CHANGED, "lines", before="Tam Kỳ - Đà Nẵng", after="Tam Kỳ - Hội An"),
        AnswerChange(Kind.CHANGED, "hire_contract", "r2", True, [7], [9]),
        AnswerChange(Kind.ADDED, "guardian", after="Trần Thị B"),
    )
    assert summary(found) == "2 mục thay đổi, 1 tệp được thay"


def test_rows_come_and_go_whole():
    rows = {"r2": ANSWERS["vehicles"]["r2"], "r3": {"plate": "92B-000.01"}}
    found = answer_changes(LICENCE, ANSWERS, ANSWERS | {"vehicles": rows})
    assert [(each.kind, each.question, each.row) for each in found] == [
        (Kind.REMOVED, "vehicles", "r1"),
        (Kind.ADDED, "vehicles", "r3"),
    ]


def test_answers_of_another_kind_do_not_disturb():
    assert answer_changes(LICENCE, {"vehicles": "none"}, {"vehicles": []}) == ()


def test_no_change_is_said_as_such():
    assert summary(answer_changes(LICENCE, ANSWERS, ANSWERS)) == "Không có gì thay đổi"
