"""The files of a document whose signatures are looked at: its own and those that came along."""

import msgspec

from portal.kit.database import fetch_as


class SignedFile(msgspec.Struct, frozen=True):
    """A file of a document; `name` is empty for the document's own file."""

    file_id: int
    name: str


async def signed_files(document_id: int) -> list[SignedFile]:
    """The document's own PDF first, then every PDF among its attachments. The caller has shown that it is seen."""
    return await fetch_as(
        SignedFile,
        "select f.id as file_id, '' as name, 0 as own, 0 as sort from document d"
        " join stored_file f on f.id = d.file_id where d.id = ?"
        " union all select f.id, f.name, 1, x.sort from attachment x join stored_file f on f.id = x.file_id"
        " where x.document_id = ? and f.media_type = 'application/pdf' order by own, sort",
        document_id,
        document_id,
    )
