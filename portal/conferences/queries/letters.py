"""Whom letters about a meeting go to."""

from collections.abc import Iterable

from portal.kit.clock import local_day, utc_now
from portal.kit.database import fetch, marks
from portal.notifications.recipients import accounts_behind


async def people_to_write(principals: Iterable[str]) -> list[dict]:
    """Active accounts with an address behind the principals: id, full_name, email, locale."""
    accounts = sorted(await accounts_behind(principals, local_day(utc_now())))
    if not accounts:
        return []
    return await fetch(
        f"select id, full_name, email, locale from account where id in ({marks(accounts)}) and email <> ''"
        " and state = 'active' order by id",
        *accounts,
    )
