"""Reading the log: an object's own history, and the whole of it by person, fact, day and thing."""

from datetime import UTC, date, datetime

import pytest

from portal.audit.queries import Filter, history, log, whole_log
from portal.audit.record import record
from portal.kit.database import transaction
from portal.kit.errors import Forbidden
from portal.kit.viewer import Viewer
from tests.support.cast import Cast


async def deed(actor: Viewer | None, fact: str = "document:drafted", subject: int = 7, **more: object) -> int:
    async with transaction():
        return await record(fact, actor, ("document", subject), **more)


async def subjects(viewer: Viewer, **wanted: object) -> list[int]:
    return [
        line.subject_id for line in await log(viewer, Filter(**wanted)) if line.subject_kind == "document"
    ]


async def test_a_history_reads_as_sentences_with_names(cast: Cast) -> None:
    await deed(cast.thu, "document:registered", words={"number": 412})
    await deed(
        cast.on,
        "document:passed-on",
        words={"to": "Hoài", "reason": "đi công tác"},
        on_behalf_of=cast.minh.account_id,
    )
    first, second = await history(cast.hoai, "document", 7)
    assert (first.actor, first.on_behalf, first.sentence) == (
        cast.thu.full_name,
        "",
        "Vào sổ văn bản đến, số đến 412",
    )
    assert (second.actor, second.on_behalf) == (cast.on.full_name, cast.minh.full_name)


async def test_a_history_is_of_one_thing_and_leaves_out_what_is_not_wanted(cast: Cast) -> None:
    await deed(cast.thu)
    await deed(cast.thu, "document:opened")
    await deed(cast.thu, subject=8)
    assert [line.fact for line in await history(cast.thu, "document", 7, but_not=["document:opened"])] == [
        "document:drafted"
    ]


async def test_what_the_portal_did_has_no_actor_and_who_was_erased_is_a_number(cast: Cast) -> None:
    await deed(None)
    await deed(Viewer(987654, "Đã xoá"))
    assert [line.actor for line in await history(cast.thu, "document", 7)] == ["", "#987654"]


async def test_the_log_narrows_by_each_part(cast: Cast) -> None:
    await deed(cast.thu, subject=1, at=datetime(2026, 11, 20, 16, 59, tzinfo=UTC))
    await deed(cast.hoai, subject=2, at=datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    await deed(cast.hoai, "document:closed", subject=3, at=datetime(2026, 11, 21, 17, 0, tzinfo=UTC))
    assert await subjects(cast.tri, person="hoai") == [3, 2]
    assert await subjects(cast.tri, fact="document:closed") == [3]
    assert await subjects(cast.tri, from_day=date(2026, 11, 21), to_day=date(2026, 11, 21)) == [2]
    assert await subjects(cast.tri, subject_kind="document", subject_id=1) == [1]
    assert await subjects(cast.tri, person="không có ai") == []
    assert await subjects(cast.tri, person="hoài", fact="document:drafted", from_day=date(2026, 11, 21)) == [
        2
    ]


async def test_pages_follow_by_instant_even_where_several_share_one(cast: Cast) -> None:
    for number in range(5):
        await deed(cast.thu, subject=number, at=datetime(2026, 11, 20, 8, number // 3, tzinfo=UTC))
    first = await log(cast.tri, Filter(subject_kind="document"), limit=2)
    rest = await log(cast.tri, Filter(subject_kind="document"), before=first[-1].id)
    assert [line.subject_id for line in first + rest] == [4, 3, 2, 1, 0]
    batches = [lines async for lines in whole_log(cast.tri, Filter(subject_kind="document"), batch=2)]
    assert [[line.subject_id for line in lines] for lines in batches] == [[4, 3], [2, 1], [0]]


@pytest.mark.parametrize("name", ["thu", "viet", "hoai", "xa"])
async def test_the_log_is_for_its_readers_alone(cast: Cast, name: str) -> None:
    with pytest.raises(Forbidden):
        await log(getattr(cast, name), Filter())
