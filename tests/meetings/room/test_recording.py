"""Recordings: begun when the portal knows, handed over in parts, and not lost when portal or process are away."""

import asyncio
from urllib.parse import quote

import pytest

from meetings import tells
from meetings.engine import Codec
from meetings.media.recorder import RecordedTrack, Recorder
from portal.recordings.log import Note, Packet, Track, read
from tests.meetings.support.portal import NODE
from tests.meetings.support.server import house, until

SECOND = 1_000_000_000


async def begin(running) -> tuple:
    """A chair who records; returns the chair's browser and the writer that the stage was given."""
    chair, _welcome = await running.enter("account:1", role="chair")
    await chair.say("record", on=True)
    await chair.hear("consent_asked")
    stage = running.stages[0]
    await until(lambda: "record" in stage.names())
    writer = next(each[1] for each in stage.calls if each[0] == "record")
    return chair, stage, writer


def contents(portal) -> list:
    return list(read(data for _key, data in sorted(portal.parts.items())))


async def test_what_is_sent_is_written_down_and_the_portal_gets_it(node_house):
    chair, stage, writer = await begin(node_house)
    writer.begin(31, "account:1", "microphone", Codec.OPUS)
    writer.packet(31, 0, b"a packet")
    stage.tell(next(iter(node_house.node.rooms["7"].room.contents.seats)), tells.Speaker("account:1"))
    await chair.say("record", on=False)
    await until(lambda: node_house.portal.of("recording_stopped"))
    assert stage.calls[-1] == ("record", None)
    await until(lambda: node_house.portal.parts)
    track, packet, note = contents(node_house.portal)
    assert track == Track(1, "account:1", "Người 1", "microphone", "opus", 48_000)
    assert isinstance(packet, Packet) and packet.data == b"a packet"
    assert isinstance(note, Note) and (note.what, note.value) == ("speaker", "account:1")
    [stopped] = node_house.portal.of("recording_stopped")
    [(recording, _part)] = node_house.portal.parts
    assert stopped["data"] == {"recording": recording, "parts": 1}
    await until(lambda: not list(node_house.node.settings.folder.glob("*/*")))


async def test_while_the_portal_is_away_parts_wait(node_house, monkeypatch):
    monkeypatch.setattr("meetings.room.recording._PAUSES", (0.01,))
    chair, _stage, writer = await begin(node_house)
    writer.begin(31, "account:1", "microphone", Codec.OPUS)
    node_house.portal.is_down = True
    calls = node_house.portal.calls
    await chair.say("record", on=False)
    await until(lambda: node_house.portal.calls > calls + 3)
    assert node_house.portal.parts == {}
    node_house.portal.is_down = False
    await until(lambda: node_house.portal.parts and node_house.portal.of("recording_stopped"))


async def test_the_end_of_the_meeting_ends_its_recording(node_house):
    chair, _stage, writer = await begin(node_house)
    writer.begin(31, "account:1", "microphone", Codec.OPUS)
    await chair.say("end")
    await until(lambda: node_house.portal.parts and node_house.portal.of("recording_stopped"))


async def test_what_a_process_left_behind_is_handed_over_by_the_next(tmp_path):
    folder = tmp_path / quote(NODE, safe="") / "7.left-behind"
    recorder = Recorder(folder, 0, lambda number, path: None)
    recorder.track(RecordedTrack(1, "account:1", "Lê Thị Thu", "microphone", "opus", 48_000))
    for second in range(8):
        recorder.packet(1, second * SECOND, b"x")
    async with house(folder=tmp_path) as running:
        beating = asyncio.create_task(running.node.beat())
        await until(lambda: len(running.portal.parts) == 2)
        assert set(running.portal.parts) == {("left-behind", 0), ("left-behind", 1)}
        assert running.portal.of("recording_stopped")[0]["data"] == {"recording": "left-behind", "parts": 2}
        await until(lambda: not folder.exists())
        beating.cancel()


async def test_a_full_disk_ends_the_recording_and_nothing_else(node_house, monkeypatch):
    chair, stage, writer = await begin(node_house)
    writer.begin(31, "account:1", "microphone", Codec.OPUS)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Recorder, "packet", full)
    writer.packet(31, 0, b"x")
    await until(lambda: stage.calls[-1] == ("record", None))
    await until(lambda: node_house.portal.of("recording_stopped"))
    await chair.say("ping", at=1)
    await chair.hear("pong")


@pytest.mark.parametrize("refusal", [("no_recording", "Không ghi được.")])
async def test_nothing_is_recorded_that_the_portal_has_not_written_down(node_house, refusal):
    node_house.portal.refused["recording_started"] = refusal
    chair, _welcome = await node_house.enter("account:1", role="chair")
    await chair.say("record", on=True)
    assert (await chair.hear("refused"))["sentence"] == refusal[1]
    assert "record" not in node_house.stages[0].names()
