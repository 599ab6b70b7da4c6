"""Addresses by an administrative code set (pure): province, district (only before 1 July 2025), commune, detail.

An address keeps the names as well as the codes and the version of the set: units are merged and renamed, and an old
dossier keeps the old name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kit.i18n import _
from portal.procedures.questions.asked import CodeSet, Place, Question, Raw, Reading, Surroundings
from portal.procedures.questions.texts import one_line

_LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Address:
    """Somewhere in Vietnam, as the units were called when it was given. No district is an address of today."""

    code_set: str
    province: Place
    commune: Place
    district: Place | None = None
    detail: str = ""


def read_address(question: Question, raw: Raw, around: Surroundings) -> Reading:
    """An Address out of the fields `code_set`, `province`, `district`, `commune` (codes) and `detail` (text)."""
    fields = raw if isinstance(raw, Mapping) else {}
    parts = {name: one_line(text) for name, text in fields.items()}
    if not any(parts.get(name) for name in ("province", "district", "commune", "detail")):
        return Reading()
    code_set = around.code_sets.get(parts.get("code_set", ""))
    if code_set is None:
        return Reading(problem=_("Hãy chọn tỉnh hoặc thành phố."))
    if len(parts.get("detail", "")) > _LONGEST_DETAIL:
        return Reading(problem=_("Địa chỉ chi tiết quá dài."))
    return _placed(code_set, parts)


def show_address(value: Address) -> str:
    """From the smallest to the largest: "12 Trần Phú, Phường Tam Kỳ, Thành phố Đà Nẵng"."""
    return ", ".join(filter(None, (value.detail, mask_address(value))))


def mask_address(value: Address) -> str:
    """The units without the detail."""
    district = value.district.name if value.district else ""
    return ", ".join(filter(None, (value.commune.name, district, value.province.name)))


def _placed(code_set: CodeSet, parts: dict[str, str]) -> Reading:
    province, district, commune = (
        code_set.places.get(parts.get(name, "")) for name in ("province", "district", "commune")
    )
    if province is None or province.within:
        return Reading(problem=_("Hãy chọn tỉnh hoặc thành phố."))
    if parts.get("district") and (district is None or district.within != province.code):
        return Reading(problem=_("Quận, huyện này không thuộc tỉnh hoặc thành phố đã chọn."))
    if commune is None or commune.within != (district or province).code:
        return Reading(problem=_("Hãy chọn xã, phường thuộc nơi đã chọn."))
    return Reading(Address(code_set.version, province, commune, district, parts.get("detail", "")))
