"""How well dossiers were handled (pure): on time or not, the national index, and what citizens think of it.

Decision 766/QĐ-TTg (index of serving people and businesses), decree 61/2018/NĐ-CP chapter V with circular
01/2018/TT-VPCP (evaluation). Shares are exact fractions of 1; None where there is nothing to take a share of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from portal.dossiers.deadlines import TimeRules, clock
from portal.dossiers.events import Event, Kind
from portal.dossiers.working_hours import WorkingHours
from portal.kit.clock import local_day
from portal.kit.errors import Invalid
from portal.kit.i18n import _


class Timeliness(StrEnum):
    """When a dossier ended: on an earlier day than promised, on that day in time, or past it."""

    BEFORE = "before"
    ON = "on"
    PAST = "past"


def timeliness(ended_at: datetime, due_at: datetime) -> Timeliness:
    """How a dossier, or a step of it, ended against its due instant."""
    if ended_at > due_at:
        return Timeliness.PAST
    return Timeliness.BEFORE if local_day(ended_at) < local_day(due_at) else Timeliness.ON


def timeliness_label(outcome: Timeliness) -> str:
    """The outcome as it stands on the control sheet."""
    labels = {
        Timeliness.BEFORE: _("Trước hạn"),
        Timeliness.ON: _("Đúng hạn"),
        Timeliness.PAST: _("Quá hạn"),
    }
    return labels[outcome]


@dataclass(frozen=True, slots=True)
class KpiOutcome:
    """How a dossier counts for the index; `due_at` already leaves out the span of the supplement."""

    ended_at: datetime
    due_at: datetime | None
    is_on_time: bool


def kpi_outcome(
    rules: TimeRules, events: Iterable[Event], period_end: datetime, hours: WorkingHours
) -> KpiOutcome:
    """Whether a dossier counts as on time at the end of a period. Decision 766/QĐ-TTg.

    More than one supplement counts as late. While one is waited for, the request is the end; what else is unfinished
    ends with the period. A dossier that is not even filed is on time.
    """
    told = sorted((each for each in events if each.at <= period_end), key=lambda event: event.at)
    shown = clock(rules, told, period_end, hours)
    is_asked = bool(told) and told[-1].kind is Kind.SUPPLEMENT_ASKED
    ended = shown.ended_at or (told[-1].at if is_asked else period_end)
    is_in_time = shown.kpi_due_at is None or ended <= shown.kpi_due_at
    return KpiOutcome(ended, shown.kpi_due_at, is_in_time and shown.supplements <= 1)


# The national portal's codes for how a dossier came (KenhThucHien) and was paid (DuocThanhToanTrucTuyen).
_ONLINE_CHANNEL = 2
_ONLINE_PAYMENTS = (1, 2)


def is_online(channel: int, has_electronic_result: bool) -> bool:
    """Whether a dossier counts as online: filed online, and its result has an electronic link."""
    return channel == _ONLINE_CHANNEL and has_electronic_result


def is_paid_online(payment: int) -> bool:
    """Whether a payment counts as online: over the national portal (1) or the agency's own gateway (2)."""
    return payment in _ONLINE_PAYMENTS


# Points of 100 for each group of the index; an agency's own scale may be handed over instead.
WEIGHTS = {
    "openness": 18,
    "timeliness": 20,
    "online": 12,
    "online_payment": 10,
    "satisfaction": 18,
    "digitisation": 22,
}


def index(shares: Mapping[str, Fraction], weights: Mapping[str, int] = WEIGHTS) -> Fraction:
    """Points of the index from the share (0 to 1) that each group reached; a group without one has none."""
    return sum((weight * shares.get(group, Fraction()) for group, weight in weights.items()), Fraction())


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole, exactly; None of nothing."""
    return Fraction(part, whole) if whole else None


SATISFACTION_TARGET = Fraction(90, 100)


def satisfaction(total: int, late: int, complaints: int) -> Fraction | None:
    """The share of satisfaction: all, less the late ones and the complaints and bad marks; never below none."""
    reached = share(total - late - complaints, total)
    return None if reached is None else max(reached, Fraction())


# An evaluation asks nine questions; each is worth 0, 1 or 2 points. Which ones is data of the agency.
QUESTIONS = 9
_HIGHEST = 2
_GRADES = ((15, "excellent"), (12, "good"), (9, "fair"), (6, "average"))


def evaluation_total(points: Sequence[int]) -> int:
    """The sum of one citizen's evaluation, 0 to 18. Raises Invalid unless there are nine marks of 0, 1 or 2."""
    if len(points) != QUESTIONS or not all(0 <= mark <= _HIGHEST for mark in points):
        raise Invalid({"": _("Phiếu đánh giá phải có đủ chín tiêu chí, mỗi tiêu chí 0, 1 hoặc 2 điểm.")})
    return sum(points)


def average(totals: Sequence[int]) -> Fraction | None:
    """The mean of evaluations; None without any."""
    return share(sum(totals), len(totals))


def grade(total: int | Fraction) -> str:
    """The class of a total, or of an average: excellent from 15, good from 12, fair from 9, average from 6, weak."""
    return next((name for least, name in _GRADES if total >= least), "weak")


def grade_label(name: str) -> str:
    """The class as the circular calls it."""
    labels = {
        "excellent": _("Xuất sắc"),
        "good": _("Tốt"),
        "fair": _("Khá"),
        "average": _("Trung bình"),
        "weak": _("Yếu"),
    }
    return labels[name]
