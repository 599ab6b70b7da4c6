"""The administrator's menu, and how the installation is doing."""

import pytest

from portal.admin import menu
from portal.admin.queries import health
from portal.jobs.queue import enqueue
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_value, transaction
from portal.kit.errors import NotFound
from portal.settings import settings


async def states(viewer) -> dict[str, str]:
    return {check.name: check.state for check in await health(viewer)}


async def test_the_menu_leads_to_every_staff_page(cast, browse):
    text = (await (await browse(cast.tri)).get("/admin")).text
    assert all(f'href="{link.url}"' in text for link in menu.links())


async def test_the_composition_root_adds_lines(cast, browse):
    menu.use_links(lambda: [menu.Link("Sổ văn bản", "/number-books", "book-open", "Số, ký hiệu theo năm")])
    text = (await (await browse(cast.tri)).get("/admin")).text
    menu.use_links(list)
    assert 'href="/number-books"' in text


async def test_the_database_and_the_disk_are_well(cast):
    seen = await states(cast.tri)
    assert seen["Cơ sở dữ liệu"] == "done"
    assert seen["Công việc nền"] == "done"


async def test_a_scanner_that_does_not_answer_is_seen(cast, monkeypatch):
    monkeypatch.setenv("CONGVU_CLAMD", "127.0.0.1:9")
    settings.cache_clear()
    try:
        assert (await states(cast.tri))["Quét vi-rút"] == "late"
    finally:
        monkeypatch.delenv("CONGVU_CLAMD")
        settings.cache_clear()


async def test_media_servers_are_looked_at(cast, monkeypatch):
    assert (await states(cast.tri))["Máy chủ họp"] == "soon"
    monkeypatch.setenv("CONGVU_MEETINGS_URLS", "ws://127.0.0.1:8101")
    settings.cache_clear()
    try:
        assert (await states(cast.tri))["Máy chủ họp"] == "late"
        now = utc_now()
        await execute(
            "insert into conference_node (name, url, started_at, heard_at) values ('một', 'ws://127.0.0.1:8101', ?, ?)",
            *(now, now),
        )
        assert (await states(cast.tri))["Máy chủ họp"] == "done"
    finally:
        monkeypatch.delenv("CONGVU_MEETINGS_URLS")
        settings.cache_clear()


async def test_a_job_that_was_given_up_is_seen_and_tried_again(cast, browse):
    async with transaction():
        job = await enqueue("letters.deliver", {"letter": 1})
    await execute("update job set state = 'dead', due_at = null, last_error = 'hỏng rồi' where id = ?", job)
    browser = await browse(cast.tri)
    assert "hỏng rồi" in (await browser.get("/admin/health")).text
    await browser.send(f"/admin/jobs/{job}/retry")
    assert await fetch_value("select state from job where id = ?", job) == "queued"


@pytest.mark.parametrize("path", ["/admin", "/admin/health"])
async def test_nobody_else_gets_here(cast, path, browse):
    assert (await (await browse(cast.viet)).get(path)).status_code == 403
    assert (await (await browse(None)).get(path)).status_code == 303
    with pytest.raises(NotFound):
        await health(cast.xa)


async def test_without_the_token_no_job_is_touched(cast, browse):
    browser = await browse(cast.tri)
    assert (await browser.http.post("/admin/jobs/1/retry")).status_code == 403
