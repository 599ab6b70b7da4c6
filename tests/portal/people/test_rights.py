"""Posts, roles, delegations and a day become what a person may do."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.people.rights import (
    Handover,
    HeldPost,
    Person,
    delegable,
    may_delegate,
    own_principals,
    viewer_on,
)

DAY = date(2020, 4, 8)
MINH = Person(5, "Phạm Minh", (HeldPost(3, "Trưởng phòng", is_head=True),), frozenset({"division_head"}))
HOAI = Person(6, "Nguyễn Thị Hoài", (HeldPost(3, "Chuyên viên"),), frozenset({"specialist"}))
TRI = Person(8, "Hồ Quản Trị", (), frozenset({"administrator", "secrecy_officer", "auditor"}))


def handover(delegator: Person, *scope: str, days: int = 3) -> Handover:
    return Handover(delegator, frozenset(scope), DAY, DAY + timedelta(days=days))


def test_a_head_is_named_by_account_unit_headship_and_role():
    assert own_principals(MINH, DAY) == ("account:5", "unit:3", "head:3", "role:division_head")


def test_several_posts_add_up():
    person = Person(7, "Đặng Văn Ổn", (HeldPost(3, "Chuyên viên"), HeldPost(4, "Phó Trưởng phòng")))
    assert own_principals(person, DAY) == ("account:7", "unit:3", "unit:4")


def test_a_post_counts_from_its_first_to_its_last_day():
    post = HeldPost(3, "Chuyên viên", valid_from=DAY, valid_to=DAY + timedelta(days=1))
    held = [post.holds_on(DAY + timedelta(days=offset)) for offset in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_the_viewer_is_named_by_the_primary_post():
    posts = (HeldPost(3, "Trưởng phòng", is_head=True), HeldPost(4, "Chuyên viên", is_primary=True))
    viewer = viewer_on(Person(7, "Đặng Văn Ổn", posts), DAY)
    assert (viewer.title, viewer.unit_id) == ("Chuyên viên", 4)


def test_somebody_without_a_post_is_only_themselves():
    viewer = viewer_on(Person(9, "Khách Ở Xa"), DAY)
    assert (viewer.principals, viewer.title, viewer.unit_id) == (("account:9",), "", None)


def test_delegated_rights_are_held_only_on_behalf():
    viewer = viewer_on(HOAI, DAY, [handover(MINH, "head:3", "role:division_head")])
    assert viewer.acting_for == {"head:3": 5, "role:division_head": 5}
    assert not viewer.has("division_head")
    assert viewer.on_behalf_of("head:3") == 5
    assert "head:3" not in viewer.principals


def test_a_delegation_ends_with_its_last_day():
    handovers = [handover(MINH, "head:3", days=1)]
    assert viewer_on(HOAI, DAY + timedelta(days=1), handovers).acting_for == {"head:3": 5}
    assert viewer_on(HOAI, DAY + timedelta(days=2), handovers).acting_for == {}


def test_what_the_delegator_no_longer_holds_is_not_handed_over():
    gone = Person(
        5, "Phạm Minh", (HeldPost(3, "Trưởng phòng", is_head=True, valid_to=DAY - timedelta(days=1)),)
    )
    assert viewer_on(HOAI, DAY, [handover(gone, "head:3")]).acting_for == {}


def test_administration_secrecy_and_audit_cannot_be_delegated():
    assert delegable(TRI, DAY) == ("account:8",)
    assert viewer_on(HOAI, DAY, [handover(TRI, "role:administrator")]).acting_for == {}


def test_who_leads_may_delegate():
    assert may_delegate(MINH, DAY)
    assert not may_delegate(HOAI, DAY)


persons = st.builds(
    Person,
    account_id=st.integers(1, 20),
    full_name=st.just("Ai đó"),
    posts=st.lists(
        st.builds(
            HeldPost,
            unit_id=st.integers(1, 5),
            title=st.just("Chuyên viên"),
            is_head=st.booleans(),
            is_primary=st.booleans(),
            valid_from=st.dates(date(2020, 3, 1), date(2020, 5, 1)),
            valid_to=st.none() | st.dates(date(2020, 3, 1), date(2020, 5, 1)),
        ),
        max_size=3,
    ).map(tuple),
    roles=st.frozensets(st.sampled_from(["administrator", "clerk", "director", "division_head", "auditor"])),
)
everything = [f"{kind}:{number}" for kind in ("account", "unit", "head") for number in range(1, 21)]
everything += [f"role:{role}" for role in ("administrator", "clerk", "director", "division_head", "auditor")]
handovers = st.builds(
    Handover,
    delegator=persons,
    scope=st.frozensets(st.sampled_from(everything)) | st.just(frozenset(everything)),
    from_day=st.dates(date(2020, 3, 1), DAY),
    to_day=st.dates(DAY, date(2020, 5, 1)),
)


@given(persons, st.lists(handovers, max_size=4))
def test_nobody_gets_by_delegation_what_its_giver_does_not_hold(person, given_to_them):
    for principal, giver in viewer_on(person, DAY, given_to_them).acting_for.items():
        givers = [each.delegator for each in given_to_them if each.delegator.account_id == giver]
        assert any(principal in own_principals(one, DAY) for one in givers)
        assert principal not in ("role:administrator", "role:auditor")


@given(persons, st.lists(handovers, min_size=1, max_size=3))
def test_a_delegation_is_never_chained(last, given_to_middle):
    middle = Person(50, "Người ở giữa")
    received = viewer_on(middle, DAY, given_to_middle).acting_for
    passed_on = viewer_on(last, DAY, [Handover(middle, frozenset(everything), DAY, DAY)]).acting_for
    assert not set(passed_on) & set(received)


@given(persons, st.lists(handovers, max_size=4))
def test_delegations_never_change_ones_own_rights(person, given_to_them):
    alone, helped = viewer_on(person, DAY), viewer_on(person, DAY, given_to_them)
    assert (alone.roles, alone.principals) == (helped.roles, helped.principals)
    assert not set(helped.principals) & set(helped.acting_for)
