"""The lives of documents: every state is reached, every waiting state says what waits, nothing leads astray."""

import pytest

from portal.documents.lifecycle import LIVES, OUTGOING, after, deed_label, state_label
from portal.documents.routing import DEED_OF_ROLE, next_turn
from portal.kit.errors import NotAllowed

STATES = [(direction, state) for direction, life in LIVES.items() for state in life.steps]
DEEDS = sorted({deed for life in LIVES.values() for _from, deed, _to in life.edges()})
# The deed that waits for somebody in each state of an outgoing document.
NEXT_DEED = {
    "drafting": "draft",
    "awaiting_content": "approve_content",
    "awaiting_form": "approve_form",
    "awaiting_signature": "sign",
    "signed": "number",
    "numbered": "seal",
    "sealed": "issue",
}


@pytest.mark.parametrize("direction", LIVES)
def test_every_state_is_reached_from_the_first(direction: str) -> None:
    life = LIVES[direction]
    reached = {life.first}
    for _each in life.steps:
        reached |= {target for source, _deed, target in life.edges() if source in reached}
    assert reached == set(life.steps)


@pytest.mark.parametrize(("direction", "state"), STATES)
def test_every_state_has_a_name_and_refuses_every_other_deed(direction: str, state: str) -> None:
    assert state_label(direction, state)
    for deed in set(DEEDS) - LIVES[direction].allowed(state):
        with pytest.raises(NotAllowed):
            after(direction, state, deed)


def test_what_waits_in_a_state_can_be_done_there_and_has_a_name() -> None:
    for state, deed in NEXT_DEED.items():
        assert deed_label(deed)
        assert "save" in OUTGOING.allowed(state) if deed == "draft" else deed in OUTGOING.allowed(state)
    assert all(deed_label(deed) for deed in DEED_OF_ROLE.values())


def test_each_step_of_an_outgoing_document_gives_the_turn_for_the_next() -> None:
    for _state, deed, target in OUTGOING.edges():
        turn = next_turn(deed, answerable="head:3", signer_id=1, drafter_id=2)
        if turn is not None:
            assert turn[1] == NEXT_DEED[target]


def test_a_document_is_never_signed_without_both_approvals() -> None:
    edges = set(OUTGOING.edges())
    assert {source for source, _deed, target in edges if target == "awaiting_signature"} == {"awaiting_form"}
    assert {source for source, _deed, target in edges if target == "awaiting_form"} == {"awaiting_content"}
    assert {source for source, _deed, target in edges if target == "signed"} == {"awaiting_signature"}
