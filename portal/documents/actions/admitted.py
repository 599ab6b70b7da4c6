"""Take up the work with a scan that the door held and another person has admitted since."""

from portal.documents.actions.intake import take_in
from portal.files.kinds import PDF
from portal.kit.database import dialect, fetch_one, fetch_value, transaction
from portal.kit.errors import NotAllowed
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.secrecy.actions.looks import take_admitted


async def take_up(viewer: Viewer, event_id: int) -> int:
    """The incoming document of an admitted file, made the first time it is asked for; its id.

    Raises NotFound for everybody but who brought it, and NotAllowed for what is no PDF.
    """
    async with transaction():
        received = await take_admitted(viewer, event_id)
        if received.media_type != PDF.media_type:
            raise NotAllowed(_("Chỉ tệp PDF mới vào sổ văn bản đến được."))
        lock = " for update" if dialect() == "postgres" else ""
        await fetch_one(f"select id from stored_file where id = ?{lock}", received.file_id)
        known = await fetch_value(
            "select id from document where direction = 'in' and file_id = ?", received.file_id
        )
        return known if known is not None else await take_in(viewer, received)
