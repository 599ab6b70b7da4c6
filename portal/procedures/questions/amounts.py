"""Numbers, whole amounts of money, days (pure), as Vietnamese write them: 1.234,5; 115.000 đ; 08/04/2020."""

import re
from datetime import date
from decimal import Decimal

from portal.kit.i18n import _
from portal.kit.text import fold
from portal.procedures.questions.asked import Limits, Question, Raw, Reading, Surroundings
from portal.procedures.questions.texts import one_line

# A point always parts thousands: "1.5" is refused rather than guessed at.
_NUMBER = re.compile(r"(-?)(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,(\d+))?", re.ASCII)
_CURRENCY = re.compile(r"\s*([^\d\s.,-]+)\.?$")
_CURRENCIES = {"d", "dong", "vnd", ""}  # Folded; the sign of the đồng folds to nothing.
_DAY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MOST_DIGITS, _MOST_DECIMALS = 15, 9


def read_number(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """A Decimal. Points and blanks part thousands, a comma begins the decimals."""
    text = one_line(raw)
    return _measured(text, question.limits, question.limits.decimals) if text else Reading()


def read_money(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """An amount in whole đồng as int; the currency may stand behind it."""
    text = _without_currency(one_line(raw))
    if not text:
        return Reading()
    found = _measured(text, question.limits, 0)
    if found.value is None:
        return found
    if found.value < 0:
        return Reading(problem=_("Số tiền không được âm."))
    return Reading(int(found.value))


def read_day(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """A date, typed as day, month, year, or as a browser's date field sends it (ISO 8601)."""
    text = one_line(raw)
    if not text:
        return Reading()
    day = _day_in(text)
    if day is None:
        return Reading(problem=_("Hãy viết ngày theo dạng ngày/tháng/năm, ví dụ 08/04/2020."))
    return (
        Reading(problem=problem)
        if (problem := _outside(day, question.limits, around.today))
        else Reading(day)
    )


def show_number(value: Decimal) -> str:
    """1234.5 as "1.234,5"."""
    whole, _point, decimals = format(value, "f").partition(".")
    grouped = f"{abs(int(whole)):,}".replace(",", ".")
    sign = "-" if value < 0 else ""
    return f"{sign}{grouped},{decimals}" if decimals else f"{sign}{grouped}"


def show_money(value: int) -> str:
    """115000 as "115.000 đ"."""
    return _("%(amount)s đ") % {"amount": f"{value:,}".replace(",", ".")}


def show_day(value: date) -> str:
    """dd/mm/yyyy."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def _without_currency(text: str) -> str:
    found = _CURRENCY.search(text)
    return text[: found.start()] if found and fold(found[1]) in _CURRENCIES else text


def _measured(text: str, limits: Limits, decimals: int) -> Reading:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return Reading(
            problem=_("Hãy viết số dạng 1.234,5: dấu phẩy cho phần thập phân, dấu chấm cho hàng nghìn.")
        )
    sign, whole, part = found[1], found[2].replace(".", "").replace(" ", ""), found[3] or ""
    if len(whole) > _MOST_DIGITS or len(part) > _MOST_DECIMALS:
        return Reading(problem=_("Số này quá dài."))
    if part and not decimals:
        return Reading(problem=_("Hãy viết số nguyên, không có phần thập phân."))
    if len(part) > decimals:
        return Reading(
            problem=_("Chỉ được có nhiều nhất %(count)s chữ số sau dấu phẩy.") % {"count": decimals}
        )
    value = Decimal(f"{sign}{whole}.{part or 0}") if part else Decimal(f"{sign}{whole}")
    return Reading(problem=problem) if (problem := out_of_bounds(value, limits)) else Reading(value)


def out_of_bounds(value: Decimal, limits: Limits) -> str:
    """What is said of a number or count that is too small or too large; empty for one that fits."""
    if limits.least is not None and value < limits.least:
        return _("Nhỏ nhất là %(least)s.") % {"least": show_number(limits.least)}
    if limits.most is not None and value > limits.most:
        return _("Lớn nhất là %(most)s.") % {"most": show_number(limits.most)}
    return ""


def _day_in(text: str) -> date | None:
    iso, typed = _ISO.fullmatch(text), _DAY.fullmatch(text)
    if iso is None and typed is None:
        return None
    year, month, day = iso.groups() if iso else typed.groups()[::-1] if typed else ()
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _outside(day: date, limits: Limits, today: date) -> str:
    if limits.until_today and day > today:
        return _("Ngày này không được ở tương lai.")
    if limits.from_today and day < today:
        return _("Ngày này không được ở quá khứ.")
    if limits.first_day is not None and day < limits.first_day:
        return _("Sớm nhất là ngày %(day)s.") % {"day": show_day(limits.first_day)}
    if limits.last_day is not None and day > limits.last_day:
        return _("Muộn nhất là ngày %(day)s.") % {"day": show_day(limits.last_day)}
    return ""
