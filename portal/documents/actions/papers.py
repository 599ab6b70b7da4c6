"""From what was typed to a page: laying a draft out, and keeping files that the portal made."""

from typing import Any

from portal.documents import types
from portal.documents.actions.effects import locked
from portal.documents.drafts import Draft
from portal.documents.layout import Agency, LaidOut, Paper, lay_out
from portal.documents.numbering import symbol_for
from portal.documents.queries.mandates import Mandated
from portal.files.door import admit_made
from portal.files.store import StoredFile, keep, put
from portal.kit.clock import local_day, utc_now
from portal.kit.database import execute, transaction
from portal.kit.errors import NotFound
from portal.kit.text import shorten
from portal.kit.viewer import Viewer
from portal.kit.workers import in_worker
from portal.people.queries import Identity, agency_on, unit
from portal.settings import settings
from portal.signing.queries import agency_seal_mm

USUAL_SEAL_MM = 36.0  # a provincial department's, where nobody has said it
URGENCY = ("", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")


async def keep_pdf(
    viewer: Viewer | None, document_id: int, pdf: bytes, subject: str, text: str, pages: int
) -> StoredFile:
    """Lead a file that the portal made for a document through the door and keep it.

    `text` is what people put into it. Raises NotFound when the document was sealed off meanwhile.
    """
    admitted = await admit_made(
        pdf,
        name=f"{shorten(subject, 80).replace('/', '-')}.pdf",
        media_type="application/pdf",
        text_by_page=[text],
        pages=pages,
    )
    await keep(admitted)
    async with transaction():
        row = await locked(document_id)
        if row["state"] == "sealed_off":
            raise NotFound
        stored = await put(admitted, viewer.account_id if viewer else None)
        await execute(
            "insert into document_file (document_id, file_id) values (?, ?)", document_id, stored.id
        )
    return stored


async def symbol_of(row: dict[str, Any], draft: Draft) -> str:
    """The symbol that a document gets after its number, by the names in force today."""
    agency = await agency_on(local_day(utc_now()))
    return symbol_for(types.abbreviation(draft.type_name), agency.abbreviation, await _unit(row))


async def lay_out_draft(row: dict[str, Any], draft: Draft, signer: Mandated) -> LaidOut:
    """Set a version of a draft as Decree 30/2020/NĐ-CP asks. Raises Invalid for letters that cannot be printed."""
    today = local_day(utc_now())
    agency = await agency_on(today)
    paper = Paper(
        agency=Agency(agency.name, agency.parent_name, agency.place_name, _contact(agency)),
        symbol="/" + await symbol_of(row, draft),
        year=today.year,
        subject=draft.subject,
        body=draft.body,
        capacity=signer.lines,
        signer=signer.full_name,
        type_name="" if types.is_letter(draft.type_name) else draft.type_name,
        recipients=draft.addressees,
        copies_to=draft.copies_to,
        kept_by=f"VT, {await _unit(row)}",
        urgency=URGENCY[draft.urgency],
        restriction="LƯU HÀNH NỘI BỘ" if draft.is_internal_only else "",
        check_url=f"{settings().address}/check/{row['public_code']}",
        seal_mm=await agency_seal_mm() or USUAL_SEAL_MM,
    )
    return await in_worker(lay_out, paper)


def _contact(agency: Identity) -> tuple[str, ...]:
    """Box 13: the address, and how to reach the agency, as far as it is known."""
    reach = [
        f"ĐT: {agency.phone}" if agency.phone else "",
        agency.email,
        agency.website,
    ]
    lines = [agency.address, "; ".join(part for part in reach if part)]
    return tuple(line for line in lines if line)


async def _unit(row: dict[str, Any]) -> str:
    """The abbreviation of the drafting unit; whoever sits in the agency itself drafts for its office."""
    return ((await unit(row["unit_id"])).abbreviation if row["unit_id"] else "") or "VP"
