"""Frozen dataclasses as plain JSON values and back, exactly and strictly (pure).

Driven by the types of the fields: text, whole numbers, decimals, yes or no, days, times, enumerations, tuples, other
dataclasses, and unions of dataclasses, which carry the name of the class: `{"answered": "born"}`. A field that
holds its default is left out. It knows nothing of procedures.
"""

import re
import types
import typing
import unicodedata
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NoReturn

from portal.kit.errors import Invalid
from portal.kit.i18n import N_, _

LARGEST = 2**53 - 1  # What every reader of JSON keeps exactly, JavaScript's included.
_DECIMAL = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,9})?")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
# PostgreSQL keeps no NUL and no lone surrogate.
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_WORDS: dict[Any, str] = {
    str: N_("chữ"),
    int: N_("số nguyên"),
    bool: N_("đúng hoặc sai"),
    Decimal: N_("số thập phân viết trong ngoặc kép"),
    date: N_("ngày dạng năm-tháng-ngày"),
    time: N_("giờ dạng 15:00"),
}


def to_plain(kind: Any, value: Any) -> Any:
    """A value of a type as what `json.dumps` writes: text, number, truth, list, dict or None."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return [to_plain(typing.get_args(kind)[0], each) for each in value]
    variants = _variants(kind)
    return _tagged(value) if len(variants) > 1 else _record(value)


def from_plain(kind: Any, plain: Any, where: str = "") -> Any:
    """The value of a type that plain JSON stands for; text comes back in normal form C.

    Raises Invalid with the path of the first spot that does not fit (`pages.0.questions.3.kind`) and what is
    wrong there. The caller bounds depth and size with `measure` first.
    """
    variants = _variants(kind)
    if plain is None and type(None) in typing.get_args(kind):
        return None
    if len(variants) > 1:
        return _from_tagged(variants, plain, where)
    (kind,) = variants
    if is_dataclass(kind):
        return _from_record(kind, plain, where)
    if typing.get_origin(kind) is tuple:
        return _from_list(typing.get_args(kind)[0], plain, where)
    return _from_scalar(kind, plain, where)


def measure(plain: Any, *, depth: int, nodes: int) -> None:
    """Raises Invalid where plain JSON nests deeper or holds more values than allowed. Does not recurse itself."""
    waiting, seen = [(plain, 1)], 0
    while waiting:
        value, level = waiting.pop()
        seen += 1
        if level > depth or seen > nodes:
            raise too_large()
        if isinstance(value, dict):
            waiting += [(each, level + 1) for each in value.values()]
        elif isinstance(value, list):
            waiting += [(each, level + 1) for each in value]


def too_large() -> Invalid:
    """What is said of something that nests too deep or holds too much."""
    return Invalid({"": _("Nội dung quá lớn hoặc lồng nhau quá sâu.")})


def _refuse(where: str, sentence: str) -> NoReturn:
    raise Invalid({where: sentence})


def _variants(kind: Any) -> tuple[Any, ...]:
    is_union = isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union
    return tuple(each for each in typing.get_args(kind) if each is not type(None)) if is_union else (kind,)


@lru_cache(maxsize=256)
def _layout(kind: Any) -> dict[str, tuple[Field[Any], Any]]:
    """The fields of a dataclass by name, each with its type."""
    hints = typing.get_type_hints(kind)
    return {field.name: (field, hints[field.name]) for field in fields(kind)}


def _tag(kind: type) -> str:
    return _CAPITAL.sub("_", kind.__name__).lower()


def _tagged(value: Any) -> dict[str, Any]:
    """A member of a union carries its name; one with a single field is written as that field alone."""
    own: Any = type(value)
    layout = _layout(own)
    if len(layout) == 1:
        ((name, (_field, kind)),) = layout.items()
        return {_tag(own): to_plain(kind, getattr(value, name))}
    return {_tag(own): _record(value)}


def _record(value: Any) -> dict[str, Any]:
    own: Any = type(value)
    return {
        name: to_plain(kind, getattr(value, name))
        for name, (field, kind) in _layout(own).items()
        if getattr(value, name) != field.default
    }


def _from_tagged(variants: tuple[Any, ...], plain: Any, where: str) -> Any:
    if not isinstance(plain, dict) or len(plain) != 1:
        _refuse(where, _("Chỗ này phải có đúng một mục."))
    ((tag, inner),) = plain.items()
    kind = next((each for each in variants if _tag(each) == tag), None)
    if kind is None:
        _refuse(where, _("Không hiểu mục “%(key)s”.") % {"key": str(tag)[:60]})
    inside = _below(where, tag)
    layout = _layout(kind)
    if len(layout) != 1:
        return _from_record(kind, inner, inside)
    ((name, (_field, inner_kind)),) = layout.items()
    return kind(**{name: from_plain(inner_kind, inner, inside)})


def _from_record(kind: Any, plain: Any, where: str) -> Any:
    if not isinstance(plain, dict):
        _refuse(where, _("Chỗ này phải là một nhóm các mục có tên."))
    layout = _layout(kind)
    for name in plain:
        if name not in layout:
            _refuse(_below(where, str(name)[:60]), _("Không hiểu mục “%(key)s”.") % {"key": str(name)[:60]})
    for name, (field, _kind) in layout.items():
        if name not in plain and field.default is MISSING:
            _refuse(_below(where, name), _("Thiếu mục “%(key)s”.") % {"key": name})
    return kind(**{name: from_plain(layout[name][1], plain[name], _below(where, name)) for name in plain})


def _from_list(kind: Any, plain: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(plain, list):
        _refuse(where, _("Chỗ này phải là một danh sách."))
    return tuple(from_plain(kind, each, _below(where, str(n))) for n, each in enumerate(plain))


def _from_scalar(kind: Any, plain: Any, where: str) -> Any:
    try:
        return _SCALARS.get(kind, lambda text: kind(_text(text)))(plain)
    except ValueError:
        if issubclass(kind, StrEnum):
            allowed = ", ".join(each.value for each in kind)
            _refuse(where, _("Giá trị phải là một trong: %(allowed)s.") % {"allowed": allowed})
        _refuse(where, _("Giá trị không đúng kiểu: cần %(kind)s.") % {"kind": _(_WORDS[kind])})


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _text(plain: Any) -> str:
    if not isinstance(plain, str) or _UNKEEPABLE.search(plain):
        raise ValueError
    return unicodedata.normalize("NFC", plain)


def _whole(plain: Any) -> int:
    if type(plain) is not int or abs(plain) > LARGEST:
        raise ValueError
    return plain


def _truth(plain: Any) -> bool:
    if type(plain) is not bool:
        raise ValueError
    return plain


def _decimal(plain: Any) -> Decimal:
    if not _DECIMAL.fullmatch(_text(plain)):
        raise ValueError
    return Decimal(plain)


def _day(plain: Any) -> date:
    day = date.fromisoformat(_text(plain))
    if day.isoformat() != plain:  # Python reads week dates and days without hyphens too.
        raise ValueError
    return day


def _hour(plain: Any) -> time:
    if not _TIME.fullmatch(_text(plain)):
        raise ValueError
    return time.fromisoformat(plain)


_SCALARS: dict[Any, Any] = {str: _text, int: _whole, bool: _truth, Decimal: _decimal, date: _day, time: _hour}
