"""Codes of dossiers, numbers of their papers, and the secret that goes with a code (pure).

Circulars 01/2018/TT-VPCP and 03/2025/TT-VPCP (article 13) set the codes. The counter itself is one locked row, kept
by agency and day; who may follow a dossier with code and secret is decided where it is looked up.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hmac import compare_digest

from portal.kit.clock import local_day
from portal.kit.text import nfc

_TOKEN = re.compile(r"\{(?P<name>[A-Za-z]+)(?::(?P<width>\d))?\}")
_TOKENS = frozenset({"agency", "office", "yyMMdd", "yyyyMMdd", "yyyy", "seq"})

_OLD_AGENCY = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Y]\d{2}", re.ASCII)
_NEW_AGENCY = re.compile(r"[A-Y]\d{2}(\.[0-9A-Z]+)*", re.ASCII)
_LONGEST_AGENCY = 35
_ISSUED = re.compile(r"[0-9A-Z.]{3,35}-\d{6}-\d{4,}", re.ASCII)
_RECEIVED = re.compile(r"[0-9A-Z.]{3,35}-(\d{6}|\d{8})-\d{4,10}", re.ASCII)
_DASHES = re.compile(r"\s*[-‐‑‒–—−_]\s*")  # What keyboards and printed papers make of a dash.
_OLD_AGENCY_BARE = re.compile(r"(\d{3})\.?(\d{2})\.?(\d{2})\.?([A-Y]\d{2})(?=-)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a code or number is written: "{agency}-{yyMMdd}-{seq:4}". What is not in braces stands as it is.

    Tokens: agency, office, yyMMdd, yyyyMMdd, yyyy, and seq, whose width is its least number of digits.
    Raises ValueError for an unknown token, a brace left over, or when seq is not there exactly once.
    """

    text: str

    def __post_init__(self) -> None:
        names = [found["name"] for found in _TOKEN.finditer(self.text)]
        if set(names) - _TOKENS or names.count("seq") != 1 or set("{}") & set(_TOKEN.sub("", self.text)):
            raise ValueError(f"{self.text!r} is no pattern of a number")

    def fill(self, sequence: int, day: date, **names: str) -> str:
        """The number itself; a sequence that outgrows its width is written whole."""
        dates = {"yyMMdd": f"{day:%y%m%d}", "yyyyMMdd": f"{day:%Y%m%d}", "yyyy": f"{day:%Y}"}

        def value(found: re.Match[str]) -> str:
            if found["name"] == "seq":
                return f"{sequence:0{found['width'] or 1}d}"
            return {**dates, **names}[found["name"]]

        return _TOKEN.sub(value, self.text)


DOSSIER_CODE = Pattern("{agency}-{yyMMdd}-{seq:4}")

# The papers of a dossier, forms 01 to 07 of circular 03/2025/TT-VPCP, annex I; an agency may set others.
PAPERS: Mapping[str, Pattern] = {
    "receipt": Pattern("{seq:2}/TNHS-{office}"),
    "supplement_request": Pattern("{seq:2}/PBS-{office}"),
    "refusal": Pattern("{seq:2}/PTC-{office}"),
    "apology": Pattern("{seq:2}/PXL-{office}"),
    "stop_notice": Pattern("{seq:2}/TBD-{office}"),
    "control_sheet": Pattern("{seq:2}/PKS-{office}"),
    "logbook": Pattern("{seq:2}/STD-{office}"),
}


def counter_of(agency: str, moment: datetime) -> tuple[str, date]:
    """The key under which the sequence is counted: the agency, and the day in Vietnam at that instant."""
    return agency, local_day(moment)


def dossier_code(agency: str, moment: datetime, sequence: int, pattern: Pattern = DOSSIER_CODE) -> str:
    """The code of a dossier accepted at that instant: "H47.12-260415-0007"; the day is that in Vietnam."""
    return pattern.fill(sequence, local_day(moment), agency=agency)


def paper_number(pattern: Pattern, office: str, moment: datetime, sequence: int) -> str:
    """The number of a paper made at that instant: "07/PBS-TTPVHCC"."""
    return pattern.fill(sequence, local_day(moment), office=office)


def regime_of(agency: str) -> str | None:
    """Which rule an agency's code is written by: "old" (QCVN 102:2016), "new" (QĐ 20/2020/QĐ-TTg), or neither."""
    if _OLD_AGENCY.fullmatch(agency):
        return "old"
    return "new" if len(agency) <= _LONGEST_AGENCY and _NEW_AGENCY.fullmatch(agency) else None


def is_ours(code: str) -> bool:
    """Whether a code is written as those issued here."""
    return _ISSUED.fullmatch(code) is not None


def parse(text: str) -> str | None:
    """The code out of what a person typed, ours or any that is received from elsewhere; None when it is none.

    Blanks, small letters and odd dashes do not matter, nor do dots left out of an old agency code: its groups have
    fixed widths. Those of a new one have not, so its dots are needed.
    """
    typed = _DASHES.sub("-", nfc(text).upper())
    if "-" not in typed:
        typed = typed.replace(" ", "-")
    code = _OLD_AGENCY_BARE.sub(r"\1.\2.\3.\4", typed.replace(" ", ""))
    return code if is_ours(code) or _RECEIVED.fullmatch(code) else None


# No 0 and O, 1, I and L, U and V: none is mistaken for another on a printed receipt, or when read aloud.
SECRET_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORTEST_SECRET = 8


def new_secret(length: int = SHORTEST_SECRET, choose: Callable[[str], str] = secrets.choice) -> str:
    """A secret for following a dossier without an account. Raises ValueError when it would be too short."""
    if length < SHORTEST_SECRET:
        raise ValueError(f"a secret has at least {SHORTEST_SECRET} letters")
    return "".join(choose(SECRET_LETTERS) for _each in range(length))


def printed_secret(secret: str) -> str:
    """The secret in groups of four, as it stands on the receipt: "K7PM-2XQA"."""
    return "-".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def tidy_secret(text: str) -> str:
    """What a person typed, without blanks and dashes, in capital letters."""
    return _DASHES.sub("", nfc(text)).replace(" ", "").upper()


def is_secret(typed: str, kept: str) -> bool:
    """Whether somebody typed the secret; an empty one never is. Takes as long wherever the first wrong letter is."""
    return bool(kept) and compare_digest(tidy_secret(typed).encode(), kept.encode())
