"""Who opened a document."""

from datetime import datetime

import msgspec

from portal.kit.database import Read, fetch, fetch_as, marks
from portal.kit.viewer import Viewer


class Opening(msgspec.Struct, frozen=True):
    """Somebody who opened it, and when for the first time."""

    author: str
    at: datetime


def seen_by(document_id: int) -> Read[list[Opening]]:
    """Who opened the document, first time first."""
    return fetch_as(
        Opening,
        "select a.full_name as author, o.first_at as at from opened o"
        " join account a on a.id = o.account_id where o.document_id = ? order by o.id limit 200",
        document_id,
    )


def is_opened(viewer: Viewer, document_id: int) -> Read[bool]:
    """Whether the viewer opened it before, and neither a turn to read it nor a notice of it is left since."""
    mine = viewer.principals
    return fetch(
        "select id from opened where document_id = ? and account_id = ? and not exists (select 1 from turn"
        f" where document_id = ? and deed = 'read' and principal in ({marks(mine)}))"
        " and not exists (select 1 from notice where account = ? and read_at is null"
        " and subject_kind = 'document' and subject_id = ?)",
        *(document_id, viewer.account_id, document_id, *mine, viewer.account_id, document_id),
    ).then(bool)
