"""Two recorded approvals before a signature: the content by the head of division, the form by the office."""

import json
from dataclasses import asdict

from portal.audit.record import record
from portal.documents.actions.drafting import current_draft, lay_out_again, pass_turn
from portal.documents.actions.effects import Held, hold, look_before
from portal.documents.actions.papers import keep_pdf
from portal.files.door import check_text
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_worker
from portal.signing.pdf import prepare


async def approve_content(viewer: Viewer, document_id: int, *, revision: int | None = None) -> None:
    """The head of the drafting unit answers for the content."""
    async with transaction():
        held = await hold(viewer, document_id, "approve_content", revision=revision)
        await _write_down(held, "content", is_approved=True)
        await pass_turn(held)
        await record(
            "document:content-approved",
            viewer,
            held.subject,
            words={"version": held.row["version"]},
            on_behalf_of=held.on_behalf_of,
        )


async def approve_form(viewer: Viewer, document_id: int, *, revision: int | None = None) -> None:
    """The office answers for the form; the file gets its empty fields and does not change any more before signing."""
    await look_before(viewer, document_id, "approve_form", revision=revision)
    draft = await current_draft(document_id)
    laid_out = await lay_out_again(viewer, document_id, draft)
    ready = await in_worker(prepare, laid_out.pdf, laid_out.places)
    stored = await keep_pdf(viewer, document_id, ready, draft.subject, draft.body, laid_out.pages)
    async with transaction():
        held = await hold(viewer, document_id, "approve_form", revision=revision)
        await _write_down(held, "form", is_approved=True)
        await pass_turn(
            held,
            file_id=stored.id,
            pages=laid_out.pages,
            places=json.dumps(asdict(laid_out.places)),
            is_number_written=False,
        )
        await record(
            "document:form-approved",
            viewer,
            held.subject,
            words={"version": held.row["version"]},
            on_behalf_of=held.on_behalf_of,
        )


async def return_for_correction(
    viewer: Viewer, document_id: int, reason: str, *, revision: int | None = None
) -> None:
    """Send a draft back to its drafter with a reason; both approvals begin anew."""
    if not reason:
        raise Invalid({"reason": _("Ghi rõ cần sửa gì.")})
    check_text(reason, "reason")
    async with transaction():
        held = await hold(viewer, document_id, "return_for_correction", revision=revision)
        steps = {"awaiting_content": "content", "awaiting_form": "form", "awaiting_signature": "signature"}
        await _write_down(held, steps[held.row["state"]], is_approved=False, reason=reason)
        await pass_turn(held)
        words = {"reason": reason}
        await record(
            "document:returned-for-correction",
            viewer,
            held.subject,
            words=words,
            on_behalf_of=held.on_behalf_of,
        )


async def _write_down(held: Held, step: str, *, is_approved: bool, reason: str = "") -> None:
    await execute(
        "insert into approval (document_id, version, step, is_approved, by_id, on_behalf_of_id, reason, at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?)",
        held.id,
        held.row["version"],
        step,
        is_approved,
        held.viewer.account_id,
        held.on_behalf_of,
        reason,
        held.now,
    )
