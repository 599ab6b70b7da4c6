"""Which media server takes a room: it stays where it is, else the least loaded living one; draining ones give away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.conferences.placement import LOST_AFTER, Node, NoNode, others_can_take, place, plain_url

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
ONE = Node("một", "ws://một", NOW, people=3)
TWO = Node("hai", "ws://hai", NOW, people=1)

nodes = st.lists(
    st.builds(
        Node,
        st.sampled_from("abcdef"),
        st.just("ws://x"),
        st.integers(0, 20).map(lambda seconds: NOW - timedelta(seconds=seconds)),
        people=st.integers(0, 9),
        rooms=st.integers(0, 3),
        most=st.sampled_from([0, 5]),
        is_draining=st.booleans(),
        is_allowed=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda node: node.name,
)


def test_a_new_room_goes_to_the_least_loaded() -> None:
    assert place([ONE, TWO], "", NOW) is TWO


def test_a_room_stays_where_it_is() -> None:
    assert place([ONE, TWO], "một", NOW) is ONE


def test_a_lost_node_gives_its_rooms_to_another() -> None:
    silent = replace(ONE, heard_at=NOW - LOST_AFTER - timedelta(milliseconds=1))
    assert place([silent, TWO], "một", NOW) is TWO


def test_a_draining_node_keeps_its_room_until_another_can_take_it() -> None:
    draining = replace(ONE, is_draining=True)
    assert place([draining, TWO], "một", NOW) is TWO
    assert place([draining], "một", NOW) is draining
    with pytest.raises(NoNode):
        place([draining], "", NOW)


def test_full_and_none_are_told_apart() -> None:
    with pytest.raises(NoNode) as full:
        place([replace(ONE, most=3)], "", NOW)
    with pytest.raises(NoNode) as none:
        place([], "", NOW)
    assert full.value.is_full and not none.value.is_full


@given(nodes, st.sampled_from(["", *"abcdefg"]))
def test_whoever_is_chosen_lives_is_allowed_and_has_room(found: list[Node], here: str) -> None:
    try:
        chosen = place(found, here, NOW)
    except NoNode:
        assert not any(
            each.lives(NOW) and each.is_allowed and not each.is_full and not each.is_draining
            for each in found
        ) or any(each.name == here and each.is_full for each in found)
        return
    assert chosen.lives(NOW) and chosen.is_allowed and not chosen.is_full
    assert not chosen.is_draining or chosen.name == here
    rivals = [
        each
        for each in found
        if each.lives(NOW) and each.is_allowed and not each.is_full and not each.is_draining
    ]
    assert chosen.name == here or all(chosen.people <= each.people for each in rivals)


@given(nodes, st.sampled_from("abcdef"))
def test_a_node_that_can_be_drained_has_somewhere_to_go(found: list[Node], leaving: str) -> None:
    drained = [replace(each, is_draining=True) if each.name == leaving else each for each in found]
    if others_can_take(drained, leaving, NOW):
        assert place(drained, leaving, NOW).name != leaving


@pytest.mark.parametrize(
    "url", ["wss://a.example", "wss://a.example/", "wss://a.example/meet", " wss://a.example/meet/"]
)
def test_addresses_are_compared_without_their_ends(url: str) -> None:
    assert plain_url(url) == "wss://a.example"
