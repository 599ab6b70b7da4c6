"""What a viewer may see of meetings: the one place where it is decided."""

from portal.kit.database import fetch_one, marks
from portal.kit.viewer import Viewer

_MOST_ID = 2**63 - 1
# A meeting about a document that was sealed off is sealed with it; until a job has written that down, it is gone too.
LIVING = (
    "c.state <> 'sealed_off' and not exists (select 1 from document about where about.id = c.document_id"
    " and about.state = 'sealed_off')"
)


def visible(viewer: Viewer) -> tuple[str, list[object]]:
    """An SQL condition on `conference c` and its values: those the viewer is invited to, in whatever part."""
    names = list(viewer.all_principals)
    return (
        f"{LIVING} and exists (select 1 from conference_invite i where i.conference_id = c.id"
        f" and i.principal in ({marks(names)}))",
        names,
    )


def is_id(number: int) -> bool:
    """Whether a number out of an address can be an id at all; both engines choke on longer ones."""
    return 0 < number <= _MOST_ID


async def can_see(viewer: Viewer, conference_id: int) -> bool:
    """Whether a meeting may be known to a viewer at all."""
    if not is_id(conference_id):
        return False
    condition, values = visible(viewer)
    found = await fetch_one(
        f"select c.id from conference c where c.id = ? and {condition}", conference_id, *values
    )
    return found is not None
