"""Quarters of the year in Vietnam, for the report on the door (pure)."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from portal.kit.clock import HANOI
from portal.kit.i18n import _

_KEY = re.compile(r"(20[0-9]{2})-([1-4])")


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter; `number` from 1 to 4."""

    year: int
    number: int

    @property
    def since(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=HANOI)

    @property
    def until(self) -> datetime:
        """The first instant after it."""
        following = Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)
        return following.since

    @property
    def before(self) -> "Quarter":
        """The quarter before this one."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def key(self) -> str:
        """ "2026-4", as it stands in an address."""
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        """ "Quý 4/2026"."""
        return _("Quý %(number)s/%(year)s") % {"number": self.number, "year": self.year}


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day falls."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_from(key: str, today: date) -> Quarter:
    """The quarter that an address names; the present one where it names none."""
    found = _KEY.fullmatch(key)
    return Quarter(int(found[1]), int(found[2])) if found else quarter_of(today)
