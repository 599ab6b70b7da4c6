"""Posts and roles: what people may do follows from them, so every change moves the rights version."""

from datetime import date

from portal.audit.record import record
from portal.kit.database import execute, fetch, fetch_one, transaction
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people import queries
from portal.people.forms import NewPost
from portal.people.rights import require_administrator, role_names
from portal.people.tables import Post, RoleGrant


async def give_post(viewer: Viewer, account_id: int, post: NewPost) -> int:
    """Appoint somebody; returns the post's id. Raises NotFound, and Invalid where unit or position cannot be used."""
    require_administrator(viewer)
    async with transaction():
        person = await queries.person(account_id)
        post_id = await write_post(account_id, post, is_primary=post.is_primary)
        await rights_changed(account_id)
        words = await _words(post_id, person.full_name)
        await record("post:given", viewer, ("account", account_id), words=words, post=post_id)
    return post_id


async def end_post(viewer: Viewer, account_id: int, post_id: int, last_day: date) -> None:
    """Let a post end with a day, past or to come. Raises NotFound, and Invalid before its first day."""
    require_administrator(viewer)
    async with transaction():
        person = await queries.person(account_id)
        post = next((one for one in await queries.posts_of(account_id) if one.id == post_id), None)
        if post is None:
            raise NotFound
        if last_day < post.valid_from:
            raise Invalid({"last_day": _("Ngày cuối không thể trước ngày đầu.")})
        await execute("update post set valid_to = ? where id = ?", last_day, post_id)
        await rights_changed(account_id)
        words = await _words(post_id, person.full_name)
        await record("post:ended", viewer, ("account", account_id), words=words, post=post_id)


async def set_roles(viewer: Viewer, account_id: int, roles: frozenset[str]) -> None:
    """Let somebody hold exactly these roles. Raises NotFound, NotAllowed for one's own administration."""
    require_administrator(viewer)
    if account_id == viewer.account_id and "administrator" not in roles:
        raise NotAllowed(_("Bạn không thể tự bỏ vai trò quản trị của mình."))
    async with transaction():
        person = await queries.person(account_id)
        if await queries.roles_of(account_id) == roles:
            return
        await write_roles(account_id, roles)
        await rights_changed(account_id)
        names = role_names()
        words = {
            "name": person.full_name,
            "roles": ", ".join(names[role] for role in names if role in roles) or "—",
        }
        held = ",".join(sorted(roles))
        await record("account:roles-changed", viewer, ("account", account_id), words=words, roles=held)


async def rights_changed(account_id: int) -> None:
    """Have the Viewers of this person, and of everybody who acts for them, made anew. Needs a transaction."""
    await execute(
        "update account set rights_version = rights_version + 1 where id = ? "
        "or id in (select to_account from delegation where from_account = ?)",
        *(account_id, account_id),
    )


async def write_post(account_id: int, post: NewPost, *, is_primary: bool) -> int:
    """The row of a post; a new primary one takes that from the others. Raises Invalid beside unit or position."""
    units = await fetch("select valid_from, valid_to from unit where id = ?", post.unit)
    if not units or (units[0]["valid_to"] is not None and units[0]["valid_to"] < post.valid_from):
        raise Invalid({"unit": _("Không có đơn vị này vào ngày đó.")})
    if not await fetch("select 1 from position where id = ?", post.position):
        raise Invalid({"position": _("Không có chức danh này.")})
    if is_primary:
        await execute("update post set is_primary = ? where account = ?", False, account_id)
    row = Post(
        account=account_id,
        unit=post.unit,
        position=post.position,
        is_primary=is_primary,
        valid_from=post.valid_from,
        valid_to=post.valid_to,
    )
    await row.save()
    return row.id


async def write_roles(account_id: int, roles: frozenset[str]) -> None:
    """The rows of exactly these roles."""
    await execute("delete from role_grant where account = ?", account_id)
    if roles:
        await RoleGrant.insert(*(RoleGrant(account=account_id, role=role) for role in sorted(roles)))


async def _words(post_id: int, name: str) -> dict[str, object]:
    row = await fetch_one(
        "select o.title, u.name as unit from post p join unit u on u.id = p.unit "
        "join position o on o.id = p.position where p.id = ?",
        post_id,
    )
    return {"name": name, **(row or {})}
