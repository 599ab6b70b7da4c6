"""What a recorder writes: parts that are whole by themselves, that are handed over once, and that outlive a crash."""

from pathlib import Path

import pytest

from meetings.media.recorder import MAGIC, PART_SECONDS, RecordedTrack, Recorder, leftovers
from portal.recordings.log import Note, Packet, Track, read

SECOND = 1_000_000_000
THU = RecordedTrack(1, "account:1", "Lê Thị Thu", "microphone", "opus", 48_000)


@pytest.fixture
def told() -> list[tuple[int, Path]]:
    return []


@pytest.fixture
def recorder(tmp_path, told) -> Recorder:
    made = Recorder(tmp_path / "recording", 0, lambda number, path: told.append((number, path)))
    made.track(THU)
    return made


def contents(paths) -> list:
    return list(read(path.read_bytes() for path in paths))


def test_what_was_written_is_read(recorder, told):
    recorder.packet(1, SECOND, b"packet")
    recorder.note("speaker", "account:1", 2 * SECOND)
    assert recorder.stop(2 * SECOND) == 1
    assert contents(path for _number, path in told) == [
        Track(1, "account:1", "Lê Thị Thu", "microphone", "opus", 48_000),
        Packet(1, 1_000_000, b"packet"),
        Note("speaker", "account:1", 2_000_000),
    ]


def test_parts_follow_each_other_and_each_names_its_tracks(recorder, told):
    for second in range(20):
        recorder.packet(1, second * SECOND, b"x")
    parts = recorder.stop(20 * SECOND)
    assert [number for number, _path in told] == list(range(parts)) and parts >= 20 // (PART_SECONDS + 1)
    for _number, path in told:
        assert isinstance(contents([path])[0], Track)
    assert len([each for each in contents(path for _number, path in told) if isinstance(each, Packet)]) == 20


def test_a_part_never_grows_far_beyond_a_mebibyte(recorder, told):
    for index in range(4000):
        recorder.packet(1, index, bytes(1000))
    recorder.stop(4000)
    assert len(told) > 3 and max(path.stat().st_size for _number, path in told) < 1_060_000


def test_after_a_crash_the_rest_is_found(recorder, told, tmp_path):
    for second in range(8):
        recorder.packet(1, second * SECOND, b"x")
    found = leftovers(tmp_path / "recording")
    assert [number for number, _path in found] == [0, 1]
    assert found[0] == told[0] and found[1][1].read_bytes().startswith(MAGIC)
    assert len([each for each in contents(path for _number, path in found) if isinstance(each, Packet)]) >= 6


def test_packets_of_tracks_nobody_named_and_giants_are_not_written(recorder, told):
    recorder.packet(2, SECOND, b"stranger")
    recorder.packet(1, SECOND, bytes(3000))
    recorder.stop(SECOND)
    assert [type(each) for each in contents(path for _number, path in told)] == [Track]
