"""No transaction waits for the store, and still nobody points at bytes that are gone, nor are any left over."""

from datetime import timedelta

import pytest

from portal.files import claims, jobs, store
from portal.files.seal import TAKE_OUT, freeze, purge
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import NotAllowed, Undelivered
from tests.portal.files.test_store import a_day_passes, contents, made

pytestmark = pytest.mark.usefixtures("database", "data")


class StoreIsAway(Exception):
    pass


async def away(_sha256):
    raise StoreIsAway


async def purged(*stored):
    await freeze([each.id for each in stored], utc_now())
    await purge([each.id for each in stored], utc_now())


async def test_a_row_is_written_without_a_word_to_the_store(monkeypatch):
    admitted = await made(b"abc")
    await store.keep(admitted)
    monkeypatch.setattr(store, "_opened", away)
    async with transaction():
        assert (await store.put(admitted)).sha256 == admitted.facts.sha256


async def test_and_refused_where_nothing_was_kept_before():
    with pytest.raises(NotAllowed, match="gửi lại"):
        async with transaction():
            await store.put(await made(b"abc"))
    assert await fetch_value("select count(*) as n from stored_file") == 0


async def test_a_purge_says_no_word_to_the_store_either_but_leaves_a_job(monkeypatch):
    stored = await store.put(await made(b"abc"))
    monkeypatch.setattr(store, "_opened", away)
    await purged(stored)
    assert await fetch_value("select count(*) as n from job where kind = ?", TAKE_OUT) == 1
    assert await claims.doomed() == [stored.sha256]


async def test_a_purge_that_is_undone_takes_nothing_out():
    stored = await store.put(await made(b"abc"))
    await freeze([stored.id], utc_now())

    async def fails_at_the_end():
        async with transaction():
            await purge([stored.id], utc_now())
            raise StoreIsAway

    with pytest.raises(StoreIsAway):
        await fails_at_the_end()
    assert await jobs.take_out_doomed({}) == 0
    assert await contents() == {stored.sha256}


async def test_what_another_file_has_too_stays():
    first, second = await store.put(await made(b"abc")), await store.put(await made(b"abc"))
    await execute("update stored_file set frozen_at = ? where id = ?", utc_now(), first.id)
    await purge([first.id], utc_now())
    assert await jobs.take_out_doomed({}) == 0
    assert await contents() == {second.sha256}


async def test_a_store_that_is_away_is_asked_again(monkeypatch):
    await purged(await store.put(await made(b"abc")))
    with monkeypatch.context() as while_away:
        while_away.setattr(store, "_remove_bytes", away)
        with pytest.raises(StoreIsAway):
            await jobs.take_out_doomed({})
    assert await jobs.take_out_doomed({}) == 1
    assert await contents() == set()


async def test_a_process_that_died_in_the_middle_is_followed_by_another():
    stored = await store.put(await made(b"abc"))
    await purged(stored)
    assert await claims.begin_removal(stored.sha256), "the one that dies here"
    with pytest.raises(Undelivered):
        await jobs.take_out_doomed({})
    await a_day_passes()
    assert await jobs.take_out_doomed({}) == 1
    assert await contents() == set()


async def test_bytes_that_come_again_while_they_are_taken_out_are_there_in_the_end():
    admitted = await made(b"abc")
    await purged(await store.put(admitted))
    again = await store.put(admitted)
    assert await claims.doomed() == []
    assert await store.read(again.sha256, check=True) == b"abc"


async def test_who_was_about_to_point_at_what_is_purged_is_told():
    admitted = await made(b"abc")
    stored = await store.put(admitted)
    await store.keep(admitted)
    await purged(stored)
    with pytest.raises(NotAllowed, match="gửi lại"):
        async with transaction():
            await store.put(admitted)


async def test_what_is_held_is_not_swept_and_what_was_held_is_forgotten(monkeypatch):
    monkeypatch.setattr(jobs, "KEPT_FOR", timedelta(days=-1))
    sha256 = await store.keep(await made(b"abc"))
    assert await jobs.sweep({}) == 0
    assert await contents() == {sha256}
    await a_day_passes()
    assert await jobs.sweep({}) == 1
    assert await fetch_value("select count(*) as n from content_claim") == 0
