"""What happens to a dossier that matters to its clock and its score (pure), and when the clock stood still for it.

The log tells more; this is what counts. What follows for the promise is `deadlines`, for the national index `scoring`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happens to a dossier that matters to its clock."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPPLEMENT_ASKED = "supplement_asked"
    SUPPLEMENT_GIVEN = "supplement_given"
    FEE_ASKED = "fee_asked"
    FEE_PAID = "fee_paid"
    STEP_ENTERED = "step_entered"
    RESCHEDULED = "rescheduled"
    FINISHED = "finished"
    DELIVERED = "delivered"
    CLOSED = "closed"
    REOPENED = "reopened"


class FeeRule(StrEnum):
    """What an unpaid fee does to the clock: nothing, it holds the start, or it stops the clock whenever asked."""

    IGNORED = "ignored"
    HOLDS_START = "holds_start"
    PAUSES = "pauses"


# By which event a dossier ended, the one that counts first: decision 766/QĐ-TTg.
ENDS = (Kind.FINISHED, Kind.DELIVERED, Kind.CLOSED, Kind.REFUSED)

# What stops the clock always (True), and what lets it run on (False).
_SAYS = {
    ("supplement", Kind.SUPPLEMENT_ASKED): True,
    ("supplement", Kind.SUPPLEMENT_GIVEN): False,
    ("fee", Kind.FEE_PAID): False,
    **{("end", kind): True for kind in ENDS},
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at an aware instant; `step` where one was entered, `until` where one was rescheduled."""

    kind: Kind
    at: datetime
    step: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which the clock stood still, and why: "supplement", "fee", "step" or "end"."""

    why: str
    since: datetime
    until: datetime
    is_open: bool = False


def first(events: Iterable[Event], kind: Kind) -> Event | None:
    """The first event of a kind, or None."""
    return next((each for each in events if each.kind is kind), None)


def ended_at(events: Iterable[Event]) -> datetime | None:
    """When a dossier ended: resolved before delivered before stopped or refused; None while it goes on."""
    ends: dict[Kind, datetime] = {}
    for event in sorted(events, key=lambda event: event.at):
        if event.kind is Kind.REOPENED:
            ends.clear()
        elif event.kind in ENDS:
            ends.setdefault(event.kind, event.at)
    return next((ends[kind] for kind in ENDS if kind in ends), None)


def supplements_of(events: Collection[Event]) -> int:
    """How often a supplement was asked for since the dossier was accepted; before that the law sets no limit."""
    accepted = min((each.at for each in events if each.kind is Kind.ACCEPTED), default=None)
    asked = (each.at for each in events if each.kind is Kind.SUPPLEMENT_ASKED)
    return sum(accepted is not None and at >= accepted for at in asked)


def spans(
    events: Iterable[Event], until: datetime, fee: FeeRule, excluded: Collection[str] = ()
) -> Iterator[Span]:
    """All stretches in which the clock stood still, kind by kind; open ones last until the instant asked for.

    Events come in the order in which they happened; `excluded` are the keys of steps that do not count.
    """
    told = tuple(events)
    for why in ("supplement", "fee", "step", "end"):
        since: datetime | None = None
        for event, stands in zip(told, _stands(why, told, fee, excluded), strict=True):
            if stands is True and since is None:
                since = event.at
            elif stands is False and since is not None:
                yield Span(why, since, event.at)
                since = None
        if since is not None:
            yield Span(why, since, until, is_open=True)


def _stands(
    why: str, events: Iterable[Event], fee: FeeRule, excluded: Collection[str]
) -> Iterator[bool | None]:
    """Whether each event stops the clock for a reason (True), lets it run on (False), or has no say in it (None)."""
    is_accepted = False
    for event in events:
        is_accepted = is_accepted or event.kind is Kind.ACCEPTED
        if event.kind is Kind.REOPENED or (event.kind in ENDS and why != "end"):
            yield False  # Whoever re-opens a dossier works on it: nothing is waited for.
        elif event.kind is Kind.STEP_ENTERED and why == "step":
            yield event.step in excluded
        elif event.kind is Kind.FEE_ASKED and why == "fee":
            yield fee is FeeRule.PAUSES or (fee is FeeRule.HOLDS_START and not is_accepted) or None
        else:
            yield _SAYS.get((why, event.kind))
