"""Tell people, in the transaction of the deed; their open pages hear of it after the commit."""

from collections.abc import Iterable
from datetime import datetime

from portal.kit.clock import local_day, utc_now
from portal.kit.database import fetch
from portal.notifications.recipients import accounts_behind
from portal.web import live


async def tell(
    principals: Iterable[str | int],
    *,
    title: str,
    url: str,
    subject: tuple[str, int],
    key: str = "",
    detail: str = "",
    but_not: int | None = None,
    at: datetime | None = None,
) -> set[int]:
    """Put one line under the bell of everybody behind the principals; returns the account ids that got it.

    `title` is a sentence marked by `N_`; everybody reads it in their own language.
    Principals are account ids and names as in `portal.kit.viewer`, or "everyone". `url` is a path of the portal.
    A non-empty `key` ("due-soon:2026-11-22") is told to a person once per subject, however often it is called.
    `but_not` is the account whose own deed this is. Raises ValueError for a foreign url or a name that is no principal.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"{url} is no path of the portal")
    now = at or utc_now()
    accounts = sorted(await accounts_behind(principals, local_day(now)) - {but_not})
    told = await _insert(accounts, (title, detail, url, *subject, key, now))
    for account in told:
        refresh(account)
    return told


def refresh(account_id: int) -> None:
    """After the commit, the bell and the open list of this person's pages fetch themselves anew."""
    live.publish(f"account:{account_id}")


async def _insert(accounts: list[int], line: tuple[object, ...]) -> set[int]:
    if not accounts:
        return set()
    rows = ", ".join("(?, ?, ?, ?, ?, ?, ?, ?)" for _account in accounts)
    inserted = await fetch(
        "insert into notice (account, title, detail, url, subject_kind, subject_id, key, at)"
        f" values {rows} on conflict do nothing returning account",
        *(value for account in accounts for value in (account, *line)),
    )
    return {row["account"] for row in inserted}
