"""Handing the agency's key over and taking it back, each with its papers (Decree 30/2020/NĐ-CP, article 32.2)."""

from datetime import date

from portal.audit.record import record
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people.queries import people_active, person
from portal.signing.custody import Custody, problems
from portal.signing.queries import handovers, must_administer
from portal.signing.tables import KeyCustody


async def hand_over(viewer: Viewer, wanted: Custody) -> int:
    """Record that somebody keeps the agency's key; returns the record's id. Raises Invalid, NotFound."""
    must_administer(viewer)
    check_text(wanted.authority, "authority")
    check_text(wanted.minutes, "minutes")
    found = problems(wanted)
    holders = await people_active([wanted.holder_id])
    if not holders:
        found["holder_id"] = _("Hãy chọn một mục trong danh sách.")
    if found:
        raise Invalid(found)
    async with transaction():
        row = KeyCustody(
            holder_id=wanted.holder_id,
            authority=wanted.authority,
            minutes=wanted.minutes,
            valid_from=wanted.valid_from,
            valid_to=wanted.valid_to,
            recorded_by=viewer.account_id,
            recorded_at=utc_now(),
        )
        await row.save()
        words = {"holder": holders[0].full_name, "authority": wanted.authority}
        subject = ("key_custody", row.id)
        await record("agency-key:handed-over", viewer, subject, words=words, holder=wanted.holder_id)
    return row.id


async def take_back(viewer: Viewer, custody_id: int, last_day: date) -> None:
    """The key is given back after a day. Raises NotFound, Invalid when the day is before the hand-over."""
    must_administer(viewer)
    async with transaction():
        found = next((each for each in await handovers(viewer) if each.id == custody_id), None)
        if found is None:
            raise NotFound
        if last_day < found.custody.valid_from:
            raise Invalid({"valid_to": _("Ngày cuối không thể trước ngày đầu.")})
        await execute("update key_custody set valid_to = ? where id = ?", last_day, custody_id)
        holder = await person(found.custody.holder_id)
        words = {"holder": holder.full_name, "day": f"{last_day:%d/%m/%Y}"}
        await record("agency-key:custody-ended", viewer, ("key_custody", custody_id), words=words)
