"""The clock of a dossier: promised, stopped, put off, late, lapsed."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from portal.dossiers.deadlines import (
    AfterSupplement,
    Clock,
    StepRule,
    TimeRules,
    check_new_appointment,
    clock,
    time_left,
)
from portal.dossiers.events import Event, FeeRule, Kind
from portal.dossiers.working_hours import WorkingHours
from portal.kit.clock import HANOI
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.working_days import WorkingDays

OFF = [date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 2, day) for day in range(16, 21)), date(2026, 9, 2)]
HOURS = WorkingHours(WorkingDays({**dict.fromkeys(OFF, False), date(2026, 1, 10): True}))
FIVE_DAYS = TimeRules(minutes=5 * 480)
PAUSED = replace(FIVE_DAYS, after_supplement=AfterSupplement.PAUSE)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HANOI)


ACCEPTED = Event(Kind.ACCEPTED, at(3, 10))
# Asked after one working day, given after four more days.
ASKED = (ACCEPTED, Event(Kind.SUPPLEMENT_ASKED, at(3, 11)))
GIVEN = (*ASKED, Event(Kind.SUPPLEMENT_GIVEN, at(3, 17)))
RULES = (FIVE_DAYS, PAUSED)


def shown(events: tuple[Event, ...], now: datetime, rules: TimeRules = FIVE_DAYS) -> Clock:
    return clock(rules, events, now, HOURS)


def test_before_acceptance_nothing_is_promised_but_the_desk_owes_an_answer() -> None:
    filed = shown((Event(Kind.SUBMITTED, at(3, 9, 20)),), at(3, 10))
    assert (filed.state, filed.promised_at) == ("waiting", None)
    assert filed.react_by == at(3, 10, 17, 30)
    assert filed.is_reaction_late(at(3, 11)) and not filed.is_reaction_late(at(3, 10, 17, 30))
    assert time_left(filed, HOURS) == ""


def test_what_is_supplemented_before_acceptance_is_owed_a_new_answer() -> None:
    filed = Event(Kind.SUBMITTED, at(3, 9))
    asked = (filed, Event(Kind.SUPPLEMENT_ASKED, at(3, 9, 15)))
    assert shown(asked, at(3, 10)).react_by is None
    assert shown((*asked, Event(Kind.SUPPLEMENT_GIVEN, at(3, 16))), at(3, 16)).react_by == at(3, 17)
    assert shown(asked, at(3, 10)).supplements == 0


def test_the_promise_is_made_at_acceptance() -> None:
    begun = shown((ACCEPTED,), at(3, 10))
    assert (begun.state, begun.promised_at, begun.promised_on) == ("running", at(3, 17), date(2026, 3, 17))
    assert begun.first_promised_at == begun.kpi_due_at == begun.promised_at
    assert begun.remaining == timedelta(hours=40)
    assert time_left(begun, HOURS) == "Còn 5 ngày"


@pytest.mark.parametrize(
    ("accepted", "promised"),
    [
        (at(2, 12), at(2, 26)),
        (at(8, 31), at(9, 8)),
        (at(1, 8), at(1, 14)),
        (at(3, 10, 16), at(3, 17, 17, 30)),
        (at(3, 13, 18), at(3, 20, 17, 30)),
    ],
)
def test_tet_national_day_swaps_and_the_cutoff_move_the_promise(
    accepted: datetime, promised: datetime
) -> None:
    rules = replace(FIVE_DAYS, cutoff=time(15))
    assert shown((Event(Kind.ACCEPTED, accepted),), accepted, rules).promised_at == promised


def test_half_a_day_is_four_hours() -> None:
    assert shown((ACCEPTED,), at(3, 10), TimeRules(minutes=240)).promised_at == at(3, 10, 15)


def test_after_a_supplement_the_period_begins_again_or_goes_on() -> None:
    assert shown(GIVEN, at(3, 17)).promised_at == at(3, 24)
    assert shown(GIVEN, at(3, 17), PAUSED).promised_at == at(3, 23)


@pytest.mark.parametrize("rules", RULES)
def test_the_date_of_the_index_only_leaves_the_supplement_out(rules: TimeRules) -> None:
    clock_now = shown(GIVEN, at(3, 17), rules)
    assert clock_now.first_promised_at == at(3, 17)
    assert clock_now.kpi_due_at == at(3, 23)


def test_while_a_supplement_is_waited_for_the_screen_shows_what_would_be_promised_now() -> None:
    waiting = shown(ASKED, at(3, 12), PAUSED)
    assert (waiting.state, waiting.paused_for, waiting.promised_at) == ("paused", "supplement", at(3, 18))
    assert time_left(waiting, HOURS) == "Đang tạm dừng tính thời gian"
    assert not waiting.is_near and not waiting.is_overdue


def test_silence_lapses_at_the_end_of_the_fifteenth_working_day() -> None:
    waiting = shown(ASKED, at(3, 12))
    assert waiting.lapses_at == at(4, 1, 17, 30)
    assert waiting.has_lapsed(at(4, 2)) and not waiting.has_lapsed(at(4, 1, 17))
    assert shown(GIVEN, at(3, 18)).lapses_at is None
    closed = shown((*ASKED, Event(Kind.CLOSED, at(4, 2))), at(4, 9))
    assert (closed.state, closed.lapses_at, closed.ended_at) == ("ended", None, at(4, 2))


def test_a_fee_holds_the_start_or_stops_the_clock_where_the_procedure_says_so() -> None:
    late_fee = (ACCEPTED, Event(Kind.FEE_ASKED, at(3, 11)), Event(Kind.FEE_PAID, at(3, 12)))
    assert shown(late_fee, at(3, 12)).promised_at == at(3, 17)
    assert shown(late_fee, at(3, 12), replace(FIVE_DAYS, fee=FeeRule.PAUSES)).promised_at == at(3, 18)
    early_fee = (Event(Kind.FEE_ASKED, at(3, 9)), ACCEPTED, Event(Kind.FEE_PAID, at(3, 12)))
    assert shown(early_fee, at(3, 12)).promised_at == at(3, 17)
    assert shown(early_fee, at(3, 12), replace(FIVE_DAYS, fee=FeeRule.HOLDS_START)).promised_at == at(3, 19)


def test_a_fee_within_the_time_for_a_supplement_is_not_counted_twice() -> None:
    rules = replace(PAUSED, fee=FeeRule.PAUSES)
    both = (*GIVEN, Event(Kind.FEE_ASKED, at(3, 12)), Event(Kind.FEE_PAID, at(3, 18)))
    assert shown(both, at(3, 18), rules).promised_at == at(3, 24)


def test_steps_have_budgets_and_some_do_not_count() -> None:
    rules = replace(FIVE_DAYS, steps=(StepRule("check", 480), StepRule("visit", 960, is_excluded=True)))
    steps = (("check", at(3, 10)), ("visit", at(3, 12)), ("draft", at(3, 17)))
    walked = (ACCEPTED, *(Event(Kind.STEP_ENTERED, when, key) for key, when in steps))
    clock_now = shown(walked, at(3, 17), rules)
    assert clock_now.promised_at == at(3, 20)
    assert [(step.key, step.due_at, step.left_at) for step in clock_now.steps] == [
        ("check", at(3, 11), at(3, 12)),
        ("visit", at(3, 16), at(3, 17)),
        ("draft", None, None),
    ]
    assert shown(walked[:3], at(3, 13), rules).paused_for == "step"


def test_a_step_stands_still_while_a_supplement_is_waited_for() -> None:
    rules = replace(FIVE_DAYS, steps=(StepRule("check", 960),))
    walked = (Event(Kind.STEP_ENTERED, at(3, 10), "check"), *GIVEN)
    assert shown(walked, at(3, 17), rules).steps[0].due_at == at(3, 18)


@pytest.mark.parametrize(
    ("now", "is_near", "is_overdue", "words"),
    [
        (at(3, 13), False, False, "Còn 2 ngày"),
        (at(3, 16), True, False, "Còn 1 ngày"),
        (at(3, 16, 15), True, False, "Còn 4 giờ"),
        (at(3, 17), True, False, "Còn dưới một giờ"),
        (at(3, 17, 11), False, True, "Quá hạn 2 giờ"),
        (at(3, 19), False, True, "Quá hạn 2 ngày"),
    ],
)
def test_a_warning_comes_before_it_is_late(
    now: datetime, is_near: bool, is_overdue: bool, words: str
) -> None:
    clock_now = shown((ACCEPTED,), now)
    assert (clock_now.is_near, clock_now.is_overdue) == (is_near, is_overdue)
    assert time_left(clock_now, HOURS) == words


def test_long_periods_warn_when_a_fifth_is_left() -> None:
    thirty = TimeRules(minutes=30 * 480)
    due = shown((ACCEPTED,), at(3, 10), thirty).promised_at
    assert due == at(4, 21)
    assert shown((ACCEPTED,), at(4, 13), thirty).is_near and not shown((ACCEPTED,), at(4, 10), thirty).is_near


def test_what_was_late_when_a_supplement_was_asked_stays_late_where_the_clock_only_pauses() -> None:
    asked = (ACCEPTED, Event(Kind.SUPPLEMENT_ASKED, at(3, 18)))
    assert shown(asked, at(3, 19), PAUSED).is_overdue
    assert shown(asked, at(3, 19)).kpi_due_at == at(3, 17)


def test_an_apology_names_one_new_appointment() -> None:
    late = shown((ACCEPTED,), at(3, 18))
    check_new_appointment(late, at(3, 20, 15), HOURS)
    put_off = shown((ACCEPTED, Event(Kind.RESCHEDULED, at(3, 18), until=at(3, 20, 15))), at(3, 18))
    assert (put_off.promised_at, put_off.kpi_due_at) == (at(3, 20, 15), at(3, 17))
    assert not put_off.is_overdue
    with pytest.raises(NotAllowed, match="hẹn lại một lần"):
        check_new_appointment(put_off, at(3, 25), HOURS)


@pytest.mark.parametrize("until", [at(3, 17), at(3, 21), at(3, 20, 20)])
def test_the_new_appointment_is_later_and_in_working_hours(until: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        check_new_appointment(shown((ACCEPTED,), at(3, 18)), until, HOURS)
    assert set(refusal.value.problems) == {"until"}


@pytest.mark.parametrize(
    "events", [(), (Event(Kind.SUBMITTED, at(3, 9)),), (ACCEPTED, Event(Kind.FINISHED, at(3, 12)))]
)
def test_without_a_running_promise_there_is_nothing_to_put_off(events: tuple[Event, ...]) -> None:
    with pytest.raises(NotAllowed):
        check_new_appointment(shown(events, at(3, 18)), at(3, 25), HOURS)


def test_a_stop_after_the_new_appointment_moves_it_too() -> None:
    put_off = (ACCEPTED, Event(Kind.RESCHEDULED, at(3, 18), until=at(3, 20, 15)))
    stopped = (*put_off, Event(Kind.SUPPLEMENT_ASKED, at(3, 19)), Event(Kind.SUPPLEMENT_GIVEN, at(3, 23)))
    assert shown(stopped, at(3, 23), PAUSED).promised_at == at(3, 24, 15)
    assert shown(stopped, at(3, 23)).promised_at == at(3, 30)


def test_when_it_is_finished_the_clock_stands() -> None:
    done = (ACCEPTED, Event(Kind.FINISHED, at(3, 16)), Event(Kind.FEE_ASKED, at(3, 16, 10)))
    clock_now = shown(done, at(4, 20))
    assert (clock_now.state, clock_now.is_overdue, clock_now.is_near) == ("ended", False, False)
    assert clock_now.ended_at == at(3, 16) and time_left(clock_now, HOURS) == ""
    assert clock_now.remaining == timedelta(hours=8)


def test_the_time_between_the_end_and_reopening_is_not_counted() -> None:
    again = (ACCEPTED, Event(Kind.CLOSED, at(3, 12)), Event(Kind.REOPENED, at(3, 19)))
    assert shown(again, at(3, 19)).promised_at == at(3, 24)
    assert shown(again, at(3, 19)).state == "running"


moments = some.integers(0, 60 * 24 * 60).map(lambda minutes: at(1, 5) + timedelta(minutes=minutes))
rules_of = some.builds(
    TimeRules,
    minutes=some.integers(60, 30 * 480),
    cutoff=some.sampled_from([None, time(15)]),
    after_supplement=some.sampled_from(AfterSupplement),
    fee=some.sampled_from(FeeRule),
    steps=some.just((StepRule("visit", 480, is_excluded=True),)),
)
QUIET = [Kind.SUPPLEMENT_ASKED, Kind.SUPPLEMENT_GIVEN, Kind.FEE_ASKED, Kind.FEE_PAID, Kind.STEP_ENTERED]
happenings = some.lists(
    some.builds(Event, some.sampled_from(QUIET), moments, some.sampled_from(["", "visit"])), max_size=8
)


@given(rules_of, happenings, moments, moments)
def test_a_promise_falls_within_working_hours_and_knows_no_order_of_telling(
    rules: TimeRules, happened: list[Event], accepted: datetime, now: datetime
) -> None:
    events = (Event(Kind.ACCEPTED, min(accepted, now)), *sorted(happened, key=lambda event: event.at))
    clock_now = shown(events, now, rules)
    dues = (clock_now.promised_at, clock_now.first_promised_at, clock_now.kpi_due_at)
    assert all(due and HOURS.is_open(due) for due in dues)
    if len({event.at for event in events}) == len(events):
        assert shown(events[::-1], now, rules) == clock_now


@given(rules_of, happenings, moments, moments, moments)
def test_a_later_acceptance_never_gives_an_earlier_promise(
    rules: TimeRules, happened: list[Event], one: datetime, two: datetime, now: datetime
) -> None:
    first, second, _last = sorted((one, two, now))
    after_both = [replace(event, at=event.at + (second - at(1, 5))) for event in happened]
    end = max(now, second, *(event.at for event in after_both)) if after_both else max(now, second)
    early, late = (
        shown((Event(Kind.ACCEPTED, accepted), *after_both), end, rules).promised_at
        for accepted in (first, second)
    )
    assert early and late and early <= late


@given(rules_of, happenings, moments, moments)
def test_beginning_again_never_ends_before_going_on(
    rules: TimeRules, happened: list[Event], accepted: datetime, now: datetime
) -> None:
    events = (Event(Kind.ACCEPTED, min(accepted, now)), *happened)
    again, goes_on = (
        shown(events, now, replace(rules, after_supplement=each)).promised_at for each in AfterSupplement
    )
    assert again and goes_on and again >= goes_on


@given(rules_of, happenings, moments, some.integers(0, 8))
def test_as_time_passes_less_is_left(
    rules: TimeRules, happened: list[Event], accepted: datetime, days: int
) -> None:
    events = (Event(Kind.ACCEPTED, accepted), *happened)
    settled = max(event.at for event in events)
    now, later = (shown(events, settled + timedelta(days=each), rules) for each in (0, days))
    assume(
        now.state != "paused"
    )  # What is left then begins anew when the pause ends, past the cut-off a day later.
    assert now.remaining is not None and later.remaining is not None
    assert later.remaining <= now.remaining
    assert (later.state != "running") or later.promised_at == now.promised_at
