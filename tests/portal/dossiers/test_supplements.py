"""One request for a supplement: everything at once, nothing else changed, what came back changed on top."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.dossiers.supplements import (
    Point,
    Reason,
    answered,
    check_request,
    may_change,
    reason_label,
    returned,
)
from portal.kit.errors import Invalid, NotAllowed

FORM = ["question:1", "question:2", "paper:1", "paper:2"]
NAME = Point("question:1", Reason.INCORRECT, "Họ tên khác với giấy tờ.")
PHOTO = Point("paper:1", Reason.INCOMPLETE, "Thiếu trang hai.")
HEALTH = Point("paper:2", Reason.OUTDATED, "Giấy khám sức khỏe đã quá sáu tháng.")
FILED: dict[str, object] = {"question:1": "Nguyễn Văn An", "question:2": "Hội An", "paper:2": ("f1",)}

answers = some.dictionaries(some.sampled_from(FORM), some.sampled_from(["", "a", "b"]))
requests = some.lists(
    some.builds(Point, some.sampled_from(FORM), some.sampled_from(Reason), some.just("Sửa lại.")),
    unique_by=lambda point: point.target,
)


def test_a_request_lists_every_point_at_once() -> None:
    check_request([NAME, PHOTO, HEALTH], FORM)
    assert may_change([NAME, PHOTO]) == {"question:1", "paper:1"}


@pytest.mark.parametrize(
    ("points", "fields"),
    [
        ([], {""}),
        ([NAME, Point("paper:9", Reason.INCOMPLETE, "Thiếu.")], {"point-2"}),
        ([NAME, NAME], {"point-2"}),
        ([Point("paper:1", Reason.INCOMPLETE, "  ")], {"point-1"}),
    ],
)
def test_a_request_that_nobody_could_answer_is_refused(points: list[Point], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        check_request(points, FORM)
    assert set(refusal.value.problems) == fields


def test_the_next_revision_has_the_new_answers_and_the_old_one_keeps_its_own() -> None:
    now = answered(FILED, {"question:1": "Nguyễn Văn Ân", "paper:1": ("f2",)}, [NAME, PHOTO])
    assert now == {**FILED, "question:1": "Nguyễn Văn Ân", "paper:1": ("f2",)}
    assert FILED["question:1"] == "Nguyễn Văn An" and "paper:1" not in FILED


def test_nothing_else_is_changed_but_may_be_sent_along() -> None:
    assert answered(FILED, {"question:2": "Hội An"}, [NAME]) == FILED
    with pytest.raises(NotAllowed, match="phiếu yêu cầu bổ sung"):
        answered(FILED, {"question:2": "Tam Kỳ"}, [NAME])


def test_the_officer_sees_first_what_came_back_changed() -> None:
    now = answered(FILED, {"paper:1": ("f2",)}, [NAME, PHOTO])
    seen = returned(FILED, now, [NAME, PHOTO])
    assert [(each.point, each.before, each.now, each.is_changed) for each in seen] == [
        (PHOTO, None, ("f2",), True),
        (NAME, "Nguyễn Văn An", "Nguyễn Văn An", False),
    ]


def test_reasons_have_names() -> None:
    assert [reason_label(reason) for reason in Reason] == ["Còn thiếu", "Chưa đúng", "Hết hiệu lực"]


@given(answers, answers, requests)
def test_whatever_is_sent_only_the_points_change(
    filed: dict[str, object], given_now: dict[str, object], points: list[Point]
) -> None:
    try:
        now = answered(filed, given_now, points)
    except NotAllowed:
        assert any(filed.get(target) != given_now[target] for target in set(given_now) - may_change(points))
        return
    changed = {target for target in FORM if filed.get(target) != now.get(target)}
    assert changed <= may_change(points)
    assert {each.point.target for each in returned(filed, now, points) if each.is_changed} == changed
