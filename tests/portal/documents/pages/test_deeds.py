"""The forms of deeds: as plain forms, as htmx asks for them, filled in wrongly, out of date, and forged."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape

import pytest

from portal.documents.actions import processing
from tests.portal.documents.conftest import Browsing
from tests.portal.documents.seen import everything, row
from tests.support.cast import Cast
from tests.support.make import Maker


@dataclass(frozen=True, slots=True)
class Form:
    """A form: who sends it, what is typed, and the field that is left out to see what happens."""

    path: str
    actor: str
    begin: Callable[[Maker], Awaitable[int]]
    needs: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    done: str = ""


async def submitted(make: Maker) -> int:
    return await make.awaiting("approve_content")


FORMS = (
    Form("discard", "thu", Maker.received, "reason", {"reason": "Gửi nhầm nơi."}, "Đã bỏ khỏi danh sách"),
    Form("instruction", "viet", Maker.registered, "text", {"text": "Giao phòng.", "lead": "HEAD"}, "Đã bút phê"),
    Form("return-to-sender", "viet", Maker.registered, "reason", {"reason": "Sai thẩm quyền."}, "Đã trả lại"),
    Form("opinions", "minh", Maker.instructed, "text", {"text": "Tôi đồng ý."}, "Đã ghi ý kiến"),
    Form("transfer", "minh", Maker.instructed, "reason", {"to": "HOAI", "reason": "Soạn giúp."}, "Đã chuyển"),
    Form("closure", "minh", Maker.instructed, "note", {"note": "Đã gọi điện."}, "Đã kết thúc"),
    Form("reopening", "viet", Maker.closed, "reason", {"reason": "Việc mới."}, "Đã mở lại"),
    Form("cancellation", "hoai", Maker.draft, "reason", {"reason": "Thôi không gửi."}, "Đã huỷ"),
    Form("withdrawal", "hoai", submitted, done="Đã rút lại"),
    Form("return", "minh", submitted, "reason", {"reason": "Sửa đi."}, "Đã trả lại"),
)  # fmt: skip
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)


def fields(form: Form, make: Maker, cast: Cast) -> dict[str, str]:
    names = {"HEAD": make.head, "HOAI": f"account:{cast.hoai.account_id}"}
    return {name: names.get(value, value) for name, value in form.typed.items()}


@each_form
async def test_a_plain_form_is_done_and_led_back_to_the_document(
    form: Form, make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, browser = await form.begin(make), await browse(getattr(cast, form.actor))
    asked = await browser.get(f"/documents/{document_id}/{form.path}")
    assert asked.status_code == 200 and f'action="/documents/{document_id}/{form.path}"' in asked.text
    answer = await browser.send(f"/documents/{document_id}/{form.path}", **fields(form, make, cast))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/documents/{document_id}")
    assert form.done in (await browser.get(f"/documents/{document_id}")).text


@each_form
async def test_htmx_gets_the_form_and_then_the_document_by_its_id(
    form: Form, make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, browser = await form.begin(make), await browse(getattr(cast, form.actor))
    asked = await browser.get(f"/documents/{document_id}/{form.path}", htmx=True)
    assert asked.headers["hx-retarget"] == "#dialog"
    assert f'id="document-{document_id}-{form.path}"' in asked.text and "<html" not in asked.text
    answer = await browser.send(
        f"/documents/{document_id}/{form.path}", htmx=True, **fields(form, make, cast)
    )
    assert answer.status_code == 200 and "dialog-close" in answer.headers["hx-trigger"]
    assert f'id="document-{document_id}"' in answer.text and "<html" not in answer.text


@pytest.mark.parametrize("form", [form for form in FORMS if form.needs], ids=lambda form: form.path)
async def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    form: Form, make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, browser = await form.begin(make), await browse(getattr(cast, form.actor))
    typed = fields(form, make, cast) | {form.needs: "TUYỆT MẬT\nVề việc “khác” <b>"}
    before = await everything(document_id)
    for htmx in (False, True):
        answer = await browser.send(f"/documents/{document_id}/{form.path}", htmx=htmx, **typed)
        assert answer.status_code == 422
        assert f'id="field-{form.needs}-problem"' in answer.text
        assert "Về việc “khác” <b>" in unescape(answer.text)
    empty = await browser.send(f"/documents/{document_id}/{form.path}", **(typed | {form.needs: "  "}))
    assert empty.status_code == 422 and f'id="field-{form.needs}-problem"' in empty.text
    assert await everything(document_id) == before


@each_form
async def test_a_form_that_another_site_sent_is_refused(
    form: Form, make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, browser = await form.begin(make), await browse(getattr(cast, form.actor))
    before = await everything(document_id)
    for token in ("", "AAAA"):
        answer = await browser.send(
            f"/documents/{document_id}/{form.path}", token=token, **fields(form, make, cast)
        )
        assert answer.status_code == 403
    assert await everything(document_id) == before


async def test_a_form_that_is_out_of_date_says_who_came_first_and_keeps_what_was_typed(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, browser = await make.instructed(), await browse(cast.minh)
    old = (await row(document_id))["revision"]
    await processing.give_opinion(cast.viet, document_id, "Làm nhanh.")
    answer = await browser.send(f"/documents/{document_id}/closure", note="Đã xong việc này.", revision=old)
    assert answer.status_code == 409
    assert "Trần Quốc Việt – Cho ý kiến" in answer.text and "Đã xong việc này." in answer.text


async def test_a_deed_that_a_colleague_has_done_meanwhile_says_who_did_it(
    make: Maker, cast: Cast, browse: Browsing
) -> None:
    document_id, browser = await make.instructed(), await browse(cast.minh)
    await processing.close(cast.minh, document_id, "Xong.")
    answer = await browser.send(f"/documents/{document_id}/closure", note="Đã xong việc này.", revision=1)
    assert answer.status_code == 409
    assert "Việc gần nhất: Phạm Minh – " in answer.text and "Đã xong việc này." in answer.text


async def test_whoever_has_no_turn_gets_no_form(make: Maker, cast: Cast, browse: Browsing) -> None:
    document_id = await make.instructed(inform=[f"account:{cast.on.account_id}"])
    browser = await browse(cast.on)
    for path in ("instruction", "transfer", "closure", "deadline"):
        assert (await browser.get(f"/documents/{document_id}/{path}")).status_code == 403
        answer = await browser.send(f"/documents/{document_id}/{path}", note="x", reason="x", text="x")
        assert answer.status_code in (403, 422)
    assert (await row(document_id))["state"] == "in_progress"


async def test_a_form_that_is_sent_twice_is_done_once(make: Maker, cast: Cast, browse: Browsing) -> None:
    document_id, browser = await make.received(), await browse(cast.thu)
    typed = {
        "code": "12/UBND", "issued_on": "14/02/2020", "issuer": "UBND", "type_name": "Công văn",
        "subject": "Về việc thử", "urgency": "0", "revision": "1",
    }  # fmt: skip
    first = await browser.send(f"/documents/{document_id}/registration", **typed)
    second = await browser.send(f"/documents/{document_id}/registration", **typed)
    assert (first.status_code, second.status_code) == (303, 409)
    assert (await row(document_id))["arrival_number"] == 1
