"""Every address says who may come, reads well, and never disappears unnoticed."""

import re

import pytest

from tests.house.addresses import LIST, addresses, lines, written

SEGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)?|\{[a-z_]+(?::[a-z]+)?\}")
ADDRESSES = addresses()
# Deeds that need no session, each with the reason.
ANONYMOUS_DEEDS = {
    "POST /check": "anybody checks an issued paper",
    "POST /check/{code}": "anybody checks an issued paper",
    "POST /login": "that is where a session begins",
    "POST /login/code": "that is where a session begins",
    "POST /logout": "a session that ended already ends without a complaint",
    "POST /guest-meetings/{token}/seats": "the token in the link says which guest it is",
    "POST /meetings/callbacks/events": "a media server signs it",
    "POST /meetings/callbacks/heartbeat": "a media server signs it",
    "POST /meetings/callbacks/recordings/{recording}/{part}": "a media server signs it",
    "POST /meetings/callbacks/room": "a media server signs it",
    "POST /invitation/{token}": "the token in the letter says who it is",
    "POST /password-reset": "who forgot the password has no session",
    "POST /password-reset/{token}": "the token in the letter says who it is",
}


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_it_says_who_may_come(address):
    assert len(address.guards) == 1, (
        f"{address} has the guards {address.guards}. Give its router exactly one of those in portal/web/guards.py: "
        "guards=[public], guards=[staff] or guards=[role(…)]."
    )


def test_nobody_does_anything_without_a_session_but_what_is_named():
    deeds = {
        str(each)
        for each in ADDRESSES
        if each.guards == ["public"] and each.method not in ("GET", "HEAD", "LIVE")
    }
    assert deeds <= set(ANONYMOUS_DEEDS), (
        f"Guard {sorted(deeds - set(ANONYMOUS_DEEDS))}, or give the reason here."
    )
    assert set(ANONYMOUS_DEEDS) <= deeds, (
        f"Strike {sorted(set(ANONYMOUS_DEEDS) - deeds)}: no such deeds any more."
    )


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_it_reads_well(address):
    odd = [each for each in address.path.strip("/").split("/") if each and not SEGMENT.fullmatch(each)]
    assert not odd, f"{address}: {odd} should be nouns in lower case with hyphens."


def test_no_address_disappears_unnoticed():
    gone = sorted(set(written()) - set(lines()))
    assert not gone, (
        f"These addresses are gone: {gone}. Somebody has them in a letter or a bookmark: lead them on, or strike "
        f"them from {LIST.name} if nobody can."
    )


def test_no_address_comes_unnoticed():
    new = sorted(set(lines()) - set(written()))
    assert not new, f"New addresses: {new}. Run `./run messages` to put them into {LIST.name}."
