"""The daily reconciliation (đối soát): the provider's file against the ledger, row by row (pure).

It finds and names differences; what is done about them is people's work, by entries of the ledger.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from portal.kit.i18n import N_, _
from portal.payments.entries import SUCCEEDED

MATCHES = "matches"
MISSING_HERE, MISSING_THERE = "missing_here", "missing_there"
AMOUNT_DIFFERS, STATE_DIFFERS = "amount_differs", "state_differs"


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One transaction, as one side tells it: the provider's number, the outcome, whole đồng, our reference."""

    number: str
    outcome: str
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Two rows of one number, or one that stands alone."""

    kind: str
    theirs: Row | None
    ours: Row | None


def reconcile(theirs: Iterable[Row], ours: Iterable[Row]) -> tuple[Finding, ...]:
    """A finding for every row of both sides, by number. A row that a file repeats unchanged counts once.

    A transaction that failed, and of which only one side knows, matches: no money moved.
    """
    there, here = _by_number(theirs), _by_number(ours)
    return tuple(
        Finding(_kind(their, our), their, our)
        for number in sorted(there.keys() | here.keys())
        for their, our in _pairs(there.get(number, []), here.get(number, []))
    )


def counts(findings: Iterable[Finding]) -> Mapping[str, int]:
    """How many findings of each of the five kinds, the kinds without any included."""
    found = Counter(each.kind for each in findings)
    return {kind: found[kind] for kind in _LABELS}


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(set(rows)):
        found.setdefault(row.number, []).append(row)
    return found


def _pairs(theirs: list[Row], ours: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Rows that say the same stand together, whatever else either side says under that number."""
    left = list(ours)
    alone = []
    for row in theirs:
        twin = next((each for each in left if _kind(row, each) == MATCHES), None)
        if twin is None:
            alone.append(row)
        else:
            left.remove(twin)
            yield row, twin
    yield from zip_longest(alone, left)


def _kind(theirs: Row | None, ours: Row | None) -> str:
    if theirs is None or ours is None:
        alone = theirs or ours
        if alone is not None and alone.outcome != SUCCEEDED:
            return MATCHES
        return MISSING_HERE if ours is None else MISSING_THERE
    if theirs.amount != ours.amount:
        return AMOUNT_DIFFERS
    return MATCHES if theirs.outcome == ours.outcome else STATE_DIFFERS


_LABELS = {
    MATCHES: N_("Khớp"),
    MISSING_HERE: N_("Thiếu ở hệ thống của cơ quan"),
    MISSING_THERE: N_("Thiếu ở cổng thanh toán"),
    AMOUNT_DIFFERS: N_("Lệch số tiền"),
    STATE_DIFFERS: N_("Lệch trạng thái"),
}


def kind_label(kind: str) -> str:
    """The kind of a finding, as the office says it."""
    return _(_LABELS[kind])
