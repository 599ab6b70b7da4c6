"""Whose turn comes next, and what a viewer may do with a document now (pure).

A deed is open to a viewer when the document's life allows it and the viewer holds the turn, or a role that carries
the deed. Signing is never delegated: a mandate is personal (Decree 30/2020/NĐ-CP, article 13).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.documents.lifecycle import LIVES
from portal.kit.viewer import Viewer

ROLES = ("lead", "coordinate", "inform")
DEED_OF_ROLE = {"lead": "process", "coordinate": "contribute", "inform": "read"}

# Deeds that come with a turn; several deeds may share the turn of one.
_TURN_FOR = {
    "register": "register",
    "discard": "register",
    "instruct": "instruct",
    "return_to_sender": "instruct",
    "pass_on": "process",
    "close": "process",
    "give_opinion": "contribute",
    "answer": "process",
    "save": "draft",
    "submit": "draft",
    "approve_content": "approve_content",
    "approve_form": "approve_form",
    "sign": "sign",
    "number": "number",
    "seal": "seal",
    "issue": "issue",
}
_RETURN_FROM = {
    "awaiting_content": "approve_content",
    "awaiting_form": "approve_form",
    "awaiting_signature": "sign",
}
# Deeds that a role carries whether or not a turn waits for it.
_LEADERS = ("role:director", "role:deputy_director")
_ROLES_FOR = {
    "instruct": _LEADERS,
    "extend": _LEADERS,
    "reopen": _LEADERS,
    "recall": ("role:clerk",),
    "cancel": ("role:clerk",),
    "seal_off": ("role:clerk", "role:director", "role:secrecy_officer"),
}
# Never done by delegation: who signs and who seals answers for it in person.
PERSONAL = frozenset({"sign", "seal", "seal_off"})
_BEFORE_SIGNATURE = ("drafting", "awaiting_content", "awaiting_form")


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides: the document's life and author, and the turns (principal, deed) that wait on it."""

    direction: str
    state: str
    drafter_id: int | None = None
    turns: tuple[tuple[str, str], ...] = ()


def holder(viewer: Viewer, standing: Standing, deed: str) -> str | None:
    """The principal under which the viewer does a deed, own ones first; None when it is not theirs.

    It holds the turn of the deed, else it is the office that carries it.
    """
    turn = (
        _RETURN_FROM.get(standing.state, "") if deed == "return_for_correction" else _TURN_FOR.get(deed, "")
    )
    waiting = {principal for principal, each in standing.turns if each == turn}
    mine = viewer.principals if deed in PERSONAL else viewer.all_principals
    office = () if deed == "cancel" and standing.state == "drafting" else _ROLES_FOR.get(deed, ())
    by_turn = [principal for principal in mine if principal in waiting]
    by_office = [principal for principal in mine if principal in office]
    return next(iter(by_turn + by_office), None)


def may(viewer: Viewer, standing: Standing, deed: str) -> bool:
    """Whether the viewer, who can see the document, may do the deed now."""
    if deed not in LIVES[standing.direction].allowed(standing.state):
        return False
    if deed == "give_opinion":
        return True
    is_drafter = standing.drafter_id == viewer.account_id
    if deed in ("withdraw", "cancel") and is_drafter and standing.state in _BEFORE_SIGNATURE:
        return True
    return holder(viewer, standing, deed) is not None


def deeds(viewer: Viewer, standing: Standing) -> frozenset[str]:
    """Everything the viewer may do now."""
    return frozenset(
        deed for deed in LIVES[standing.direction].allowed(standing.state) if may(viewer, standing, deed)
    )


def waiting_for(viewer: Viewer, standing: Standing) -> tuple[str, int | None] | None:
    """(deed that waits for the viewer, account on whose behalf), own turns first; None when nothing does.

    What is delegated brings no personal deed along: that goes on waiting for the one who answers for it.
    """
    for lent in (False, True):
        for principal, deed in standing.turns:
            names = viewer.acting_for if lent else viewer.principals
            if principal in names and not (lent and deed in PERSONAL):
                return deed, viewer.on_behalf_of(principal)
    return None


def next_turn(
    deed: str, *, answerable: str, signer_id: int | None, drafter_id: int | None
) -> tuple[str, str] | None:
    """(principal, deed) that waits after a deed on an outgoing document; None when nobody waits.

    `answerable` is who answers for the content that the drafting unit hands on.
    """
    return {
        "submit": (answerable, "approve_content"),
        "approve_content": ("role:office_head", "approve_form"),
        "approve_form": (f"account:{signer_id}", "sign"),
        "sign": ("role:clerk", "number"),
        "number": ("role:clerk", "seal"),
        "seal": ("role:clerk", "issue"),
        "return_for_correction": (f"account:{drafter_id}", "draft"),
        "withdraw": (f"account:{drafter_id}", "draft"),
    }.get(deed)


def problems_of_assignment(lead: str, coordinate: Iterable[str], inform: Iterable[str]) -> list[str]:
    """Principals named twice: one person or unit has one part in a document."""
    seen: set[str] = set()
    twice = []
    for principal in [lead, *coordinate, *inform]:
        if principal and principal in seen:
            twice.append(principal)
        seen.add(principal)
    return twice
