"""Late discovery: frozen at once for everybody, purged without a trace of the words, or given back as it was."""

from pathlib import Path

import pytest

from portal.app import registry
from portal.audit.verification import check_all
from portal.documents.actions import drafting, instructing, intake, processing, sealing
from portal.documents.actions.instructing import Order
from portal.documents.queries.document import document_for
from portal.documents.queries.lists import counts, documents, waiting
from portal.documents.queries.registers import entries
from portal.documents.queries.sealing import report_on
from portal.files import store
from portal.jobs.worker import Worker
from portal.kit.clock import local, utc_now
from portal.kit.database import dialect, execute, fetch, fetch_value
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from tests.portal.documents.seen import everything, finds, refused, row, turns
from tests.support.cast import Cast
from tests.support.make import Maker

WHY = "Trang 2 có dấu độ mật."
LETTER = "UBND tỉnh báo cáo phương án quỳnhlưu bảo vệ mục tiêu."
WORD = "quỳnhlưu"


async def secret_letter(make: Maker) -> int:
    """A letter in work whose words came in everywhere: file, subject, instruction, opinion, transfer, log, bell."""
    document_id = await make.received(LETTER)
    cast = make.cast
    await intake.register(cast.thu, document_id, make.entry(subject=f"về {WORD}", note=f"ghi {WORD}"))
    await instructing.instruct(cast.viet, document_id, Order(f"Xem {WORD}.", make.head))
    await processing.open_document(cast.minh, document_id)
    await processing.give_opinion(cast.minh, document_id, f"Ý kiến {WORD}.")
    hoai = f"account:{cast.hoai.account_id}"
    await processing.pass_on(cast.minh, document_id, hoai, f"Làm {WORD}.")
    return document_id


async def test_it_is_gone_at_once_for_everybody(make: Maker, cast: Cast) -> None:
    document_id = await secret_letter(make)
    assert await finds(cast.hoai, WORD)
    await sealing.seal_off(cast.thu, document_id, WHY)
    now = utc_now()
    for viewer in (cast.thu, cast.viet, cast.minh, cast.hoai, cast.anh, cast.xa):
        await refused(NotFound, document_for(viewer, document_id))
        assert not await finds(viewer, WORD)
        assert await documents(viewer, "in", "all", now=now) == await waiting(viewer, 20) == []
        assert (await counts(viewer, now)).incoming == 0
        assert await entries(viewer, "in", local(now).year) == []
    assert (await row(document_id))["state"] == "sealed_off" and await turns(document_id) == set()
    await refused(NotFound, store.file_facts((await row(document_id))["file_id"]))
    assert await fetch("select detail from notice where detail <> ''") == []


async def test_nothing_more_is_done_to_it(make: Maker, cast: Cast) -> None:
    document_id = await secret_letter(make)
    await sealing.seal_off(cast.thu, document_id, WHY)
    before = await everything(document_id)
    await refused(NotFound, processing.give_opinion(cast.hoai, document_id, "Nghe nói…"))
    await refused(NotFound, processing.open_document(cast.hoai, document_id))
    await refused(NotFound, sealing.seal_off(cast.viet, document_id, WHY))
    assert await everything(document_id) == before


async def test_who_may_not_seal_off(make: Maker, cast: Cast) -> None:
    document_id = await secret_letter(make)
    before = await everything(document_id)
    for viewer in (cast.hoai, cast.minh):
        await refused(Forbidden, sealing.seal_off(viewer, document_id, WHY))
    await refused(NotFound, sealing.seal_off(cast.xa, document_id, WHY))
    await refused(Invalid, sealing.seal_off(cast.thu, document_id, "  "))
    await refused(Invalid, sealing.seal_off(cast.thu, document_id, "TỐI MẬT"))
    stale = before["document"]["revision"] - 1
    await refused(NotAllowed, sealing.seal_off(cast.thu, document_id, WHY, revision=stale))
    assert await everything(document_id) == before


async def test_a_stand_in_of_the_director_does_not_seal_off(make: Maker, cast: Cast) -> None:
    document_id = await secret_letter(make)
    stand_in = await make.delegated(cast.viet, cast.minh, "role:director")
    await refused(Forbidden, sealing.seal_off(stand_in, document_id, WHY))
    assert await sealing.seal_off(cast.viet, document_id, WHY)


async def test_the_record_says_who_opened_it_and_nothing_of_it(make: Maker, cast: Cast) -> None:
    document_id = await secret_letter(make)
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    report = await report_on(cast.anh, seal_id)
    assert [each.name for each in report.openings] == [cast.minh.full_name]
    assert [(each.document_id, each.state) for each in report.documents] == [(document_id, "in_progress")]
    assert report.files == 1 and WORD not in str(report)
    for viewer in (cast.hoai, cast.minh, cast.xa):
        await refused(NotFound, report_on(viewer, seal_id))


async def test_a_mistake_is_lifted_by_a_second_person_and_everything_is_as_before(
    make: Maker, cast: Cast
) -> None:
    document_id = await secret_letter(make)
    before = await everything(document_id)
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    await refused(Forbidden, sealing.lift(cast.thu, seal_id, WHY))
    await refused(NotFound, sealing.lift(cast.hoai, seal_id, WHY))
    await sealing.lift(cast.anh, seal_id, "Chữ MẬT là tên riêng.")
    after = await everything(document_id)
    for kept in ("reader", "turn"):
        assert [_without_id(each) for each in after[kept]] == [_without_id(each) for each in before[kept]]
    assert after["document"]["state"] == "in_progress" and await finds(cast.hoai, WORD)
    assert (await document_for(cast.hoai, document_id)).file_name
    await refused(NotAllowed, sealing.purge(cast.anh, seal_id, WHY))


def _without_id(values: dict) -> dict:
    return {name: value for name, value in values.items() if name != "id"}


async def test_the_same_file_brought_twice_goes_under_one_seal(make: Maker, cast: Cast) -> None:
    first, second = await make.received(LETTER), await make.received(LETTER)
    seal_id = await sealing.seal_off(cast.thu, first, WHY)
    await refused(NotFound, document_for(cast.thu, second))
    assert [each.document_id for each in (await report_on(cast.anh, seal_id)).documents] == [first, second]
    await sealing.lift(cast.anh, seal_id, "Nhầm.")
    assert (await document_for(cast.thu, second)).state == "received"


async def test_a_draft_without_a_page_is_sealed_off_too(make: Maker, cast: Cast) -> None:
    document_id = await drafting.start_draft(cast.hoai)
    seal_id = await sealing.seal_off(cast.viet, document_id, WHY)
    await refused(NotFound, document_for(cast.hoai, document_id))
    await sealing.purge(cast.anh, seal_id, "Đã lập biên bản.")


async def test_every_file_of_an_outgoing_document_is_under_the_seal(keys: Maker, cast: Cast) -> None:
    document_id = await keys.awaiting("recall", body=f"Nội dung {WORD}.", subject=f"về {WORD}")
    made = await fetch_value("select count(*) as n from stored_file")
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    assert (await report_on(cast.anh, seal_id)).files == made
    await sealing.purge(cast.anh, seal_id, "Đã lập biên bản.")
    assert await words_left() == []


async def test_a_purge_needs_a_second_person(make: Maker, cast: Cast) -> None:
    document_id = await secret_letter(make)
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    await refused(Forbidden, sealing.purge(cast.thu, seal_id, WHY))
    for viewer in (cast.viet, cast.hoai, cast.xa):
        await refused(NotFound, sealing.purge(viewer, seal_id, WHY))
    await refused(Invalid, sealing.purge(cast.anh, seal_id, " "))
    assert WORD in (await row(document_id))["subject"]


async def test_after_a_purge_no_word_is_left_and_the_log_holds(make: Maker, cast: Cast, data: Path) -> None:
    document_id = await secret_letter(make)
    assert await words_left()
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    await sealing.purge(cast.anh, seal_id, "Đã lập biên bản số 3.")
    await Worker(registry()).work_off()
    assert await words_left() == []
    assert (await check_all()).breaks == ()
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []
    assert [each.name for each in (await report_on(cast.anh, seal_id)).openings] == [cast.minh.full_name]
    await refused(NotFound, document_for(cast.thu, document_id))


async def words_left() -> list[str]:
    """Tables of the database in which the word, or its folded form, stands in any column."""
    if dialect() == "sqlite":
        names = "select name from sqlite_master where type = 'table' and name not like 'search_index%'"
    else:
        names = (
            "select table_name as name from information_schema.tables where table_schema = current_schema()"
        )
    found = []
    for table in [each["name"] for each in await fetch(names)]:
        text = str(await fetch(f'select * from "{table}"')).lower()
        found += [table] if WORD in text or "quynhluu" in text else []
    return found


async def test_no_byte_of_it_is_left_in_the_files(
    make: Maker, cast: Cast, database: str, data: Path, tmp_path: Path
) -> None:
    if dialect() != "sqlite":
        pytest.skip("a server's files are its own affair: see docs/operating.md")
    document_id = await secret_letter(make)
    assert WORD.encode() in await compacted(tmp_path / "before")
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    await sealing.purge(cast.anh, seal_id, "Đã lập biên bản số 3.")
    await Worker(registry()).work_off()
    kept = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    for content in [await compacted(tmp_path / "after"), *kept]:
        assert WORD.encode() not in content and b"quynhluu" not in content


async def compacted(copy: Path) -> bytes:
    """The database as it is after `vacuum`, byte by byte."""
    await execute(f"vacuum into '{copy}'")
    return copy.read_bytes()
