"""What a seal holds of documents, for the people who keep the door: never the subject, never a word of the content."""

from datetime import date, datetime

import msgspec

from portal.kit.database import fetch, fetch_as, marks
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.secrecy.queries import SealRow, files_under, seal_of


class Sealed(msgspec.Struct, frozen=True):
    """A document under a seal, by what tells it apart on paper; `state` is the one before."""

    document_id: int
    state: str
    direction: str
    type_name: str
    code: str
    issued_on: date | None
    issuer: str
    arrival_number: int | None
    arrived_at: datetime | None


class Opening(msgspec.Struct, frozen=True):
    """Who opened a sealed document, first and last."""

    document_id: int
    name: str
    first_at: datetime
    last_at: datetime


class Report(msgspec.Struct, frozen=True):
    """Everything that the record (biên bản) of a seal says."""

    seal: SealRow
    documents: list[Sealed]
    openings: list[Opening]
    files: int


async def report_on(viewer: Viewer, seal_id: int) -> Report:
    """The record of a seal on documents. Raises NotFound for who keeps no door and did not seal it off."""
    seal = await seal_of(viewer, seal_id)
    documents = await sealed_by(seal_id)
    if seal.subject_kind != "document":
        raise NotFound
    openings = await _openings([each.document_id for each in documents])
    return Report(seal, documents, openings, len(await files_under(seal_id)))


async def sealed_by(seal_id: int) -> list[Sealed]:
    """The documents under a seal."""
    return await fetch_as(
        Sealed,
        "select s.document_id, s.state, d.direction, d.type_name, d.code, d.issued_on, d.issuer, d.arrival_number,"
        " d.arrived_at from sealed_document s join document d on d.id = s.document_id where s.seal_id = ?"
        " order by s.document_id",
        seal_id,
    )


async def _openings(document_ids: list[int]) -> list[Opening]:
    if not document_ids:
        return []
    return await fetch_as(
        Opening,
        "select o.document_id, a.full_name as name, o.first_at, o.last_at from opened o join account a"
        f" on a.id = o.account_id where o.document_id in ({marks(document_ids)}) order by o.first_at, o.id",
        *document_ids,
    )


async def files_of(document_ids: list[int]) -> list[int]:
    """Every file there ever was of these documents: current, attached, of a version, signed, or replaced since."""
    among = f"in ({marks(document_ids)})"
    rows = await fetch(
        f"select file_id from document where id {among} and file_id is not null"
        f" union select file_id from attachment where document_id {among}"
        f" union select file_id from draft_version where document_id {among} and file_id is not null"
        f" union select file_id from signature where document_id {among}"
        f" union select file_id from document_file where document_id {among}",
        *document_ids * 5,
    )
    return sorted(row["file_id"] for row in rows)


async def same_contents(file_ids: list[int]) -> list[int]:
    """Documents that hold a file of the same contents as one of these."""
    if not file_ids:
        return []
    rows = await fetch(
        "with same as (select id from stored_file where sha256 <> '' and sha256 in"
        f" (select sha256 from stored_file where id in ({marks(file_ids)})))"
        " select id from document where file_id in (select id from same)"
        " union select document_id from attachment where file_id in (select id from same)"
        " union select document_id from draft_version where file_id in (select id from same)"
        " union select document_id from signature where file_id in (select id from same)"
        " union select document_id from document_file where file_id in (select id from same)",
        *file_ids,
    )
    return sorted(row["id"] for row in rows)
