"""The versions of a draft: for those who made the document, not for those who only receive it."""

from datetime import datetime

import msgspec

from portal.documents.queries.access import sees_all
from portal.kit.database import Read, fetch_as, fetch_value, marks
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer


class Version(msgspec.Struct, frozen=True):
    """A kept version of a draft."""

    number: int
    content: str
    file_id: int | None
    author: str
    at: datetime


def has_made(viewer: Viewer, document_id: int) -> Read[bool]:
    """Whether the viewer had a part in making a document, or sees every document anyway."""
    names = viewer.all_principals
    return fetch_value(
        "select 1 where cast(? as boolean) or exists"
        f" (select 1 from reader where document_id = ? and why <> 'recipient' and principal in ({marks(names)}))",
        *(sees_all(viewer), document_id, *names),
    ).then(bool)


async def versions(viewer: Viewer, document_id: int) -> list[Version]:
    """Every kept version, newest first. Raises NotFound for whoever only receives the document."""
    if not await has_made(viewer, document_id):
        raise NotFound
    return await fetch_as(
        Version,
        "select v.number, v.content, v.file_id, a.full_name as author, v.at from draft_version v"
        " join account a on a.id = v.author_id where v.document_id = ? order by v.number desc",
        document_id,
    )
