"""Write one deed into the log, in the transaction of the deed."""

import secrets
from dataclasses import replace
from datetime import datetime

from portal.audit import chain
from portal.audit.facts import FACTS
from portal.kit.clock import utc_now
from portal.kit.database import dialect, execute, fetch_one
from portal.kit.viewer import Viewer

_LOCK = 0x61756469  # "audi": PostgreSQL's advisory lock of the chain's end


async def record(
    fact: str,
    actor: Viewer | None,
    subject: tuple[str, int],
    *,
    words: dict[str, object] | None = None,
    on_behalf_of: int | None = None,
    at: datetime | None = None,
    **keys: object,
) -> int:
    """Append one event and return its id.

    `subject` is a kind and an id; `keys` are ids and codes that the chain covers; `words` is what a person reads
    and what may have to be erased one day. Must be called inside a transaction. Raises KeyError for an unknown fact.
    """
    if fact not in FACTS:
        raise KeyError(f"{fact} is not in the vocabulary of portal.audit.facts")
    salt, text = secrets.token_hex(16), chain.canonical(words or {})
    link = chain.Link(
        id=0,
        at=at or utc_now(),
        fact=fact,
        actor_id=actor.account_id if actor else None,
        on_behalf_of_id=on_behalf_of,
        subject_kind=subject[0],
        subject_id=subject[1],
        keys=chain.canonical(keys),
        words_hash=chain.hash_of_words(salt, text),
        previous=await _last_digest(),
    )
    return await _insert(replace(link, digest=chain.digest_of(link)), salt, text)


async def _last_digest() -> str:
    """The end of the chain; on PostgreSQL nobody else appends until this transaction ends."""
    if dialect() == "postgres":
        await execute("select pg_advisory_xact_lock(?)", _LOCK)
    last = await fetch_one("select digest from event order by id desc limit 1")
    return last["digest"] if last else chain.FIRST


async def _insert(link: chain.Link, salt: str, words: str) -> int:
    row = await fetch_one(
        "insert into event (at, fact, actor_id, on_behalf_of_id, subject_kind, subject_id, keys, words_hash,"
        " previous, digest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        link.at,
        link.fact,
        link.actor_id,
        link.on_behalf_of_id,
        link.subject_kind,
        link.subject_id,
        link.keys,
        link.words_hash,
        link.previous,
        link.digest,
    )
    await execute("insert into event_words (event_id, salt, words) values (?, ?, ?)", row["id"], salt, words)
    return row["id"]
