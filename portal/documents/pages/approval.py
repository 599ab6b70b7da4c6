"""Approving, returning, signing, numbering, sealing, issuing, recalling."""

from datetime import date
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents import forms
from portal.documents.actions import approving, issuing
from portal.documents.pages.deeds import answer, ask, attempt
from portal.documents.queries.books import preview_number
from portal.documents.queries.document import document_for, standing_of
from portal.documents.queries.outgoing import recipients
from portal.documents.routing import may
from portal.kit.clock import local_day, utc_now
from portal.kit.errors import Forbidden
from portal.kit.i18n import _
from portal.signing.queries import agency_key, key_of
from portal.signing.refusals import beside_passphrase, given_passphrase
from portal.web.forms import Fields, FormData, read_form
from portal.web.guards import staff, viewer_of


@post("/documents/{document_id:int}/approval", status_code=200)
async def approve(request: Request, document_id: FromPath[int]) -> Response:
    """Approve the content or the form, whichever waits."""
    viewer = viewer_of(request)
    document = await document_for(viewer, document_id)
    revision = forms.revision(await read_form(request))
    if document.state == "awaiting_content":
        await approving.approve_content(viewer, document_id, revision=revision)
        return await answer(request, document_id, _("Đã duyệt nội dung, chuyển Văn phòng duyệt thể thức."))
    await approving.approve_form(viewer, document_id, revision=revision)
    return await answer(request, document_id, _("Đã duyệt thể thức, chuyển lãnh đạo ký."))


@get("/documents/{document_id:int}/return")
async def ask_return(request: Request, document_id: FromPath[int]) -> Response:
    """Ask what has to be corrected."""
    return await ask(request, document_id, "return_for_correction")


@post("/documents/{document_id:int}/return", status_code=200)
async def return_for_correction(request: Request, document_id: FromPath[int]) -> Response:
    """Send a draft back to its drafter."""

    async def do(form: FormData) -> str:
        await approving.return_for_correction(
            viewer_of(request), document_id, forms.reason(form), revision=forms.revision(form)
        )
        return _("Đã trả lại để sửa.")

    return await attempt(request, document_id, "return_for_correction", do)


async def _own_key(request: Request) -> dict[str, Any]:
    return {"key": await key_of(viewer_of(request))}


async def _agency_key(request: Request) -> dict[str, Any]:
    return {"key": await agency_key(viewer_of(request))}


@get("/documents/{document_id:int}/signature")
async def ask_signature(request: Request, document_id: FromPath[int]) -> Response:
    """Ask for the passphrase of the signer's own key."""
    return await ask(request, document_id, "sign", **await _own_key(request))


@post("/documents/{document_id:int}/signature", status_code=200)
async def sign(request: Request, document_id: FromPath[int]) -> Response:
    """Sign with the viewer's own certificate."""

    async def do(form: FormData) -> str:
        passphrase, revision = given_passphrase(form["passphrase"]), forms.revision(form)
        with beside_passphrase():
            return _signed(await issuing.sign(viewer_of(request), document_id, passphrase, revision=revision))

    return await attempt(request, document_id, "sign", do, _own_key)


def _signed(signed) -> str:
    done = _("Đã ký số.") if signed.without_timestamp else _("Đã ký số, có dấu thời gian (mức B-T).")
    return " ".join([done, *signed.warnings])


async def _number_extra(request: Request) -> dict[str, Any]:
    document = await document_for(viewer_of(request), request.path_params["document_id"])
    today = local_day(utc_now())
    return {
        "today": today,
        "next_number": await preview_number("out", document.type_name, today),
    }


@get("/documents/{document_id:int}/number")
async def ask_number(request: Request, document_id: FromPath[int]) -> Response:
    """Show the next number and ask for the date."""
    return await ask(request, document_id, "number", **await _number_extra(request))


@post("/documents/{document_id:int}/number", status_code=200)
async def number(request: Request, document_id: FromPath[int]) -> Response:
    """Give number and date."""

    async def do(form: FormData) -> str:
        fields = Fields(form)
        issued_on: date | None = fields.day("issued_on", required=True)
        fields.done()
        code = await issuing.number(viewer_of(request), document_id, issued_on, revision=forms.revision(form))
        return _("Đã cấp số %(code)s.") % {"code": code}

    return await attempt(request, document_id, "number", do, _number_extra)


@get("/documents/{document_id:int}/seal")
async def ask_seal(request: Request, document_id: FromPath[int]) -> Response:
    """Ask for the passphrase of the agency's key."""
    return await ask(request, document_id, "seal", **await _agency_key(request))


@post("/documents/{document_id:int}/seal", status_code=200)
async def seal(request: Request, document_id: FromPath[int]) -> Response:
    """Apply the agency's signature."""

    async def do(form: FormData) -> str:
        passphrase = given_passphrase(form["passphrase"])
        with beside_passphrase():
            return _signed(await issuing.seal(viewer_of(request), document_id, passphrase))

    return await attempt(request, document_id, "seal", do, _agency_key)


async def _recipients(request: Request) -> dict[str, Any]:
    return {"recipients": await recipients(request.path_params["document_id"])}


@get("/documents/{document_id:int}/issue")
async def ask_issue(request: Request, document_id: FromPath[int]) -> Response:
    """Show who gets the document before it goes."""
    document = await document_for(viewer_of(request), document_id)
    if not may(viewer_of(request), await standing_of(document), "issue"):
        raise Forbidden(_("Việc này không chờ bạn, hoặc đã có người làm xong."))
    return await ask(request, document_id, "issue", **await _recipients(request))


@post("/documents/{document_id:int}/issue", status_code=200)
async def issue(request: Request, document_id: FromPath[int]) -> Response:
    """Issue the document."""

    async def do(form: FormData) -> str:
        await issuing.issue(viewer_of(request), document_id, revision=forms.revision(form))
        return _("Đã phát hành.")

    return await attempt(request, document_id, "issue", do, _recipients)


@get("/documents/{document_id:int}/recall")
async def ask_recall(request: Request, document_id: FromPath[int]) -> Response:
    """Ask why an issued document is taken back."""
    return await ask(request, document_id, "recall")


@post("/documents/{document_id:int}/recall", status_code=200)
async def recall(request: Request, document_id: FromPath[int]) -> Response:
    """Take an issued document back."""

    async def do(form: FormData) -> str:
        await issuing.recall(
            viewer_of(request), document_id, forms.reason(form), revision=forms.revision(form)
        )
        return _("Đã thu hồi.")

    return await attempt(request, document_id, "recall", do)


router = Router(
    "",
    route_handlers=[
        approve,
        ask_return,
        return_for_correction,
        ask_signature,
        sign,
        ask_number,
        number,
        ask_seal,
        seal,
        ask_issue,
        issue,
        ask_recall,
        recall,
    ],
    guards=[staff],
)
