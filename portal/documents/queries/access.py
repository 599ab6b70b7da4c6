"""What a viewer may see of documents: the one place where it is decided."""

from portal.kit.database import fetch_one, marks
from portal.kit.viewer import Viewer

SEES_ALL = ("role:clerk", "role:director")
_MOST_ID = 2**63 - 1


def sees_all(viewer: Viewer) -> bool:
    """Clerks and directors see every document, and whoever stands in for them by delegation does so too."""
    return not set(SEES_ALL).isdisjoint(viewer.all_principals)


def visible(viewer: Viewer, column: str = "d.id") -> tuple[str, list[object]]:
    """An SQL condition on a document's id, and its values: what the viewer may know of.

    What is sealed off is there for nobody. It asks for each document anew, so whatever else is asked of the
    documents must be what narrows them. The `offset` keeps PostgreSQL from reading first whatever the viewer may see.
    """
    living = f"{column.rpartition('.')[0]}.state <> 'sealed_off'"
    if sees_all(viewer):
        return living, []
    names = list(viewer.all_principals)
    return (
        f"{living} and exists (select 1 from reader its where its.document_id = {column}"
        f" and its.principal in ({marks(names)}) limit 1 offset 0)",
        names,
    )


def is_id(number: int) -> bool:
    """Whether a number out of an address can be an id at all; both engines choke on longer ones."""
    return 0 < number <= _MOST_ID


async def can_see(viewer: Viewer, document_id: int) -> bool:
    """Whether a document may be known to a viewer at all."""
    if not is_id(document_id):
        return False
    condition, values = visible(viewer)
    found = await fetch_one(
        f"select d.id from document d where d.id = ? and {condition}", document_id, *values
    )
    return found is not None
