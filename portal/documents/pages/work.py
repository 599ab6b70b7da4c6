"""Deeds on an incoming document: instruct, give an opinion, pass on, extend, close, reopen, return."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath

from portal.calendar.queries import working_days
from portal.documents import forms
from portal.documents.actions import drafting, instructing, processing
from portal.documents.deadlines import default_days
from portal.documents.pages.deeds import ask, attempt
from portal.documents.queries.document import document_for
from portal.documents.queries.principals import headed_units
from portal.kit.clock import local_day, utc_now
from portal.kit.i18n import N_, _
from portal.people.queries import active_people, units_tree
from portal.web.forms import Fields, FormData
from portal.web.guards import staff, viewer_of
from portal.web.render import redirect


async def people_to_choose(request: Request) -> dict[str, Any]:
    """Units (by their heads) and people, as triples for a picker, and the deadline to propose."""
    headed = await headed_units()
    units = [(f"head:{unit.id}", unit.name, _("đơn vị")) for unit in await units_tree() if unit.id in headed]
    people = [(f"account:{each.id}", each.full_name, each.title) for each in await active_people(500)]
    document = await document_for(viewer_of(request), request.path_params["document_id"])
    days = default_days(document.urgency)
    proposed = (await working_days()).add(local_day(utc_now()), days)
    return {"choices": units + people, "people": people, "proposed_due": proposed}


@get("/documents/{document_id:int}/instruction")
async def ask_instruction(request: Request, document_id: FromPath[int]) -> Response:
    """The form of an instruction (bút phê)."""
    return await ask(request, document_id, "instruct", **await people_to_choose(request))


@post("/documents/{document_id:int}/instruction", status_code=200)
async def instruct(request: Request, document_id: FromPath[int]) -> Response:
    """Write an instruction."""

    async def do(form: FormData) -> str:
        order = forms.order(form)
        await instructing.instruct(viewer_of(request), document_id, order, revision=forms.revision(form))
        return _("Đã bút phê.")

    return await attempt(request, document_id, "instruct", do, people_to_choose)


@get("/documents/{document_id:int}/opinions")
async def ask_opinion(request: Request, document_id: FromPath[int]) -> Response:
    """The form of an opinion, for browsers without the dock's script."""
    return await ask(request, document_id, "give_opinion")


@post("/documents/{document_id:int}/opinions", status_code=200)
async def give_opinion(request: Request, document_id: FromPath[int]) -> Response:
    """Give an opinion."""

    async def do(form: FormData) -> str:
        await processing.give_opinion(viewer_of(request), document_id, forms.reason(form, "text"))
        return _("Đã ghi ý kiến.")

    return await attempt(request, document_id, "give_opinion", do)


@get("/documents/{document_id:int}/transfer")
async def ask_transfer(request: Request, document_id: FromPath[int]) -> Response:
    """The form that hands the leading part on."""
    return await ask(request, document_id, "pass_on", **await people_to_choose(request))


@post("/documents/{document_id:int}/transfer", status_code=200)
async def transfer(request: Request, document_id: FromPath[int]) -> Response:
    """Hand the leading part on to somebody."""

    async def do(form: FormData) -> str:
        fields = Fields(form)
        to = fields.text("to", required=True, max_length=40)
        why = fields.lines("reason", required=True, max_length=1000)
        fields.done()
        await processing.pass_on(viewer_of(request), document_id, to, why, revision=forms.revision(form))
        return _("Đã chuyển.")

    return await attempt(request, document_id, "pass_on", do, people_to_choose)


@get("/documents/{document_id:int}/deadline")
async def ask_deadline(request: Request, document_id: FromPath[int]) -> Response:
    """The form that changes the deadline."""
    return await ask(request, document_id, "extend", **await people_to_choose(request))


@post("/documents/{document_id:int}/deadline", status_code=200)
async def extend(request: Request, document_id: FromPath[int]) -> Response:
    """Set another deadline."""

    async def do(form: FormData) -> str:
        fields = Fields(form)
        due_on = fields.day("due_on", required=True)
        why = fields.lines("reason", required=True, max_length=1000)
        fields.done()
        await processing.extend(viewer_of(request), document_id, due_on, why, revision=forms.revision(form))
        return _("Đã đổi hạn.")

    return await attempt(request, document_id, "extend", do, people_to_choose)


def _reasoned(path: str, deed: str, field: str, action, done: str):
    """The pair of routes of a deed that needs one text and nothing else."""

    @get(f"/documents/{{document_id:int}}/{path}", name=f"ask-{path}")
    async def ask_reason(request: Request, document_id: FromPath[int]) -> Response:
        return await ask(request, document_id, deed)

    @post(f"/documents/{{document_id:int}}/{path}", status_code=200, name=f"do-{path}")
    async def with_reason(request: Request, document_id: FromPath[int]) -> Response:
        async def do(form: FormData) -> str:
            await action(
                viewer_of(request), document_id, forms.reason(form, field), revision=forms.revision(form)
            )
            return _(done)

        return await attempt(request, document_id, deed, do)

    return [ask_reason, with_reason]


@post("/documents/{document_id:int}/answer", status_code=200)
async def answer_it(request: Request, document_id: FromPath[int]) -> Response:
    """Begin the draft of an answer and go to it."""
    draft_id = await drafting.start_draft(viewer_of(request), answers_id=document_id)
    return redirect(f"/documents/{draft_id}/draft")


router = Router(
    "",
    route_handlers=[
        ask_instruction,
        instruct,
        ask_opinion,
        give_opinion,
        ask_transfer,
        transfer,
        ask_deadline,
        extend,
        answer_it,
        *_reasoned("closure", "close", "note", processing.close, N_("Đã kết thúc xử lý.")),
        *_reasoned("reopening", "reopen", "reason", processing.reopen, N_("Đã mở lại.")),
        *_reasoned(
            "return-to-sender", "return_to_sender", "reason", processing.return_to_sender, N_("Đã trả lại.")
        ),
    ],
    guards=[staff],
)
