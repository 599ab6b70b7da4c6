"""Giving and ending the mandate to sign (Decree 30/2020/NĐ-CP, article 13); only an administrator may.

A mandate is never rewritten: documents that bear it name it. It is ended, and another one is given.
"""

from datetime import date

from portal.audit.record import record
from portal.documents.admin import MandateEntry, problems_of_mandate
from portal.documents.queries.mandates import mandate
from portal.documents.tables import Mandate
from portal.files.door import check_text
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people.queries import people_active, today
from portal.people.rights import require_administrator


async def give_mandate(viewer: Viewer, entry: MandateEntry) -> int:
    """Let somebody sign from a day on; returns the mandate's id. Raises Invalid by field."""
    require_administrator(viewer)
    check_text(entry.block, "block")
    check_text("\n".join(entry.type_names), "type_names")
    check_text(entry.base_document, "base_document")
    problems = problems_of_mandate(entry)
    signer = next(iter(await people_active([entry.account_id])), None)
    if signer is None:
        problems["account_id"] = _("Hãy chọn một người đang làm việc.")
    if problems:
        raise Invalid(problems)
    async with transaction():
        row = Mandate(
            account_id=entry.account_id,
            capacity=entry.capacity,
            block=entry.block,
            type_names="; ".join(entry.type_names),
            base_document=entry.base_document,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        await row.save()
        words = {"name": signer.full_name, "block": " / ".join(entry.block.splitlines())}
        await record("mandate:given", viewer, ("mandate", row.id), words=words, account=entry.account_id)
    return row.id


async def end_mandate(viewer: Viewer, mandate_id: int, last_day: date) -> None:
    """Let a mandate end with a day, today at the earliest. Raises NotFound, NotAllowed when it ended, Invalid."""
    require_administrator(viewer)
    async with transaction():
        known = await mandate(mandate_id)
        if known.valid_to is not None and known.valid_to < today():
            raise NotAllowed(_("Thẩm quyền này đã hết hiệu lực."))
        if last_day < today():
            raise Invalid({"valid_to": _("Ngày cuối không thể ở trong quá khứ.")})
        if known.valid_from is not None and last_day < known.valid_from:
            raise Invalid({"valid_to": _("Ngày cuối không thể trước ngày đầu.")})
        await execute("update mandate set valid_to = ? where id = ?", last_day, mandate_id)
        words = {"name": known.full_name, "day": last_day.strftime("%d/%m/%Y")}
        await record("mandate:ended", viewer, ("mandate", mandate_id), words=words, day=last_day.isoformat())
