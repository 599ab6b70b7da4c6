"""Late discovery on the screens: every address of a sealed document is gone, the record prints, a held scan goes on."""

import pytest

from portal.documents.actions import sealing
from portal.kit.database import fetch_value
from portal.people import sessions
from portal.secrecy.actions.looks import admit_held, see_held_page
from tests.portal.documents.conftest import Browsing
from tests.portal.documents.seen import row
from tests.portal.secrecy.test_receiving import bring
from tests.support import papers
from tests.support.cast import Cast
from tests.support.make import Maker

WHY = "Trang 2 có dấu độ mật."
ADDRESSES = (
    "", "/file", "/pages/1", "/pages/1/words", "/attachments/1", "/versions", "/versions/2/file", "/view-history",
    "/slip", "/arrival-stamp", "/closure", "/sealing-off", "/comparison", "/draft", "/signature", "/deadline",
    "/reopening",
)  # fmt: skip


async def test_a_clerk_seals_off_by_a_plain_form_and_reads_the_record(
    browse: Browsing, make: Maker, cast: Cast
) -> None:
    document_id = await make.instructed()
    thu = await browse(cast.thu)
    assert "sealing-off" in (await thu.get(f"/documents/{document_id}")).text
    form = await thu.get(f"/documents/{document_id}/sealing-off")
    assert "Niêm phong ngay" in form.text
    answer = await thu.send(f"/documents/{document_id}/sealing-off", reason=WHY)
    assert answer.status_code == 303
    record = (await thu.get(answer.headers["location"])).text
    assert WHY in record and cast.thu.full_name in record and "672/UBND-KGVX" in record
    assert "gửi, nhận văn bản" not in record and "Quyết định của người thứ hai" not in record


async def test_others_have_no_such_deed(browse: Browsing, make: Maker, cast: Cast) -> None:
    document_id = await make.instructed()
    for viewer, status in ((cast.minh, 403), (cast.xa, 404)):
        browser = await browse(viewer)
        for answer in (
            await browser.get(f"/documents/{document_id}/sealing-off"),
            await browser.send(f"/documents/{document_id}/sealing-off", reason=WHY),
        ):
            assert answer.status_code == status
    assert (await row(document_id))["state"] == "in_progress"


async def test_what_was_typed_comes_back_with_what_is_missing(
    browse: Browsing, make: Maker, cast: Cast
) -> None:
    document_id = await make.instructed()
    thu = await browse(cast.thu)
    empty = await thu.send(f"/documents/{document_id}/sealing-off", reason=" ")
    assert empty.status_code == 422 and "Hãy điền mục này." in empty.text
    marked = await thu.send(f"/documents/{document_id}/sealing-off", reason="Thấy:\nTỐI MẬT")
    assert marked.status_code == 422 and "theo kênh riêng" in marked.text
    stale = await thu.send(f"/documents/{document_id}/sealing-off", reason=WHY, revision="1")
    assert stale.status_code == 409 and WHY in stale.text


async def test_every_address_of_it_is_gone(browse: Browsing, make: Maker, cast: Cast) -> None:
    letter, draft = await make.instructed(), await make.draft()
    open_before = await (await browse(cast.minh)).get(f"/documents/{letter}/pages/1")
    assert open_before.status_code == 200
    for document_id in (letter, draft):
        await sealing.seal_off(cast.viet, document_id, WHY)
    for viewer in (cast.thu, cast.viet, cast.minh, cast.hoai, cast.anh, cast.xa):
        browser = await browse(viewer)
        for address in ADDRESSES:
            for document_id in (letter, draft):
                answer = await browser.get(f"/documents/{document_id}{address}")
                assert answer.status_code == 404, address


async def test_a_page_that_is_open_does_not_go_on_showing_it(
    browse: Browsing, make: Maker, cast: Cast
) -> None:
    document_id = await make.instructed()
    minh = await browse(cast.minh)
    assert (await minh.get(f"/documents/{document_id}", htmx=True)).status_code == 200
    await sealing.seal_off(cast.thu, document_id, WHY)
    answer = await minh.get(f"/documents/{document_id}", htmx=True)
    assert (answer.status_code, answer.headers["hx-refresh"], answer.content) == (404, "true", b"")


async def test_a_received_letter_is_not_registered_after_it_was_sealed_off(
    browse: Browsing, make: Maker, cast: Cast
) -> None:
    document_id = await make.received()
    await sealing.seal_off(cast.thu, document_id, WHY)
    thu = await browse(cast.thu)
    for address in ("registration", "duplicates", "discard"):
        assert (await thu.get(f"/documents/{document_id}/{address}")).status_code == 404


async def test_a_sealed_paper_is_checked_by_nobody(browse: Browsing, keys: Maker, cast: Cast) -> None:
    document_id = await keys.awaiting("recall")
    code = (await row(document_id))["public_code"]
    anybody = await browse(None)
    assert (await anybody.get(f"/check/{code}")).status_code == 200
    await sealing.seal_off(cast.thu, document_id, WHY)
    assert (await anybody.get(f"/check/{code}")).status_code == 404
    register = await (await browse(cast.thu)).get("/registers/outgoing")
    assert "gửi, nhận văn bản" not in register.text


@pytest.mark.parametrize(
    ("path", "said"), [("purge", "Xoá vĩnh viễn"), ("lifting", "Gỡ niêm phong, do nhầm")]
)
async def test_a_second_person_decides(
    path: str, said: str, browse: Browsing, make: Maker, cast: Cast
) -> None:
    document_id = await make.instructed()
    seal_id = await sealing.seal_off(cast.thu, document_id, WHY)
    address = f"/documents/seals/{seal_id}"
    for viewer, status in ((cast.thu, 403), (cast.hoai, 404), (cast.viet, 404), (cast.xa, 404)):
        answer = await (await browse(viewer)).send(f"{address}/{path}", reason="Đã đối chiếu.")
        assert answer.status_code == status
    anh = await browse(cast.anh)
    assert address in (await anh.get(f"/secrecy/seals/{seal_id}")).text
    assert (await anh.send(f"{address}/{path}", reason="")).status_code == 422
    assert (await anh.send(f"{address}/{path}", reason="Đã đối chiếu.")).status_code == 303
    assert said in (await anh.get(address)).text
    assert (await anh.send(f"{address}/{path}", reason="Lần nữa.")).status_code == 409
    seen = await (await browse(cast.minh)).get(f"/documents/{document_id}")
    assert seen.status_code == (404 if path == "purge" else 200)


async def test_the_record_is_not_there_for_others(browse: Browsing, make: Maker, cast: Cast) -> None:
    seal_id = await sealing.seal_off(cast.thu, await make.instructed(), WHY)
    for viewer in (cast.hoai, cast.minh, cast.xa):
        browser = await browse(viewer)
        for address in (f"/documents/seals/{seal_id}", f"/secrecy/seals/{seal_id}"):
            assert (await browser.get(address)).status_code == 404


async def test_who_brought_a_held_scan_goes_on_once_it_was_admitted(
    browse: Browsing, make: Maker, cast: Cast
) -> None:
    event_id = (await bring(cast.thu, papers.smudge(), "Ảnh.pdf", must_be_pdf=True)).event_id
    sessions.forget_viewers()
    thu = await browse(cast.thu)
    assert (await thu.send("/documents/incoming/admitted", event=event_id)).status_code == 404
    await see_held_page(cast.anh, event_id, 1)
    await admit_held(cast.anh, event_id, "Không có dấu.")
    assert "Tiếp tục vào sổ" in (await thu.get(f"/secrecy/events/{event_id}")).text
    first = await thu.send("/documents/incoming/admitted", event=event_id)
    again = await thu.send("/documents/incoming/admitted", event=event_id)
    assert first.status_code == 303 and first.headers["location"] == again.headers["location"]
    assert (await thu.get(first.headers["location"])).status_code == 200
    assert await fetch_value("select count(*) as n from document") == 1
    for viewer, status in ((cast.hoai, 403), (cast.anh, 403)):
        answer = await (await browse(viewer)).send("/documents/incoming/admitted", event=event_id)
        assert answer.status_code == status


async def test_the_page_of_a_refused_file_leads_to_what_happened(
    browse: Browsing, make: Maker, cast: Cast
) -> None:
    thu = await browse(cast.thu)
    refused = await thu.upload("/documents/incoming/new", "Kế hoạch.pdf", papers.pdf(stamp="MẬT"))
    event_id = await fetch_value("select max(id) as id from door_event")
    assert refused.status_code == 422 and f"/secrecy/events/{event_id}" in refused.text
