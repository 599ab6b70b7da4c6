"""What anybody may know of an issued document: who issued it, its number and date, who signed, whether it holds.

Never the subject, never a person's reason, never a document that is not issued.
"""

from datetime import date, datetime

import msgspec

from portal.kit.database import fetch_as, fetch_value
from portal.kit.errors import NotFound


class PublicFacts(msgspec.Struct, frozen=True):
    """The registered facts that the public check shows."""

    id: int
    code: str
    type_name: str
    issued_on: date | None
    issued_at: datetime | None
    recalled_at: datetime | None


class PublicSignature(msgspec.Struct, frozen=True):
    """A signature as the public sees it."""

    field: str
    signer: str
    organisation: str
    signed_at: datetime


async def public_facts(code: str) -> PublicFacts:
    """The facts behind a random address. Raises NotFound for one that is unknown or not issued yet."""
    if not code.isprintable():
        raise NotFound
    rows = await fetch_as(
        PublicFacts,
        "select id, code, type_name, issued_on, issued_at, recalled_at from document"
        " where public_code = ? and state in ('issued', 'recalled')",
        code,
    )
    if not rows:
        raise NotFound
    return rows[0]


async def public_signatures(document_id: int) -> list[PublicSignature]:
    """Who signed, in order."""
    return await fetch_as(
        PublicSignature,
        "select field, signer, organisation, signed_at from signature where document_id = ? order by id",
        document_id,
    )


async def is_the_issued_file(document_id: int, sha256: str) -> bool:
    """Whether a file's digest is that of the issued file, byte for byte."""
    kept = await fetch_value(
        "select f.sha256 from document d join stored_file f on f.id = d.file_id where d.id = ?", document_id
    )
    return kept == sha256
