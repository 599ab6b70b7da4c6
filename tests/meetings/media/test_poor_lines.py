"""A room in memory over lines that lose, delay and narrow, and among browsers that send nonsense."""

from random import Random

import pytest

from meetings import tells
from meetings.net.transport import State
from tests.meetings.media.watching import assert_playable, mid_of, of, pair
from tests.meetings.support.link import MS, Link
from tests.meetings.support.memory import lossy


def test_what_is_lost_to_the_node_is_asked_for_again(world):
    world.enter("lan")
    huy = world.enter("huy", up=lossy(0.05))
    world.show("lan", "huy")
    world.run(8)
    assert huy.nacked > 10
    assert_playable(world.browsers["lan"].of("v0"))


def test_what_is_lost_to_a_receiver_is_sent_again(world):
    lan, _huy = pair(world, down=lossy(0.05))
    world.run(8)
    seen = lan.of("v0")
    assert seen.repaired > 10
    assert_playable(seen)


def test_a_narrow_line_gets_less_picture_and_all_of_the_voice(world):
    lan, _huy = pair(world, down=Link(rate=400_000))
    world.run(15)
    voice, begins = lan.of(mid_of(lan, "huy", "microphone")), world.now
    before = len(voice.packets)
    world.run(10)
    assert begins < world.now
    assert len(voice.packets) - before >= 490
    assert lan.slots["v0"].state == "live"
    assert of(lan, tells.Estimate)[-1].down < 600


def test_on_a_line_for_a_voice_alone_the_picture_is_paused_and_says_why(world):
    lan, _huy = pair(world, down=Link(rate=70_000))
    world.until(lambda: tells.Slot("huy", "camera", "paused", "bandwidth") in lan.slots.values(), 20)
    world.run(5)
    voice = lan.of(mid_of(lan, "huy", "microphone"))
    before = len(voice.packets)
    world.run(10)
    assert len(voice.packets) - before >= 450


def test_a_publisher_whose_line_is_lost_is_away(world):
    lan, huy = pair(world)
    world.run(2)
    next(each for each in world.made if each.caller is huy.publishing).go(State.LOST)
    world.run(0.5)
    assert lan.slots["v0"] == tells.Slot("huy", "camera", "paused", "away")


def test_the_round_trip_is_measured(world):
    pair(world, down=lossy(0, delay=80), up=lossy(0, delay=40))
    world.run(6)
    assert 115 * MS < world.stage._seats["lan"].rtt < 180 * MS


def test_lines_are_rated(world):
    lan, _huy = pair(world)
    world.run(5)
    assert of(lan, tells.Lines)[-1].lines == {"lan": 5, "huy": 5}


def test_who_has_the_floor_is_the_last_to_lose_the_picture(world):
    lan = world.enter("lan", down=Link(rate=500_000))
    for number in range(6):
        world.enter(f"p{number}")
    world.stage.floor("p5")
    world.show("lan", *(f"p{number}" for number in range(6)), height=180)
    world.run(12)
    states = {slot.person: slot.state for slot in lan.slots.values() if slot.source == "camera"}
    assert states["p5"] == "live"
    assert "paused" in states.values()


@pytest.mark.parametrize("end", ["publishing", "receiving"])
def test_reports_of_any_kind_disturb_nobody(world, end):
    lan, huy = pair(world)
    world.run(1)
    chance = Random(5)
    for step in range(400):
        kind, count = chance.choice((200, 201, 202, 203, 204, 205, 206, 207)), chance.randrange(32)
        body = chance.randbytes(4 + 4 * chance.randrange(30))
        words = len(body) // 4 if step % 3 else chance.randrange(1000)
        getattr(huy, end).send_rtcp(bytes([0x80 | count, kind]) + words.to_bytes(2, "big") + body)
        world.run(0.002)
    world.run(1)
    assert world.engine.dropped["handler"] == 0
    assert_playable(lan.of("v0"))


def test_two_hundred_people_who_come_and_go_leave_nothing_behind(world):
    world.enter("lan")
    for number in range(200):
        world.enter(f"p{number}")
        world.show(f"p{number}", "lan")
        world.run(0.06)
        world.leave(f"p{number}")
    assert world.stage.load() == {
        "people": 1,
        "sources": 4,
        "legs": len(world.browsers["lan"].mids),
        "loss": 0.0,
    }
    assert len(world.engine._peers) == 2
    assert len(world.engine._sources) == 4
