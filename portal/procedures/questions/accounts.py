"""Bank accounts (pure): the bank by its six-digit number (NAPAS BIN), the account, its holder without diacritics."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portal.kit.i18n import _
from portal.kit.text import fold
from portal.procedures.questions.asked import Question, Raw, Reading, Surroundings
from portal.procedures.questions.identity import bare, mask
from portal.procedures.questions.texts import one_line

_BANK, _ACCOUNT = re.compile(r"[0-9]{6}"), re.compile(r"[0-9A-Z]{5,19}")
_LONGEST_HOLDER = 100


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where money is paid back to."""

    bank: str
    number: str
    holder: str


def read_account(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """A BankAccount out of the fields `bank`, `number` and `holder`; all three or none."""
    parts = raw if isinstance(raw, Mapping) else {}
    bank, number = bare(parts.get("bank", "")), bare(parts.get("number", ""))
    holder = fold(one_line(parts.get("holder", ""))).upper()
    if not (number or holder):
        return Reading()
    if not _BANK.fullmatch(bank):
        return Reading(problem=_("Hãy chọn ngân hàng."))
    if not _ACCOUNT.fullmatch(number):
        return Reading(problem=_("Số tài khoản gồm 5 đến 19 chữ số hoặc chữ cái."))
    if not holder or len(holder) > _LONGEST_HOLDER:
        return Reading(problem=_("Hãy viết tên chủ tài khoản."))
    return Reading(BankAccount(bank, number, holder))


def show_account(value: BankAccount) -> str:
    """Number, bank and holder in one line."""
    return f"{value.number} ({value.bank}), {value.holder}"


def mask_account(value: BankAccount) -> str:
    """The number masked, and the bank."""
    return f"{mask(value.number)} ({value.bank})"
