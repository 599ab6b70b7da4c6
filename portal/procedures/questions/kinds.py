"""The door to the kinds of question (pure): reads, shows, masks and restores an answer, whatever its kind.

A repeating group has no value of its own here: its rows are read question by question.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.kit.errors import Invalid
from portal.procedures.conditions.tree import Type
from portal.procedures.plain import from_plain, measure, to_plain
from portal.procedures.questions import accounts, addresses, amounts, choices, identity, plates, texts
from portal.procedures.questions.asked import Question, QuestionKind, Raw, Reader, Reading, Surroundings

_DEEPEST, _MOST_VALUES = 6, 1000


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How answers of a kind are kept, what conditions take them for, and how people meet them."""

    holds: Any
    type: Type
    read: Reader
    show: Callable[[Any], str] = str
    mask: Callable[[Any], str] | None = None


_TEXT, _OTHER = Type.TEXT, Type.OTHER
BEHAVIOURS: Mapping[QuestionKind, Behaviour] = {
    QuestionKind.SHORT_TEXT: Behaviour(str, _TEXT, texts.read_short),
    QuestionKind.LONG_TEXT: Behaviour(str, _TEXT, texts.read_long),
    QuestionKind.NUMBER: Behaviour(Decimal, Type.NUMBER, amounts.read_number, amounts.show_number),
    QuestionKind.MONEY: Behaviour(int, Type.MONEY, amounts.read_money, amounts.show_money),
    QuestionKind.DATE: Behaviour(date, Type.DATE, amounts.read_day, amounts.show_day),
    QuestionKind.YES_NO: Behaviour(bool, Type.YES_NO, choices.read_yes_no, choices.show_yes_no),
    QuestionKind.ONE_OF: Behaviour(str, Type.CHOICE, choices.read_one),
    QuestionKind.SEVERAL_OF: Behaviour(tuple[str, ...], Type.CHOICES, choices.read_several),
    QuestionKind.EMAIL: Behaviour(str, _TEXT, texts.read_email, mask=texts.mask_email),
    QuestionKind.PHONE: Behaviour(str, _TEXT, identity.read_phone, identity.show_phone, identity.mask),
    QuestionKind.IDENTITY_NUMBER: Behaviour(str, _TEXT, identity.read_identity_number, mask=identity.mask),
    QuestionKind.PASSPORT: Behaviour(str, _TEXT, identity.read_passport, mask=identity.mask),
    QuestionKind.TAX_CODE: Behaviour(str, _TEXT, identity.read_tax_code, mask=identity.mask_tax_code),
    QuestionKind.LICENCE_NUMBER: Behaviour(str, _TEXT, identity.read_licence_number, mask=identity.mask),
    QuestionKind.VEHICLE_PLATE: Behaviour(str, _TEXT, plates.read_plate),
    QuestionKind.BANK_ACCOUNT: Behaviour(
        accounts.BankAccount, _OTHER, accounts.read_account, accounts.show_account, accounts.mask_account
    ),
    QuestionKind.ADDRESS: Behaviour(
        addresses.Address, _OTHER, addresses.read_address, addresses.show_address, addresses.mask_address
    ),
    QuestionKind.FILE: Behaviour(tuple[int, ...], _OTHER, choices.read_files, choices.show_files),
    QuestionKind.TICK: Behaviour(bool, Type.YES_NO, choices.read_tick, choices.show_yes_no),
}


def is_asked(question: Question) -> bool:
    """Whether a question has an answer of its own: headings and notes are only read, a group has rows."""
    return question.kind in BEHAVIOURS


def read(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """What was typed or chosen: text, a list of texts, or the parts of an address or account by name."""
    return BEHAVIOURS[question.kind].read(question, raw, around) if is_asked(question) else Reading()


def show(question: Question, value: Any) -> str:
    """The answer as people read it; empty for None."""
    if value is None or not is_asked(question):
        return ""
    if question.kind is QuestionKind.ONE_OF:
        return choices.show_one(question, value)
    if question.kind is QuestionKind.SEVERAL_OF:
        return choices.show_several(question, value)
    return BEHAVIOURS[question.kind].show(value)


def masked(question: Question, value: Any) -> str:
    """The answer as lists show it: what names a person is hidden but for its ends."""
    mask = BEHAVIOURS[question.kind].mask if is_asked(question) else None
    return mask(value) if mask and value is not None else show(question, value)


def type_of(question: Question) -> Type | None:
    """What an answer is to a condition; None for headings and notes, which nothing can read."""
    if question.kind is QuestionKind.GROUP:
        return Type.GROUP
    return BEHAVIOURS[question.kind].type if is_asked(question) else None


def stored(question: Question, value: Any) -> Any:
    """The answer as plain JSON, to be kept."""
    return to_plain(BEHAVIOURS[question.kind].holds, value)


def restored(question: Question, plain: Any) -> Any:
    """The answer that plain JSON stands for; None where it does not fit the question any more.

    Nothing is lost by that: what is kept stays, and counts again where an edition asks for it again.
    """
    if plain is None or not is_asked(question):
        return None
    try:
        measure(plain, depth=_DEEPEST, nodes=_MOST_VALUES)
        value = from_plain(BEHAVIOURS[question.kind].holds, plain)
    except Invalid:
        return None
    chooses = question.kind in (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)
    is_blank = value == "" or value == ()
    return None if is_blank or (chooses and not choices.are_offered(question, value)) else value
