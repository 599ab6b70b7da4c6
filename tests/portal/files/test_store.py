"""The store: the same on disk and in an S3-compatible store."""

import os
from datetime import timedelta

import pytest

from portal.files import jobs, store
from portal.files.door import admit_made
from portal.files.seal import freeze, purge, unfreeze
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import NotFound

LARGE = 12 * 1024 * 1024 + 3


async def made(data, name="a.pdf", text=()):
    return await admit_made(data, name=name, media_type="application/pdf", text_by_page=text)


async def a_day_passes():
    await execute("update content_claim set until = ?", utc_now() - timedelta(seconds=1))


async def contents():
    return {sha256 async for sha256, _written in store.stored_contents()}


@pytest.mark.parametrize("size", [1, 100_000, LARGE])
async def test_what_is_kept_comes_back(kept_on, database, size):
    plain = os.urandom(size)
    sha256 = await store.keep(await made(plain))
    assert await store.read(sha256, check=True) == plain
    assert await contents() == {sha256}


async def test_a_range_comes_back(kept_on, database):
    sha256 = await store.keep(await made(b"0123456789"))
    assert b"".join([chunk async for chunk in store.open_range(sha256, 3, 7)]) == b"3456"


async def test_what_is_not_there_is_not_found(kept_on, database):
    with pytest.raises(NotFound):
        await store.read("0" * 64)
    with pytest.raises(NotFound):
        await anext(store.open_range("0" * 64, 0, 1))
    assert not await store.take_out("0" * 64)


async def test_changed_bytes_are_noticed(data, database):
    sha256 = await store.keep(await made(b"Kinh gui"))
    store.local_path(store.location(), sha256).write_bytes(b"Kinh gut")
    with pytest.raises(store.Damaged):
        await store.read(sha256, check=True)


async def test_a_row_knows_the_file_and_its_text(kept_on, database):
    put = await store.put(await made(b"abc", "Tờ trình.pdf", ["Trang một", "Trang hai"]), created_by=7)
    stored = await store.file_facts(put.id)
    assert (stored.name, stored.size, stored.pages, stored.created_by) == ("Tờ trình.pdf", 3, 2, 7)
    assert await store.text_by_page(put.id) == ("Trang một", "Trang hai")
    assert await fetch_value("select fold from file_text where file = ?", put.id) == "trang mot trang hai"


async def test_the_same_contents_are_kept_once(kept_on, database):
    first, second = await store.put(await made(b"abc")), await store.put(await made(b"abc", "b.pdf"))
    assert first.id != second.id
    assert await contents() == {first.sha256} == {second.sha256}


async def test_a_deed_that_fails_leaves_bytes_without_a_row_and_never_a_row_without_bytes(kept_on, database):
    async def fails_at_the_end():
        admitted = await made(b"abc")
        await store.keep(admitted)
        async with transaction():
            await store.put(admitted)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_at_the_end()
    assert await fetch_value("select count(*) as n from stored_file") == 0
    assert len(await contents()) == 1


async def test_bytes_nobody_points_at_are_swept_after_a_day(kept_on, database, monkeypatch):
    kept = await store.put(await made(b"kept"))
    orphan = await store.keep(await made(b"orphan"))
    assert await jobs.sweep({}) == 0
    monkeypatch.setattr(jobs, "KEPT_FOR", -jobs.KEPT_FOR)
    assert await jobs.sweep({}) == 0, "it is held for a day, whatever the store says of its age"
    await a_day_passes()
    assert await jobs.sweep({}) == 1
    assert await contents() == {kept.sha256}
    assert orphan != kept.sha256


async def test_a_frozen_file_is_read_by_nobody_until_it_is_lifted(database, data):
    put = await store.put(await made(b"abc", text=["Kính gửi"]))
    twin = await store.put(await made(b"abc"))
    assert {each.id for each in await freeze([put.id], utc_now())} == {put.id, twin.id}
    for file_id in (put.id, twin.id):
        with pytest.raises(NotFound):
            await store.file_facts(file_id)
    with pytest.raises(NotFound):
        await store.text_by_page(put.id)
    await unfreeze([put.id, twin.id])
    assert (await store.file_facts(put.id)).name == "a.pdf"


async def test_a_purged_file_leaves_an_empty_row(kept_on, database):
    put = await store.put(await made(b"abc", "Tên.pdf", ["Nội dung"]))
    other = await store.put(await made(b"xyz"))
    await freeze([put.id], utc_now())
    await purge([put.id], utc_now())
    assert await jobs.take_out_doomed({}) == 1
    assert await contents() == {other.sha256}
    assert await fetch_value("select name || sha256 as rest from stored_file where id = ?", put.id) == ""
    assert await fetch_value("select count(*) as n from file_text where file = ?", put.id) == 0
    await unfreeze([put.id])
    with pytest.raises(NotFound):
        await store.file_facts(put.id)


async def test_only_frozen_files_are_purged(database, data):
    put = await store.put(await made(b"abc"))
    await purge([put.id], utc_now())
    assert (await store.file_facts(put.id)).name == "a.pdf"


async def test_nothing_escapes_the_folder(data):
    with pytest.raises(Exception, match=r"\.\."):
        await store.read("../" * 3 + "secret")
