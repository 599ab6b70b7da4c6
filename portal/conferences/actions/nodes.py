"""Media servers: their heartbeats, placing rooms on them, draining them, and what follows when one is lost."""

import json
from datetime import datetime
from typing import Any

from portal.audit.record import record
from portal.conferences.actions.effects import announce
from portal.conferences.placement import LOST_AFTER, Node, NoNode, others_can_take, place
from portal.conferences.queries.conference import Conference
from portal.conferences.queries.nodes import NodeRow, all_nodes
from portal.conferences.seating import NoSeat
from portal.conferences.signals import Beat, RoomNow, moment
from portal.kit.clock import utc_now
from portal.kit.database import execute, fetch, fetch_as, marks, transaction
from portal.kit.errors import NotFound
from portal.kit.viewer import Viewer
from portal.people.rights import require_administrator
from portal.web import live

TOPIC = "meeting-nodes"


async def beat(said: Beat) -> dict[str, Any]:
    """Write a heartbeat down; the answer says what the node is to do (docs/meeting-protocol.md)."""
    now = utc_now()
    async with transaction():
        node = await _hear(said, now)
        await _lose_silent(now, but_not=said.node)
        close = [await _verdict(each, node, now) for each in said.rooms]
        remove = await _to_remove(said.node)
    live.publish(TOPIC)
    return {"drain": node.is_draining, "close": [each for each in close if each], "remove": remove}


async def place_room(conference: Conference, now: datetime, *, is_back: bool) -> Node:
    """The node that holds the room from now on, in the transaction that holds the meeting. Raises NoSeat."""
    await _lose_silent(now)
    nodes = [row.as_placed() for row in await all_nodes()]
    try:
        chosen = place(nodes, await _node_of(conference.id), now, is_back=is_back)
    except NoNode as none:
        raise NoSeat("full" if none.is_full else "none") from None
    if chosen.name != conference.node:
        await execute(
            "update conference set node = ?, placed_at = ? where id = ?", chosen.name, now, conference.id
        )
    return chosen


async def lose_silent(now: datetime) -> None:
    """Nodes that have been silent too long are lost: their people's stays end with their last heartbeat."""
    async with transaction():
        await _lose_silent(now)


async def drain(viewer: Viewer, name: str, *, is_draining: bool) -> None:
    """Have a node give its rooms away and take no new ones, or take it back. Raises NotFound, Forbidden."""
    require_administrator(viewer)
    async with transaction():
        rows = await fetch(
            "update conference_node set is_draining = ? where name = ? returning id", is_draining, name
        )
        if not rows:
            raise NotFound
        subject = ("meeting_node", rows[0]["id"])
        if is_draining:
            await record("meeting-node:draining", viewer, subject, words={"name": name})
        else:
            await record("meeting-node:taken-back", viewer, subject, words={"name": name})
        live.publish(TOPIC)


async def forget(viewer: Viewer, name: str) -> None:
    """Strike a node that is gone for good from the list. Raises NotFound where it lives or is none, Forbidden."""
    require_administrator(viewer)
    if not await execute("delete from conference_node where name = ? and is_lost", name):
        raise NotFound
    live.publish(TOPIC)


async def _hear(said: Beat, now: datetime) -> NodeRow:
    known = [row for row in await all_nodes() if row.name == said.node]
    load = json.dumps(said.load | {"rooms": len(said.rooms)})
    started = moment(said.started)
    [row] = await fetch_as(
        NodeRow,
        "insert into conference_node (name, url, started_at, heard_at, is_draining, is_lost, load)"
        " values (?, ?, ?, ?, ?, ?, ?) on conflict (name) do update set url = excluded.url,"
        " started_at = excluded.started_at, heard_at = excluded.heard_at, is_lost = excluded.is_lost,"
        " load = excluded.load returning id, name, url, started_at, heard_at, is_draining, is_lost, load",
        *(said.node, said.url, started, now, False, False, load),
    )
    if not known or known[0].is_lost or known[0].started_at != started:
        await record("meeting-node:appeared", None, ("meeting_node", row.id), words={"name": row.name})
    if known and known[0].started_at != started:
        await _end_stays(row.name, known[0].heard_at)
    elif known and known[0].is_lost:
        await _give_back(row.name, known[0].heard_at, said.rooms)
    return row


async def _lose_silent(now: datetime, but_not: str = "") -> None:
    silent = await fetch_as(
        NodeRow,
        "update conference_node set is_lost = ? where not is_lost and heard_at < ? and name <> ?"
        " returning id, name, url, started_at, heard_at, is_draining, is_lost, load",
        *(True, now - LOST_AFTER, but_not),
    )
    for node in silent:
        await _end_stays(node.name, node.heard_at)
        rooms = await fetch(
            "update conference set node = '' where node = ? and state = 'open' returning id", node.name
        )
        await record("meeting-node:lost", None, ("meeting_node", node.id), words={"name": node.name})
        for room in rooms:
            await announce(room["id"], lists=False)
    if silent:
        live.publish(TOPIC)


async def _end_stays(node: str, at: datetime) -> None:
    """Whoever was in a room of the node was there until then; nobody leaves before they came."""
    await execute(
        "update conference_attendance set left_at = case when joined_at > ? then joined_at else ? end, why = 'lost'"
        " where node = ? and left_at is null",
        *(at, at, node),
    )


async def _give_back(node: str, lost_at: datetime, rooms: list[RoomNow]) -> None:
    """The portal itself was away, not the node: rooms that nobody else took are its own again, and stays go on."""
    ids = [int(each.room) for each in rooms if each.room.isdigit() and len(each.room) < 19]
    if not ids:
        return
    back = await fetch(
        f"update conference set node = ? where node = '' and state = 'open' and id in ({marks(ids)}) returning id",
        *(node, *ids),
    )
    for room in back:
        await execute(
            "update conference_attendance set left_at = null, why = '' where node = ? and conference_id = ?"
            " and why = 'lost' and left_at >= ?",
            *(node, room["id"], lost_at),
        )


async def _verdict(room: RoomNow, node: NodeRow, now: datetime) -> dict[str, str] | None:
    """Why a node should close a room that it holds; None where it holds it rightly."""
    row = await _state_of(room.room)
    if row is None:
        return {"room": room.room, "why": "ended"}
    if row["state"] == "sealed_off" or row["is_about_sealed"]:
        return {"room": room.room, "why": "sealed"}
    if row["state"] != "open":
        return {"room": room.room, "why": "ended"}
    if node.is_draining and row["node"] == node.name:
        if not others_can_take([each.as_placed() for each in await all_nodes()], node.name, now):
            return None
        await execute("update conference set node = '' where id = ?", row["id"])
        return {"room": room.room, "why": "moved"}
    return None if row["node"] == node.name else {"room": room.room, "why": "moved"}


async def _state_of(room: str) -> dict[str, Any] | None:
    if not room.isdigit() or len(room) > 18:
        return None
    rows = await fetch(
        "select c.id, c.state, c.node, case when d.state = 'sealed_off' then 1 else 0 end as is_about_sealed"
        " from conference c left join document d on d.id = c.document_id where c.id = ?",
        int(room),
    )
    return rows[0] if rows else None


async def _node_of(conference_id: int) -> str:
    """Read anew: losing a silent node may just have taken the room from it."""
    rows = await fetch("select node from conference where id = ?", conference_id)
    return rows[0]["node"]


async def _to_remove(node: str) -> list[dict[str, str]]:
    """People in the node's rooms who may not be there any more: removed, or their account was suspended."""
    rows = await fetch(
        "select distinct a.conference_id, a.person from conference_attendance a"
        " left join conference_standing s on s.conference_id = a.conference_id and s.person = a.person"
        " left join account x on a.person = 'account:' || cast(x.id as text)"
        " where a.node = ? and a.left_at is null and (s.is_removed or x.state = 'suspended')",
        node,
    )
    return [{"room": str(row["conference_id"]), "person": row["person"]} for row in rows]
