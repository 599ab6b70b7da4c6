"""Setting a password: by a link that was sent, or by who knows the old one."""

import secrets
from datetime import timedelta

from portal.audit.record import record
from portal.jobs.queue import enqueue
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, fetch_value, transaction
from portal.kit.errors import Invalid, NotFound
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.kit.workers import in_thread
from portal.people import letters, passwords, queries, sessions, throttle
from portal.people.actions import attempts
from portal.people.tables import Invitation

LIFETIME = {"invite": timedelta(days=7), "reset": timedelta(hours=1)}


async def send_link(account: dict, purpose: str) -> None:
    """Write the letter with a fresh link; former links of the account no longer work. Needs a transaction."""
    token, now = secrets.token_urlsafe(32), utc_now()
    until = now + LIFETIME[purpose]
    await execute("delete from invitation where account = ?", account["id"])
    await Invitation.insert(
        Invitation(
            token_hash=sessions.hash_token(token),
            account=account["id"],
            purpose=purpose,
            created_at=now,
            expires_at=until,
        )
    )
    write = letters.invitation if purpose == "invite" else letters.password_reset
    await write(account, token, until)


async def request_reset(address: str, ip: str) -> None:
    """Ask for a link to the account with this login or e-mail address.

    Whether there is one is looked up later, in a job, so that neither words nor time tell who asks.
    """
    wanted = address.strip().lower()[:200]
    limits = {f"reset-from:{ip}": throttle.PER_ADDRESS, f"reset:{wanted}": throttle.PER_RESET}
    if wanted and not await attempts.reserve(limits, utc_now()):
        await enqueue("people.send_reset", {"address": wanted, "ip": ip})


async def send_reset(address: str, ip: str) -> None:
    """Send the link if somebody active has this login or address, and an address to send it to."""
    account = await fetch_one(
        "select id, login, full_name, email, locale from account "
        "where (login = ? or lower(email) = ?) and state = 'active' and email <> '' order by id limit 1",
        *(address, address),
    )
    if account is not None:
        async with transaction():
            await send_link(account, "reset")
            await record("account:reset-requested", None, ("account", account["id"]), words={"address": ip})


async def account_of_link(token: str, purpose: str) -> dict:
    """The account a link was sent to. Raises NotFound where it was used, replaced or is too old."""
    account = await fetch_one(
        "select a.id, a.login, a.full_name, a.email, a.locale, a.state, i.id as invitation "
        "from invitation i join account a on a.id = i.account "
        "where i.token_hash = ? and i.purpose = ? and i.expires_at > ? and a.state <> 'suspended'",
        *(sessions.hash_token(token), purpose, utc_now()),
    )
    if account is None:
        raise NotFound(_("Đường dẫn này đã dùng hoặc đã hết hạn. Hãy yêu cầu đường dẫn mới."))
    return account


async def set_by_link(token: str, purpose: str, password: str, again: str) -> None:
    """Set the password; the link and every session of the account end. Raises NotFound and Invalid."""
    account = await account_of_link(token, purpose)
    password_hash = await _checked_hash(account, password, again)
    async with transaction():
        if not await execute("delete from invitation where id = ?", account["invitation"]):
            raise NotFound(_("Đường dẫn này đã dùng hoặc đã hết hạn. Hãy yêu cầu đường dẫn mới."))
        await _store(account, password_hash)
        await sessions.end_all(account["id"])
        fact = "account:invitation-accepted" if purpose == "invite" else "account:password-changed"
        actor = Viewer(account["id"], account["full_name"])
        await record(fact, actor, ("account", account["id"]), words={"name": account["full_name"]})


async def change(viewer: Viewer, old: str, password: str, again: str) -> None:
    """Change one's own password; all other sessions end. Raises Invalid beside the field that is wrong."""
    await confirm(viewer, old)
    account = await fetch_one(
        "select id, login, full_name, email, locale from account where id = ?", viewer.account_id
    )
    assert account is not None  # the viewer is this account
    password_hash = await _checked_hash(account, password, again)
    async with transaction():
        await _store(account, password_hash)
        await sessions.end_all(viewer.account_id, but=viewer.session_id)
        await record("account:password-changed", viewer, ("account", viewer.account_id))


async def confirm(viewer: Viewer, password: str) -> None:
    """Make sure that it is still the person who sits there. Raises Invalid on the field `old`."""
    subject = f"old:{viewer.account_id}"
    if await attempts.reserve({subject: throttle.PER_ACCOUNT}, utc_now()):
        raise Invalid({"old": _("Bạn thử quá nhiều lần. Hãy đợi một phút rồi thử lại.")})
    kept = await fetch_value("select password_hash from account where id = ?", viewer.account_id)
    if not await in_thread(passwords.verify, kept, password):
        raise Invalid({"old": _("Mật khẩu hiện tại không đúng.")})
    await attempts.forget(subject)


async def _checked_hash(account: dict, password: str, again: str) -> str:
    own = [account["full_name"], account["login"], account["email"], *await queries.agency_words()]
    problem = passwords.problem_with(password, own)
    if problem:
        raise Invalid({"password": problem})
    if password != again:
        raise Invalid({"again": _("Hai lần gõ không giống nhau.")})
    return await in_thread(passwords.hash_password, password)


async def _store(account: dict, password_hash: str) -> None:
    await execute(
        "update account set password_hash = ?, state = 'active' where id = ?", password_hash, account["id"]
    )
    await letters.password_changed(account, utc_now())
