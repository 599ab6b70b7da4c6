"""Forms of people, each read into a dataclass. Raise Invalid with a sentence for every field that is wrong."""

import re
from dataclasses import dataclass
from datetime import date

from portal.kit.i18n import _
from portal.people.rights import ROLES, unit_kinds
from portal.web.forms import Fields, FormData
from portal.web.i18n import LOCALES

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[a-z0-9.-]+\.[a-z0-9-]+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,24}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What everybody may change about themselves."""

    phone: str
    locale: str


@dataclass(frozen=True, slots=True)
class Details:
    """What an administrator may change about a person."""

    full_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be given; `valid_to` None: until further notice."""

    unit: int
    position: int
    valid_from: date
    valid_to: date | None
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to be invited, with a first post and roles."""

    login: str
    details: Details
    post: NewPost
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit to be set up; `parent` None: the agency itself."""

    name: str
    abbreviation: str
    kind: str
    parent: int | None
    sort: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Rename:
    """Another name of a unit from a day on."""

    name: str
    abbreviation: str
    day: date


@dataclass(frozen=True, slots=True)
class PositionForm:
    """A title of office."""

    title: str
    rank: int
    is_head: bool


@dataclass(frozen=True, slots=True)
class IdentityForm:
    """What the agency is called from a day on."""

    name: str
    parent_name: str
    abbreviation: str
    place_name: str
    org_code: str
    address: str
    phone: str
    email: str
    website: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class DelegationForm:
    """A delegation to be made; `scope` are principals."""

    to_account: int
    from_day: date
    to_day: date
    base_document: str
    scope: frozenset[str]


def read_profile(form: FormData) -> Profile:
    """Telephone number and language."""
    fields = Fields(form)
    profile = Profile(_phone(fields), str(fields.choice("locale", LOCALES)))
    fields.done()
    return profile


def read_details(form: FormData) -> Details:
    """Name and ways to reach somebody."""
    fields = Fields(form)
    details = _details(fields)
    fields.done()
    return details


def read_invitee(form: FormData) -> Invitee:
    """A new person; the mail address is needed, because the invitation goes there."""
    fields = Fields(form)
    login = fields.text("login", required=True, max_length=80).lower()
    if login and not _LOGIN.fullmatch(login):
        fields.fail("login", _("Chỉ dùng chữ không dấu, số, dấu chấm và gạch nối, ví dụ thu.lt."))
    details, post, roles = _details(fields), _post(fields), _roles(fields)
    if not details.email:
        fields.fail("email", _("Cần địa chỉ thư để gửi lời mời."))
    fields.done()
    return Invitee(login, details, post, roles)


def read_post(form: FormData) -> NewPost:
    """A post to be given."""
    fields = Fields(form)
    post = _post(fields)
    fields.done()
    return post


def read_roles(form: FormData) -> frozenset[str]:
    """The ticked roles; what is no role is passed over."""
    return _roles(Fields(form))


def read_last_day(form: FormData) -> date:
    """The last day of a post or a unit."""
    fields = Fields(form)
    day = fields.day("last_day", required=True)
    fields.done()
    return _given(day)


def read_unit(form: FormData) -> UnitForm:
    """A unit to be set up."""
    fields = Fields(form)
    unit = UnitForm(
        name=fields.text("name", required=True, max_length=200),
        abbreviation=fields.text("abbreviation", max_length=30),
        kind=str(fields.choice("kind", list(unit_kinds()))),
        parent=fields.integer("parent"),
        sort=fields.integer("sort", least=0, most=9999) or 0,
        valid_from=_given(fields.day("valid_from", required=True)),
    )
    fields.done()
    return unit


def read_rename(form: FormData) -> Rename:
    """Another name of a unit."""
    fields = Fields(form)
    rename = Rename(
        name=fields.text("name", required=True, max_length=200),
        abbreviation=fields.text("abbreviation", max_length=30),
        day=_given(fields.day("day", required=True)),
    )
    fields.done()
    return rename


def read_parent(form: FormData) -> int:
    """The unit that another is moved below."""
    fields = Fields(form)
    parent = fields.integer("parent", required=True)
    fields.done()
    return parent or 0


def read_position(form: FormData) -> PositionForm:
    """A title of office."""
    fields = Fields(form)
    position = PositionForm(
        title=fields.text("title", required=True, max_length=100),
        rank=fields.integer("rank", required=True, least=1, most=999) or 0,
        is_head=fields.flag("is_head"),
    )
    fields.done()
    return position


def read_identity(form: FormData) -> IdentityForm:
    """What the agency is called."""
    fields = Fields(form)
    identity = IdentityForm(
        name=fields.text("name", required=True, max_length=200),
        parent_name=fields.text("parent_name", required=True, max_length=200),
        abbreviation=fields.text("abbreviation", required=True, max_length=30),
        place_name=fields.text("place_name", required=True, max_length=100),
        org_code=fields.text("org_code", max_length=60),
        address=fields.text("address", max_length=300),
        phone=fields.text("phone", max_length=40),
        email=_email(fields),
        website=fields.text("website", max_length=200),
        valid_from=_given(fields.day("valid_from", required=True)),
    )
    fields.done()
    return identity


def read_delegation(form: FormData) -> DelegationForm:
    """A delegation; whether it may be made is decided by `people.delegations`."""
    fields = Fields(form)
    wanted = DelegationForm(
        to_account=fields.integer("to_account", required=True) or 0,
        from_day=_given(fields.day("from_day", required=True)),
        to_day=_given(fields.day("to_day", required=True)),
        base_document=fields.text("base_document", required=True, max_length=300),
        scope=frozenset(form.many("scope")),
    )
    fields.done()
    return wanted


def _given(day: date | None) -> date:
    """A required day; where it is missing, `done()` raises before anybody looks."""
    return day or date.min


def _details(fields: Fields) -> Details:
    name = fields.text("full_name", required=True, max_length=120)
    return Details(name, _email(fields), _phone(fields))


def _email(fields: Fields) -> str:
    email = fields.text("email", max_length=200)
    if email and not _EMAIL.fullmatch(email):
        fields.fail("email", _("Đây không phải là địa chỉ thư. Ví dụ: thu.lt@quangnam.gov.vn."))
    return email


def _phone(fields: Fields) -> str:
    phone = fields.text("phone", max_length=30)
    if phone and not _PHONE.fullmatch(phone):
        fields.fail("phone", _("Số điện thoại chỉ gồm chữ số, dấu cách và dấu +."))
    return phone


def _post(fields: Fields) -> NewPost:
    post = NewPost(
        unit=fields.integer("unit", required=True) or 0,
        position=fields.integer("position", required=True) or 0,
        valid_from=_given(fields.day("valid_from", required=True)),
        valid_to=fields.day("valid_to"),
        is_primary=fields.flag("is_primary"),
    )
    if post.valid_to and post.valid_to < post.valid_from:
        fields.fail("valid_to", _("Ngày cuối không thể trước ngày đầu."))
    return post


def _roles(fields: Fields) -> frozenset[str]:
    return frozenset(fields.form.many("roles")) & frozenset(ROLES)
