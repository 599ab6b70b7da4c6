"""Numbers that name a person or a firm (pure): identity number, passport, tax code, driving licence, phone.

Blanks, points and hyphens that people type between digits are dropped. What is odd but possible is a doubt, not a
problem: numbers are given by registries that also make exceptions.
"""

import re
from datetime import date

from portal.kit.i18n import _
from portal.procedures.questions.asked import Question, Raw, Reading, Surroundings
from portal.procedures.questions.texts import one_line

_BETWEEN = re.compile(r"[\s.\-–()]+")
_MOBILE, _FIXED = re.compile(r"0[35789]\d{8}", re.ASCII), re.compile(r"02\d{9}", re.ASCII)
_ABROAD = re.compile(r"^(?:\+|00)?840?(?=[0-9]{9,10}$)")
_TWELVE, _NINE = re.compile(r"[0-9]{12}"), re.compile(r"[0-9]{9}")
_PASSPORT, _VIETNAMESE_PASSPORT = (
    re.compile(r"(?=.*\d)[A-Z0-9]{6,9}", re.ASCII),
    re.compile(r"[A-Z][0-9]{7,8}"),
)
_TAX = re.compile(r"([0-9]{10})([0-9]{3})?")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_LICENCE = re.compile(r"[A-Z]{0,3}[0-9]{6,12}")
# Codes of birth registration; they outlive the provinces. Foreigners and births abroad have codes of countries.
_PROVINCES = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 "
    "042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 "
    "086 087 089 091 092 093 094 095 096".split()
)


def bare(raw: Raw) -> str:
    """Capital letters and digits, without the blanks, points and hyphens that people type between them."""
    return _BETWEEN.sub("", one_line(raw)).upper()


def read_phone(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """A Vietnamese number with its leading 0: mobile 10 digits (03, 05, 07, 08, 09), fixed 11 digits (02)."""
    number = _ABROAD.sub("0", bare(raw))
    if number and not _MOBILE.fullmatch(number) and not _FIXED.fullmatch(number):
        return Reading(problem=_("Số điện thoại di động có 10 chữ số, cố định có 11 chữ số, bắt đầu bằng 0."))
    return Reading(number or None)


def read_identity_number(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """Twelve digits PPPGYYRRRRRR (personal identity number), or nine of the old card where the question allows them.

    There is no check digit. A code of birth registration outside the list is a doubt only.
    """
    number = bare(raw)
    if not number:
        return Reading()
    if question.limits.old_identity_number and _NINE.fullmatch(number):
        return Reading(number)
    if not _TWELVE.fullmatch(number):
        return Reading(problem=_("Số định danh cá nhân gồm đúng 12 chữ số."))
    return Reading(number, doubts=_doubts_of(number, around.today))


def doubts_about(number: str, born: date | None = None, is_female: bool | None = None) -> tuple[str, ...]:
    """What does not agree between a 12-digit number and the birthday and sex that were declared."""
    if not _TWELVE.fullmatch(number):
        return ()
    doubts = []
    if born is not None and born.year != birth_year(number):
        doubts.append(_("Số định danh không khớp với năm sinh đã khai."))
    if is_female is not None and is_female != bool(int(number[3]) % 2):
        doubts.append(_("Số định danh không khớp với giới tính đã khai."))
    return tuple(doubts)


def birth_year(number: str) -> int:
    """The year in a 12-digit number: the fourth digit is twice the century after 1900, odd for women."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def read_passport(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """Six to nine letters and digits (ICAO 9303); Vietnamese ones are a letter and seven or eight digits."""
    number = bare(raw)
    if not number:
        return Reading()
    if not _PASSPORT.fullmatch(number):
        return Reading(problem=_("Số hộ chiếu gồm 6 đến 9 chữ cái và chữ số."))
    is_ours = _VIETNAMESE_PASSPORT.fullmatch(number)
    doubt = _("Số này không có dạng hộ chiếu Việt Nam (một chữ cái và 7 hoặc 8 chữ số); hãy xem lại.")
    return Reading(number, doubts=() if is_ours else (doubt,))


def read_tax_code(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """Ten digits with a check digit, such a code and three digits of a branch, or a 12-digit identity number.

    Persons and households use the identity number since 1 July 2025 (Circular 86/2024/TT-BTC).
    """
    number = bare(raw)
    if not number or _TWELVE.fullmatch(number):
        return Reading(number or None)
    found = _TAX.fullmatch(number)
    if found is None:
        return Reading(
            problem=_("Mã số thuế gồm 10 chữ số, 10 chữ số và 3 chữ số chi nhánh, hoặc 12 chữ số.")
        )
    if not is_checked(found[1]):
        return Reading(problem=_("Mã số thuế không đúng chữ số kiểm tra; hãy xem lại từng chữ số."))
    return Reading(f"{found[1]}-{found[2]}" if found[2] else found[1])


def is_checked(tax_code: str) -> bool:
    """Whether the tenth digit agrees with the nine before it: 10 less their weighted sum modulo 11."""
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, tax_code, strict=False))
    return int(tax_code[9]) == 10 - total % 11


def read_licence_number(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """The number of a driving licence: twelve digits on plastic cards, other forms on old paper are a doubt."""
    number = bare(raw)
    if not number:
        return Reading()
    if not _LICENCE.fullmatch(number):
        return Reading(problem=_("Số giấy phép lái xe gồm 12 chữ số; giấy cũ có thể có chữ cái đứng đầu."))
    doubt = _("Số giấy phép lái xe thẻ PET có 12 chữ số; hãy xem lại nếu không phải giấy cũ.")
    return Reading(number, doubts=() if _TWELVE.fullmatch(number) else (doubt,))


def show_phone(value: str) -> str:
    """ "0905 123 456"; fixed lines "0235 3812 345"."""
    middle = 7 if len(value) == 10 else 8
    return f"{value[:4]} {value[4:middle]} {value[middle:]}"


def mask(value: str) -> str:
    """The first and the last three characters: "049******456"; all but the last two of a short one."""
    if len(value) < 9:
        return "*" * (len(value) - 2) + value[-2:]
    return value[:3] + "*" * (len(value) - 6) + value[-3:]


def mask_tax_code(value: str) -> str:
    """A person's is masked; that of a firm is public."""
    return mask(value) if _TWELVE.fullmatch(value) else value


def _doubts_of(number: str, today: date) -> tuple[str, ...]:
    doubts = []
    if number[:3] not in _PROVINCES:
        doubts.append(_("Ba chữ số đầu không phải mã tỉnh, thành phố nơi đăng ký khai sinh; hãy xem lại."))
    if birth_year(number) > today.year:
        doubts.append(_("Năm sinh trong số định danh ở tương lai; hãy xem lại."))
    return tuple(doubts)
