"""The demo's number books and signing mandates."""

from datetime import date

from portal.documents.tables import Mandate, NumberBook

_SINCE = date(2018, 1, 1)


async def seed_books() -> None:
    """One book each way, as most departments keep them."""
    await NumberBook(name="Sổ văn bản đến", direction="in", sort=1, valid_from=_SINCE).save()
    await NumberBook(name="Sổ văn bản đi", direction="out", sort=1, valid_from=_SINCE).save()


async def seed_mandates(ids: dict[str, int]) -> None:
    """The director signs, the deputy for the director, the head of office by order for a few types."""
    lines = (
        ("viet.tq", "", "GIÁM ĐỐC", ""),
        ("nghia.vh", "KT.", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", ""),
        ("anh.btn", "TL.", "TL. GIÁM ĐỐC\nCHÁNH VĂN PHÒNG", "Công văn; Thông báo; Giấy mời; Giấy giới thiệu"),
    )
    for login, capacity, block, types in lines:
        await Mandate(
            account_id=ids[login], capacity=capacity, block=block, type_names=types, valid_from=_SINCE
        ).save()
