"""The hash chain (pure): each link covers ids, keys, the hash of the words, and the link before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

FIRST = "0" * 64
Why = Literal["previous", "digest", "words", "erased"]


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it."""

    id: int
    at: datetime
    fact: str
    actor_id: int | None
    on_behalf_of_id: int | None
    subject_kind: str
    subject_id: int
    keys: str
    words_hash: str
    previous: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold.

    "previous": events before this one are missing or were put in; "digest": the event was changed; "words": its
    readable part was changed; "erased": its readable part is gone and no event tells of a lawful erasure.
    """

    event_id: int
    why: Why


def canonical(values: Mapping[str, object]) -> str:
    """JSON with sorted keys and nothing to choose, so that the same facts give the same bytes."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def hash_of_words(salt: str, words: str) -> str:
    """What stands in the chain for the readable part; the salt goes when the words are erased."""
    return hashlib.sha256(f"{salt}\0{words}".encode()).hexdigest()


def digest_of(link: Link) -> str:
    """SHA-256 over everything but id and digest; the instant counts to the microsecond, in UTC."""
    parts = (
        link.previous,
        link.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        link.fact,
        link.actor_id,
        link.on_behalf_of_id,
        link.subject_kind,
        link.subject_id,
        link.keys,
        link.words_hash,
    )
    return hashlib.sha256(canonical({"link": list(parts)}).encode()).hexdigest()


def breaks_in(links: Iterable[tuple[Link, str | None, str | None]], previous: str = FIRST) -> list[Break]:
    """Every break in (link, salt, words) triples in order of id, the first of which follows the digest `previous`.

    Words of None were erased; whether lawfully is asked elsewhere, because another event tells it.
    """
    found: list[Break] = []
    for link, salt, words in links:
        if link.previous != previous:
            found.append(Break(link.id, "previous"))
        if digest_of(link) != link.digest:
            found.append(Break(link.id, "digest"))
        if words is not None and hash_of_words(salt or "", words) != link.words_hash:
            found.append(Break(link.id, "words"))
        previous = link.digest
    return found
