"""What an outgoing document went through: approvals and returns, signatures, and whom it went to."""

from datetime import datetime

import msgspec

from portal.kit.database import Read, fetch_as


class Passed(msgspec.Struct, frozen=True):
    """An approval or a return."""

    step: str
    version: int
    is_approved: bool
    author: str
    on_behalf: str | None
    reason: str
    at: datetime


def approvals(document_id: int) -> Read[list[Passed]]:
    """Approvals and returns, oldest first."""
    return fetch_as(
        Passed,
        "select x.step, x.version, x.is_approved, a.full_name as author, b.full_name as on_behalf, x.reason, x.at"
        " from approval x join account a on a.id = x.by_id left join account b on b.id = x.on_behalf_of_id"
        " where x.document_id = ? order by x.id",
        document_id,
    )


class Recipient(msgspec.Struct, frozen=True):
    """A line of "Nơi nhận" and whether it arrived there."""

    name: str
    unit_id: int | None
    delivered_at: datetime | None


def recipients(document_id: int) -> Read[list[Recipient]]:
    """Who gets the document."""
    return fetch_as(
        Recipient,
        "select name, unit_id, delivered_at from recipient where document_id = ? order by sort",
        document_id,
    )


class Made(msgspec.Struct, frozen=True):
    """A signature the portal made."""

    field: str
    signer: str
    organisation: str
    level: str
    signed_at: datetime


def signatures(document_id: int) -> Read[list[Made]]:
    """The signatures made here, in order."""
    return fetch_as(
        Made,
        "select field, signer, organisation, level, signed_at from signature where document_id = ? order by id",
        document_id,
    )
