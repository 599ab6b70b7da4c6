"""What the agency is called: a new row for a new name, so that old papers keep the old one."""

from dataclasses import asdict
from datetime import timedelta

from portal.audit.record import record
from portal.files.door import check_text
from portal.kit.database import execute, transaction
from portal.kit.errors import Invalid
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people import queries
from portal.people.forms import IdentityForm
from portal.people.rights import require_administrator
from portal.people.tables import AgencyIdentity

_SENTENCES = ("name", "parent_name", "place_name", "address")


async def set_identity(viewer: Viewer, form: IdentityForm) -> None:
    """Set what the agency is called from a day on; for the first day of the latest row, correct that row.

    Raises Invalid for a day before the latest row's: what printed papers said is not rewritten.
    """
    require_administrator(viewer)
    for field in _SENTENCES:
        check_text(getattr(form, field), field)
    async with transaction():
        latest = next(iter(await queries.identities()), None)
        if latest and form.valid_from < latest.valid_from:
            raise Invalid({"valid_from": _("Đã có tên khác từ ngày muộn hơn. Hãy chọn ngày sau đó.")})
        if latest and form.valid_from == latest.valid_from:
            await AgencyIdentity.update(asdict(form)).where(AgencyIdentity.id == latest.id)
            identity_id = latest.id
        else:
            last_day = form.valid_from - timedelta(days=1)
            await execute("update agency_identity set valid_to = ? where valid_to is null", last_day)
            row = AgencyIdentity(**asdict(form))
            await row.save()
            identity_id = row.id
        queries.forget_agency()
        words = {"name": form.name, "day": form.valid_from.strftime("%d/%m/%Y")}
        await record("agency:identity-set", viewer, ("agency-identity", identity_id), words=words)
