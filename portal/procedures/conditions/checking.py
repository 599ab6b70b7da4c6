"""Whether a condition makes sense for the questions it may look at (pure): asked when it is edited and published."""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.kit.i18n import N_, _
from portal.procedures.conditions.tree import (
    Age,
    AllOf,
    Among,
    Answer,
    Answered,
    AnyOf,
    Choice,
    Compare,
    Condition,
    Contains,
    Count,
    Day,
    Difference,
    Money,
    Number,
    Operand,
    Sign,
    Sum,
    Text,
    Today,
    Type,
    YesNo,
    is_too_large,
    nodes,
)
from portal.procedures.plain import too_large

_WORDS = {
    Type.TEXT: N_("chữ"),
    Type.NUMBER: N_("số"),
    Type.MONEY: N_("số tiền"),
    Type.DATE: N_("ngày"),
    Type.YES_NO: N_("có hoặc không"),
    Type.CHOICE: N_("một lựa chọn"),
    Type.CHOICES: N_("nhiều lựa chọn"),
    Type.GROUP: N_("nhóm lặp lại"),
    Type.OTHER: N_("tệp hoặc mục không so sánh được"),
}
_CONSTANTS = {
    Text: Type.TEXT,
    Number: Type.NUMBER,
    Money: Type.MONEY,
    Day: Type.DATE,
    YesNo: Type.YES_NO,
    Choice: Type.CHOICE,
    Today: Type.DATE,
    Count: Type.NUMBER,
    Age: Type.NUMBER,
}
_ORDERED = {Type.NUMBER, Type.MONEY, Type.DATE}
_AMOUNTS = {Type.NUMBER, Type.MONEY}
_SCALARS = {*_ORDERED, Type.TEXT, Type.YES_NO, Type.CHOICE}
_PARTS = {Type.CHOICES: Type.CHOICE, Type.TEXT: Type.TEXT}


def check(tree: Condition, types: Mapping[str, Type]) -> tuple[str, ...]:
    """What makes no sense in a condition, one sentence each; empty when it can be evaluated as meant.

    `types` holds the questions that the condition may look at, by stable id.
    """
    if is_too_large(tree):
        return (str(too_large()),)
    return tuple(dict.fromkeys(sentence for node in nodes(tree) for sentence in _problems(node, types)))


def type_of(operand: Operand, types: Mapping[str, Type]) -> Type | None:
    """The type of an operand, or None where its question is unknown."""
    if isinstance(operand, Answer):
        return types.get(operand.question)
    if isinstance(operand, Sum):
        return type_of(operand.of[0], types) if operand.of else None
    if isinstance(operand, Difference):
        return type_of(operand.left, types)
    return _CONSTANTS[type(operand)]


def choices_named(tree: Condition) -> Iterator[tuple[str, str]]:
    """(question, option) for every option that a condition compares an answer with."""
    for node in nodes(tree):
        match node:
            case (
                Compare(left=Answer(question), right=Choice(option))
                | Compare(left=Choice(option), right=Answer(question))
                | Contains(whole=Answer(question), part=Choice(option))
            ):
                yield question, option
            case Among(what=Answer(question), values=values):
                yield from ((question, each.value) for each in values if isinstance(each, Choice))


def _problems(node: Any, types: Mapping[str, Type]) -> Iterator[str]:
    """What is wrong at one node, given that its parts are looked at by themselves."""
    match node:
        case AllOf(()) | AnyOf(()) | Sum(()) | Among(values=()):
            yield _("Điều kiện có một danh sách trống.")
        case Answer(question) | Answered(question):
            yield from _known(question, types)
        case Count(group):
            yield from _known(group, types) or _wanted(types.get(group), {Type.GROUP})
        case Compare(sign, left, right):
            is_any = sign in (Sign.EQUALS, Sign.DIFFERS)
            yield from _alike((left, right), _SCALARS if is_any else _ORDERED, types)
        case Among(what, values):
            yield from _alike((what, *values), _SCALARS, types)
        case Contains(whole, part):
            held = types.get(whole.question)
            yield from _wanted(held, _PARTS) or (_alike((part,), {_PARTS[held]}, types) if held else ())
        case Sum(of):
            yield from _alike(of, _AMOUNTS, types)
        case Difference(left, right):
            yield from _alike((left, right), _AMOUNTS, types)
        case Age(since, at):
            yield from _alike((since, at), {Type.DATE}, types)


def _known(question: str, types: Mapping[str, Type]) -> tuple[str, ...]:
    if question in types:
        return ()
    return (_("Điều kiện hỏi tới câu “%(id)s” không có ở đây.") % {"id": question},)


def _wanted(found: Type | None, allowed: Any) -> tuple[str, ...]:
    """Whether a type is one of those allowed; an unknown question has been complained of where it stands."""
    if found is None or found in allowed:
        return ()
    words = ", ".join(_(_WORDS[each]) for each in Type if each in allowed)
    return (
        _("Điều kiện cần %(wanted)s nhưng gặp %(found)s.") % {"wanted": words, "found": _(_WORDS[found])},
    )


def _alike(operands: tuple[Any, ...], allowed: Any, types: Mapping[str, Type]) -> tuple[str, ...]:
    """Whether all operands are of one type, and of one that is allowed."""
    found = [each for each in (type_of(operand, types) for operand in operands) if each is not None]
    wrong = [sentence for each in found for sentence in _wanted(each, allowed)]
    return tuple(wrong[:1]) or tuple(sentence for each in found for sentence in _wanted(each, found[:1])[:1])
