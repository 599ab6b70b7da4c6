"""A node with real sockets: who is let in, what the portal hears, heartbeat, draining."""

import asyncio
import json
import time

import pytest
from websockets.exceptions import InvalidStatus

from meetings.errors import Close
from tests.meetings.support.server import house, until


async def test_two_meet_and_talk(node_house):
    an, _welcome = await node_house.enter("account:1", role="chair")
    binh, welcome = await node_house.enter("account:2")
    assert [each["person"] for each in welcome["room"]["people"]] == ["account:1", "account:2"]
    assert welcome["room"]["title"] == "Họp giao ban"
    assert (await an.hear("joined"))["who"]["name"] == "Người 2"
    await binh.say("say", id="m1", text="Chào anh")
    assert (await an.hear("said"))["message"]["text"] == "Chào anh"
    await binh.say("ping", at=12.5)
    assert (await binh.hear("pong"))["at"] == 12.5
    await binh.say("leave")
    assert (await binh.end())[0] == Close.NORMAL
    await an.hear("left", person="account:2", why="left")
    await until(lambda: node_house.portal.kinds(person="account:2") == ["joined", "said", "left"])


async def test_a_message_keeps_its_id_and_its_link_when_the_room_is_built_anew(node_house):
    node_house.portal.links["Xem 12/KH-VP"] = {"url": "/documents/12", "name": "Kế hoạch"}
    an, _welcome = await node_house.enter("account:1")
    await an.say("say", id="m1", text="Xem 12/KH-VP")
    said = (await an.hear("said"))["message"]
    assert (said["id"], said["link"]) == ("m1", "/documents/12")
    [event] = node_house.portal.of("said")
    kept = {**said, "id": event["id"]}
    node_house.portal.rooms["8"] = {"messages": [kept]}
    _binh, welcome = await node_house.enter("account:2", room="8")
    assert welcome["room"]["messages"] == [said]


async def test_a_line_that_breaks_comes_back_to_its_seat(node_house):
    an, _welcome = await node_house.enter("account:1")
    binh, welcome = await node_house.enter("account:2")
    binh.socket.transport.abort()
    await an.hear("changed", person="account:2", state="lost")
    await an.say("state", source="camera", on=True)
    await an.hear("changed", camera=True)
    back = await node_house.join("account:2", seat=welcome["seat"], last_seq=welcome["seq"])
    assert (await back.hear("resumed"))["seat"] == welcome["seat"]
    await back.hear("changed", person="account:1", camera=True)
    assert "leave" not in node_house.stages[0].names(), "media went on all the while"
    assert node_house.portal.kinds() == ["joined", "joined"]


async def test_the_stage_tells_a_browser_again_what_it_missed(node_house):
    from meetings import tells

    binh, welcome = await node_house.enter("account:2")
    stage = node_house.stages[0]
    binh.socket.transport.abort()
    await until(lambda: node_house.node.rooms["7"].room.contents.seats[welcome["seat"]].lost_at)
    stage.tell(welcome["seat"], tells.Slots({}))
    assert "restart" not in stage.names()
    back = await node_house.join("account:2", seat=welcome["seat"], last_seq=welcome["seq"])
    await back.hear("resumed")
    assert ("restart", welcome["seat"]) in stage.calls


@pytest.mark.parametrize(
    "claims",
    [{"expires": int(time.time()) - 1}, {"node": "nút-2"}],
    ids=["expired", "of another node"],
)
async def test_a_token_that_is_not_good_here_is_refused(node_house, claims):
    assert (await (await node_house.join(**claims)).end())[0] == Close.STRANGE
    assert node_house.stages == []


async def test_a_token_opens_one_connection(node_house):
    token = node_house.portal.token()
    first, second = await node_house.connect(), await node_house.connect()
    await first.say("join", version=1, token=token)
    await first.hear("welcome")
    await second.say("join", version=1, token=token)
    assert await second.end() == (Close.STRANGE, "used already")
    await first.say("ping", at=1)
    await first.hear("pong")


async def test_a_token_signed_by_somebody_else_is_refused(node_house):
    browser = await node_house.connect()
    body, _dot, proof = node_house.portal.token().partition(".")
    await browser.say("join", version=1, token=f"{body}.{proof[::-1]}")
    assert (await browser.end())[0] == Close.STRANGE


async def test_another_page_cannot_connect(node_house):
    for origin in ("https://evil.example", "null", None):
        with pytest.raises(InvalidStatus) as refused:
            await node_house.connect(origin=origin)
        assert refused.value.response.status_code == 403
    assert "meetings_origins_refused_total 3" in node_house.front.metrics()


@pytest.mark.parametrize(("why", "code"), [("ended", 4404), ("sealed", 4404), ("elsewhere", 4409)])
async def test_a_room_that_cannot_run_here_is_not_opened(node_house, why, code):
    node_house.portal.rooms["7"] = why
    assert await (await node_house.join()).end() == (code, why)
    assert node_house.node.rooms == {}


async def test_a_node_that_lost_the_portal_opens_no_room_but_keeps_those_that_run(node_house):
    an, _welcome = await node_house.enter("account:1", role="chair")
    node_house.portal.is_down = True
    assert await (await node_house.join("account:2", room="8")).end() == (Close.FULL, "portal")
    binh, _welcome = await node_house.enter("account:2")
    await an.hear("joined")
    await binh.say("state", source="camera", on=True)
    await an.hear("changed", camera=True)
    node_house.portal.is_down = False
    await until(lambda: node_house.portal.kinds(person="account:2") == ["joined"])


async def test_many_who_open_a_room_at_once_ask_the_portal_once(node_house):
    entered = await asyncio.gather(*(node_house.enter(f"account:{number}") for number in range(1, 6)))
    assert len({welcome["seat"] for _browser, welcome in entered}) == 5
    assert len(node_house.stages) == 1


async def test_a_full_node_and_a_full_room_say_so():
    async with house(limit_people=2, limit_room_people=1) as small:
        await small.enter("account:1", room="1")
        assert await (await small.join("account:2", room="1")).end() == (Close.FULL, "full")
        await small.enter("account:2", room="2")
        assert await (await small.join("account:3", room="3")).end() == (Close.FULL, "full")


async def test_a_full_node_still_takes_back_who_was_cut_off():
    async with house(limit_people=1) as small:
        an, welcome = await small.enter("account:1")
        an.socket.transport.abort()
        await until(lambda: small.node.rooms["7"].room.contents.seats[welcome["seat"]].lost_at)
        back = await small.join("account:1", seat=welcome["seat"], last_seq=welcome["seq"])
        await back.hear("resumed")


async def test_the_heartbeat_says_how_things_are_and_does_what_the_portal_wants(node_house):
    an, _welcome = await node_house.enter("account:1")
    binh, _welcome = await node_house.enter("account:2")
    cuc, _welcome = await node_house.enter("account:3", room="8")
    node_house.portal.orders = {
        "close": [{"room": "8", "why": "sealed"}, {"room": "99", "why": "ended"}],
        "remove": [{"room": "7", "person": "account:2"}],
    }
    await node_house.node.heartbeat()
    beat = node_house.portal.beats[-1]
    assert (beat["node"], beat["draining"], beat["load"]["people"]) == ("nút-1", False, 3)
    assert beat["rooms"] == [{"room": "7", "people": 2}, {"room": "8", "people": 1}]
    assert set(beat["load"]) >= {
        "rooms",
        "cpu",
        "packets_in",
        "packets_out",
        "loss",
        "bytes_out",
        "limit_people",
    }
    assert await binh.end() == (Close.REMOVED, "removed")
    assert await cuc.end() == (Close.ENDED, "sealed")
    await an.hear("left", person="account:2", why="removed")


async def test_a_draining_node_sends_everybody_on_and_takes_in_nobody(node_house):
    an, _welcome = await node_house.enter("account:1")
    node_house.portal.orders = {"drain": True}
    await node_house.node.heartbeat()
    await an.hear("moved")
    assert await an.end() == (Close.MOVED, "draining")
    assert await (await node_house.join("account:2")).end() == (Close.MOVED, "draining")
    await until(lambda: node_house.portal.of("left"))
    await node_house.node.heartbeat()
    await node_house.enter("account:2")


async def test_the_end_of_the_process_is_told_to_everybody_and_to_the_portal():
    async with house() as ending:
        an, _welcome = await ending.enter("account:1")
        portal = ending.portal
        await ending.node.close()
        assert await an.end() == (Close.MOVED, "draining")
        assert an.types()[-1] == "moved"
    assert portal.beats[-1]["draining"]
    assert portal.kinds() == ["joined", "left"]
    assert portal.of("left")[0]["data"]["why"] == "draining"


async def test_machines_can_read_how_it_is(node_house):
    await node_house.enter("account:1")
    reader, writer = await asyncio.open_connection("127.0.0.1", node_house.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = (await reader.read()).decode()
    writer.close()
    assert answer.startswith("HTTP/1.1 200")
    assert json.loads(answer.partition("\r\n\r\n")[2])["people"] == 1


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/metrics", "", 200),
        ("/metrics", "X-Forwarded-For: 198.51.100.7\r\n", 403),
        ("/metrics", "X-Forwarded-For: 198.51.100.7\r\nAuthorization: Bearer the-token\r\n", 200),
        ("/metrics", "X-Forwarded-For: 198.51.100.7\r\nAuthorization: Bearer token\r\n", 403),
        ("/secret", "", 404),
    ],
)
async def test_metrics_are_for_this_machine_or_with_the_token(path, headers, status):
    async with house(metrics_token="the-token") as running:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert ("meetings_people 0" in answer) == (status == 200)
