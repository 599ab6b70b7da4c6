"""The chain by itself: what it covers, and what each kind of tampering looks like."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.audit.chain import FIRST, Break, Link, breaks_in, canonical, digest_of, hash_of_words
from portal.kit.clock import HANOI

Triple = tuple[Link, str | None, str | None]


def chained(length: int) -> list[Triple]:
    triples, previous = [], FIRST
    for number in range(1, length + 1):
        words = canonical({"name": f"Nguyễn Thị Hoài {number}"})
        link = Link(
            id=number,
            at=datetime(2026, 11, 22, 7, 0, 0, number, UTC),
            fact="document:registered",
            actor_id=7,
            on_behalf_of_id=None,
            subject_kind="document",
            subject_id=number,
            keys=canonical({"number": number}),
            words_hash=hash_of_words("salt", words),
            previous=previous,
        )
        link = replace(link, digest=digest_of(link))
        triples.append((link, "salt", words))
        previous = link.digest
    return triples


def test_an_untouched_chain_holds() -> None:
    assert breaks_in(chained(5)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"at": datetime(2026, 11, 22, 7, 0, 0, 4, UTC)},
        {"fact": "document:closed"},
        {"actor_id": 8},
        {"on_behalf_of_id": 7},
        {"subject_kind": "dossier"},
        {"subject_id": 9},
        {"keys": "{}"},
        {"words_hash": "0" * 64},
    ],
)
def test_a_changed_event_is_shown(change: dict) -> None:
    triples = chained(5)
    triples[2] = (replace(triples[2][0], **change), *triples[2][1:])
    assert Break(3, "digest") in breaks_in(triples)


def test_a_missing_event_is_shown_at_the_one_after_it() -> None:
    triples = chained(5)
    assert breaks_in(triples[:2] + triples[3:]) == [Break(4, "previous")]


def test_two_that_changed_places_are_shown() -> None:
    one, two, three, four = chained(4)
    assert {found.event_id for found in breaks_in([one, three, two, four])} == {2, 3, 4}


def test_changed_words_are_shown_and_erased_words_pass() -> None:
    triples = chained(3)
    triples[0] = (triples[0][0], "salt", canonical({"name": "Người khác"}))
    triples[1] = (triples[1][0], None, None)
    assert breaks_in(triples) == [Break(1, "words")]


def test_a_stretch_is_checked_from_the_digest_before_it() -> None:
    triples = chained(6)
    assert breaks_in(triples[3:], triples[2][0].digest) == []
    assert breaks_in(triples[3:], triples[1][0].digest) == [Break(4, "previous")]


def test_the_same_instant_on_another_clock_is_the_same_event() -> None:
    link = chained(1)[0][0]
    assert digest_of(replace(link, at=link.at.astimezone(HANOI))) == link.digest
    assert digest_of(replace(link, at=link.at + timedelta(microseconds=1))) != link.digest
