"""Who may do what: the turn decides, or the office; signing is never handed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.documents.lifecycle import LIVES
from portal.documents.routing import Standing, deeds, holder, may, problems_of_assignment, waiting_for
from portal.kit.viewer import Viewer

STATES = [(direction, state) for direction, life in LIVES.items() for state in life.steps]
TURNS = (
    "register",
    "instruct",
    "process",
    "contribute",
    "read",
    "draft",
    "approve_content",
    "sign",
    "number",
    "seal",
)
PRINCIPALS = ("account:1", "account:2", "head:3", "role:clerk", "role:director", "role:deputy_director")

standings = some.builds(
    lambda at, turns: Standing(at[0], at[1], 2, tuple(turns)),
    some.sampled_from(STATES),
    some.lists(some.tuples(some.sampled_from(PRINCIPALS), some.sampled_from(TURNS)), max_size=5),
)


def person(*own: str, received: dict[str, int] | None = None) -> Viewer:
    roles = frozenset(each.removeprefix("role:") for each in own if each.startswith("role:"))
    return Viewer(1, "Ai đó", roles=roles, principals=("account:1", *own), acting_for=received or {})


@given(standings)
def test_somebody_without_turn_or_office_may_only_say_something(standing: Standing) -> None:
    stranger = Viewer(9, "Người lạ", principals=("account:9", "unit:8"))
    assert deeds(stranger, standing) <= {"give_opinion"}


@given(standings, some.sets(some.sampled_from(PRINCIPALS[2:])))
def test_nothing_is_open_that_the_life_of_the_document_does_not_allow(
    standing: Standing, own: set[str]
) -> None:
    assert deeds(person(*own), standing) <= LIVES[standing.direction].allowed(standing.state)


@given(standings, some.sampled_from(PRINCIPALS[1:]))
def test_a_stand_in_may_do_what_was_handed_over_but_neither_sign_nor_seal(
    standing: Standing, principal: str
) -> None:
    own, received = person(principal), person(received={principal: 2})
    mine = set(deeds(own, standing))
    assert set(deeds(received, standing)) == mine - {"sign", "seal", "seal_off"} | (
        mine & set(deeds(person(), standing))
    )
    for deed in deeds(received, standing) - deeds(person(), standing):
        assert received.on_behalf_of(holder(received, standing, deed)) == 2


def test_own_turns_come_before_received_ones() -> None:
    standing = Standing("in", "in_progress", turns=(("head:3", "process"), ("account:1", "process")))
    assert holder(person(received={"head:3": 5}), standing, "close") == "account:1"


@pytest.mark.parametrize("state", ["drafting", "awaiting_content", "awaiting_form"])
def test_the_drafter_gives_up_before_the_signature_the_clerk_after_it(state: str) -> None:
    drafter = Viewer(2, "Hoài", principals=("account:2",))
    assert may(drafter, Standing("out", state, 2), "withdraw") == (state != "drafting")
    assert not may(drafter, Standing("out", "signed", 2), "cancel")
    assert may(person("role:clerk"), Standing("out", "signed", 2), "cancel")
    assert not may(person("role:clerk"), Standing("out", "drafting", 2), "cancel")


def test_a_clerk_who_drafted_gives_up_the_signed_document_too() -> None:
    clerk = person("role:clerk")
    assert may(clerk, Standing("out", "drafting", 1), "cancel")
    assert may(clerk, Standing("out", "signed", 1), "cancel")


def test_nobody_has_two_parts() -> None:
    assert problems_of_assignment("head:3", ["account:1"], ["account:2"]) == []
    assert problems_of_assignment("head:3", ["head:3"], []) == ["head:3"]
    assert problems_of_assignment("head:3", ["account:1"], ["account:1"]) == ["account:1"]


def test_what_waits_for_oneself_comes_before_what_waits_by_delegation() -> None:
    standing = Standing("out", "awaiting_content", 2, (("head:3", "approve_content"), ("account:1", "draft")))
    assert waiting_for(person(received={"head:3": 2}), standing) == ("draft", None)
    assert waiting_for(person("head:3"), standing) == ("approve_content", None)


def test_what_waits_by_delegation_says_for_whom_and_a_signature_is_never_among_it() -> None:
    content = Standing("out", "awaiting_content", 2, (("head:3", "approve_content"),))
    assert waiting_for(person(received={"head:3": 2}), content) == ("approve_content", 2)
    signature = Standing("out", "awaiting_signature", 2, (("account:2", "sign"),))
    assert waiting_for(person(received={"account:2": 2}), signature) is None


@given(standings, some.sampled_from(PRINCIPALS[1:]))
def test_what_is_said_to_wait_can_be_done(standing: Standing, principal: str) -> None:
    for viewer in (person(principal), person(received={principal: 2})):
        waits = waiting_for(viewer, standing)
        assert (
            waits is None
            or (principal, waits[0]) in standing.turns
            or ("account:1", waits[0]) in standing.turns
        )
