"""The life of a meeting: what leads where, and that nothing leads out of a seal but lifting it."""

import pytest

from portal.conferences.lifecycle import CONFERENCE, RETENTIONS, after, after_seal, role_label, state_label
from portal.kit.errors import NotAllowed


def test_a_meeting_is_planned_opened_and_ended() -> None:
    assert after(after(CONFERENCE.first, "open"), "end") == "ended"
    assert after("planned", "cancel") == "cancelled"
    assert after("open", "edit") == "open"


@pytest.mark.parametrize(
    ("state", "deed"), [("ended", "edit"), ("open", "cancel"), ("cancelled", "open"), ("planned", "end")]
)
def test_what_makes_no_sense_is_refused(state: str, deed: str) -> None:
    with pytest.raises(NotAllowed):
        after(state, deed)


@pytest.mark.parametrize("state", [each for each in CONFERENCE.steps if each != "sealed_off"])
def test_a_late_discovery_seals_any_state_and_a_lifted_seal_opens_no_room(state: str) -> None:
    assert after(state, "seal_off") == "sealed_off"
    assert after_seal(state) == ("ended" if state == "open" else state)
    assert not CONFERENCE.allowed("sealed_off")


def test_everything_has_words() -> None:
    assert all(state_label(state) for state in CONFERENCE.steps)
    assert all(role_label(role) != role for role in ("chair", "cochair", "member", "guest")) and RETENTIONS
