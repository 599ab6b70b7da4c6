"""One edition of a procedure, whole (pure): what is asked, brought, paid, promised and done, and the file of it.

Decree 118/2025/NĐ-CP (before 1 July 2025 Decree 61/2018/NĐ-CP). Everything that changes with the law is data here,
with the days between which it holds. A published edition never changes; what follows it is another one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.procedures.conditions.tree import Condition
from portal.procedures.plain import from_plain, measure, to_plain, too_large
from portal.procedures.questions.asked import Question

FORMAT = "congvu-procedure-1"
LARGEST_FILE = 2_000_000  # characters; the largest procedure of the country has some 200,000
_DEEPEST, _MOST_VALUES = 100, 200_000
HOURS_A_DAY = 8
ELIGIBILITY = "eligibility"  # The id of the page before the form; no other page may bear it.


class Level(StrEnum):
    """How much of it can be done online (Decree 42/2022/NĐ-CP, article 11)."""

    WHOLLY_ONLINE = "wholly_online"
    PARTLY_ONLINE = "partly_online"
    INFORMATION = "information"


class Channel(StrEnum):
    """Where dossiers are handed in: here, on the national portal, in a ministry's system, at the counter only."""

    LOCAL = "LOCAL"
    NPSP = "NPSP"
    MINISTRY_SYSTEM = "MINISTRY_SYSTEM"
    COUNTER_ONLY = "COUNTER_ONLY"


class PaperForm(StrEnum):
    """In which form a paper is brought (LoaiBan 0, 1, 2 of the national portal)."""

    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"


class Collected(StrEnum):
    """When a fee is collected (HinhThucThu 1, 2, 4 of the national portal)."""

    ON_RECEIPT = "on_receipt"
    ON_SUPPLEMENT = "on_supplement"
    ON_RESULT = "on_result"


class Way(StrEnum):
    """For which way of handing in a fee holds: some are lower online."""

    ANY = "any"
    ONLINE = "online"
    COUNTER = "counter"


class Start(StrEnum):
    """What starts the clock: the whole dossier received, or received and paid."""

    RECEIVED = "received"
    PAID = "paid"


class AfterSupplement(StrEnum):
    """What happens to the clock after a supplement: from the beginning, or on with the time that is left."""

    RESTART = "RESTART"
    PAUSE = "PAUSE"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the form; without a condition it is always shown."""

    id: str
    title: str
    questions: tuple[Question, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the dossier. With a condition it is needed only then; with a data source only if that fails."""

    id: str
    name: str
    form: PaperForm = PaperForm.COPY
    number: int = 1
    mandatory: bool = True
    condition: Condition | None = None
    template: str = ""
    replaced_by_data_source: str = ""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A question asked before the form. Where it is answered and `holds` does not hold, `stop` is said."""

    question: Question
    holds: Condition
    stop: str


@dataclass(frozen=True, slots=True)
class Fee:
    """A row of a fee: whole đồng per unit, from one day to another. Rows of one `series` are one fee over time.

    `counted` is the stable id of the number or repeating group that says how many units; empty is one.
    """

    id: str
    series: str
    name: str
    amount: int
    valid_from: date
    valid_to: date | None = None
    unit: str = ""
    counted: str = ""
    collected: Collected = Collected.ON_RECEIPT
    way: Way = Way.ANY
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """What is promised: working days of eight hours, by halves if need be; and the rules of the clock.

    What is received after `cut_off` counts from the next working day. A supplement may be asked for
    `most_supplements` times, and is waited for `supplement_days` working days.
    """

    days: Decimal
    start: Start = Start.RECEIVED
    cut_off: time | None = None
    after_supplement: AfterSupplement = AfterSupplement.RESTART
    most_supplements: int = 1
    supplement_days: int = 15


@dataclass(frozen=True, slots=True)
class Next:
    """Where work goes on, if the condition holds; the first that does wins."""

    step: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class WorkStep:
    """A step of the work: who does it (a role or a unit), its budget in working hours, and what follows.

    A step excluded from the service level (consultation, inspection, where the sector's law says so) takes no time
    of the promise. The first step of an edition is where work begins.
    """

    id: str
    name: str
    hours: Decimal
    role: str = ""
    unit: str = ""
    excluded_from_sla: bool = False
    is_end: bool = False
    next: tuple[Next, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The paper that is handed over, and for how many months it is valid; None is without end."""

    paper: str
    valid_months: int | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything about a procedure as it holds from `valid_from` to `valid_to`, that day included.

    `retention_years` None keeps its dossiers for ever.
    """

    code: str
    name: str
    field: str
    level: Level
    channel: Channel
    time: Time
    result: Result
    valid_from: date
    valid_to: date | None = None
    legal_basis: tuple[str, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    pages: tuple[Page, ...] = ()
    papers: tuple[Paper, ...] = ()
    fees: tuple[Fee, ...] = ()
    steps: tuple[WorkStep, ...] = ()
    retention_years: int | None = None

    def questions(self) -> Iterator[Question]:
        """Every question in the order in which it is asked, each group followed by the questions of its rows."""
        for check in self.eligibility:
            yield from check.question.with_inner()
        for page in self.pages:
            for question in page.questions:
                yield from question.with_inner()


def to_json(edition: Edition) -> str:
    """The edition as the text of one file, for export; `from_json` gives the same edition back."""
    plain = {"format": FORMAT, "procedure": to_plain(Edition, edition)}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Edition:
    """The edition in an exported file. Raises Invalid with the path of the first spot that cannot be taken.

    Unknown keys, keys said twice and files over LARGEST_FILE characters are refused. Whether the edition makes
    sense is the linter's question.
    """
    if len(text) > LARGEST_FILE:
        raise too_large()
    plain = _parsed(text)
    measure(plain, depth=_DEEPEST, nodes=_MOST_VALUES)
    if not isinstance(plain, dict) or plain.get("format") != FORMAT or set(plain) != {"format", "procedure"}:
        raise Invalid({"": _("Đây không phải tệp thủ tục của hệ thống này.")})
    edition: Edition = from_plain(Edition, plain["procedure"])
    return edition


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Invalid({"": _("Không đọc được tệp: nội dung không phải JSON đúng.")}) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these keys; one that is said twice would silently win."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)
