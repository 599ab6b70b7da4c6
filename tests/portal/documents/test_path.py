"""The way of a document as its page draws it."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row

import pytest

from portal.documents.lifecycle import INCOMING, OUTGOING
from portal.documents.path import incoming, outgoing, said

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
STATES = {"done", "now", "ahead", "back", "late"}


def letter(state: str) -> Row:
    return Row(state=state, due_at=AT, closed_at=None, note="Trùng.")


def answer(state: str) -> Row:
    return Row(
        state=state, drafter_name="Hoài", chosen_signer="Việt", code="15/QĐ", issued_at=None,
        recalled_at=AT, recall_reason="Nhầm.",
    )  # fmt: skip


@pytest.mark.parametrize("state", INCOMING.steps)
def test_every_incoming_document_has_a_way(state: str) -> None:
    lead = Row(role="lead", name="Phòng", state="open", reason="", ended_at=None)
    parts = [lead] if state in ("in_progress", "closed") else []
    steps = incoming(letter(state), None, [], parts, [])
    assert steps and {step.state for step in steps} <= STATES
    assert sum(step.state == "now" for step in steps) == (
        state in ("received", "registered", "in_progress", "closed")
    )


@pytest.mark.parametrize("state", OUTGOING.steps)
def test_every_outgoing_document_has_a_way_with_one_present_step(state: str) -> None:
    steps = outgoing(answer(state), [], [])
    assert sum(step.state == "now" for step in steps) == (
        state not in ("issued", "recalled", "cancelled", "sealed_off")
    )


def test_a_returned_draft_says_who_returned_it_and_why() -> None:
    back = Row(step="content", is_approved=False, author="Minh", at=AT, on_behalf=None, reason="Sửa điểm 2.")
    step = next(step for step in outgoing(answer("drafting"), [back], []) if step.state == "back")
    assert "Minh" in step.who and step.note == "“Sửa điểm 2.”"


def test_a_stand_in_is_named_with_whom_they_stand_in_for() -> None:
    assert said("Hoài", AT, "Minh") == "Hoài (được Minh uỷ quyền) · 20/11 09:30"
    assert said("Hoài", None) == "Hoài"
