"""The life of a dossier: the ten national states, who does what, what goes back to where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.dossiers.lifecycle import (
    ACTORS,
    DOSSIER,
    SAVED,
    TERMINAL,
    WAITING,
    Facts,
    Standing,
    after,
    allowed,
    barred,
    is_deed_of,
    national_code,
    state_label,
)
from portal.kit.errors import NotAllowed

STATES = tuple(DOSSIER.steps)
DEEDS = sorted({deed for _from, deed, _to in DOSSIER.edges()})
FREE = Facts()
facts = some.builds(
    Facts,
    some.booleans(),
    some.booleans(),
    supplements=some.integers(0, 3),
    extra_supplements=some.integers(0, 2),
)


def walk(*deeds: str, start: str = "draft", known: Facts = FREE) -> Standing:
    standing = Standing(start)
    for deed in deeds:
        standing = after(standing, deed, known)
    return standing


def test_the_national_portal_knows_every_state_but_the_draft() -> None:
    assert [national_code(state) for state in STATES if state != "draft"].count(None) == 0
    assert sorted(filter(None, map(national_code, STATES))) == list(range(1, 11))
    assert national_code("draft") is None
    assert (national_code("processing"), national_code("delivered")) == (4, 10)
    assert all(state_label(state) for state in STATES)


def test_the_straight_way_from_the_draft_to_the_result_in_hand() -> None:
    standing = walk("save", "submit", "accept", "assign", "pass_on", "sign")
    standing = after(standing, "resolve", Facts(is_decided=True))
    assert after(standing, "deliver", Facts(is_decided=True)).state == "delivered"


@pytest.mark.parametrize(("state", "allowed_in_it"), [
    ("submitted", {"accept", "refuse", "request_supplement", "request_payment", "request_withdrawal"}),
    ("supplement_requested", {"supplement", "lapse", "request_withdrawal"}),
    ("withdrawal_requested", {"accept_withdrawal", "refuse_withdrawal"}),
    ("delivered", {"reopen"}),
])  # fmt: skip
def test_each_state_refuses_every_other_deed(state: str, allowed_in_it: set[str]) -> None:
    assert DOSSIER.allowed(state) == allowed_in_it
    for deed in set(DEEDS) - allowed_in_it:
        with pytest.raises(NotAllowed, match=state_label(state).lower()):
            after(Standing(state, ("processing",)), deed, FREE)


@pytest.mark.parametrize("state", ["submitted", "accepted", "processing"])
@pytest.mark.parametrize(
    ("ask", "settle"),
    [
        ("request_supplement", "supplement"),
        ("request_payment", "confirm_payment"),
        ("request_withdrawal", "refuse_withdrawal"),
    ],
)
def test_who_waited_goes_on_where_it_was(state: str, ask: str, settle: str) -> None:
    assert walk(ask, settle, start=state) == Standing(state)


def test_a_withdrawal_that_is_refused_leads_back_into_the_waiting() -> None:
    waiting = walk("request_supplement", "request_withdrawal", start="processing")
    assert waiting == Standing("withdrawal_requested", ("processing", "supplement_requested"))
    back = after(waiting, "refuse_withdrawal", FREE)
    assert after(back, "supplement", FREE) == Standing("processing")


def test_a_fee_on_delivery_is_paid_before_the_result_is_handed_over() -> None:
    assert walk("request_payment", "confirm_payment", "deliver", start="resolved").state == "delivered"


def test_no_withdrawal_once_there_is_a_result() -> None:
    decided = Facts(is_decided=True)
    with pytest.raises(NotAllowed, match="không rút được nữa"):
        walk("request_withdrawal", start="processing", known=decided)
    asked = walk("request_withdrawal", start="processing")
    assert allowed(asked, decided, "desk") == {"refuse_withdrawal"}


def test_a_supplement_is_asked_for_once_unless_a_supervisor_allows_one_more() -> None:
    asked_once = Facts(supplements=1)
    with pytest.raises(NotAllowed, match="bổ sung một lần"):
        walk("request_supplement", start="processing", known=asked_once)
    assert walk("request_supplement", start="processing", known=Facts(supplements=1, extra_supplements=1))
    assert walk("request_supplement", start="submitted", known=asked_once), (
        "Before acceptance there is no limit."
    )
    assert is_deed_of("leader", "allow_supplement") and not is_deed_of("specialist", "allow_supplement")


def test_nothing_is_resolved_unsigned_and_nobody_is_put_off_twice() -> None:
    with pytest.raises(NotAllowed, match="Chưa có kết quả"):
        walk("resolve", start="processing")
    with pytest.raises(NotAllowed, match="hẹn lại một lần"):
        walk("reschedule", start="processing", known=Facts(is_rescheduled=True))


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_only_an_administrator_reopens_what_has_ended(state: str) -> None:
    ended = Standing(state, ("processing",))
    by = {actor for actor in ACTORS if allowed(ended, FREE, actor)}
    assert by == {"administrator"}
    assert after(ended, "reopen", FREE) == Standing("processing")


def test_a_dossier_that_lapsed_is_reopened_where_it_was_worked_on() -> None:
    lapsed = walk("request_supplement", "lapse", start="accepted")
    assert lapsed == Standing("stopped", ("accepted",))
    assert after(lapsed, "reopen", FREE) == Standing("accepted")
    refused = walk("submit", "refuse")
    assert after(refused, "reopen", FREE) == Standing("submitted")


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_is_somebodys(deed: str) -> None:
    assert any(is_deed_of(actor, deed) for actor in ACTORS)


def test_silence_is_closed_by_the_system_and_the_seal_is_the_clerks() -> None:
    assert [actor for actor in ACTORS if is_deed_of(actor, "lapse")] == ["system"]
    assert [actor for actor in ACTORS if is_deed_of(actor, "resolve")] == ["clerk"]


@given(some.lists(some.tuples(some.sampled_from(DEEDS), facts), max_size=60))
def test_walking_at_random_never_leaves_the_table(steps: list[tuple[str, Facts]]) -> None:
    standing = Standing("draft")
    for deed, known in steps:
        is_open = deed in DOSSIER.allowed(standing.state) and barred(standing, deed, known) is None
        if not is_open:
            with pytest.raises(NotAllowed):
                after(standing, deed, known)
            continue
        standing = after(standing, deed, known)
        assert standing.state in STATES and standing.state != SAVED
        assert len(standing.saved) <= 2
        assert bool(standing.saved) == (standing.state in WAITING | TERMINAL)


@given(some.data())
def test_there_is_always_a_way_on(data: some.DataObject) -> None:
    standing, known = Standing("draft"), Facts(is_decided=data.draw(some.booleans()))
    for _each in range(30):
        ways = sorted(frozenset().union(*(allowed(standing, known, actor) for actor in ACTORS)))
        assert ways
        standing = after(standing, data.draw(some.sampled_from(ways)), known)
