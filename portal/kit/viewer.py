"""Who is looking: the first argument of every read, the actor of every deed."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person with the rights they hold now.

    `principals` are the names under which something may be shared with or wait for them:
    "account:7", "unit:3" (everybody of a unit), "head:3" (its head), "role:clerk".
    `acting_for` maps a principal held only by delegation to the account id that delegated it.
    """

    account_id: int
    full_name: str
    title: str = ""
    unit_id: int | None = None
    roles: frozenset[str] = frozenset()
    principals: tuple[str, ...] = ()
    acting_for: dict[str, int] = field(default_factory=dict)
    session_id: int | None = None

    def has(self, *roles: str) -> bool:
        """Whether the person holds any of these roles."""
        return any(role in self.roles for role in roles)

    @property
    def all_principals(self) -> tuple[str, ...]:
        """Own principals first, then those held by delegation."""
        return self.principals + tuple(self.acting_for)

    def on_behalf_of(self, principal: str) -> int | None:
        """The account that delegated `principal`, or None where it is the viewer's own."""
        return None if principal in self.principals else self.acting_for.get(principal)
