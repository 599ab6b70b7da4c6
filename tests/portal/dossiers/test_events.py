"""What happened to a dossier: when it ended, how often it was sent back, when its clock stood still."""

from datetime import datetime, timedelta

import pytest

from portal.dossiers.events import Event, FeeRule, Kind, Span, ended_at, spans, supplements_of
from portal.kit.clock import HANOI

START = datetime(2026, 3, 10, 9, tzinfo=HANOI)
LATER = START + timedelta(days=30)


def told(*kinds: str) -> tuple[Event, ...]:
    """One event a day, in this order; "step:x" enters a step."""
    parts = [kind.partition(":") for kind in kinds]
    return tuple(Event(Kind(kind), on(day), step) for day, (kind, _colon, step) in enumerate(parts))


def on(day: int) -> datetime:
    return START + timedelta(days=day)


@pytest.mark.parametrize(
    ("kinds", "day"),
    [
        (["accepted", "finished", "delivered"], 1),
        (["accepted", "delivered", "finished"], 2),
        (["accepted", "delivered"], 1),
        (["accepted", "closed"], 1),
        (["submitted", "refused"], 1),
    ],
)
def test_resolved_counts_before_delivered_before_stopped_or_refused(kinds: list[str], day: int) -> None:
    assert ended_at(told(*kinds)) == on(day)


def test_what_is_reopened_has_not_ended() -> None:
    assert ended_at(told("accepted", "finished", "reopened")) is None
    assert ended_at(told("accepted", "closed", "reopened", "finished")) == on(3)


def test_only_supplements_after_acceptance_are_counted() -> None:
    asked_again = ("supplement_asked", "supplement_given", "accepted", "supplement_asked")
    assert supplements_of(told(*asked_again)) == 1
    assert supplements_of(told("supplement_asked")) == 0


def test_a_supplement_stops_the_clock_until_it_comes_or_the_dossier_ends() -> None:
    given = told("accepted", "supplement_asked", "supplement_given")
    assert list(spans(given, LATER, FeeRule.IGNORED)) == [Span("supplement", on(1), on(2))]
    silent = told("accepted", "supplement_asked")
    assert list(spans(silent, LATER, FeeRule.IGNORED)) == [Span("supplement", on(1), LATER, is_open=True)]
    lapsed = told("accepted", "supplement_asked", "closed", "reopened")
    assert list(spans(lapsed, LATER, FeeRule.IGNORED)) == [
        Span("supplement", on(1), on(2)),
        Span("end", on(2), on(3)),
    ]


@pytest.mark.parametrize(
    ("rule", "kinds", "days"),
    [
        (FeeRule.IGNORED, ["fee_asked", "fee_paid", "accepted", "fee_asked", "fee_paid"], []),
        (FeeRule.HOLDS_START, ["fee_asked", "fee_paid", "accepted", "fee_asked", "fee_paid"], [(0, 1)]),
        (FeeRule.PAUSES, ["fee_asked", "fee_paid", "accepted", "fee_asked", "fee_paid"], [(0, 1), (3, 4)]),
    ],
)
def test_a_fee_stops_the_clock_where_the_procedure_says_so(
    rule: FeeRule, kinds: list[str], days: list[tuple[int, int]]
) -> None:
    assert [(span.since, span.until) for span in spans(told(*kinds), LATER, rule)] == [
        (on(since), on(until)) for since, until in days
    ]


def test_steps_that_the_law_excludes_stop_the_clock_from_one_to_the_next() -> None:
    walked = told(
        "accepted", "step_entered:check", "step_entered:visit", "step_entered:ask", "step_entered:draft"
    )
    excluded = {"visit", "ask"}
    assert list(spans(walked, LATER, FeeRule.IGNORED, excluded)) == [Span("step", on(2), on(4))]
