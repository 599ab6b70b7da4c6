"""A meeting about a document: what is proposed, and how a viewer gets at the document from the meeting."""

from dataclasses import dataclass, field

from portal.documents.queries.document import document_for, parts
from portal.documents.queries.principals import answerable
from portal.kit.errors import NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Proposal:
    """A title and the principals ("head:3" as "unit:3") on a document; empty where there is none."""

    document_id: int | None = None
    label: str = ""
    title: str = ""
    principals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    """The document of a meeting as a link."""

    label: str
    url: str


async def proposal(viewer: Viewer, document_id: int) -> Proposal:
    """What is proposed for a meeting about a document. Raises NotFound where the viewer may not see it."""
    document = await document_for(viewer, document_id)
    named = [part.principal for part in await parts(document_id)]
    if document.direction == "out":
        named = [f"account:{each}" for each in (document.drafter_id, document.signer_id) if each is not None]
        named.append(await answerable(document.unit_id))
    principals = [_invitable(each) for each in named]
    label = document.code or document.subject
    what = " – ".join(each for each in (document.code, document.subject) if each)
    title = _("Họp về %(what)s") % {"what": what}
    own = f"account:{viewer.account_id}"
    kept = [each for each in dict.fromkeys(principals) if each and each != own]
    return Proposal(document_id, label, title[:300], kept)


async def paper_of(viewer: Viewer, document_id: int | None) -> Paper | None:
    """The document, for who may read it; a meeting gives nobody the right to."""
    if document_id is None:
        return None
    try:
        document = await document_for(viewer, document_id)
    except NotFound:
        return None
    return Paper(document.code or document.subject, f"/documents/{document_id}")


def _invitable(principal: str) -> str:
    """A meeting is joined by people and units; an office such as "role:clerk" is not proposed."""
    if principal.startswith("head:"):
        return principal.replace("head:", "unit:", 1)
    return principal if principal.startswith(("unit:", "account:")) else ""
