"""The screens of the room: lists, the document, its bytes and versions, the registers."""

import re

import pypdfium2
import pytest

from portal.documents.actions import instructing
from portal.documents.actions.instructing import Order
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, fetch_value
from portal.settings import settings
from tests.portal.documents.conftest import Browsing
from tests.portal.documents.seen import row
from tests.support.cast import Cast
from tests.support.make import BODY, Maker
from tests.support.papers import LETTER, pdf


@pytest.mark.parametrize("box", ["mine", "late", "coordinate", "informed", "all"])
async def test_each_box_of_the_incoming_list(box: str, make: Maker, cast: Cast, browse: Browsing) -> None:
    await make.instructed(
        coordinate=[f"account:{cast.on.account_id}"], inform=[f"account:{cast.hoai.account_id}"]
    )
    await execute("update turn set due_at = ? where deed = 'process'", utc_now().replace(year=2020))
    sees = {"mine": "minh", "late": "minh", "coordinate": "on", "informed": "hoai", "all": "minh"}[box]
    shown = await (await browse(getattr(cast, sees))).get("/documents/incoming", box=box)
    assert shown.status_code == 200 and "672/UBND-KGVX" in shown.text
    part = await (await browse(getattr(cast, sees))).get("/documents/incoming", htmx=True, box=box)
    assert 'id="documents-incoming"' in part.text and "<html" not in part.text
    assert "672/UBND-KGVX" not in (await (await browse(cast.xa)).get("/documents/incoming", box=box)).text


@pytest.mark.parametrize("box", ["mine", "drafts", "all"])
async def test_each_box_of_the_outgoing_list(box: str, make: Maker, cast: Cast, browse: Browsing) -> None:
    await make.draft(subject="Báo cáo quý ba")
    assert "Báo cáo quý ba" in (await (await browse(cast.hoai)).get("/documents/outgoing", box=box)).text
    assert "Báo cáo quý ba" not in (await (await browse(cast.on)).get("/documents/outgoing", box=box)).text


@pytest.mark.parametrize(
    "path",
    [
        "/documents/incoming?box=nope", "/documents/sideways", "/registers/sideways", "/registers/sideways/print",
        "/check/khong-co", "/check/%00", "/documents/incoming?box=issued",
    ],
)  # fmt: skip
async def test_there_is_no_such_page(path: str, cast: Cast, browse: Browsing) -> None:
    assert (await (await browse(cast.thu)).get(path)).status_code == 404


@pytest.mark.parametrize(
    "query", ["before=x", "before=" + "9" * 40, "before=-1", "box=mine&before=0", "before=²"]
)
async def test_odd_addresses_of_lists_are_answered(query: str, cast: Cast, browse: Browsing) -> None:
    assert (await (await browse(cast.thu)).get(f"/documents/incoming?{query}")).status_code == 200


@pytest.mark.parametrize(
    "query", ["year=0", "year=99999", "year=" + "9" * 11, "year=x", "before=0", "book=77", "first=9&last=1"]
)
async def test_odd_addresses_of_registers_are_answered(
    query: str, make: Maker, cast: Cast, browse: Browsing
) -> None:
    await make.registered()
    thu = await browse(cast.thu)
    for path in ("/registers/incoming", "/registers/outgoing"):
        assert (await thu.get(f"{path}?{query}")).status_code == 200
    printed = await thu.get(f"/registers/incoming/print?{query}")
    assert printed.status_code == 200 and printed.content.startswith(b"%PDF")


async def test_a_register_is_read_by_whoever_may_and_each_book_for_itself(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    await execute(
        "insert into number_book (name, direction, type_names, sort) values ('Sổ đơn', 'in', 'Đơn', 2)"
    )
    await make.registered("1/A-B")
    await make.registered("2/C-D", type_name="Đơn")
    thu, book = await browse(cast.thu), await fetch_value("select id from number_book where name = 'Sổ đơn'")
    first, second = await thu.get("/registers/incoming"), await thu.get("/registers/incoming", book=book)
    assert "01/A-B" in first.text and "02/C-D" not in first.text and "Sổ đơn" in first.text
    assert "02/C-D" in second.text and "01/A-B" not in second.text
    assert "01/A-B" not in (await (await browse(cast.xa)).get("/registers/incoming")).text


async def test_a_document_has_its_bytes_its_pages_and_their_words(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, thu = await make.registered(), await browse(cast.thu)
    file = await thu.get(f"/documents/{document_id}/file")
    assert file.content == pdf(LETTER) and "attachment" in file.headers["content-disposition"]
    image = await thu.get(f"/documents/{document_id}/pages/1")
    assert (image.status_code, image.headers["content-type"]) == (200, "image/webp")
    words = await thu.get(f"/documents/{document_id}/pages/1/words", htmx=True)
    assert f'id="words-{document_id}-1"' in words.text and "<text" in words.text
    for page in (0, 2, 2**40):
        assert (await thu.get(f"/documents/{document_id}/pages/{page}")).status_code == 404


async def test_the_slip_bears_what_is_known_of_the_letter_so_far(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, thu = await make.instructed(), await browse(cast.thu)
    slip = pypdfium2.PdfDocument((await thu.get(f"/documents/{document_id}/slip")).content)
    words = slip[0].get_textpage().get_text_range()
    assert f"{(await row(document_id))['issued_on']:%d/%m/%Y}" in words
    assert f"Trần Quốc Việt, ngày {local_day(utc_now()):%d/%m/%Y}:" in " ".join(words.split())


async def test_the_stamp_of_arrival_prints_alone_for_whoever_sees_the_letter(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, thu = await make.registered(), await browse(cast.thu)
    path = f"/documents/{document_id}/arrival-stamp"
    assert path in (await thu.get(f"/documents/{document_id}")).text
    stamp = pypdfium2.PdfDocument((await thu.get(path)).content)[0].get_textpage().get_text_range()
    taken = await row(document_id)
    assert f"Số: {taken['arrival_number']}" in stamp and f"{local_day(utc_now()):%d/%m/%Y}" in stamp
    assert (await (await browse(cast.xa)).get(path)).status_code == 404
    assert (await thu.get(f"/documents/{await make.received()}/arrival-stamp")).status_code == 404


async def test_a_file_that_is_gone_is_not_found_and_its_document_still_is(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, thu = await make.registered(), await browse(cast.thu)
    for kept in (settings().data / "files").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert (await thu.get(f"/documents/{document_id}")).status_code == 200
    assert (await thu.get(f"/documents/{document_id}/pages/1")).status_code == 404


async def test_what_came_along_is_handed_out_with_its_own_document_only(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, other, file = (
        await make.registered(),
        await make.registered("9/X-Y"),
        await make.file("Phụ lục."),
    )
    await execute("insert into attachment (document_id, file_id) values (?, ?)", document_id, file.id)
    key = await fetch_value("select id from attachment")
    thu = await browse(cast.thu)
    assert (await thu.get(f"/documents/{document_id}/attachments/{key}")).content == pdf("Phụ lục.")
    for wrong in (
        f"{other}/attachments/{key}",
        f"{document_id}/attachments/{key + 1}",
        f"{document_id}/attachments/{2**63}",
    ):
        assert (await thu.get(f"/documents/{wrong}")).status_code == 404


async def test_every_version_is_kept_and_any_two_are_compared(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, hoai = await make.draft(), await browse(cast.hoai)
    assert "Phiên bản" in (await hoai.get(f"/documents/{document_id}/versions")).text
    shown = (await hoai.get(f"/documents/{document_id}/comparison", old=1, new=2)).text
    assert "<ins>" in shown and "Báo cáo hằng tháng" in re.sub(r"</?ins>", "", shown)
    assert (await hoai.get(f"/documents/{document_id}/versions/2/file")).content.startswith(b"%PDF")
    for wrong in ("comparison?old=1&new=9", "comparison", "versions/1/file", "versions/9/file"):
        assert (await hoai.get(f"/documents/{document_id}/{wrong}")).status_code == 404


async def test_who_opened_it_is_seen_by_whoever_sees_it(make: Maker, cast: Cast, browse: Browsing) -> None:
    document_id, minh = await make.instructed(), await browse(cast.minh)
    await minh.get(f"/documents/{document_id}")
    seen = await minh.get(f"/documents/{document_id}/view-history", htmx=True)
    assert f'id="document-{document_id}-views"' in seen.text and cast.minh.full_name in seen.text


async def test_the_day_begins_with_what_waits(make: Maker, cast: Cast, browse: Browsing) -> None:
    await make.instructed()
    for who, sees in ((cast.minh, True), (cast.xa, False)):
        today = await (await browse(who)).get("/today")
        assert today.status_code == 200 and ("672/UBND-KGVX" in today.text) == sees
    assert (await (await browse(cast.minh)).get("/")).headers["location"] == "/today"
    assert (await (await browse(None)).get("/")).headers["location"] == "/login"


async def test_a_draft_is_typed_kept_and_handed_on(make: Maker, cast: Cast, browse: Browsing) -> None:
    hoai, typed = await browse(cast.hoai), await make.typed()
    begun = await hoai.send("/documents/outgoing/new", type_name="Thông báo")
    editor = begun.headers["location"]
    form = {
        "type_name": "Thông báo",
        "subject": "Lịch trực",
        "body": BODY,
        "addressees": "UBND tỉnh",
        "urgency": "0",
    }
    assert (await hoai.get(editor)).status_code == 200
    wrong = await hoai.send(editor, **form, mandate_id=999, then="submit")
    assert (
        wrong.status_code == 422
        and 'id="field-mandate_id-problem"' in wrong.text
        and "Lịch trực" in wrong.text
    )
    kept = await hoai.send(editor, **form, mandate_id=typed.mandate_id, then="save")
    assert kept.headers["location"] == editor
    done = await hoai.send(editor, **form, mandate_id=typed.mandate_id, then="submit")
    assert done.headers["location"] == editor.removesuffix("/draft")
    late = await hoai.send(
        editor, **(form | {"body": "Gõ thêm sau khi trình."}), mandate_id=typed.mandate_id, then="save"
    )
    assert late.status_code == 409 and "Gõ thêm sau khi trình." in late.text
    assert (await (await browse(cast.on)).get(editor)).status_code == 404


async def test_a_letter_is_led_through_the_door_and_duplicates_are_told(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    thu = await browse(cast.thu)
    known = await make.registered("672/UBND-KGVX")
    await instructing.instruct(cast.viet, known, Order("Làm.", make.head))
    came = await thu.upload("/documents/incoming/new", "thư.pdf", pdf())
    place = came.headers["location"]
    assert came.status_code == 303 and (await thu.get(place)).status_code == 200
    typed = {
        "code": "672/UBND-KGVX", "issued_on": "14/02/2020", "issuer": "UBND tỉnh Quảng Nam", "type_name": "Công văn",
        "subject": "Về việc thử", "urgency": "0",
    }  # fmt: skip
    warned = await thu.get(place.replace("registration", "duplicates"), htmx=True, **typed)
    assert f'href="/documents/{known}"' in warned.text
    asked = await thu.send(place, **typed)
    assert asked.status_code == 422 and 'name="is_no_duplicate"' in asked.text
    assert (await thu.send(place, **typed, is_no_duplicate="1")).status_code == 303
    for content, sentence in ((b"", "rỗng"), (b"khong phai pdf", "PDF")):
        bad = await thu.upload("/documents/incoming/new", "x.pdf", content)
        assert bad.status_code == 422 and sentence in bad.text


async def test_the_registration_form_says_what_is_wrong_beside_each_field(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, thu = await make.received(), await browse(cast.thu)
    tomorrow = local_day(utc_now()).replace(year=local_day(utc_now()).year + 1).strftime("%d/%m/%Y")
    typed = {
        "code": "không số",
        "issued_on": tomorrow,
        "issuer": "",
        "subject": "Đã gõ",
        "type_name": "",
        "due_on": "31/02/2020",
    }
    answer = await thu.send(f"/documents/{document_id}/registration", **typed)
    wrong = set(re.findall(r'id="field-(\w+)-problem"', answer.text))
    assert answer.status_code == 422 and wrong == {
        "code",
        "issued_on",
        "issuer",
        "type_name",
        "due_on",
        "urgency",
    }
    assert "Đã gõ" in answer.text and (await row(document_id))["state"] == "received"


async def test_a_printed_register_has_what_was_registered(make: Maker, cast: Cast, browse: Browsing) -> None:
    await make.instructed()
    book = pypdfium2.PdfDocument((await (await browse(cast.thu)).get("/registers/incoming/print")).content)
    text = "".join(page.get_textpage().get_text_range() for page in book)
    assert "KGVX" in text


async def test_what_waits_by_delegation_says_by_whose_and_a_signature_is_not_among_it(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    content = await make.awaiting("approve_content")
    stand_in = await make.delegated(cast.minh, cast.on, make.head)
    tag = "Chờ duyệt nội dung (được Phạm Minh uỷ quyền)"
    assert tag in (await (await browse(stand_in)).get(f"/documents/{content}")).text
    assert "uỷ quyền)" not in (await (await browse(cast.minh)).get(f"/documents/{content}")).text
    assert (await (await browse(cast.xa)).get(f"/documents/{content}")).status_code == 404
    await execute("update turn set principal = ?, deed = 'sign'", f"account:{cast.viet.account_id}")
    stand_in = await make.delegated(cast.viet, cast.nghia, f"account:{cast.viet.account_id}")
    assert "Chờ ký (được" not in (await (await browse(stand_in)).get(f"/documents/{content}")).text
