"""Who acts for whom."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.kit.database import fetch_as
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.people.queries.accounts import must_administer


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A delegation with the names of both sides; `scope` is principals parted by blanks."""

    id: int
    from_account: int
    from_name: str
    to_account: int
    to_name: str
    from_day: date
    to_day: date
    base_document: str
    scope: str
    created_at: datetime
    ended_at: datetime | None

    def state_on(self, day: date) -> str:
        """ended, past, ahead or running."""
        if self.ended_at is not None:
            return "ended"
        if day > self.to_day:
            return "past"
        return "ahead" if day < self.from_day else "running"


async def own_delegations(viewer: Viewer) -> list[DelegationRow]:
    """What the viewer handed over and what was handed to them, the latest first."""
    return await fetch_as(
        DelegationRow,
        f"{_DELEGATION} where d.from_account = ? or d.to_account = ? order by d.from_day desc, d.id desc limit 200",
        *(viewer.account_id, viewer.account_id),
    )


async def all_delegations(viewer: Viewer) -> list[DelegationRow]:
    """Everybody's, the latest first, for administrators. Raises NotFound for everybody else."""
    must_administer(viewer)
    return await fetch_as(DelegationRow, f"{_DELEGATION} order by d.from_day desc, d.id desc limit 500")


async def delegation(viewer: Viewer, delegation_id: int) -> DelegationRow:
    """One that the viewer gave or received, or any for administrators. Raises NotFound."""
    rows = await fetch_as(DelegationRow, f"{_DELEGATION} where d.id = ?", delegation_id)
    is_theirs = rows and viewer.account_id in (rows[0].from_account, rows[0].to_account)
    if not rows or not (is_theirs or viewer.has("administrator")):
        raise NotFound
    return rows[0]


_DELEGATION = """
select d.id, d.from_account, f.full_name as from_name, d.to_account, t.full_name as to_name, d.from_day, d.to_day,
       d.base_document, d.scope, d.created_at, d.ended_at
from delegation d join account f on f.id = d.from_account join account t on t.id = d.to_account
"""
