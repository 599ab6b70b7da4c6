"""The tables of people. Days are days in Vietnam; `valid_to` is the last day on which a row holds, empty: open."""

from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    LazyTableReference,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

__all__ = [
    "Account",
    "AgencyIdentity",
    "Delegation",
    "Invitation",
    "LoginAttempt",
    "Position",
    "Post",
    "RecoveryCode",
    "RoleGrant",
    "Session",
    "Unit",
    "UnitName",
]


class Unit(Table):
    """A node of the agency's tree; `name` is the one in force, former ones are `UnitName` rows."""

    parent = ForeignKey(
        LazyTableReference("Unit", module_path=__name__), null=True, on_delete=OnDelete.restrict
    )
    name = Varchar(length=200)
    abbreviation = Varchar(length=30, default="")
    kind = Varchar(
        length=30, default="division", help_text="agency, office, division, inspectorate, subordinate"
    )
    sort = Integer(default=0)
    valid_from = Date(default=None, null=False)
    valid_to = Date(null=True, default=None)


class UnitName(Table):
    """A name that a unit had before its present one: old documents keep the old name."""

    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.cascade, index=True)
    name = Varchar(length=200)
    abbreviation = Varchar(length=30, default="")
    valid_from = Date(default=None, null=False)
    valid_to = Date(default=None, null=False)


class Position(Table):
    """A title of office; `is_head` says that who holds it heads the unit of the post."""

    title = Varchar(length=100, unique=True)
    rank = Integer(default=100, help_text="Lower stands first in lists")
    is_head = Boolean(default=False)


class Account(Table):
    """A person who may sign in. `rights_version` moves whenever what they may do may have changed."""

    login = Varchar(length=80, unique=True, help_text="Lower case")
    full_name = Varchar(length=120)
    fold = Varchar(length=300, help_text="Name, login and e-mail folded for search")
    email = Varchar(length=200, default="")
    phone = Varchar(length=30, default="")
    password_hash = Text(null=True, default=None)
    totp_secret = Text(null=True, default=None, help_text="Sealed by people.vault; set only once confirmed")
    totp_step = BigInt(default=0, help_text="Last accepted 30-second step: a code works once")
    state = Varchar(length=20, default="invited", help_text="invited, active, suspended")
    locale = Varchar(length=5, default="vi")
    rights_version = BigInt(default=1)
    created_at = Timestamptz(default=None, null=False)


class Post(Table):
    """One person in one position of one unit; a person may hold several."""

    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict, index=True)
    position = ForeignKey(Position, null=False, on_delete=OnDelete.restrict)
    is_primary = Boolean(default=False)
    valid_from = Date(default=None, null=False)
    valid_to = Date(null=True, default=None)


class RoleGrant(Table):
    """A role held by a person; the roles are `people.rights.ROLES`."""

    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    role = Varchar(length=30)


class Delegation(Table):
    """Written, dated, never chained; `scope` is the principals handed over, parted by blanks."""

    from_account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    to_account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    from_day = Date(default=None, null=False)
    to_day = Date(default=None, null=False)
    base_document = Varchar(length=300)
    scope = Text()
    created_at = Timestamptz(default=None, null=False)
    ended_at = Timestamptz(null=True, default=None)


class Session(Table):
    """A browser that signed in; only the SHA-256 of its token is kept."""

    token_hash = Varchar(length=64, unique=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    created_at = Timestamptz(default=None, null=False)
    last_seen_at = Timestamptz(default=None, null=False)
    expires_at = Timestamptz(default=None, null=False, index=True)
    ip = Varchar(length=45, default="")
    user_agent = Varchar(length=300, default="")
    awaits_code = Boolean(
        default=False, help_text="The password was right, the second factor is still to come"
    )
    second_factor_at = Timestamptz(null=True, default=None)
    pending_secret = Text(
        null=True, default=None, help_text="Sealed secret of a second factor not yet confirmed"
    )


class RecoveryCode(Table):
    """A code that stands in once for the second factor; only its hash is kept."""

    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    code_hash = Varchar(length=64)


class Invitation(Table):
    """A link sent by mail to set a password; works once."""

    token_hash = Varchar(length=64, unique=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.cascade, index=True)
    purpose = Varchar(length=10, help_text="invite or reset")
    created_at = Timestamptz(default=None, null=False)
    expires_at = Timestamptz(default=None, null=False)


class LoginAttempt(Table):
    """Failures counted against one subject: "login:thu", "code:7", "address:10.0.0.5", "reset:10.0.0.5"."""

    subject = Varchar(length=120, unique=True)
    failures = Integer(default=0)
    last_at = Timestamptz(default=None, null=False)


class AgencyIdentity(Table):
    """What the agency is called from a day on: departments are renamed and merged, old papers keep the old name."""

    name = Varchar(length=200)
    parent_name = Varchar(length=200)
    abbreviation = Varchar(length=30)
    place_name = Varchar(length=100)
    org_code = Varchar(length=60, default="")
    address = Varchar(length=300, default="")
    phone = Varchar(length=40, default="")
    email = Varchar(length=200, default="")
    website = Varchar(length=200, default="")
    valid_from = Date(default=None, null=False)
    valid_to = Date(null=True, default=None)
