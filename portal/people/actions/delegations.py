"""Handing work over for a time, in writing, and taking it back."""

from portal.audit.record import record
from portal.files.door import check_text
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, transaction
from portal.kit.errors import Forbidden, Invalid, NotAllowed
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people import letters, queries
from portal.people.actions.appointments import rights_changed
from portal.people.delegations import Wanted, problems_with
from portal.people.rights import delegable, may_delegate
from portal.people.tables import Delegation


async def make(viewer: Viewer, wanted: Wanted) -> int:
    """Delegate one's own work; an administrator may record anybody's. Returns its id.

    Raises Forbidden for somebody else's work, Invalid beside every field that is wrong.
    """
    if wanted.from_account != viewer.account_id and not viewer.has("administrator"):
        raise Forbidden(_("Bạn chỉ uỷ quyền được việc của mình."))
    check_text(wanted.base_document, "base_document")
    async with transaction():
        giver = (await queries.persons_with_rights([wanted.from_account])).get(wanted.from_account)
        taker = next((one for one in await queries.people_active([wanted.to_account])), None)
        if giver is None or taker is None:
            raise Invalid({"to_account": _("Hãy chọn một người đang làm việc.")})
        problems = problems_with(
            wanted,
            may_hand_over=delegable(giver, wanted.from_day),
            leads=may_delegate(giver, wanted.from_day),
            today=queries.today(),
        )
        if problems:
            raise Invalid(problems)
        delegation_id = await _write(wanted)
        await rights_changed(wanted.from_account)
        await _tell(wanted, giver.full_name)
        words = {
            "from_name": giver.full_name,
            "to_name": taker.full_name,
            "base_document": wanted.base_document,
        }
        await record(
            "delegation:made", viewer, ("delegation", delegation_id), words=words, to=wanted.to_account
        )
    return delegation_id


async def end(viewer: Viewer, delegation_id: int) -> None:
    """Take it back at once. Raises NotFound, Forbidden for who received it, NotAllowed where it is over."""
    async with transaction():
        row = await queries.delegation(viewer, delegation_id)
        if viewer.account_id != row.from_account and not viewer.has("administrator"):
            raise Forbidden(_("Chỉ người uỷ quyền mới chấm dứt được uỷ quyền."))
        if row.state_on(queries.today()) in ("ended", "past"):
            raise NotAllowed(_("Uỷ quyền này đã chấm dứt."))
        await execute("update delegation set ended_at = ? where id = ?", utc_now(), delegation_id)
        await rights_changed(row.from_account)
        words = {"from_name": row.from_name, "to_name": row.to_name}
        await record("delegation:ended", viewer, ("delegation", delegation_id), words=words)


async def _write(wanted: Wanted) -> int:
    row = Delegation(
        from_account=wanted.from_account,
        to_account=wanted.to_account,
        from_day=wanted.from_day,
        to_day=wanted.to_day,
        base_document=wanted.base_document,
        scope=" ".join(sorted(wanted.scope)),
        created_at=utc_now(),
    )
    await row.save()
    return row.id


async def _tell(wanted: Wanted, from_name: str) -> None:
    taker = await fetch_one(
        "select id, login, full_name, email, locale from account where id = ?", wanted.to_account
    )
    assert taker is not None  # found active a moment ago, in this transaction
    await letters.delegation_received(taker, from_name, wanted)
