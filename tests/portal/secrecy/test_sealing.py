"""Late discovery: frozen by one person, purged or lifted by another."""

import pytest

from portal.files import store
from portal.files.jobs import take_out_doomed
from portal.kit.database import fetch, fetch_value
from portal.kit.errors import Forbidden, Invalid, NotAllowed, NotFound
from portal.secrecy.actions.sealing import lift_seal, purge_sealed, seal_off
from portal.secrecy.outcomes import Refused
from portal.secrecy.queries import seal_of
from tests.portal.secrecy.test_receiving import bring
from tests.support import papers

WHY = "phát hiện nội dung mật"
DOCUMENT = ("document", 12)


@pytest.fixture
async def file_id(thu, data):
    return (await bring(thu, papers.pdf())).file_id


async def test_a_sealed_file_is_read_by_nobody_at_once(thu, file_id):
    seal_id = await seal_off(thu, [file_id], subject=DOCUMENT, reason=WHY)
    with pytest.raises(NotFound):
        await store.file_facts(file_id)
    assert (await seal_of(thu, seal_id)).decision == ""
    assert await fetch("select fact, subject_kind, subject_id from event order by id desc limit 1") == [
        {"fact": "seal:frozen", "subject_kind": "document", "subject_id": 12}
    ]


async def test_a_second_person_purges_for_good(thu, anh, file_id, data):
    seal_id = await seal_off(thu, [file_id], subject=DOCUMENT, reason=WHY)
    await purge_sealed(anh, seal_id, "đã lập biên bản")
    await take_out_doomed({})
    assert [path for path in (data / "files").rglob("*") if path.is_file()] == []
    assert await fetch_value("select count(*) as n from file_text") == 0


async def test_the_same_contents_do_not_come_in_again(thu, anh, file_id, data):
    seal_id = await seal_off(thu, [file_id], subject=DOCUMENT, reason=WHY)
    assert isinstance(await bring(thu, papers.pdf()), Refused)
    await purge_sealed(anh, seal_id, "đã lập biên bản")
    again = await bring(thu, papers.pdf())
    assert isinstance(again, Refused)
    assert "niêm phong" in again.sentence


async def test_a_second_person_lifts_a_mistake(thu, anh, file_id):
    seal_id = await seal_off(thu, [file_id], subject=DOCUMENT, reason=WHY)
    await lift_seal(anh, seal_id, "không phải tài liệu mật")
    assert (await store.file_facts(file_id)).id == file_id
    with pytest.raises(NotAllowed):
        await purge_sealed(anh, seal_id, "đổi ý")


async def test_the_first_person_does_not_decide(thu, file_id):
    seal_id = await seal_off(thu, [file_id], subject=DOCUMENT, reason=WHY)
    for deed in (purge_sealed, lift_seal):
        with pytest.raises(Forbidden):
            await deed(thu, seal_id, WHY)


async def test_who_keeps_no_door_neither_seals_nor_decides(thu, hoai, xa, file_id):
    for viewer in (hoai, xa):
        with pytest.raises(Forbidden):
            await seal_off(viewer, [file_id], subject=DOCUMENT, reason=WHY)
    seal_id = await seal_off(thu, [file_id], subject=DOCUMENT, reason=WHY)
    for viewer in (hoai, xa):
        with pytest.raises(NotFound):
            await purge_sealed(viewer, seal_id, WHY)


async def test_a_seal_needs_a_reason_and_a_file(thu, file_id):
    with pytest.raises(Invalid):
        await seal_off(thu, [file_id], subject=DOCUMENT, reason="")
    with pytest.raises(NotAllowed):
        await seal_off(thu, [], subject=DOCUMENT, reason=WHY)
