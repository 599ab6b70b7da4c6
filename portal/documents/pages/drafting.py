"""Drafting: the editor with its page beside it, the versions, and the comparison of any two."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.documents import drafts, forms, markup, types
from portal.documents.actions import drafting
from portal.documents.pages.deeds import ask, attempt
from portal.documents.queries import versions as drafted
from portal.documents.queries.document import document_for, standing_of
from portal.documents.queries.mandates import mandates_on
from portal.documents.queries.outgoing import approvals
from portal.documents.routing import may
from portal.kit.clock import local_day, utc_now
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.workers import in_worker
from portal.people.queries import units_tree
from portal.web.forms import Fields, FormData, number_in, read_form
from portal.web.guards import staff, viewer_of
from portal.web.render import fragment, page, redirect


@get("/documents/outgoing/new")
async def new_draft(request: Request) -> Response:
    """Where a document that answers nothing is begun."""
    return await page(request, "documents/new_draft.html", types=types.OUTGOING)


@post("/documents/outgoing/new", status_code=200)
async def begin(request: Request) -> Response:
    """Begin a draft and go to it."""
    form = await read_form(request)
    kind = form["type_name"] if form["type_name"] in types.OUTGOING else types.LETTER
    document_id = await drafting.start_draft(viewer_of(request), draft=drafts.Draft(type_name=kind))
    return redirect(f"/documents/{document_id}/draft")


async def _editor(
    request: Request,
    document_id: int,
    *,
    values: drafts.Draft | FormData | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """The editor; shown again with what was typed even when the draft has gone its way meanwhile."""
    document = await document_for(viewer_of(request), document_id)
    signers = await mandates_on(local_day(utc_now()))
    return await fragment(
        request,
        "documents/_editor.html",
        back=f"/documents/{document_id}/draft",
        whole="documents/draft.html",
        status=status,
        document=document,
        draft=values if values is not None else await drafting.current_draft(document_id),
        types=types.OUTGOING,
        urgencies=forms.urgency_options(),
        signers=[(each.id, f"{each.full_name} – {' / '.join(each.lines)}") for each in signers],
        units=[unit for unit in await units_tree() if unit.depth > 0],
        help_line=markup.help_line(),
        approvals=await approvals(document_id),
        **{"problems": {}} | context,
    )


@get("/documents/{document_id:int}/draft")
async def edit(request: Request, document_id: FromPath[int]) -> Response:
    """The editor, for whose turn it is to draft."""
    viewer = viewer_of(request)
    document = await document_for(viewer, document_id)
    if not may(viewer, await standing_of(document), "save"):
        raise NotFound
    request.state.here = "outgoing"
    return await _editor(request, document_id)


@post("/documents/{document_id:int}/draft", status_code=200)
async def save(request: Request, document_id: FromPath[int]) -> Response:
    """Keep a version; with `then=submit` hand it on as well."""
    form = await read_form(request)
    viewer = viewer_of(request)
    try:
        number = await drafting.save(viewer, document_id, forms.draft(form), revision=forms.revision(form))
        if form["then"] == "submit":
            await drafting.submit(viewer, document_id)
            return redirect(
                f"/documents/{document_id}", toast=_("Đã trình duyệt phiên bản %(n)s.") % {"n": number}
            )
    except Invalid as error:
        typed = await _typed(form)
        return await _editor(request, document_id, values=typed, status=422, problems=error.problems)
    except NotAllowed as error:
        typed = await _typed(form)
        return await _editor(request, document_id, values=typed, status=409, problems={"": str(error)})
    return redirect(f"/documents/{document_id}/draft", toast=_("Đã lưu phiên bản %(n)s.") % {"n": number})


async def _typed(form: FormData) -> drafts.Draft:
    """What was typed, as far as it can be shown again."""
    return drafts.Draft(
        form["type_name"],
        form["subject"],
        form["body"],
        tuple(form["addressees"].splitlines()),
        tuple(form["copies_to"].splitlines()),
        tuple(Fields(form).many("to_units")),
        number_in(form["mandate_id"]),
        int(form["urgency"]) if form["urgency"] in forms.URGENCIES else 0,
        bool(form["is_internal_only"]),
    )


@get("/documents/{document_id:int}/versions")
async def versions(request: Request, document_id: FromPath[int]) -> Response:
    """Every kept version."""
    viewer = viewer_of(request)
    document = await document_for(viewer, document_id)
    kept = await drafted.versions(viewer, document_id)
    request.state.here = "outgoing"
    return await page(request, "documents/versions.html", document=document, versions=kept)


@get("/documents/{document_id:int}/comparison")
async def comparison(request: Request, document_id: FromPath[int]) -> Response:
    """What differs between two versions, word by word."""
    viewer = viewer_of(request)
    document = await document_for(viewer, document_id)
    kept = {str(version.number): version for version in await drafted.versions(viewer, document_id)}
    old, new = (kept.get(request.query_params.get(name, "")) for name in ("old", "new"))
    if old is None or new is None:
        raise NotFound
    before, after = drafts.Draft.from_json(old.content), drafts.Draft.from_json(new.content)
    fields = [
        (_("Loại văn bản"), before.type_name, after.type_name),
        (_("Trích yếu"), before.subject, after.subject),
        (_("Kính gửi"), "\n".join(before.addressees), "\n".join(after.addressees)),
        (_("Nơi nhận"), "\n".join(before.copies_to), "\n".join(after.copies_to)),
        (_("Nội dung"), before.body, after.body),
    ]
    compared = await in_worker(drafts.compared, fields)
    request.state.here = "outgoing"
    return await page(
        request,
        "documents/comparison.html",
        document=document,
        old=old,
        new=new,
        versions=list(kept.values()),
        fields=compared,
    )


@post("/documents/{document_id:int}/submission", status_code=200)
async def submit(request: Request, document_id: FromPath[int]) -> Response:
    """Hand the saved version on as it is."""

    async def do(form: FormData) -> str:
        await drafting.submit(viewer_of(request), document_id, revision=forms.revision(form))
        return _("Đã trình duyệt.")

    return await attempt(request, document_id, "submit", do)


@get("/documents/{document_id:int}/withdrawal")
async def ask_withdrawal(request: Request, document_id: FromPath[int]) -> Response:
    """Ask before a submitted draft is taken back."""
    return await ask(request, document_id, "withdraw")


@post("/documents/{document_id:int}/withdrawal", status_code=200)
async def withdraw(request: Request, document_id: FromPath[int]) -> Response:
    """Take a submitted draft back."""

    async def do(form: FormData) -> str:
        await drafting.withdraw(viewer_of(request), document_id, revision=forms.revision(form))
        return _("Đã rút lại bản trình.")

    return await attempt(request, document_id, "withdraw", do)


@get("/documents/{document_id:int}/cancellation")
async def ask_cancellation(request: Request, document_id: FromPath[int]) -> Response:
    """Ask why a document is given up."""
    return await ask(request, document_id, "cancel")


@post("/documents/{document_id:int}/cancellation", status_code=200)
async def cancel(request: Request, document_id: FromPath[int]) -> Response:
    """Give a document up."""

    async def do(form: FormData) -> str:
        await drafting.cancel(
            viewer_of(request), document_id, forms.reason(form), revision=forms.revision(form)
        )
        return _("Đã huỷ văn bản.")

    return await attempt(request, document_id, "cancel", do)


router = Router(
    "",
    route_handlers=[
        new_draft,
        begin,
        edit,
        save,
        versions,
        comparison,
        submit,
        ask_withdrawal,
        withdraw,
        ask_cancellation,
        cancel,
    ],
    guards=[staff],
)
