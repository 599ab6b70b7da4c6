"""What is looked at before an edition is published."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from portal.procedures.conditions.tree import (
    Answer,
    Answered,
    Choice,
    Compare,
    Not,
    Sign,
    Text,
)
from portal.procedures.editions import ELIGIBILITY, Fee, Next, Page, Result, Time, Way, WorkStep
from portal.procedures.linter.findings import Finding, Severity
from portal.procedures.linter.lint import lint, may_be_published
from portal.procedures.questions.asked import Limits, Option, Question, QuestionKind
from tests.portal.procedures.catalogue import (
    BORN,
    FORM,
    LICENCE,
    PLATE,
    PRINTED,
    ROLES,
    STEPS,
    VEHICLES,
    editions,
    mostly_sound_steps,
)

BUSINESS, FLEET, PERSON = LICENCE.pages
JULY = date(2025, 7, 1)


def look(edition=LICENCE, **known):
    return lint(edition, **({"roles": ROLES, "printed": PRINTED} | known))


def about(name, edition):
    return [each.sentence for each in look(edition) if each.about == name]


def asking(*questions):
    return replace(
        LICENCE, eligibility=(), pages=(Page("one", "Một", questions),), papers=(), fees=(), steps=STEPS[-1:]
    )


def text(name, condition=None):
    return Question(name, QuestionKind.SHORT_TEXT, "?", condition=condition)


def fees(*rows):
    return replace(LICENCE, fees=tuple(Fee(f"f{n}", "s", "Phí", 1, *row) for n, row in enumerate(rows)))


def test_a_sound_procedure_has_nothing_to_say_against_it():
    assert look() == () and may_be_published(look())


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ({"code": " "}, "Thủ tục chưa có mã hoặc tên."),
        ({"result": Result("")}, "Thủ tục chưa nêu kết quả."),
        ({"valid_to": date(2020, 1, 1)}, "Ngày hết hiệu lực đứng trước ngày có hiệu lực."),
        ({"time": Time(Decimal("5.2"))}, "Thời hạn phải là số ngày làm việc lớn hơn 0, tính đến nửa ngày."),
        ({"time": Time(Decimal(5), supplement_days=0)}, "Số lần hoặc thời hạn bổ sung hồ sơ không hợp lý."),
        ({"retention_years": -1}, "Thời hạn của kết quả hoặc thời hạn lưu trữ không hợp lý."),
        ({"steps": ()}, "Thủ tục chưa có bước xử lý nào."),
    ],
)
def test_what_is_promised_must_be_possible(edit, sentence):
    found = look(replace(LICENCE, **edit))
    assert sentence in [each.sentence for each in found] and not may_be_published(found)


def test_what_is_only_odd_does_not_forbid_publishing():
    found = look(replace(LICENCE, legal_basis=(), time=Time(Decimal(5), most_supplements=2)))
    assert (
        {each.severity for each in found} == {Severity.WARNING}
        and may_be_published(found)
        and len(found) == 2
    )


def test_a_paper_is_brought_at_least_once():
    none = replace(LICENCE.papers[0], number=0)
    assert about("request", replace(LICENCE, papers=(none,))) == ["Số bản của giấy tờ phải từ 1 trở lên."]


def test_a_stable_id_is_used_once():
    assert "Mã “plate” bị dùng hơn một lần." in about(
        "plate", replace(LICENCE, pages=(*LICENCE.pages, Page("x", "X", (PLATE,))))
    )


@pytest.mark.parametrize("name", ["", "Biển", "1st", "a-b", "a" * 41])
def test_a_stable_id_is_plain(name):
    assert about(name, asking(text(name)))


@pytest.mark.parametrize(
    "question",
    [
        replace(FORM, options=()),
        replace(FORM, options=(Option("a", "A"), Option("a", "B"))),
        replace(FORM, label=""),
        replace(VEHICLES, id="form", questions=()),
        replace(BORN, id="form", questions=(PLATE,)),
        replace(VEHICLES, id="form", questions=(VEHICLES,)),
        replace(FORM, limits=Limits(least=Decimal(2), most=Decimal(1))),
        replace(BORN, id="form", limits=Limits(first_day=date(2026, 1, 2), last_day=date(2026, 1, 1))),
    ],
)
def test_a_question_can_be_answered(question):
    assert about("form", asking(question))


def test_a_page_has_questions_and_its_own_name():
    assert about("empty", replace(LICENCE, pages=(*LICENCE.pages, Page("empty", "Trống"))))
    assert about(
        ELIGIBILITY, replace(LICENCE, pages=(*LICENCE.pages, Page(ELIGIBILITY, "?", (text("more"),))))
    )


def test_eligibility_says_why_and_looks_at_its_own_answer():
    (check,) = LICENCE.eligibility
    assert about("is_owner", replace(LICENCE, eligibility=(replace(check, stop=""),)))
    assert about("is_owner", replace(LICENCE, eligibility=(replace(check, holds=Not(Answered("form"))),)))
    assert about(
        "is_owner",
        replace(
            LICENCE, eligibility=(replace(check, question=replace(check.question, kind=QuestionKind.NOTE)),)
        ),
    )


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (Answered("nobody"), "Điều kiện hỏi tới câu “nobody” không có ở đây."),
        (Answered("q"), "Điều kiện hỏi tới câu “q” đứng sau nó."),
        (Answered("later"), "Điều kiện hỏi tới câu “later” đứng sau nó."),
        (Answered("plate"), "Điều kiện hỏi tới câu “plate” không có ở đây."),
        (Compare(Sign.EQUALS, Answer("form"), Text("taxi")), "Điều kiện cần một lựa chọn nhưng gặp chữ."),
        (
            Compare(Sign.EQUALS, Answer("form"), Choice("bus")),
            "Điều kiện nêu lựa chọn “bus” không có ở câu “form”.",
        ),
    ],
)
def test_a_condition_reads_what_was_asked_before_it(condition, sentence):
    edition = asking(FORM, VEHICLES, text("q", condition), text("later"))
    assert about("q", edition)[0] == sentence


def test_two_questions_that_wait_for_each_other_are_found():
    edition = asking(text("a", Answered("b")), text("b", Answered("a")))
    assert about("a", edition)[0] == "Điều kiện hỏi tới câu “b” đứng sau nó."


def test_within_a_row_the_row_and_the_form_before_it_may_be_read():
    is_new = text("is_new", Compare(Sign.EQUALS, Answer("form"), Choice("taxi")))
    late = text("late", Answered("plate"))
    fine = replace(VEHICLES, questions=(PLATE, is_new, late))
    assert may_be_published(look(asking(FORM, fine)))
    early = replace(VEHICLES, questions=(late, PLATE))
    assert about("late", asking(early))[0] == "Điều kiện hỏi tới câu “plate” đứng sau nó."


def test_papers_fees_and_steps_are_looked_at_too():
    wrong = Answered("nobody")
    assert about("request", replace(LICENCE, papers=(replace(LICENCE.papers[0], condition=wrong),)))
    assert about("badge", replace(LICENCE, fees=(replace(LICENCE.fees[-1], condition=wrong),)))
    first = replace(STEPS[0], next=(Next("assignment", wrong), Next("assignment")))
    assert about("reception", replace(LICENCE, steps=(first, *STEPS[1:])))


def test_a_question_that_nobody_reads_is_a_warning():
    found = look(printed=PRINTED - {"guardian"})
    assert found == (
        Finding(
            Severity.WARNING, "guardian", "Không điều kiện, mẫu in hay danh sách nào dùng câu trả lời này."
        ),
    )


def test_each_day_has_exactly_one_fee():
    rows = (JULY, date(2025, 12, 31)), (date(2026, 1, 1),)
    assert look(fees(*rows)) == ()


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (((date(2025, 7, 2),),), "f0"),
        (((JULY, date(2025, 12, 31)),), "f0"),
        (((JULY, date(2025, 12, 31)), (date(2026, 1, 2),)), "f1"),
        (((JULY, date(2025, 12, 31)), (date(2025, 12, 31),)), "f1"),
        (((JULY,), (date(2026, 1, 1),)), "f1"),
        (((JULY, date.max), (date.max,)), "f1"),
    ],
)
def test_gaps_and_overlaps_are_found(rows, name):
    assert {
        each.about for each in look(fees(*rows)) if "nào." in each.sentence or "trùng" in each.sentence
    } >= {name}


def test_a_fee_for_all_and_one_online_overlap():
    both = fees((JULY,), (JULY,))
    online = replace(both.fees[1], way=Way.ONLINE)
    assert about("f1", replace(both, fees=(both.fees[0], online)))
    assert look(replace(both, fees=(replace(both.fees[0], way=Way.COUNTER), online))) == ()


@pytest.mark.parametrize(
    "edit", [{"amount": -1}, {"valid_to": date(2020, 1, 1)}, {"counted": "form"}, {"counted": "plate"}]
)
def test_a_fee_can_be_reckoned(edit):
    assert about("badge", replace(LICENCE, fees=(replace(LICENCE.fees[-1], **edit),)))


def step(name, *ways, **more):
    return WorkStep(name, name, Decimal(8), "clerk", next=tuple(map(Next, ways)), **more)


@pytest.mark.parametrize(
    ("steps", "name", "words"),
    [
        ((step("a", "b"), step("b", is_end=True), step("c", "b")), "c", "Không có đường nào"),
        ((step("a", "b"), step("b")), "b", "ngõ cụt"),
        ((step("a", "x", "b"), step("b", is_end=True)), "a", "“x” không có"),
        ((step("a", "b", is_end=True), step("b", is_end=True)), "a", "Bước kết thúc"),
        ((step("a", "b"), step("b", "a")), "a", "vòng tròn"),
        ((replace(step("a", is_end=True), hours=Decimal(-1)),), "a", "không được âm"),
        ((replace(step("a", is_end=True), hours=Decimal(41)),), "a", "41 giờ, vượt thời hạn 40 giờ"),
        ((replace(step("a", is_end=True), role="poet"),), "a", "“poet”"),
        ((replace(step("a", is_end=True), role=""),), "a", "chưa giao"),
        ((replace(step("a", is_end=True), unit="moon"),), "a", "“moon”"),
        (
            (replace(step("a"), next=(Next("b", Answered("form")),)), step("b", is_end=True)),
            "a",
            "không có hướng",
        ),
    ],
)
def test_work_can_be_done_and_comes_to_an_end(steps, name, words):
    found = look(replace(LICENCE, steps=steps))
    assert any(words in each.sentence for each in found if each.about == name) and not may_be_published(found)


def test_ways_behind_one_that_is_always_open_are_a_warning():
    found = look(replace(LICENCE, steps=(step("a", "b", "b"), step("b", is_end=True))))
    assert "không bao giờ được đi" in " ".join(each.sentence for each in found) and may_be_published(found)


def test_budgets_below_the_promise_are_a_warning():
    found = look(replace(LICENCE, time=Time(Decimal(6))))
    assert [each.severity for each in found] == [Severity.WARNING] and "40 giờ" in found[0].sentence


def test_errors_come_first_and_nothing_is_said_twice():
    found = look(replace(LICENCE, legal_basis=(), code="", steps=(*STEPS, STEPS[0])))
    assert [each.severity for each in found] == sorted(each.severity for each in found)
    assert len(found) == len(set(found))


@given(editions)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
def test_any_edition_can_be_looked_at(edition):
    for finding in look(edition):
        assert finding.sentence


@given(mostly_sound_steps(), some.integers(1, 60))
def test_work_that_passes_has_an_end_within_reach_and_time(steps, promised):
    edition = replace(LICENCE, steps=steps, time=Time(Decimal(promised)))
    if not may_be_published(look(edition)):
        return
    known = {each.id: each for each in steps}
    waiting = [(steps[0].id, Decimal(0))]
    spent = []
    while waiting:
        name, hours = waiting.pop()
        hours += known[name].hours
        waiting += [(way.step, hours) for way in known[name].next]
        spent += [hours] if known[name].is_end else []
    assert spent and max(spent) <= promised * 8
