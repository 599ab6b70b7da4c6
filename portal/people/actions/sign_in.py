"""Coming in and going out. A wrong password is returned, never raised: raising would undo its count."""

from dataclasses import dataclass

from portal.audit.record import record
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, transaction
from portal.kit.viewer import Viewer
from portal.kit.workers import in_thread
from portal.people import passwords, sessions, throttle, totp, vault
from portal.people.actions import attempts
from portal.people.sessions import Found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: with a session's token, or with seconds to wait, or simply wrong (neither)."""

    token: str = ""
    awaits_code: bool = False
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Browser:
    """Where an attempt comes from, and the session this browser holds already."""

    ip: str
    user_agent: str
    session: Found | None = None


async def sign_in(login: str, password: str, browser: Browser) -> Outcome:
    """Try a password. The same work is done whether or not the login exists, so that time tells nothing."""
    login, now = login.strip().lower()[:80], utc_now()
    wait = await attempts.reserve(_limits(f"login:{login}", browser), now)
    if wait:
        return Outcome(wait=wait)
    account = await fetch_one(
        "select id, full_name, password_hash, state, totp_secret from account where login = ?", login
    )
    is_right = await in_thread(passwords.verify, account["password_hash"] if account else None, password)
    if account is None or not is_right or account["state"] != "active":
        await _note_failure("account:sign-in-failed", account, browser)
        return Outcome()
    await _renew_hash(account, password)
    async with transaction():
        await attempts.forget(f"login:{login}")
        await attempts.forgive(f"address:{browser.ip}")
        needs_code = account["totp_secret"] is not None
        return await _open_session(account, browser, awaits_code=needs_code)


async def give_code(code: str, browser: Browser) -> Outcome:
    """Try a second factor for the session that waits for it: six digits of the app, or a recovery code."""
    session = browser.session
    if session is None or not session.awaits_code or session.totp_secret is None:
        return Outcome()
    wait = await attempts.reserve(_limits(f"code:{session.account_id}", browser), utc_now())
    if wait:
        return Outcome(wait=wait)
    account = await fetch_one("select id, full_name from account where id = ?", session.account_id)
    assert account is not None  # the session refers to it
    if not await accepts_code(session.account_id, session.totp_secret, code):
        await _note_failure("account:code-refused", account, browser)
        return Outcome()
    async with transaction():
        await attempts.forget(f"code:{session.account_id}")
        await attempts.forgive(f"address:{browser.ip}")
        return await _open_session(account, browser, confirmed=True)


async def accepts_code(account_id: int, sealed_secret: str, code: str) -> bool:
    """Whether the code is the account's now; a code that was accepted is used up."""
    step = totp.matching_step(vault.unseal(sealed_secret, f"totp:{account_id}"), code, utc_now())
    if step is not None:
        spent = await execute(
            "update account set totp_step = ? where id = ? and totp_step < ?", step, account_id, step
        )
        return spent == 1
    async with transaction():
        used = await execute(
            "delete from recovery_code where account = ? and code_hash = ?",
            account_id,
            totp.hash_recovery_code(code),
        )
        if used:
            await record("account:recovery-code-used", None, ("account", account_id))
    return used == 1


async def sign_out(viewer: Viewer, session_id: int) -> None:
    """End the session of this browser; what it sends later finds nobody signed in."""
    async with transaction():
        await sessions.end(session_id)
        await record("session:ended", viewer, ("account", viewer.account_id), session=session_id)


def _limits(subject: str, browser: Browser) -> dict[str, throttle.Limit]:
    return {subject: throttle.PER_ACCOUNT, f"address:{browser.ip}": throttle.PER_ADDRESS}


async def _open_session(
    account: dict, browser: Browser, *, awaits_code: bool = False, confirmed: bool = False
) -> Outcome:
    if browser.session is not None:
        await sessions.end(browser.session.id)
    token = await sessions.start(
        account["id"],
        ip=browser.ip,
        user_agent=browser.user_agent,
        awaits_code=awaits_code,
        confirmed=confirmed,
    )
    if not awaits_code:
        actor = Viewer(account["id"], account["full_name"])
        await record("session:started", actor, ("account", account["id"]), words={"address": browser.ip})
    return Outcome(token=token, awaits_code=awaits_code)


async def _note_failure(fact: str, account: dict | None, browser: Browser) -> None:
    """Also for nobody's login, as account 0: otherwise the time this takes would tell which logins exist."""
    async with transaction():
        subject = ("account", account["id"] if account else 0)
        await record(fact, None, subject, words={"address": browser.ip})


async def _renew_hash(account: dict, password: str) -> None:
    if passwords.is_outdated(account["password_hash"]):
        renewed = await in_thread(passwords.hash_password, password)
        await execute(
            "update account set password_hash = ? where id = ? and password_hash = ?",
            *(renewed, account["id"], account["password_hash"]),
        )
