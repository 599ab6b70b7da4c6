"""Who gets a seat and as what: the chair at once, others from a quarter of an hour before, the removed never again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.conferences.lifecycle import CONFERENCE
from portal.conferences.seating import EARLY, Meeting, NoSeat, Standing, role_of, sentence_for, waits

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
CHAIR, SECRETARY, ORGANISER, MEMBER = 1, 2, 3, 4
PLANNED = Meeting("planned", NOW, CHAIR, SECRETARY, ORGANISER, has_lobby=False, is_locked=False)
OPEN = replace(PLANNED, state="open")
NEW = Standing()


@pytest.mark.parametrize(
    ("account", "role"),
    [(CHAIR, "chair"), (SECRETARY, "cochair"), (ORGANISER, "cochair"), (MEMBER, "member")],
)
def test_roles_follow_the_plan(account: int, role: str) -> None:
    assert role_of(OPEN, account, NEW) == role


def test_the_meeting_makes_and_unmakes_cochairs_but_never_the_chair() -> None:
    assert role_of(OPEN, MEMBER, Standing(role="cochair")) == "cochair"
    assert role_of(OPEN, SECRETARY, Standing(role="member")) == "member"
    assert role_of(OPEN, CHAIR, Standing(role="member")) == "chair"


def test_members_come_from_a_quarter_of_an_hour_before() -> None:
    early = NOW - EARLY - timedelta(seconds=1)
    assert refusal(PLANNED, "member", NEW, early) == "early"
    assert refusal(PLANNED, "member", NEW, NOW - EARLY) is None
    assert refusal(PLANNED, "chair", NEW, early) is None


def test_a_locked_room_takes_back_who_was_here() -> None:
    locked = replace(OPEN, is_locked=True)
    assert refusal(locked, "member", NEW) == "locked"
    assert refusal(locked, "member", Standing(was_here=True)) is None
    assert refusal(locked, "cochair", NEW) is None


@pytest.mark.parametrize(
    ("meeting", "role", "guest_waits", "standing", "waiting"),
    [
        (OPEN, "member", False, NEW, False),
        (replace(OPEN, has_lobby=True), "member", False, NEW, True),
        (replace(OPEN, has_lobby=True), "member", False, Standing(is_admitted=True), False),
        (replace(OPEN, has_lobby=True), "cochair", False, NEW, False),
        (OPEN, "guest", True, NEW, True),
        (replace(OPEN, has_lobby=True), "guest", False, NEW, False),
    ],
)
def test_the_lobby(meeting: Meeting, role: str, guest_waits: bool, standing: Standing, waiting: bool) -> None:
    assert waits(meeting, role, standing, NOW, guest_waits=guest_waits) is waiting


@given(
    st.sampled_from(sorted(CONFERENCE.steps)),
    st.sampled_from(["chair", "cochair", "member", "guest"]),
    st.builds(Standing, is_admitted=st.booleans(), is_removed=st.booleans(), was_here=st.booleans()),
    st.booleans(),
    st.booleans(),
)
def test_nobody_enters_what_is_over_and_nobody_removed_enters(
    state: str, role: str, standing: Standing, lobby: bool, locked: bool
) -> None:
    meeting = replace(OPEN, state=state, has_lobby=lobby, is_locked=locked)
    code = refusal(meeting, role, standing)
    if state not in ("planned", "open") or standing.is_removed:
        assert code in ("sealed", "ended", "removed")
    if code is not None:
        assert NoSeat(code).status in (403, 409) and len(sentence_for(code)) > 20


def refusal(meeting: Meeting, role: str, standing: Standing, now: datetime = NOW) -> str | None:
    try:
        waits(meeting, role, standing, now)
    except NoSeat as error:
        return error.code
    return None
