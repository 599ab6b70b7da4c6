"""Media servers: heartbeats place, lose, drain and give back; attendance ends with the last that was heard."""

from datetime import timedelta

import pytest
import time_machine

from portal.audit.queries import Filter, log
from portal.conferences.actions import nodes, planning
from portal.conferences.actions.seats import take_seat
from portal.conferences.queries.conference import conference_for
from portal.conferences.queries.nodes import all_nodes, nodes_for
from portal.conferences.queries.room import stays
from portal.kit.clock import utc_now
from portal.kit.database import execute
from portal.kit.errors import Forbidden, NotFound
from tests.portal.conferences.conftest import Node, person_of
from tests.support.cast import Cast


async def place_of(cast: Cast, meeting: int) -> str:
    return (await conference_for(cast.minh, meeting)).node


async def test_a_heartbeat_is_written_down_with_its_load(cast: Cast, node: Node) -> None:
    await node.beat(people=3)
    [row] = await nodes_for(cast.tri)
    assert (row.name, row.said["people"], row.said["rooms"], row.is_lost) == ("một", 3, 0, False)
    assert (await log(cast.tri, Filter()))[0].sentence == "Máy chủ họp một bắt đầu hoạt động"
    with pytest.raises(Forbidden):
        await nodes_for(cast.xa)


async def test_a_room_that_is_over_is_closed(cast: Cast, node: Node, meeting: int) -> None:
    assert (await node.beat(meeting))["close"] == []
    await planning.end(cast.minh, meeting)
    answer = await node.beat(meeting, 999_999)
    assert answer["close"] == [{"room": str(meeting), "why": "ended"}, {"room": "999999", "why": "ended"}]


async def test_a_silent_node_is_lost_and_its_room_placed_anew(
    cast: Cast, node: Node, second: Node, meeting: int
) -> None:
    now = utc_now()
    with time_machine.travel(now, tick=False) as clock:
        await node.beat(meeting)
        clock.shift(timedelta(seconds=7))
        await second.beat()
        [stay] = await stays(meeting)
        assert stay.left_at == now
        assert await place_of(cast, meeting) == ""
        seat = await take_seat(cast.minh, meeting)
    assert seat.url.startswith("ws://127.0.0.1:8102") and await place_of(cast, meeting) == "hai"


async def test_a_node_that_was_only_unheard_gets_its_room_and_its_people_back(
    cast: Cast, node: Node, meeting: int
) -> None:
    with time_machine.travel(utc_now(), tick=False) as clock:
        await node.beat(meeting)
        clock.shift(timedelta(seconds=30))
        await nodes.lose_silent(utc_now())
        assert (await stays(meeting))[0].left_at is not None
        assert (await node.beat(meeting))["close"] == []
    [stay] = await stays(meeting)
    assert stay.left_at is None and await place_of(cast, meeting) == "một"


async def test_a_node_that_comes_back_too_late_gives_the_room_up(
    cast: Cast, node: Node, second: Node, meeting: int
) -> None:
    with time_machine.travel(utc_now(), tick=False) as clock:
        await node.beat(meeting)
        clock.shift(timedelta(seconds=30))
        await second.beat()
        await take_seat(cast.minh, meeting)
        assert (await node.beat(meeting))["close"] == [{"room": str(meeting), "why": "moved"}]


async def test_a_node_that_was_started_anew_has_nobody_any_more(cast: Cast, node: Node, meeting: int) -> None:
    await node.beat(meeting)
    node.started += 30_000
    await node.beat()
    [stay] = await stays(meeting)
    assert stay.left_at is not None and stay.left_at >= stay.joined_at
    assert await place_of(cast, meeting) == "một"


async def test_draining_moves_rooms_as_soon_as_another_node_is_there(
    cast: Cast, node: Node, second: Node, meeting: int
) -> None:
    with pytest.raises(Forbidden):
        await nodes.drain(cast.xa, "một", is_draining=True)
    await nodes.drain(cast.tri, "một", is_draining=True)
    assert await node.beat(meeting) == {"drain": True, "close": [], "remove": []}
    await second.beat()
    assert (await node.beat(meeting))["close"] == [{"room": str(meeting), "why": "moved"}]
    await take_seat(cast.minh, meeting)
    assert await place_of(cast, meeting) == "hai"
    await nodes.drain(cast.tri, "một", is_draining=False)
    assert not (await node.beat())["drain"]


async def test_whoever_may_not_be_there_any_more_is_removed(cast: Cast, node: Node, meeting: int) -> None:
    minh = person_of(cast.minh)
    assert (await node.beat(meeting))["remove"] == []
    await execute("update account set state = 'suspended' where id = ?", cast.minh.account_id)
    assert (await node.beat(meeting))["remove"] == [{"room": str(meeting), "person": minh}]


async def test_only_a_lost_node_is_forgotten(cast: Cast, node: Node) -> None:
    await node.beat()
    with pytest.raises(NotFound):
        await nodes.forget(cast.tri, "một")
    await nodes.lose_silent(utc_now() + timedelta(seconds=10))
    await nodes.forget(cast.tri, "một")
    assert await all_nodes() == []
