"""Signatures of callbacks that were used: each is believed once, in whichever process it arrives."""

from datetime import datetime, timedelta

from meetings.tokens import CALLBACK_SECONDS
from portal.kit.database import execute

_KEPT = timedelta(
    seconds=4 * CALLBACK_SECONDS
)  # longer than any of them is believed, both ways of a wrong clock


async def spend(nonce: str, now: datetime) -> bool:
    """Whether the nonce was never seen before; from here on it was."""
    if not 16 <= len(nonce) <= 80:
        return False
    return bool(
        await execute(
            "insert into callback_nonce (nonce, seen_at) values (?, ?) on conflict (nonce) do nothing",
            nonce,
            now,
        )
    )


async def forget_old(now: datetime) -> None:
    """Drop those that are too old to be believed anyway."""
    await execute("delete from callback_nonce where seen_at < ?", now - _KEPT)
