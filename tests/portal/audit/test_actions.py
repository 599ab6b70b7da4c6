"""Erasing words by order of the law, and noting who took a copy away."""

import pytest

from portal.audit.actions import erase_words, note_export
from portal.audit.queries import Filter, history
from portal.audit.record import record
from portal.kit.database import transaction
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from tests.support.cast import Cast


async def event_of(cast: Cast) -> int:
    async with transaction():
        return await record(
            "document:passed-on", cast.hoai, ("document", 7), words={"to": "Xa", "reason": "ốm"}
        )


async def test_erased_words_are_dashes_and_the_erasure_is_a_deed(cast: Cast) -> None:
    event = await event_of(cast)
    await erase_words(cast.tri, event, "Quyết định 12/QĐ-SGTVT")
    (line,) = await history(cast.tri, "document", 7)
    assert (line.sentence, line.is_erased) == ("Chuyển bước cho —: —", True)
    (erasure,) = await history(cast.tri, "event", event)
    assert (erasure.actor, erasure.sentence) == (
        cast.tri.full_name,
        f"Xoá phần chữ của sự kiện {event} theo Quyết định 12/QĐ-SGTVT",
    )


async def test_what_is_erased_is_not_erased_again(cast: Cast) -> None:
    event = await event_of(cast)
    await erase_words(cast.tri, event, "Quyết định 12")
    with pytest.raises(NotAllowed):
        await erase_words(cast.tri, event, "Quyết định 12")


async def test_erasing_needs_a_basis_and_an_event(cast: Cast) -> None:
    with pytest.raises(Invalid):
        await erase_words(cast.tri, await event_of(cast), "  ")
    with pytest.raises(NotFound):
        await erase_words(cast.tri, 987654, "Quyết định 12")


@pytest.mark.parametrize("name", ["thu", "viet", "hoai", "xa"])
async def test_nobody_else_erases_or_exports(cast: Cast, name: str) -> None:
    event = await event_of(cast)
    with pytest.raises(Forbidden):
        await erase_words(getattr(cast, name), event, "Quyết định 12")
    with pytest.raises(Forbidden):
        await note_export(getattr(cast, name), Filter())


async def test_a_copy_taken_away_is_in_the_log(cast: Cast) -> None:
    await note_export(cast.tri, Filter(person="Hoài", subject_kind="document", subject_id=7))
    (line,) = await history(cast.tri, "account", cast.tri.account_id, but_not=["session:started"])
    assert line.sentence == "Xuất nhật ký: Hoài, document, 7"
