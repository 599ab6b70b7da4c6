"""The national payment platform (Cổng Dịch vụ công quốc gia) and its hashes (pure).

A message is a JSON object; MaXacThuc is SHA-256 over some of its values in a fixed order joined by bars, with the key
behind the last bar. A key at the end is weaker than an HMAC, so money is believed only after asking back. Source: the
platform's message formats as OpenCPS 2 speaks them (2020 to 2022).
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.payments.entries import FAILED, PLATFORM, SUCCEEDED, ProviderEvent
from portal.payments.stamps import moment_of

# What is signed, in order. An init also carries ThongTinBienLai and return_url, which are not signed.
INIT = (
    "LoaiBanTin PhienBan MaDoiTac MaThamChieu SoTien LoaiHinhThanhToan MaKenhThanhToan MaThietBi NgonNgu MaTienTe "
    "MaNganHang ThongTinGiaoDich ThoiGianGD Ip"
).split()
CALLBACK = (
    "LoaiBanTin MaLoi MaDoiTac MaThamChieu SoTien MaTienTe MaGiaoDich MaNganHang ThoiGianGD ThongTinGiaoDich"
).split()
RECEIPT = "LoaiBanTin PhienBan MaDoiTac MaThamChieu ThoiGianGD".split()

ACCEPTED = {"MaLoi": "00"}
REJECTED = {"MaLoi": "99"}
_OK = "00"
_HASH = "MaXacThuc"

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Callback:
    """What a call-back says: our reference, the platform's number, whole đồng (None where it is no number)."""

    reference: str
    number: str
    amount: int | None
    code: str
    bank: str
    paid_at: datetime | None

    def event(self, received_at: datetime) -> ProviderEvent:
        """The entry for the ledger; `received_at` stands in where the platform told no time.

        A success without a readable amount is no entry (ValueError): a person has to ask the platform.
        """
        outcome = SUCCEEDED if self.code == _OK else FAILED
        number = self.number or f"ref:{self.reference}"
        at = self.paid_at or received_at
        return ProviderEvent(PLATFORM, number, outcome, self.amount or 0, at, self.reference)


def signed(fields: Fields, names: Sequence[str], key: str) -> dict[str, object]:
    """The message with its MaXacThuc; `names` is INIT or RECEIPT. A field that is missing is a fault of ours."""
    missing = [name for name in names if name not in fields]
    if missing:
        raise ValueError(f"the message lacks {', '.join(missing)}")
    return {**fields, _HASH: digest(fields, names, key)}


def digest(fields: Fields, names: Sequence[str], key: str) -> str:
    """SHA-256 over the values in their order and the key, joined by bars, in lower-case hexadecimal digits."""
    values = ("" if fields.get(name) is None else str(fields[name]) for name in names)
    return hashlib.sha256("|".join((*values, key)).encode(errors="replace")).hexdigest()


def is_genuine(callback: Fields, key: str) -> bool:
    """Whether the platform signed the call-back; compared in constant time, capitals or not."""
    given = str(callback.get(_HASH, "")).lower()
    return hmac.compare_digest(digest(callback, CALLBACK, key).encode(), given.encode(errors="replace"))


def read_callback(fields: Fields) -> Callback:
    """What a call-back says. Believe it only after `is_genuine`, and ask back before the fee counts as paid."""
    said = {name: "" if fields.get(name) is None else str(fields[name]) for name in CALLBACK}
    return Callback(
        reference=said["MaThamChieu"],
        number=said["MaGiaoDich"],
        amount=int(said["SoTien"]) if re.fullmatch(r"[1-9][0-9]{0,14}", said["SoTien"]) else None,
        code=said["MaLoi"],
        bank=said["MaNganHang"],
        paid_at=moment_of(said["ThoiGianGD"]),
    )
