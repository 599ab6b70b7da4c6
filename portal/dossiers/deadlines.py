"""The clock of a dossier (pure): what is promised, what stops it, when it is late, when it lapses.

Everything follows from the procedure's time rules and what happened to the dossier; the same events give the same
answer. Sources: decrees 61/2018 and 118/2025 (one-stop desk), decision 766/QĐ-TTg for the date of the national index,
which is apart from the promise. What a late dossier costs the index is `scoring`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import zip_longest

from portal.dossiers.events import Event, FeeRule, Kind, Span, ended_at, first, spans, supplements_of
from portal.dossiers.working_hours import MINUTES_PER_DAY, WorkingHours
from portal.kit.clock import local_day
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _

_HOUR = timedelta(hours=1)


class AfterSupplement(StrEnum):
    """What a supplement does to the promise: counted again from the beginning, or resumed with what was left."""

    RESTART = "restart"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class StepRule:
    """An inner step of a procedure: its budget in minutes (480 are a working day), and whether the law excludes it."""

    key: str
    minutes: int | None = None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class TimeRules:
    """The time rules of one edition of a procedure. Minutes are of working time, 480 to a day."""

    minutes: int
    cutoff: time | None = None
    after_supplement: AfterSupplement = AfterSupplement.RESTART
    fee: FeeRule = FeeRule.IGNORED
    steps: tuple[StepRule, ...] = ()
    supplement_days: int = 15
    reaction_minutes: int = MINUTES_PER_DAY
    warning_minutes: int = MINUTES_PER_DAY
    warning_percent: int = 20

    def step(self, key: str) -> StepRule:
        """The rule of a step; a step without one has no budget and counts."""
        return next((each for each in self.steps if each.key == key), StepRule(key))

    @property
    def excluded_steps(self) -> frozenset[str]:
        """Keys of the steps whose time the law does not count."""
        return frozenset(each.key for each in self.steps if each.is_excluded)


_AWAITING_DESK = (Kind.SUBMITTED, Kind.SUPPLEMENT_GIVEN, Kind.FEE_PAID, Kind.REOPENED)


@dataclass(frozen=True, slots=True)
class StepTime:
    """One hand-over, as the control sheet lists it; `due_at` is None without a budget, `left_at` while it lasts."""

    key: str
    entered_at: datetime
    due_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a screen shows. While the clock stands still, `promised_at` is what it would be if it ran on now.

    `state` is "waiting" (not accepted), "running", "paused" or "ended"; `remaining` is open time, negative when late.
    """

    state: str
    paused_for: str
    react_by: datetime | None
    first_promised_at: datetime | None
    promised_at: datetime | None
    kpi_due_at: datetime | None
    remaining: timedelta | None
    is_near: bool
    is_overdue: bool
    is_rescheduled: bool
    supplements: int
    lapses_at: datetime | None
    ended_at: datetime | None
    steps: tuple[StepTime, ...]

    @property
    def promised_on(self) -> date | None:
        """The day of the promise, in Vietnam."""
        return local_day(self.promised_at) if self.promised_at else None

    def has_lapsed(self, now: datetime) -> bool:
        """Whether the time for a supplement has run out, so that the dossier is closed."""
        return self.lapses_at is not None and now > self.lapses_at

    def is_reaction_late(self, now: datetime) -> bool:
        """Whether the desk owes an answer that is past its time."""
        return self.react_by is not None and now > self.react_by


def clock(rules: TimeRules, events: Iterable[Event], now: datetime, hours: WorkingHours) -> Clock:
    """The clock of a dossier at an instant, from what happened up to then."""
    so_far = tuple(sorted((each for each in events if each.at <= now), key=lambda event: event.at))
    ended = ended_at(so_far)
    reference = ended or now
    counted = tuple(each for each in so_far if each.at <= reference)
    stops = tuple(spans(counted, reference, rules.fee, rules.excluded_steps))
    case = _Case(rules, counted, stops, hours, ended)
    promised = _promise(case)
    remaining = hours.between(reference, promised) if promised else None
    is_overdue = promised is not None and reference > promised
    state = _state(case)
    return Clock(
        state=state,
        paused_for=next(iter(_open_spans(case)), ""),
        react_by=_react_by(case),
        first_promised_at=_first_promise(case),
        promised_at=promised,
        kpi_due_at=_kpi_due_at(case),
        remaining=remaining,
        is_near=state == "running" and not is_overdue and _is_near(case, remaining),
        is_overdue=is_overdue,
        is_rescheduled=first(counted, Kind.RESCHEDULED) is not None,
        supplements=supplements_of(counted),
        lapses_at=_lapses_at(case),
        ended_at=ended,
        steps=tuple(_steps(case)),
    )


def check_new_appointment(now_stands: Clock, until: datetime, hours: WorkingHours) -> None:
    """Whether an apology may name this instant. Decree 61/2018/NĐ-CP, article 19: one new appointment at most.

    Raises NotAllowed after the first, and Invalid when it is not later than the promise, or outside working hours.
    """
    if now_stands.promised_at is None or now_stands.state == "ended":
        raise NotAllowed(_("Hồ sơ chưa có hoặc không còn ngày hẹn trả để hẹn lại."))
    if now_stands.is_rescheduled:
        raise NotAllowed(_("Hồ sơ đã được hẹn lại một lần nên không hẹn lại được nữa."))
    if until <= now_stands.promised_at:
        raise Invalid({"until": _("Ngày hẹn mới phải sau ngày hẹn cũ.")})
    if not hours.is_open(until):
        raise Invalid({"until": _("Giờ hẹn trả phải nằm trong giờ làm việc.")})


def time_left(shown: Clock, hours: WorkingHours) -> str:
    """What is left of the promise, as the desk says it; empty when nothing was promised, or all is done."""
    if shown.remaining is None or shown.state == "ended":
        return ""
    if shown.paused_for and not shown.is_overdue:
        return _("Đang tạm dừng tính thời gian")
    days, rest = divmod(abs(shown.remaining), hours.day_length)
    if days:
        words = _("Quá hạn %(days)s ngày") if shown.is_overdue else _("Còn %(days)s ngày")
        return words % {"days": days}
    if rest >= _HOUR:
        words = _("Quá hạn %(hours)s giờ") if shown.is_overdue else _("Còn %(hours)s giờ")
        return words % {"hours": rest // _HOUR}
    return _("Quá hạn dưới một giờ") if shown.is_overdue else _("Còn dưới một giờ")


@dataclass(frozen=True, slots=True)
class _Case:
    """One dossier at one instant, as the rules below see it."""

    rules: TimeRules
    events: tuple[Event, ...]
    stops: tuple[Span, ...]
    hours: WorkingHours
    ended: datetime | None


def _state(case: _Case) -> str:
    if case.ended:
        return "ended"
    if not first(case.events, Kind.ACCEPTED):
        return "waiting"
    return "paused" if _open_spans(case) else "running"


def _open_spans(case: _Case) -> dict[str, datetime]:
    """Since when the clock stands still now, by reason."""
    return {} if case.ended else {span.why: span.since for span in case.stops if span.is_open}


def _promise(case: _Case) -> datetime | None:
    """What is promised now: the last thing that set the clock, moved by every stop after it."""
    accepted = first(case.events, Kind.ACCEPTED)
    if accepted is None:
        return None
    settings: list[tuple[datetime, datetime | None]] = [(accepted.at, None)]
    if case.rules.after_supplement is AfterSupplement.RESTART:
        settings += [(span.until, None) for span in _supplements(case) if span.since >= accepted.at]
    settings += [(each.at, each.until) for each in case.events if each.kind is Kind.RESCHEDULED]
    start, due = max(settings, key=lambda setting: setting[0])
    if due is None:
        start, due = _whole_period(case, start)
    return _shifted(start, due, case.stops, case.hours)


def _first_promise(case: _Case) -> datetime | None:
    accepted = first(case.events, Kind.ACCEPTED)
    return _whole_period(case, accepted.at)[1] if accepted else None


def _kpi_due_at(case: _Case) -> datetime | None:
    """The first promise, or the legal maximum since filing where none was given, without the supplement's span."""
    begun = first(case.events, Kind.ACCEPTED) or first(case.events, Kind.SUBMITTED)
    if begun is None:
        return None
    start, due = _whole_period(case, begun.at)
    return _shifted(start, due, _supplements(case), case.hours)


def _supplements(case: _Case) -> tuple[Span, ...]:
    return tuple(span for span in case.stops if span.why == "supplement")


def _whole_period(case: _Case, moment: datetime) -> tuple[datetime, datetime]:
    """Start and due instant of a whole period that begins at an instant, or when nothing holds it any more."""
    for span in sorted(case.stops, key=lambda span: span.since):
        if span.since <= moment < span.until:
            moment = span.until
    start = case.hours.start(moment, case.rules.cutoff)
    return start, case.hours.add(start, case.hours.length_of(case.rules.minutes))


def _shifted(start: datetime, due: datetime, stops: Iterable[Span], hours: WorkingHours) -> datetime:
    """The due instant moved by the stretches in which the clock stood still; what was missed before stays missed."""
    for span in sorted(stops, key=lambda span: span.since):
        since, until = max(span.since, start), max(span.until, start)
        if since < until and since <= due:
            due = hours.add(until, hours.between(since, due))
            start = until  # What overlaps with the next stretch is not counted twice.
    return due


def _react_by(case: _Case) -> datetime | None:
    """When the desk must have answered what was filed; None when it owes no answer."""
    events, hours = case.events, case.hours
    if not events or first(events, Kind.ACCEPTED) or events[-1].kind not in _AWAITING_DESK:
        return None
    return hours.add(events[-1].at, hours.length_of(case.rules.reaction_minutes))


def _lapses_at(case: _Case) -> datetime | None:
    """The end of the last day for the supplement that is waited for; the day of asking is not counted."""
    asked_at = _open_spans(case).get("supplement")
    return case.hours.end_after(asked_at, case.rules.supplement_days) if asked_at else None


def _is_near(case: _Case, remaining: timedelta | None) -> bool:
    if remaining is None:
        return False
    rules, hours = case.rules, case.hours
    share = hours.length_of(rules.minutes) * rules.warning_percent // 100
    return remaining <= max(share, hours.length_of(rules.warning_minutes))


def _steps(case: _Case) -> Iterator[StepTime]:
    """Every hand-over with its own budget, which stands still for all but the step itself."""
    entered = [each for each in case.events if each.kind is Kind.STEP_ENTERED]
    others = tuple(span for span in case.stops if span.why != "step")
    for event, following in zip_longest(entered, entered[1:]):
        due, minutes = None, case.rules.step(event.step).minutes
        if minutes is not None:
            start = case.hours.start(event.at)
            due = _shifted(start, case.hours.add(start, case.hours.length_of(minutes)), others, case.hours)
        yield StepTime(event.step, event.at, due, following.at if following else case.ended)
