"""Who may touch a content of the store: who is about to point at it holds it, who takes it out dooms it first.

The store knows no locks, and no transaction may wait for it. So each side commits its intention as a row before it
asks the store: a content that is held is not doomed by the sweep, and nobody points at one that is doomed.
"""

from datetime import timedelta

from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch

HELD_FOR = timedelta(days=1)  # from the bytes to the row that points at them: a deed takes seconds
TAKING_OUT = timedelta(minutes=2)  # longer than one removal may take: never two remove the same content

_POINTED_AT = (
    "(exists (select 1 from stored_file where sha256 = ? and purged_at is null)"
    " or exists (select 1 from page_image where sha256 = ?))"
)


async def hold(sha256: str) -> bool:
    """Let nobody take the content out for a day; False where it is doomed already. Not inside a transaction."""
    rows = await fetch(
        "insert into content_claim (sha256, is_doomed, until) values (?, ?, ?) on conflict (sha256)"
        " do update set until = excluded.until where not content_claim.is_doomed returning sha256",
        *(sha256, False, utc_now() + HELD_FOR),
    )
    return bool(rows)


async def pin(sha256: str) -> bool:
    """In the transaction that writes a row for the content: whether it is held still, and stays so until the commit."""
    return bool(
        await execute(
            "update content_claim set until = ? where sha256 = ? and not is_doomed",
            *(utc_now() + HELD_FOR, sha256),
        )
    )


async def doom(sha256: str, *, although_held: bool = False) -> bool:
    """In a transaction: have the content taken out unless a row points at it; whether it will be.

    `although_held` is for what the law orders erased: who was about to point at it is told so by `pin`.
    """
    now = utc_now()
    free = "" if although_held else " where content_claim.until < ?"
    rows = await fetch(
        "insert into content_claim (sha256, is_doomed, until) values (?, ?, ?) on conflict (sha256)"
        f" do update set is_doomed = excluded.is_doomed, until = excluded.until{free} returning sha256",
        *(sha256, True, now),
        *([] if although_held else [now]),
    )
    if not rows:
        return False
    kept = await execute(
        f"update content_claim set is_doomed = ?, until = ? where sha256 = ? and {_POINTED_AT}",
        *(False, now + HELD_FOR, sha256, sha256, sha256),
    )
    return not kept


async def is_pointed_at(sha256: str) -> bool:
    """Whether a row points at the content now; only `doom` makes sure that it stays so."""
    rows = await fetch(f"select 1 as n from (select 1 as one) as o where {_POINTED_AT}", sha256, sha256)
    return bool(rows)


async def doomed() -> list[str]:
    """Every content that is to be taken out."""
    return [row["sha256"] for row in await fetch("select sha256 from content_claim where is_doomed")]


async def begin_removal(sha256: str) -> bool:
    """Whether the content is doomed and nobody else is taking it out just now; from here on nobody else does."""
    now = utc_now()
    return bool(
        await execute(
            "update content_claim set until = ? where sha256 = ? and is_doomed and until <= ?",
            *(now + TAKING_OUT, sha256, now),
        )
    )


async def give_removal_back(sha256: str) -> None:
    """It could not be taken out; somebody may try again at once."""
    await execute("update content_claim set until = ? where sha256 = ? and is_doomed", utc_now(), sha256)


async def end_removal(sha256: str) -> None:
    """It is gone; the same content may come in again."""
    await execute("delete from content_claim where sha256 = ? and is_doomed", sha256)


async def forget_old() -> None:
    """Drop what was held and is not any more: rows protect it, or the sweep may have it."""
    await execute("delete from content_claim where not is_doomed and until < ?", utc_now() - HELD_FOR)
