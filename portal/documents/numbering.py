"""Number and symbol of a document (pure). Decree 30/2020/NĐ-CP, annex I part II section 3, annex III."""

import re
from dataclasses import dataclass

_CODE = re.compile(r"\s*0*(\d{1,10})\s*/\s*(\S.*?)\s*$")
_GAPS = re.compile(r"\s*([-/])\s*")


@dataclass(frozen=True, slots=True)
class Code:
    """ "672/UBND-KGVX": the number and the symbol after the stroke."""

    number: int
    symbol: str

    def __str__(self) -> str:
        return f"{padded(self.number)}/{self.symbol}"


def padded(number: int) -> str:
    """A number below 10 gets a leading zero."""
    return f"{number:02d}"


def symbol_for(type_abbreviation: str, agency: str, unit: str) -> str:
    """The part after the stroke: "QĐ-SGTVT" for a named type, "SGTVT-QLVT" for an official letter.

    An official letter (công văn) has no abbreviation of its own and names the unit that drafted it.
    """
    return f"{type_abbreviation}-{agency}" if type_abbreviation else f"{agency}-{unit}"


def parse(text: str) -> Code | None:
    """Number and symbol out of what a person typed, with stray blanks and leading zeros taken away."""
    found = _CODE.match(text)
    if found is None:
        return None
    return Code(int(found[1]), _GAPS.sub(r"\1", found[2]))
