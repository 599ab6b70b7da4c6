"""What a procedure costs (pure): rows of fees by date, and the lines of one dossier's bill.

Law 97/2015/QH13 on fees and charges: a fee (phí) pays for a service, a charge (lệ phí) for a paper of the state;
they are separate lines with codes of their own. Amounts are whole đồng. The rows are data: circulars and
provincial councils change them, and an old dossier keeps what held on its day.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.kit.i18n import N_, _

FEE, CHARGE = "fee", "charge"
AT_ACCEPTANCE, AT_SUPPLEMENT, AT_RETURN = "acceptance", "supplement", "return"
EXEMPT, ONLINE = "exempt", "online"


@dataclass(frozen=True, slots=True)
class Discount:
    """The price of one unit for what is submitted online, from the first to the last day, both included."""

    amount: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One row of a procedure's fees: `amount` đồng a unit (a vehicle, a copy; "" for a dossier), in force by date.

    `is_refundable` says whether the money goes back when the dossier is refused or withdrawn; the circular of
    the fee decides. `exempt_groups` are codes of those who pay nothing.
    """

    code: str
    name: str
    kind: str
    amount: int
    unit: str = ""
    collected: str = AT_ACCEPTANCE
    is_refundable: bool = False
    first: date = date.min
    last: date = date.max
    exempt_groups: frozenset[str] = frozenset()
    online: Discount | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: `count` units at `price` đồng. `relief` says why the price is not the row's own."""

    code: str
    name: str
    kind: str
    price: int
    count: int = 1
    is_refundable: bool = False
    relief: str = ""

    @property
    def amount(self) -> int:
        """Whole đồng."""
        return self.price * self.count


@dataclass(frozen=True, slots=True)
class Bill:
    """What is collected at one moment of a dossier's life; a line of someone exempt stands there with nought."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        """Whole đồng; 0 where nothing is collected."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a price hangs on: the day of submission, the payer's groups, the way, and units by the row's code."""

    on: date
    groups: frozenset[str] = frozenset()
    is_online: bool = False
    units: Mapping[str, int] | None = None


def bill_for(rows: Iterable[FeeRow], collected: str, circumstances: Circumstances) -> Bill:
    """The bill at acceptance, at supplement or at return. A row without a count in `units` is for one unit."""
    due = [row for row in rows if row.collected == collected and row.first <= circumstances.on <= row.last]
    return Bill(tuple(line for row in due if (line := _line(row, circumstances)).count))


def twice_charged(rows: Collection[FeeRow]) -> tuple[str, ...]:
    """Codes that would stand twice on one day's bill: a row was added and the former not ended."""
    ordered = sorted(rows, key=lambda row: (row.code, row.collected, row.first))
    return tuple(
        dict.fromkeys(
            row.code
            for row, following in zip(ordered, ordered[1:], strict=False)
            if (row.code, row.collected) == (following.code, following.collected)
            and following.first <= row.last
        )
    )


def _line(row: FeeRow, circumstances: Circumstances) -> Line:
    price, relief = _price(row, circumstances)
    count = (circumstances.units or {}).get(row.code, 1)
    if count < 0:
        raise ValueError(f"{count} units of {row.code}")
    return Line(row.code, row.name, row.kind, price, count, row.is_refundable, relief)


def _price(row: FeeRow, circumstances: Circumstances) -> tuple[int, str]:
    if row.exempt_groups & circumstances.groups:
        return 0, EXEMPT
    online = row.online
    if online and circumstances.is_online and online.first <= circumstances.on <= online.last:
        return online.amount, ONLINE
    return row.amount, ""


_LABELS = {
    FEE: N_("Phí"),
    CHARGE: N_("Lệ phí"),
    AT_ACCEPTANCE: N_("Thu khi tiếp nhận"),
    AT_SUPPLEMENT: N_("Thu khi bổ sung hồ sơ"),
    AT_RETURN: N_("Thu khi trả kết quả"),
    EXEMPT: N_("Được miễn"),
    ONLINE: N_("Mức thu khi nộp trực tuyến"),
}


def label(word: str) -> str:
    """A kind, a moment of collection or a relief, as the office says it."""
    return _(_LABELS[word])
