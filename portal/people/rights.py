"""Posts, roles, delegations and a day become the Viewer of that day. Pure: asks nothing, remembers nothing.

Rule 1: rights are the union over all posts and roles of a person.
Rule 2: a delegation hands over only what the delegator holds *himself* on that day, so it is never chained.
Rule 3: it never hands over administration, secrecy or audit, nor the mandate to sign (Decree 30/2020, article 13.4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.kit.errors import Forbidden
from portal.kit.i18n import _
from portal.kit.viewer import Viewer

ROLES = (
    "administrator",
    "clerk",
    "director",
    "deputy_director",
    "office_head",
    "division_head",
    "specialist",
    "secrecy_officer",
    "auditor",
)
_DELEGABLE_ROLES = frozenset({"clerk", "director", "deputy_director", "office_head", "division_head"})
_LEADING_ROLES = frozenset({"director", "deputy_director", "office_head", "division_head"})


def role_names() -> dict[str, str]:
    """Every role with the office's own word for it, in the viewer's language."""
    return {
        "administrator": _("Quản trị"),
        "clerk": _("Văn thư"),
        "director": _("Giám đốc"),
        "deputy_director": _("Phó Giám đốc"),
        "office_head": _("Chánh Văn phòng (duyệt thể thức)"),
        "division_head": _("Trưởng phòng"),
        "specialist": _("Chuyên viên"),
        "secrecy_officer": _("Cán bộ bảo vệ bí mật nhà nước"),
        "auditor": _("Kiểm tra, thanh tra (chỉ xem)"),
    }


def unit_kinds() -> dict[str, str]:
    """Every kind of unit with the office's own word for it, in the viewer's language."""
    return {
        "agency": _("Cơ quan"),
        "office": _("Văn phòng"),
        "division": _("Phòng"),
        "inspectorate": _("Thanh tra"),
        "subordinate": _("Đơn vị trực thuộc"),
    }


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post as rights see it; `valid_to` is the last day, None: open."""

    unit_id: int
    title: str
    is_head: bool = False
    is_primary: bool = False
    valid_from: date = date.min
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on that day; the first and the last day count."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with everything that gives rights."""

    account_id: int
    full_name: str
    posts: tuple[HeldPost, ...] = ()
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Handover:
    """A delegation as its receiver has it: who delegates, which principals, first and last day."""

    delegator: Person
    scope: frozenset[str]
    from_day: date
    to_day: date


def own_principals(person: Person, day: date) -> tuple[str, ...]:
    """The names under which something may be shared with, or wait for, this person on that day."""
    held = [post for post in person.posts if post.holds_on(day)]
    names = [f"account:{person.account_id}"]
    names += [f"unit:{post.unit_id}" for post in held]
    names += [f"head:{post.unit_id}" for post in held if post.is_head]
    names += [f"role:{role}" for role in sorted(person.roles)]
    return tuple(dict.fromkeys(names))


def delegable(person: Person, day: date) -> tuple[str, ...]:
    """What this person may hand over on that day: own work, headship, and roles of the line."""
    return tuple(name for name in own_principals(person, day) if _is_delegable(name))


def may_delegate(person: Person, day: date) -> bool:
    """Whether this person leads something and so may hand over their work."""
    heads = any(post.is_head for post in person.posts if post.holds_on(day))
    return heads or bool(person.roles & _LEADING_ROLES)


def require_administrator(viewer: Viewer) -> None:
    """Raise Forbidden for whoever does not administer."""
    if not viewer.has("administrator"):
        raise Forbidden(_("Việc này dành cho quản trị viên."))


def scope_names(principals: Iterable[str], unit_names: Mapping[int, str]) -> dict[str, str]:
    """What may be handed over, each principal with the office's words for it."""
    roles = role_names()
    named: dict[str, str] = {}
    for principal in principals:
        kind, _colon, name = principal.partition(":")
        if kind == "account":
            named[principal] = _("Việc giao đích danh")
        elif kind == "head":
            named[principal] = _("Việc của người đứng đầu %(unit)s") % {"unit": unit_names.get(int(name), "")}
        else:
            named[principal] = roles.get(name, name)
    return named


def viewer_on(person: Person, day: date, handovers: Iterable[Handover] = ()) -> Viewer:
    """The person as a Viewer with the rights of that day; what is held by delegation is only in `acting_for`."""
    principals = own_principals(person, day)
    post = primary_post(person.posts, day)
    return Viewer(
        account_id=person.account_id,
        full_name=person.full_name,
        title=post.title if post else "",
        unit_id=post.unit_id if post else None,
        roles=person.roles,
        principals=principals,
        acting_for=_received(principals, handovers, day),
    )


def primary_post(posts: Sequence[HeldPost], day: date) -> HeldPost | None:
    """The post a person is named by: the primary one, else a headship, else any; None without a post that day."""
    held = [post for post in posts if post.holds_on(day)]
    return max(held, key=lambda post: (post.is_primary, post.is_head), default=None)


def _is_delegable(principal: str) -> bool:
    kind, _colon, name = principal.partition(":")
    return kind in {"account", "head"} or (kind == "role" and name in _DELEGABLE_ROLES)


def _received(own: tuple[str, ...], handovers: Iterable[Handover], day: date) -> dict[str, int]:
    received: dict[str, int] = {}
    for handover in handovers:
        if not handover.from_day <= day <= handover.to_day:
            continue
        for principal in delegable(handover.delegator, day):
            if principal in handover.scope and principal not in own:
                received.setdefault(principal, handover.delegator.account_id)
    return received
