"""The screens of the door: who brought a file, who looks as the second person, and who must see nothing."""

import re

import pytest

from portal.audit.verification import check_all
from portal.kit.database import fetch_value
from portal.secrecy.quarters import Quarter, quarter_from, quarter_of
from tests.portal.secrecy.test_receiving import bring
from tests.support import papers
from tests.support.browse import Browse
from tests.support.cast import Cast

WHY = "Đã xem, không có dấu."


async def refused_for(viewer) -> int:
    return (await bring(viewer, papers.pdf("Phương án bảo vệ", stamp="MẬT"), "Mục tiêu.pdf")).event_id


async def held_for(viewer) -> int:
    return (await bring(viewer, papers.smudge(), "Ảnh.pdf")).event_id


async def test_who_keeps_the_door_sees_what_waits_and_what_it_did(browse: Browse, cast: Cast) -> None:
    event_id = await held_for(cast.thu)
    door = (await (await browse(cast.anh)).get("/secrecy")).text
    assert f"/secrecy/events/{event_id}" in door
    assert "Chờ người thứ hai xem" in door and "Lê Thị Thu" in door
    assert "Ảnh.pdf" not in door


async def test_nobody_else_comes_to_the_door(browse: Browse, cast: Cast) -> None:
    for viewer in (cast.hoai, cast.xa, cast.viet):
        assert (await (await browse(viewer)).get("/secrecy")).status_code == 403


async def test_a_stub_says_neither_subject_nor_name(browse: Browse, cast: Cast) -> None:
    event_id = await refused_for(cast.thu)
    shown = (await (await browse(cast.thu)).get(f"/secrecy/events/{event_id}")).text
    assert "Từ chối (Mật)" in shown and "theo kênh riêng" in shown
    assert "Phương án" not in shown and "Mục tiêu" not in shown


async def test_an_event_is_not_there_for_others(browse: Browse, cast: Cast) -> None:
    event_id = await held_for(cast.thu)
    for viewer in (cast.hoai, cast.xa):
        browser = await browse(viewer)
        for path in ("", "/pages/1"):
            assert (await browser.get(f"/secrecy/events/{event_id}{path}")).status_code == 404
        for deed in ("claim", "release", "upholding", "admission", "turning-away"):
            answer = await browser.send(f"/secrecy/events/{event_id}/{deed}", reason=WHY)
            assert answer.status_code == 404


async def test_a_false_alarm_is_claimed_released_and_passes_once(browse: Browse, cast: Cast) -> None:
    event_id = await refused_for(cast.thu)
    thu, anh = await browse(cast.thu), await browse(cast.anh)
    path = f"/secrecy/events/{event_id}"
    assert (await thu.send(f"{path}/claim", reason="Chữ MẬT là tên riêng.")).status_code == 303
    assert "release" not in (await thu.get(path)).text
    assert "tên riêng" in (await anh.get(path)).text
    assert (await anh.send(f"{path}/release", reason=WHY)).status_code == 303
    assert "Cho gửi lại một lần" in (await thu.get(path)).text
    again = await bring(cast.thu, papers.pdf("Phương án bảo vệ", stamp="MẬT"), "Mục tiêu.pdf")
    assert again.file_id
    assert (await check_all()).breaks == ()


async def test_who_claims_does_not_decide(browse: Browse, cast: Cast) -> None:
    event_id = await refused_for(cast.hoai)
    thu = await browse(cast.thu)
    await thu.send(f"/secrecy/events/{event_id}/claim", reason="Nhầm.")
    for deed in ("release", "upholding"):
        assert (await thu.send(f"/secrecy/events/{event_id}/{deed}", reason=WHY)).status_code == 403
    anh = await browse(cast.anh)
    assert (await anh.send(f"/secrecy/events/{event_id}/upholding", reason=WHY)).status_code == 303
    assert (await anh.send(f"/secrecy/events/{event_id}/release", reason=WHY)).status_code == 409


async def test_a_scan_is_looked_at_page_by_page_and_admitted(browse: Browse, cast: Cast) -> None:
    event_id = await held_for(cast.thu)
    anh, path = await browse(cast.anh), f"/secrecy/events/{event_id}"
    early = await anh.send(f"{path}/admission", reason=WHY)
    assert early.status_code == 409 and "Hãy xem hết các trang" in early.text and WHY in early.text
    pictures = re.findall(rf'src="({path}/pages/\d+)"', (await anh.get(path)).text)
    for picture in pictures:
        answer = await anh.get(picture)
        assert answer.content.startswith(b"RIFF") and answer.headers["cache-control"] == "no-store"
    assert pictures and (await anh.send(f"{path}/admission", reason=WHY)).status_code == 303
    bell = (await (await browse(cast.thu)).get("/notifications")).text
    assert "Tệp chờ kiểm tra đã được tiếp nhận" in bell


async def test_who_brought_it_neither_looks_nor_decides(browse: Browse, cast: Cast) -> None:
    event_id = await held_for(cast.thu)
    thu, path = await browse(cast.thu), f"/secrecy/events/{event_id}"
    shown = (await thu.get(path)).text
    assert "/pages/" not in shown and "admission" not in shown
    assert (await thu.get(f"{path}/pages/1")).status_code == 403
    assert (await thu.send(f"{path}/admission", reason=WHY)).status_code == 403


async def test_a_scan_that_is_turned_away_is_gone(browse: Browse, cast: Cast) -> None:
    event_id = await held_for(cast.thu)
    anh = await browse(cast.anh)
    assert (await anh.send(f"/secrecy/events/{event_id}/turning-away", reason="Có dấu.")).status_code == 303
    assert (await anh.get(f"/secrecy/events/{event_id}/pages/1")).status_code == 404
    assert "tiếp nhận" not in (await (await browse(cast.thu)).get("/notifications")).text
    assert await fetch_value("select count(*) as n from stored_file") == 0


@pytest.mark.parametrize("deed", ["claim", "release", "upholding", "admission", "turning-away"])
async def test_every_decision_asks_for_a_reason(deed: str, browse: Browse, cast: Cast) -> None:
    is_scan = deed in ("admission", "turning-away")
    event_id = await (held_for if is_scan else refused_for)(cast.thu)
    answer = await (await browse(cast.anh)).send(f"/secrecy/events/{event_id}/{deed}", reason="  ")
    assert answer.status_code == 422 and "Hãy ghi lý do." in answer.text


async def test_the_quarter_is_counted(browse: Browse, cast: Cast) -> None:
    await refused_for(cast.thu)
    thu = await browse(cast.thu)
    assert "Số lần" in (await thu.get("/secrecy")).text
    assert "Không có lần nào trong quý này." in (await thu.get("/secrecy", quarter="2020-1")).text


def test_a_quarter_begins_and_ends_at_midnight_in_vietnam() -> None:
    last = Quarter(2026, 4)
    assert (last.since.isoformat(), last.until.isoformat()) == (
        "2026-10-01T00:00:00+07:00",
        "2027-01-01T00:00:00+07:00",
    )
    assert last.before == Quarter(2026, 3) and Quarter(2026, 1).before == Quarter(2025, 4)
    assert quarter_from("2026-3", last.since.date()) == Quarter(2026, 3)
    assert quarter_from("hôm qua", last.since.date()) == quarter_of(last.since.date()) == last
