"""What is chosen, ticked or attached (pure): yes or no, one or several options, a declaration, files."""

import re
from collections.abc import Mapping
from decimal import Decimal

from portal.kit.i18n import _
from portal.kit.text import fold, nfc
from portal.procedures.plain import LARGEST
from portal.procedures.questions.amounts import out_of_bounds
from portal.procedures.questions.asked import Question, Raw, Reading, Surroundings
from portal.procedures.questions.texts import one_line

_YES, _NO = {"yes", "co", "1", "true", "on"}, {"no", "khong", "0", "false"}
_FILE_ID = re.compile(r"[0-9]{1,19}")


def read_yes_no(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """True or False."""
    word = fold(one_line(raw))
    if word in _YES | _NO:
        return Reading(word in _YES)
    return Reading(problem=_("Hãy chọn có hoặc không.")) if word else Reading()


def read_tick(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """True for a declaration that was ticked; not ticked is not answered."""
    return Reading(True) if fold(one_line(raw)) in _YES else Reading()


def read_one(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """The id of an option; its label does as well, where it is the label of one."""
    text = one_line(raw)
    option = _option(question, text)
    if text and not option:
        return Reading(problem=_("Hãy chọn một mục có trong danh sách."))
    return Reading(option or None)


def read_several(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """The ids of options, each once, in the order in which they are offered."""
    texts = _several(raw)
    chosen = {_option(question, text) for text in texts}
    if "" in chosen:
        return Reading(problem=_("Hãy chọn những mục có trong danh sách."))
    if not chosen:
        return Reading()
    problem = out_of_bounds(Decimal(len(chosen)), question.limits)
    kept = tuple(option.id for option in question.options if option.id in chosen)
    return Reading(problem=problem) if problem else Reading(kept)


def read_files(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """The ids of stored files, each once. What is in them has been checked at the door (`files`)."""
    texts = _several(raw)
    if any(not _FILE_ID.fullmatch(text) or not 0 < int(text) <= LARGEST for text in texts):
        return Reading(problem=_("Tệp này không còn; hãy chọn lại."))
    ids = tuple(dict.fromkeys(map(int, texts)))
    problem = out_of_bounds(Decimal(len(ids)), question.limits) if ids else ""
    return Reading(problem=problem) if problem else Reading(ids or None)


def show_yes_no(value: bool) -> str:
    """ "Có" or "Không"."""
    return _("Có") if value else _("Không")


def show_one(question: Question, value: str) -> str:
    """The label of the option."""
    return next((each.label for each in question.options if each.id == value), value)


def show_several(question: Question, value: tuple[str, ...]) -> str:
    """The labels, with semicolons between them."""
    return "; ".join(show_one(question, each) for each in value)


def show_files(value: tuple[int, ...]) -> str:
    """How many; their names are the page's to look up."""
    return _("%(count)s tệp") % {"count": len(value)}


def are_offered(question: Question, value: str | tuple[str, ...]) -> bool:
    """Whether every id chosen is still an option: an edition may have taken one away."""
    offered = {option.id for option in question.options}
    return offered.issuperset((value,) if isinstance(value, str) else value)


def _several(raw: Raw) -> list[str]:
    """What was sent under one name, blank fields aside."""
    texts = [raw] if isinstance(raw, str) else [] if isinstance(raw, Mapping) else raw
    return [text for text in map(nfc, texts) if text]


def _option(question: Question, text: str) -> str:
    """The id of the option with this id, or else with this label; empty where there is none."""
    by_id = (each.id for each in question.options if each.id == text)
    by_label = (each.id for each in question.options if nfc(each.label) == text)
    return next(by_id, "") or next(by_label, "")
