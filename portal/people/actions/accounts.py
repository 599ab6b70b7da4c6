"""What an administrator does with people: invite, change, appoint, suspend. Everything else people do themselves."""

from portal.audit.record import record
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, fetch_value, transaction
from portal.kit.errors import Invalid, NotAllowed, NotFound
from portal.kit.i18n import _
from portal.kit.text import fold
from portal.kit.viewer import Viewer
from portal.people import sessions
from portal.people.actions import second_factor
from portal.people.actions.appointments import rights_changed, write_post, write_roles
from portal.people.actions.passwords import send_link
from portal.people.forms import Details, Invitee
from portal.people.rights import require_administrator
from portal.people.tables import Account


async def invite(viewer: Viewer, invitee: Invitee) -> int:
    """Make an account with its first post and roles, and write the invitation; returns its id.

    Raises Invalid where the login is taken or the post cannot be given.
    """
    require_administrator(viewer)
    async with transaction():
        if await fetch_one("select 1 from account where login = ?", invitee.login):
            raise Invalid({"login": _("Tên đăng nhập này đã có người dùng.")})
        details = invitee.details
        account = Account(
            login=invitee.login,
            full_name=details.full_name,
            fold=_fold(invitee.login, details),
            email=details.email,
            phone=details.phone,
            created_at=utc_now(),
        )
        await account.save()
        await write_post(account.id, invitee.post, is_primary=True)
        await write_roles(account.id, invitee.roles)
        await send_link(await _row(account.id), "invite")
        await record("account:invited", viewer, ("account", account.id), words={"name": details.full_name})
    return account.id


async def change(viewer: Viewer, account_id: int, details: Details) -> None:
    """Change somebody's name and how to reach them. Raises NotFound."""
    require_administrator(viewer)
    async with transaction():
        before = await _row(account_id)
        kept = Details(before["full_name"], before["email"], before["phone"])
        changed = [name for name in Details.__slots__ if getattr(kept, name) != getattr(details, name)]
        if not changed:
            return
        await execute(
            "update account set full_name = ?, email = ?, phone = ?, fold = ? where id = ?",
            *(details.full_name, details.email, details.phone, _fold(before["login"], details), account_id),
        )
        await rights_changed(account_id)
        words = {"name": details.full_name, "fields": ", ".join(changed)}
        await record("account:changed", viewer, ("account", account_id), words=words)


async def suspend(viewer: Viewer, account_id: int) -> None:
    """Let nobody sign in as this person, and end their sessions. Raises NotAllowed for oneself."""
    require_administrator(viewer)
    if account_id == viewer.account_id:
        raise NotAllowed(_("Bạn không thể khoá tài khoản của chính mình."))
    async with transaction():
        account = await _row(account_id)
        if account["state"] == "suspended":
            raise NotAllowed(_("Tài khoản này đã bị khoá."))
        await execute("update account set state = 'suspended' where id = ?", account_id)
        await execute("delete from invitation where account = ?", account_id)
        await sessions.end_all(account_id)
        await rights_changed(account_id)
        words = {"name": account["full_name"]}
        await record("account:suspended", viewer, ("account", account_id), words=words)


async def restore(viewer: Viewer, account_id: int) -> None:
    """Let a suspended person in again; who never set a password is invited anew."""
    require_administrator(viewer)
    async with transaction():
        account = await _row(account_id)
        if account["state"] != "suspended":
            raise NotAllowed(_("Tài khoản này không bị khoá."))
        state = "active" if account["password_hash"] else "invited"
        await execute("update account set state = ? where id = ?", state, account_id)
        await rights_changed(account_id)
        words = {"name": account["full_name"]}
        await record("account:restored", viewer, ("account", account_id), words=words)


async def write_link(viewer: Viewer, account_id: int) -> None:
    """Write the invitation again, or to who has a password already a link to set another one."""
    require_administrator(viewer)
    async with transaction():
        account = await _row(account_id)
        if account["state"] == "suspended" or not account["email"]:
            raise NotAllowed(_("Người bị khoá hoặc không có địa chỉ thư thì không gửi được đường dẫn."))
        await send_link(account, "invite" if account["state"] == "invited" else "reset")
        await record("account:reset-requested", viewer, ("account", account_id))


async def remove_second_factor(viewer: Viewer, account_id: int) -> None:
    """Switch off the second factor of who lost the telephone and every recovery code; their sessions end."""
    require_administrator(viewer)
    async with transaction():
        await _row(account_id)
        await second_factor.clear(account_id)
        await sessions.end_all(account_id)
        await record("account:second-factor-disabled", viewer, ("account", account_id))


async def end_sessions(viewer: Viewer, account_id: int) -> int:
    """Sign somebody out everywhere, oneself but for this browser; says how many sessions ended."""
    require_administrator(viewer)
    async with transaction():
        ended = await sessions.end_all(account_id, but=viewer.session_id)
        words = {"count": ended}
        await record("session:others-ended", viewer, ("account", account_id), words=words, ended=ended)
    return ended


async def create_administrator(login: str, full_name: str, password_hash: str) -> int:
    """The first account of an empty installation, for the command line. Raises NotAllowed where the login is taken."""
    async with transaction():
        if await fetch_value("select id from account where login = ?", login):
            raise NotAllowed(_("Tên đăng nhập này đã có người dùng."))
        account = Account(
            login=login,
            full_name=full_name,
            fold=fold(f"{full_name} {login}"),
            password_hash=password_hash,
            state="active",
            created_at=utc_now(),
        )
        await account.save()
        await write_roles(account.id, frozenset({"administrator"}))
        await record("account:invited", None, ("account", account.id), words={"name": full_name})
    return account.id


async def _row(account_id: int) -> dict:
    account = await fetch_one(
        "select id, login, full_name, email, phone, locale, state, password_hash from account where id = ?",
        account_id,
    )
    if account is None:
        raise NotFound
    return account


def _fold(login: str, details: Details) -> str:
    return fold(f"{details.full_name} {login} {details.email}")[:300]
