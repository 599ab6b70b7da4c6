"""The pages of who checks the agency's work."""

import csv
import io

import pytest

from portal.audit import verification
from portal.audit.record import record
from portal.kit.database import transaction
from tests.portal.audit.intruder import force
from tests.support.browse import Browse
from tests.support.call import Browser
from tests.support.cast import Cast


async def deed(cast: Cast, reason: str = "đi công tác") -> int:
    async with transaction():
        words = {"to": "Đặng Văn Ổn", "reason": reason}
        return await record("document:passed-on", cast.hoai, ("document", 7), words=words)


@pytest.fixture
async def desk(cast: Cast, browse: Browse) -> Browser:
    """The administrator's browser."""
    return await browse(cast.tri)


async def test_the_log_shows_who_did_what(cast: Cast, desk: Browser) -> None:
    await deed(cast)
    text = (await desk.get("/audit", person="hoai", subject="document:7")).text
    assert cast.hoai.full_name in text
    assert "Chuyển bước cho Đặng Văn Ổn: đi công tác" in text


async def test_a_filter_that_finds_nothing_says_so_and_one_that_cannot_be_read_stays(
    desk: Browser,
) -> None:
    assert "Không có sự kiện nào như vậy" in (await desk.get("/audit", person="không có ai")).text
    wrong = await desk.get("/audit", from_day="31/02/2026")
    assert wrong.status_code == 422
    assert 'value="31/02/2026"' in wrong.text


async def test_a_long_log_goes_on_by_key(cast: Cast, desk: Browser) -> None:
    ids = [await deed(cast, f"lần {number}") for number in range(52)]
    first = (await desk.get("/audit", subject="document:7")).text
    assert f"before={ids[2]}" in first
    older = (await desk.get("/audit", subject="document:7", before=ids[2])).text
    assert "lần 1<" in older
    assert "lần 2<" not in older


async def test_the_copy_for_a_spreadsheet_opens_and_runs_nothing(cast: Cast, desk: Browser) -> None:
    async with transaction():
        await record("document:closed", cast.hoai, ("document", 7), words={"note": "Đã xong"})
        await record("number-book:created", None, ("book", 1), words={"name": "x"})
    copy = await desk.send("/audit/export", subject="document:7")
    assert copy.headers["content-disposition"].endswith('.csv"')
    head, row = csv.reader(io.StringIO(copy.text.removeprefix("\ufeff")))
    assert (head[0], row[2], row[4], row[6]) == (
        "Số",
        cast.hoai.full_name,
        "Hoàn thành: Đã xong",
        "document:7",
    )
    assert "Xuất nhật ký: document, 7" in (await desk.get("/audit")).text


async def test_a_chain_that_holds_is_said_to_hold_with_htmx_and_without(cast: Cast, desk: Browser) -> None:
    await deed(cast)
    for htmx in (True, False):
        assert "Chuỗi nguyên vẹn." in (await desk.get("/audit/chain/check", htmx=htmx)).text


async def test_a_forced_change_is_shown_by_event(cast: Cast, desk: Browser) -> None:
    event = await deed(cast)
    await force(f"update event set actor_id = 1 where id = {event}")
    text = (await desk.get("/audit/chain/check", htmx=True)).text
    assert f"/audit/events/{event}" in text
    assert "sự kiện này đã bị sửa" in text


async def test_a_long_chain_is_checked_a_stretch_at_a_time(
    cast: Cast, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [await deed(cast) for _number in range(3)]
    monkeypatch.setattr(verification.check, "__defaults__", (0, 2))
    text = (await desk.get("/audit/chain/check", htmx=True, after=events[0] - 1, checked=5)).text
    assert f"after={events[1]}&amp;checked=7&amp;broken=0" in text


async def test_todays_seal_is_recognised_and_another_is_not(cast: Cast, desk: Browser) -> None:
    await deed(cast)
    assert "vẫn chứa nguyên vẹn" in (await desk.get("/audit/chain", seal=await verification.seal())).text
    assert "không còn sự kiện đã niêm phong" in (await desk.get("/audit/chain", seal=f"1-{'0' * 64}")).text


async def test_words_are_erased_by_a_plain_form_with_a_basis(cast: Cast, desk: Browser) -> None:
    page = f"/audit/events/{await deed(cast)}"
    refused = await desk.send(f"{page}/erasure", basis=" ")
    assert (refused.status_code, "Hãy ghi căn cứ" in refused.text) == (422, True)
    assert (await desk.send(f"{page}/erasure", basis="Quyết định 12")).headers["location"] == page
    assert "Chuyển bước cho —: —" in (await desk.get(page)).text


@pytest.mark.parametrize("path", ["/audit", "/audit/chain", "/audit/chain/check", "/audit/events/1"])
async def test_nobody_else_comes_in(cast: Cast, browse: Browse, path: str) -> None:
    assert (await (await browse(cast.xa)).get(path)).status_code == 403
    assert (await (await browse(None)).get(path)).headers["location"].startswith("/login?next=")


@pytest.mark.parametrize("number", [0, 987654, 10**30])
async def test_an_event_that_is_not_there_is_refused_politely(desk: Browser, number: int) -> None:
    assert (await desk.get(f"/audit/events/{number}")).status_code in (400, 404)
