"""Editions for the tests of this room: one as the catalogue has it, and random ones."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as some

from portal.procedures.conditions.tree import (
    Age,
    Answer,
    Choice,
    Compare,
    Count,
    Number,
    Sign,
    Today,
    YesNo,
)
from portal.procedures.editions import (
    Channel,
    Collected,
    Edition,
    Eligibility,
    Fee,
    Level,
    Next,
    Page,
    Paper,
    PaperForm,
    Result,
    Time,
    Way,
    WorkStep,
)
from portal.procedures.questions.asked import Limits, Option, Question, QuestionKind
from tests.portal.procedures.trees import conditions, words

ROLES = frozenset({"reception", "division_head", "specialist", "director", "clerk"})
TODAY = date(2026, 7, 1)

OWNER = Question(
    "is_owner", QuestionKind.YES_NO, "Đơn vị có đăng ký kinh doanh vận tải không?", required=True
)
FORM = Question(
    "form",
    QuestionKind.ONE_OF,
    "Hình thức kinh doanh",
    options=(Option("fixed", "Tuyến cố định"), Option("taxi", "Taxi"), Option("contract", "Hợp đồng")),
    required=True,
)
LINES = Question(
    "lines",
    QuestionKind.SHORT_TEXT,
    "Tuyến khai thác",
    required=True,
    condition=Compare(Sign.EQUALS, Answer("form"), Choice("fixed")),
)
PLATE = Question("plate", QuestionKind.VEHICLE_PLATE, "Biển số", required=True)
IS_HIRED = Question("is_hired", QuestionKind.YES_NO, "Xe thuê?", required=True)
HIRED = Compare(Sign.EQUALS, Answer("is_hired"), YesNo(True))
CONTRACT = Question("hire_contract", QuestionKind.FILE, "Hợp đồng thuê xe", required=True, condition=HIRED)
VEHICLES = Question(
    "vehicles", QuestionKind.GROUP, "Danh sách xe", required=True, questions=(PLATE, IS_HIRED, CONTRACT)
)
BORN = Question("born", QuestionKind.DATE, "Ngày sinh người đại diện", limits=Limits(until_today=True))
GUARDIAN = Question(
    "guardian",
    QuestionKind.SHORT_TEXT,
    "Người giám hộ",
    condition=Compare(Sign.LESS, Age(Answer("born"), Today()), Number(Decimal(18))),
)
STEPS = (
    WorkStep("reception", "Tiếp nhận", Decimal(4), "reception", next=(Next("assignment"),)),
    WorkStep("assignment", "Phân công", Decimal(4), "division_head", next=(Next("examination"),)),
    WorkStep(
        "examination",
        "Thẩm định",
        Decimal(24),
        "specialist",
        next=(
            Next("consultation", Compare(Sign.MORE, Count("vehicles"), Number(Decimal(20)))),
            Next("signing"),
        ),
    ),
    WorkStep("consultation", "Lấy ý kiến", Decimal(40), "specialist", "", True, next=(Next("signing"),)),
    WorkStep("signing", "Ký duyệt", Decimal(4), "director", next=(Next("return_result"),)),
    WorkStep("return_result", "Trả kết quả", Decimal(4), "clerk", is_end=True),
)
LICENCE = Edition(
    code="1.000703",
    name="Cấp Giấy phép kinh doanh vận tải bằng xe ô tô",
    field="Đường bộ",
    level=Level.WHOLLY_ONLINE,
    channel=Channel.LOCAL,
    time=Time(Decimal(5)),
    result=Result("Giấy phép kinh doanh vận tải bằng xe ô tô"),
    valid_from=date(2025, 7, 1),
    legal_basis=("Nghị định 158/2024/NĐ-CP, Điều 19",),
    eligibility=(
        Eligibility(
            OWNER,
            Compare(Sign.EQUALS, Answer("is_owner"), YesNo(True)),
            "Đơn vị cần đăng ký kinh doanh vận tải trước.",
        ),
    ),
    pages=(
        Page("business", "Hình thức", (FORM, LINES)),
        Page("fleet", "Phương tiện", (VEHICLES,)),
        Page("person", "Người đại diện", (BORN, GUARDIAN)),
    ),
    papers=(
        Paper("request", "Giấy đề nghị", PaperForm.ELECTRONIC, template="PL I"),
        Paper("safety", "Quyết định thành lập bộ phận an toàn", condition=LINES.condition),
        Paper("registration", "Đăng ký xe", replaced_by_data_source="CSDL đăng ký xe"),
    ),
    fees=(
        Fee("fee_2025", "issue", "Lệ phí cấp phép", 200_000, date(2025, 7, 1), date(2025, 12, 31)),
        Fee("fee_2026", "issue", "Lệ phí cấp phép", 100_000, date(2026, 1, 1), way=Way.ONLINE),
        Fee("fee_2026_desk", "issue", "Lệ phí cấp phép", 200_000, date(2026, 1, 1), way=Way.COUNTER),
        Fee(
            "badge",
            "badge",
            "Phù hiệu",
            0,
            date(2025, 7, 1),
            unit="xe",
            counted="vehicles",
            collected=Collected.ON_RESULT,
        ),
    ),
    steps=STEPS,
    retention_years=5,
)
PRINTED = frozenset({"lines", "plate", "hire_contract", "guardian"})
ANSWERS: dict[str, Any] = {
    "is_owner": True,
    "form": "fixed",
    "lines": "Tam Kỳ - Đà Nẵng",
    "vehicles": {
        "r1": {"plate": "92B-012.34", "is_hired": False},
        "r2": {"plate": "92B-056.78", "is_hired": True, "hire_contract": [7]},
    },
    "born": "1990-01-01",
}

ids = some.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
_simple = some.builds(
    Question,
    id=ids,
    kind=some.sampled_from(QuestionKind),
    label=words,
    help=words,
    options=some.lists(some.builds(Option, ids, words), max_size=2).map(tuple),
    required=some.booleans(),
    condition=some.none() | conditions,
    limits=some.builds(
        Limits, least=some.none() | some.decimals(-9, 9, places=1), last_day=some.none() | some.dates()
    ),
)
questions = some.builds(
    lambda question, inner: replace(question, questions=tuple(inner)),
    _simple,
    some.lists(_simple, max_size=2),
)
_hours = some.integers(0, 40).map(Decimal)


@some.composite
def step_lists(draw: some.DrawFn) -> tuple[WorkStep, ...]:
    """Steps that lead anywhere at all."""
    names = draw(some.lists(ids, min_size=1, max_size=5, unique=True))
    ways = some.lists(some.builds(Next, some.sampled_from(names), some.none() | conditions), max_size=2).map(
        tuple
    )
    return tuple(
        WorkStep(
            name,
            name,
            draw(_hours),
            draw(some.sampled_from(sorted(ROLES))),
            is_end=draw(some.booleans()),
            next=draw(ways),
        )
        for name in names
    )


@some.composite
def mostly_sound_steps(draw: some.DrawFn) -> tuple[WorkStep, ...]:
    """Steps that lead on to the next and sometimes further, one in a few somewhere odd, the last an end."""
    names = [f"s{n}" for n in range(draw(some.integers(1, 6)))]
    steps = []
    for n, name in enumerate(names):
        further = draw(some.lists(some.sampled_from(names[n + 1 :]), max_size=2)) if names[n + 1 :] else []
        odd = draw(some.sampled_from(["", "", "", "", "", "", *names]))
        ways = [*further, *names[n + 1 : n + 2], *filter(None, [odd])]
        hours = Decimal(draw(some.integers(0, 8)))
        steps.append(WorkStep(name, name, hours, "clerk", is_end=not ways, next=tuple(map(Next, ways))))
    return tuple(steps)


editions = some.builds(
    Edition,
    code=words,
    name=words,
    field=words,
    level=some.sampled_from(Level),
    channel=some.sampled_from(Channel),
    time=some.builds(
        Time, _hours, cut_off=some.none() | some.times().map(lambda t: t.replace(second=0, microsecond=0))
    ),
    result=some.builds(Result, words, some.none() | some.integers(1, 99)),
    valid_from=some.dates(),
    valid_to=some.none() | some.dates(),
    legal_basis=some.lists(words, max_size=2).map(tuple),
    eligibility=some.lists(some.builds(Eligibility, questions, conditions, words), max_size=2).map(tuple),
    pages=some.lists(
        some.builds(Page, ids, words, some.lists(questions, max_size=4).map(tuple), some.none() | conditions),
        max_size=3,
    ).map(tuple),
    papers=some.lists(some.builds(Paper, ids, words, condition=some.none() | conditions), max_size=2).map(
        tuple
    ),
    fees=some.lists(
        some.builds(Fee, ids, ids, words, some.integers(0, 10**9), some.dates(), some.none() | some.dates()),
        max_size=3,
    ).map(tuple),
    steps=step_lists(),
    retention_years=some.none() | some.integers(0, 70),
)
