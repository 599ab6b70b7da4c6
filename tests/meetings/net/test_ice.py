"""The lite agent: what proves itself is answered and moves media, an ICE restart overlaps, nothing else is heard."""

import itertools
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.net import stun
from meetings.net.ice import MOST_ADDRESSES, Agent, Credentials, credentials
from meetings.net.stun import Attribute, ErrorCode, Kind

OURS, NEWER = Credentials("ours", "p" * 24), Credentials("newer", "q" * 24)
HOME, TRAIN = ("192.0.2.1", 5000), ("2001:db8::7", 6000)


TRANSACTIONS = itertools.count()


def check(local=OURS, theirs="them", *, nominates=False, attributes=None):
    name = f"{local.ufrag}:{theirs}"
    transaction = next(TRANSACTIONS).to_bytes(12, "big")
    if attributes is None:
        data = stun.request(transaction, name, local.pwd.encode(), 1, 1, nominates=nominates)
    else:
        data = stun.write(
            Kind.REQUEST, transaction, [(Attribute.USERNAME, name.encode()), *attributes], local.pwd.encode()
        )
    return stun.read(data)


def error_of(verdict):
    return stun.read(verdict.answer).error


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_credentials_have_the_letters_and_lengths_of_ice(randomness):
    made = credentials(randomness)
    assert (len(made.ufrag), len(made.pwd)) == (8, 24)
    assert set(made.ufrag + made.pwd) <= set(string.ascii_letters + string.digits + "+/")


def test_a_proven_check_is_answered_with_where_it_came_from():
    agent = Agent(OURS)
    verdict = agent.check(check(), HOME, 7)
    answer = stun.read(verdict.answer)
    assert (answer.kind, answer.mapped, verdict.proven) == (Kind.SUCCESS, HOME, True)
    assert answer.is_authentic(OURS.pwd.encode()) and agent.addresses == {HOME: 7}


def test_the_first_check_moves_media_and_after_it_only_nominations_do():
    agent = Agent(OURS)
    assert agent.check(check(), HOME, 1).moves
    assert not agent.check(check(), TRAIN, 2).moves and agent.address == HOME
    assert agent.check(check(nominates=True), TRAIN, 3).moves and agent.address == TRAIN
    assert not agent.check(check(nominates=True), TRAIN, 4).moves
    assert not agent.check(check(), HOME, 5).moves and agent.address == TRAIN


def test_without_integrity_a_check_is_dropped_though_its_name_is_right():
    """aioice answers it: facts of aiortc, 13."""
    name = [
        (Attribute.USERNAME, b"ours:them"),
        (Attribute.PRIORITY, bytes(4)),
        (Attribute.USE_CANDIDATE, b""),
    ]
    agent = Agent(OURS)
    verdict = agent.check(stun.read(stun.write(Kind.REQUEST, bytes(12), name, None)), HOME, 1)
    assert (verdict.answer, verdict.dropped, agent.address, agent.addresses) == (None, "unsigned", None, {})


def test_without_fingerprint_a_check_is_dropped():
    whole = stun.request(bytes(12), "ours:them", OURS.pwd.encode(), 1, 1, nominates=True)
    bare = whole[:2] + (len(whole) - 28).to_bytes(2, "big") + whole[4:-8]
    message = stun.read(bare)
    assert message.is_authentic(OURS.pwd.encode())
    assert Agent(OURS).check(message, HOME, 1).dropped == "unsigned"


@pytest.mark.parametrize(
    ("local", "why"),
    [(Credentials("ours", "wrong"), "unauthentic"), (Credentials("who", "p" * 24), "stranger")],
)
def test_with_wrong_credentials_a_check_is_dropped(local, why):
    agent = Agent(OURS)
    assert agent.check(check(local, nominates=True), HOME, 1).dropped == why
    assert agent.address is None


def test_a_check_of_another_browser_is_dropped_once_ours_has_told_its_name():
    agent = Agent(OURS)
    assert agent.check(check(theirs="early"), HOME, 1).proven
    agent.told("them")
    assert agent.check(check(theirs="other"), HOME, 1).dropped == "stranger"
    assert agent.check(check(theirs="them"), HOME, 1).proven


def test_a_proven_request_that_is_wrong_is_told_so_and_changes_nothing():
    agent, priority = Agent(OURS), (Attribute.PRIORITY, bytes(4))
    controlled = agent.check(check(attributes=[priority, (Attribute.ICE_CONTROLLED, bytes(8))]), HOME, 1)
    strange = agent.check(check(attributes=[priority, (0x7777, b"")]), HOME, 1)
    bare = agent.check(check(attributes=[]), HOME, 1)
    assert [error_of(each) for each in (controlled, strange, bare)] == [
        ErrorCode.ROLE_CONFLICT,
        ErrorCode.UNKNOWN_ATTRIBUTE,
        ErrorCode.BAD_REQUEST,
    ]
    assert agent.address is None and not agent.addresses


def test_an_ice_restart_overlaps_until_the_new_credentials_are_nominated():
    """aiortc ignores it: facts of aiortc, 9."""
    agent = Agent(OURS)
    agent.told("them")
    agent.check(check(nominates=True), HOME, 1)
    agent.renew(NEWER)
    agent.told("renewed")
    assert agent.ufrags == ("newer", "ours")
    assert agent.check(check(), HOME, 2).proven and agent.check(check(NEWER, "renewed"), TRAIN, 3).proven
    assert agent.address == HOME and agent.ufrags == ("newer", "ours")
    assert agent.check(check(NEWER, "renewed", nominates=True), TRAIN, 4).moves
    assert (agent.address, agent.ufrags) == (TRAIN, ("newer",))
    assert agent.check(check(nominates=True), HOME, 5).dropped == "stranger"


def test_after_two_restarts_in_a_row_the_last_one_counts():
    agent = Agent(OURS)
    agent.renew(Credentials("between", "r" * 24))
    agent.renew(NEWER)
    assert agent.ufrags == ("newer", "ours") and agent.local == NEWER


def test_addresses_are_few_and_the_one_in_use_stays():
    agent = Agent(OURS)
    agent.check(check(nominates=True), HOME, 0)
    for at in range(100):
        agent.check(check(), ("192.0.2.9", at), at + 1)
        agent.forget()
    assert len(agent.addresses) == MOST_ADDRESSES and HOME in agent.addresses
    assert ("192.0.2.9", 99) in agent.addresses and ("192.0.2.9", 0) not in agent.addresses


steps = st.lists(
    st.tuples(
        st.sampled_from(["check", "nominate", "renew", "forge"]),
        st.integers(0, 3),
        st.integers(0, 5),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(steps)
def test_media_goes_where_the_last_nomination_of_a_living_generation_came_from(taken):
    """Against a naive model: a list of generations, and the address of the last nomination that was heard."""
    known = [Credentials(f"g{at}", f"{at}" * 24) for at in range(60)]
    agent, living, made = Agent(known[0]), [known[0]], 1
    address, is_nominated = None, False
    for deed, which, port in taken:
        source = ("192.0.2.1", port)
        if deed == "renew":
            living, made = [living[0], known[made]], made + 1
            agent.renew(living[-1])
            continue
        named = known[min(which, made - 1)]
        used = Credentials(named.ufrag, "forged") if deed == "forge" else named
        verdict = agent.check(check(used, nominates=deed != "check"), source, 1)
        heard = deed != "forge" and named in living
        assert verdict.proven == heard
        if heard and deed == "nominate":
            address, is_nominated = source, True
            living = living[living.index(named) :] if named is living[-1] else living
        elif heard and not is_nominated and address is None:
            address = source
        assert agent.address == address and set(agent.ufrags) == {each.ufrag for each in living}
