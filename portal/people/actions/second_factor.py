"""Switching the second factor on, renewing its recovery codes, switching it off."""

from portal.audit.record import record
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch_one, fetch_value, transaction
from portal.kit.errors import Invalid, NotAllowed
from portal.kit.i18n import _
from portal.kit.viewer import Viewer
from portal.people import letters, sessions, totp, vault
from portal.people.actions.passwords import confirm
from portal.people.tables import RecoveryCode


async def is_on(viewer: Viewer) -> bool:
    """Whether this person signs in with a second factor."""
    return await fetch_value("select totp_secret from account where id = ?", viewer.account_id) is not None


async def login_of(viewer: Viewer) -> str:
    """The name under which the app shows the account."""
    return await fetch_value("select login from account where id = ?", viewer.account_id)


async def prepare(viewer: Viewer) -> str:
    """The secret this session is about to confirm, made when there is none yet. Raises NotAllowed when it is on."""
    if await is_on(viewer):
        raise NotAllowed(_("Xác thực hai lớp đã bật."))
    place = f"pending:{viewer.session_id}"
    sealed = await fetch_value("select pending_secret from session where id = ?", viewer.session_id)
    if sealed is None:
        sealed = vault.seal(totp.new_secret(), place)
        await execute("update session set pending_secret = ? where id = ?", sealed, viewer.session_id)
    return vault.unseal(sealed, place)


async def switch_on(viewer: Viewer, code: str) -> list[str]:
    """Confirm the prepared secret with a code of the app; returns the recovery codes, which are shown this once.

    Every other session of the account ends. Raises Invalid where the code is wrong.
    """
    secret = await prepare(viewer)
    step = totp.matching_step(secret, code, utc_now())
    if step is None:
        raise Invalid({"code": _("Mã không đúng. Hãy xem lại đồng hồ của điện thoại và thử mã mới nhất.")})
    async with transaction():
        await execute(
            "update account set totp_secret = ?, totp_step = ? where id = ?",
            *(vault.seal(secret, f"totp:{viewer.account_id}"), step, viewer.account_id),
        )
        await execute(
            "update session set pending_secret = null, second_factor_at = ? where id = ?",
            utc_now(),
            viewer.session_id,
        )
        await sessions.end_all(viewer.account_id, but=viewer.session_id)
        codes = await _renew_codes(viewer.account_id)
        await _tell_and_record(viewer, is_on=True)
    return codes


async def renew_recovery_codes(viewer: Viewer, password: str) -> list[str]:
    """Fresh recovery codes; the old ones no longer work. Raises Invalid without the right password."""
    await confirm(viewer, password)
    if not await is_on(viewer):
        raise NotAllowed(_("Chưa bật xác thực hai lớp."))
    async with transaction():
        codes = await _renew_codes(viewer.account_id)
        await record("account:recovery-codes-renewed", viewer, ("account", viewer.account_id))
    return codes


async def switch_off(viewer: Viewer, password: str) -> None:
    """Sign in by password alone from now on. Raises Invalid without the right password."""
    await confirm(viewer, password)
    async with transaction():
        await clear(viewer.account_id)
        await _tell_and_record(viewer, is_on=False)


async def clear(account_id: int) -> None:
    """Take secret and recovery codes away; needs a transaction."""
    await execute("update account set totp_secret = null where id = ?", account_id)
    await execute("delete from recovery_code where account = ?", account_id)


async def count_recovery_codes(viewer: Viewer) -> int:
    """How many recovery codes are left."""
    return await fetch_value("select count(*) from recovery_code where account = ?", viewer.account_id)


async def _renew_codes(account_id: int) -> list[str]:
    codes = totp.new_recovery_codes()
    await execute("delete from recovery_code where account = ?", account_id)
    await RecoveryCode.insert(
        *(RecoveryCode(account=account_id, code_hash=totp.hash_recovery_code(code)) for code in codes)
    )
    return codes


async def _tell_and_record(viewer: Viewer, *, is_on: bool) -> None:
    account = await fetch_one(
        "select id, login, full_name, email, locale from account where id = ?", viewer.account_id
    )
    assert account is not None  # the viewer is this account
    await letters.second_factor_changed(account, utc_now(), is_on=is_on)
    fact = "account:second-factor-enabled" if is_on else "account:second-factor-disabled"
    await record(fact, viewer, ("account", viewer.account_id))
