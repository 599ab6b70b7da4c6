"""What people are written: one function for each letter. Called in the transaction of the deed."""

from datetime import datetime

from portal.kit.clock import local
from portal.letters import actions as outbox
from portal.people.delegations import Wanted
from portal.settings import settings


async def invitation(account: dict, token: str, until: datetime) -> int:
    """You have an account; set a password."""
    return await _write("invitation", account, link=_link("invitation", token), until=_said(until))


async def password_reset(account: dict, token: str, until: datetime) -> int:
    """Somebody asked for a new password; if it was you, set one."""
    return await _write("password-reset", account, link=_link("password-reset", token), until=_said(until))


async def password_changed(account: dict, at: datetime) -> None:
    """Your password was changed; nothing is sent to who has no address."""
    if account["email"]:
        await _write("password-changed", account, at=_said(at))


async def second_factor_changed(account: dict, at: datetime, *, is_on: bool) -> None:
    """Your second factor was switched on or off; nothing is sent to who has no address."""
    if account["email"]:
        await _write("second-factor-changed", account, at=_said(at), is_on=is_on)


async def delegation_received(account: dict, from_name: str, wanted: Wanted) -> None:
    """Somebody handed work over to you; nothing is sent to who has no address."""
    if account["email"]:
        days = {"first": wanted.from_day.strftime("%d/%m/%Y"), "last": wanted.to_day.strftime("%d/%m/%Y")}
        await _write(
            "delegation-received", account, from_name=from_name, base_document=wanted.base_document, **days
        )


async def _write(name: str, account: dict, **words: object) -> int:
    return await outbox.write(
        name,
        account["email"],
        to_account=account["id"],
        locale=account["locale"],
        is_secret="link" in words,
        full_name=account["full_name"],
        login=account["login"],
        **words,
    )


def _link(path: str, token: str) -> str:
    return f"{settings().address}/{path}/{token}"


def _said(moment: datetime) -> str:
    return local(moment).strftime("%H:%M %d/%m/%Y")
