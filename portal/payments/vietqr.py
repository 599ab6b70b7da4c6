"""The VietQR code: a bank transfer as the text of a QR code (pure; it draws no picture).

EMVCo merchant-presented QR, NAPAS profile: elements of a two-digit tag, a two-digit length in characters and a
value; the last element is a CRC over everything before it, its own tag and length included.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.payments.references import plain

LONGEST_PURPOSE = 25
_LONGEST_BILL = 25
_LONGEST_NAME = 25
_LONGEST_CITY = 15
_LONGEST_VALUE = 99
_MOST_MONEY = 10**13 - 1
_NAPAS = "A000000727"
_SERVICES = {"QRIBFTTA": False, "QRIBFTTC": True}  # to an account, to a card
_VERSION, _STATIC, _ONE_USE = "01", "11", "12"
_CURRENCY, _COUNTRY = "704", "VN"


class Unreadable(ValueError):
    """The text is no VietQR code, or not whole; the reason is for a log."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a code asks for. `bank` is the BIN of six digits, `number` an account or card of at most 19 characters.

    `amount` is in whole đồng, None where the payer types it. `is_one_use` is for one bill; a sticker on the desk
    is not. `bill`, `purpose`, `name` and `city` lose their diacritics when they are written.
    """

    bank: str
    number: str
    amount: int | None = None
    bill: str = ""
    purpose: str = ""
    is_card: bool = False
    is_one_use: bool = True
    name: str = ""
    city: str = ""
    category: str = ""


def write(transfer: Transfer, longest_purpose: int = LONGEST_PURPOSE) -> str:
    """The text of the code. The purpose is cut to `longest_purpose` characters, so a reference stands first in it.

    Raises Invalid, by field, for what no code can say; a bill number is never cut, as it would be another's.
    """
    found = problems(transfer)
    if found:
        raise Invalid(found)
    body = _joined([*_payee(transfer), *_order(transfer, longest_purpose)]) + "6304"
    return f"{body}{checksum(body):04X}"


def problems(transfer: Transfer) -> dict[str, str]:
    """What no code can say, by field; for the form where the office's account is set up, too."""
    found = {}
    if not re.fullmatch(r"[0-9]{6}", transfer.bank):
        found["bank"] = _("Mã ngân hàng (BIN) gồm 6 chữ số.")
    if not re.fullmatch(r"[0-9A-Za-z]{1,19}", transfer.number):
        found["number"] = _("Số tài khoản hoặc số thẻ gồm tối đa 19 chữ số, chữ cái không dấu.")
    if transfer.amount is not None and not 0 < transfer.amount <= _MOST_MONEY:
        found["amount"] = _("Số tiền phải lớn hơn 0 và có tối đa 13 chữ số.")
    if len(plain(transfer.bill)) > _LONGEST_BILL:
        found["bill"] = _("Số hoá đơn dài tối đa 25 ký tự.")
    if not re.fullmatch(r"([0-9]{4})?", transfer.category):
        found["category"] = _("Mã ngành của điểm thu gồm 4 chữ số.")
    return found


def read(text: str) -> Transfer:
    """What a code asks for. Elements that are not ours are passed over; a lower-case CRC is taken.

    Raises Unreadable for a wrong CRC, a wrong length, and for what is no transfer within Vietnam in đồng.
    """
    body, crc = text[:-4], text[-4:]
    if body[-4:] != "6304" or not re.fullmatch(r"[0-9A-Fa-f]{4}", crc) or int(crc, 16) != checksum(body):
        raise Unreadable("wrong CRC")
    top = _elements(text)
    if (top.get("00"), top.get("53"), top.get("58")) != (_VERSION, _CURRENCY, _COUNTRY):
        raise Unreadable("no transfer in VND within Vietnam")
    bank, number, is_card = _account(_elements(top.get("38", "")))
    more = _elements(top.get("62", ""))
    return Transfer(
        bank=bank,
        number=number,
        amount=_amount(top.get("54", "")),
        bill=more.get("01", ""),
        purpose=more.get("08", ""),
        is_card=is_card,
        is_one_use=top.get("01") == _ONE_USE,
        name=top.get("59", ""),
        city=top.get("60", ""),
        category=top.get("52", ""),
    )


def checksum(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, first 0xFFFF, nothing reflected; 0x29B1 for "123456789"."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
    return crc & 0xFFFF


def _payee(transfer: Transfer) -> list[tuple[str, str]]:
    service = next(name for name, is_card in _SERVICES.items() if is_card == transfer.is_card)
    whose = _joined([("00", transfer.bank), ("01", transfer.number)])
    return [
        ("00", _VERSION),
        ("01", _ONE_USE if transfer.is_one_use else _STATIC),
        ("38", _joined([("00", _NAPAS), ("01", whose), ("02", service)])),
    ]


def _order(transfer: Transfer, longest_purpose: int) -> list[tuple[str, str]]:
    purpose = plain(transfer.purpose)[:longest_purpose].strip()
    return [
        ("52", transfer.category),
        ("53", _CURRENCY),
        ("54", "" if transfer.amount is None else str(transfer.amount)),
        ("58", _COUNTRY),
        ("59", plain(transfer.name)[:_LONGEST_NAME].strip()),
        ("60", plain(transfer.city)[:_LONGEST_CITY].strip()),
        ("62", _joined([("01", plain(transfer.bill)), ("08", purpose)])),
    ]


def _joined(elements: Iterable[tuple[str, str]]) -> str:
    """The elements that have a value, one behind the other."""
    parts = [(tag, value) for tag, value in elements if value]
    if any(len(value) > _LONGEST_VALUE for _tag, value in parts):
        raise Invalid({"purpose": _("Nội dung chuyển khoản quá dài cho một mã QR.")})
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in parts)


def _elements(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text:
        tag, length = text[:2], text[2:4]
        if not re.fullmatch(r"[0-9]{4}", tag + length):
            raise Unreadable("a tag or a length is no number")
        value, text = text[4 : 4 + int(length)], text[4 + int(length) :]
        if len(value) != int(length) or tag in found:
            raise Unreadable(f"element {tag} is cut off or comes twice")
        found[tag] = value
    return found


def _account(elements: dict[str, str]) -> tuple[str, str, bool]:
    service, whose = elements.get("02", ""), _elements(elements.get("01", ""))
    bank, number = whose.get("00", ""), whose.get("01", "")
    if elements.get("00") != _NAPAS or service not in _SERVICES or problems(Transfer(bank, number)):
        raise Unreadable("no account and no card of a Vietnamese bank")
    return bank, number, _SERVICES[service]


def _amount(text: str) -> int | None:
    """Whole đồng; an amount that is left out, or is nought, is typed by the payer."""
    if not re.fullmatch(r"[0-9]{0,13}", text):
        raise Unreadable("the amount is no whole number")
    return int(text or "0") or None
