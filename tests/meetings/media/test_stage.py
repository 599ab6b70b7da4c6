"""A whole room in memory: what every receiver must see and be told."""

from meetings import tells
from meetings.media.rtcp import SenderReport
from tests.meetings.media.watching import assert_playable, mid_of, of, pair
from tests.meetings.support.link import MS, SECOND


def test_a_camera_is_seen_whole_from_a_key_frame_on(world):
    lan, _huy = pair(world)
    world.run(4)
    assert mid_of(lan, "huy") == "v0"
    assert lan.slots["v0"].state == "live"
    assert_playable(lan.of("v0"))
    assert len(lan.of("v0").frames()) > 45


def test_a_microphone_is_heard_without_being_asked_for(world):
    lan, _huy = pair(world)
    world.run(2)
    seen = lan.of(mid_of(lan, "huy", "microphone"))
    assert seen.gaps() == []
    assert len(seen.packets) > 80


def test_nobody_hears_or_sees_themselves(world):
    lan, _huy = pair(world)
    world.show("lan", "lan", "huy")
    world.run(2)
    assert {slot.person for slot in lan.slots.values() if slot.person} == {"huy"}


def test_a_picture_begins_with_the_first_key_frame(world):
    lan, huy = pair(world)
    world.until(lambda: lan.of("v0").packets, 2)
    assert huy.asked_for_keys <= 6
    assert_playable(lan.of("v0"))


def test_more_people_who_come_cost_one_key_frame_and_not_one_each(world):
    pair(world)
    world.run(3)
    for number in range(10):
        world.enter(f"p{number}")
        world.show(f"p{number}", "huy")
    world.run(2)
    keys = sum(layer.keys for layer in world.browsers["huy"].camera.layers)
    assert keys <= 3 + 3 * 3
    assert all(world.browsers[f"p{number}"].slots["v0"].state == "live" for number in range(10))


def test_a_small_tile_gets_a_small_picture_and_a_big_one_a_big_one(world):
    lan, huy = pair(world)
    world.run(8)
    big = world.engine.leg_counts(1)
    world.show("lan", "huy", height=150)
    world.run(3)
    before = lan.of("v0").order[-1]
    world.run(2)
    sizes = [len(got.payload) for number, got in lan.of("v0").packets.items() if number > before]
    assert sum(sizes) * 8 / 2 < 300_000
    assert_playable(lan.of("v0"))
    assert big is not None and huy.camera.active


def test_what_nobody_shows_is_not_sent_after_a_grace(world):
    lan, huy = pair(world)
    world.run(3)
    world.show("lan")
    world.run(1)
    assert "v0" not in {mid for mid, slot in lan.slots.items() if slot.state == "live"}
    assert huy.camera.active
    world.run(10)
    assert huy.camera.active == set()
    world.show("lan", "huy")
    world.until(lambda: lan.slots["v0"].state == "live", 2)
    assert huy.camera.active


def test_a_muted_microphone_reaches_nobody_whatever_its_browser_sends(world):
    lan, _huy = pair(world)
    world.run(2)
    world.stage.hold("huy", "microphone", True)
    world.run(1)
    mid = mid_of(lan, "huy", "microphone")
    count = len(lan.of(mid or "a0").packets)
    world.run(1)
    assert len(lan.of(mid or "a0").packets) == count
    world.stage.hold("huy", "microphone", False)
    world.run(1)
    assert len(lan.of(mid_of(lan, "huy", "microphone")).packets) > count


def test_a_camera_that_is_off_is_told_as_muted_and_comes_back_with_a_key_frame(world):
    lan, _huy = pair(world)
    world.run(2)
    world.stage.state("huy", "camera", False)
    world.run(1)
    assert lan.slots["v0"] == tells.Slot("huy", "camera", "paused", "muted")
    world.stage.state("huy", "camera", True)
    world.run(2)
    assert lan.slots["v0"].state == "live"
    assert_playable(lan.of("v0"))


def test_who_wants_sound_only_gets_sound_only(world):
    lan, _huy = pair(world)
    world.run(2)
    world.show("lan", "huy", audio_only=True)
    world.run(1)
    assert lan.slots["v0"] == tells.Slot("huy", "camera", "paused", "choice")
    count, heard = len(lan.of("v0").packets), len(lan.of("a0").packets)
    world.run(1)
    assert len(lan.of("v0").packets) == count
    assert len(lan.of("a0").packets) > heard + 40


def test_another_person_takes_the_line_with_a_key_frame_of_their_own(world):
    lan, _huy = pair(world)
    world.enter("mai")
    world.run(3)
    world.show("lan", "mai")
    world.run(3)
    assert lan.slots["v0"] == tells.Slot("mai", "camera", "live")
    assert_playable(lan.of("v0"))


def test_who_leaves_leaves_nothing_behind(world):
    lan, _huy = pair(world)
    world.run(2)
    world.leave("huy")
    world.run(1)
    assert all(slot.state == "empty" for slot in lan.slots.values())
    assert world.stage.load()["sources"] == 4


def test_lips_and_voice_are_told_to_be_at_one_instant(world):
    lan, _huy = pair(world)
    world.run(12)
    played = {}
    for ssrc, (report, _heard) in lan.reports.items():
        seen, rate = lan.seen[ssrc], 48_000 if lan.mids[ssrc][0] == "a" else 90_000
        newest = seen.packets[max(seen.packets)].timestamp
        ahead = (newest - report.timestamp + (1 << 31) & 0xFFFFFFFF) - (1 << 31)
        played[lan.mids[ssrc][0]] = report.ntp * SECOND // (1 << 32) + ahead * SECOND // rate
        assert isinstance(report, SenderReport)
    assert set(played) == {"a", "v"}
    assert abs(played["a"] - played["v"]) < 40 * MS


def test_who_speaks_is_told_to_everybody(world):
    lan, huy = pair(world)
    world.run(1)
    for step in range(30):
        huy.level = (100, 95, 60)[step % 3]
        world.run(0.05)
    assert of(lan, tells.Speaker)[-1].person == "huy"
    assert any("huy" in each.levels for each in of(lan, tells.Levels))


def test_a_recording_gets_every_voice_and_one_encoding_of_each_camera(world):
    written: dict[int, list] = {}

    class Writer:
        def begin(self, source, person, kind, codec):
            written[source] = [person, kind, codec.name, 0]

        def packet(self, source, now_ns, packet):
            written[source][3] += 1

    pair(world)
    world.run(1)
    world.stage.record(Writer())
    world.run(2)
    assert sorted(each[:3] for each in written.values()) == [
        ["huy", "camera", "VP8"],
        ["huy", "microphone", "OPUS"],
        ["lan", "camera", "VP8"],
        ["lan", "microphone", "OPUS"],
    ]
    assert all(count > 50 for *_names, count in written.values())
    world.stage.record(None)
    counts = [each[3] for each in written.values()]
    world.run(0.5)
    assert [each[3] for each in written.values()] == counts
