"""A recording becomes a film that plays: everybody in a tile with a name, at the right time, heard together."""

import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from portal.recordings.film import NothingRecorded, make
from portal.recordings.log import NotARecording
from tests.portal.recordings.talking import (
    GREY,
    SECOND,
    camera,
    microphone,
    record,
    tone_packets,
    video_packets,
)


def two_people(folder: Path) -> list[Path]:
    """Thu from the start with picture and a tone; Minh two seconds later with another codec and tone."""
    return record(
        folder,
        [
            (camera(1, "Lê Thị Thu"), 0, video_packets("vp8", GREY["left"], 4)),
            (microphone(3, 1, "Lê Thị Thu"), 0, tone_packets(440, 4)),
            (camera(2, "Phạm Minh", "h264"), 2 * SECOND, video_packets("h264", GREY["right"], 3)),
            (microphone(4, 2, "Phạm Minh"), 2 * SECOND, tone_packets(1000, 3)),
        ],
    )


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    progress: list[int] = []
    assert make(two_people(folder / "parts"), folder / "film.webm", progress.append) == 4
    assert progress == sorted(set(progress)) and progress[-1] == 100
    return folder / "film.webm"


def pictures(film: Path) -> dict[float, np.ndarray]:
    """Second to the brightness of each pixel."""
    with av.open(str(film)) as container:
        return {float(frame.time): frame.to_ndarray()[:720] for frame in container.decode(video=0)}


def loudness(film: Path, hertz: int, begin: float, end: float) -> float:
    """How strongly a tone sounds in that stretch."""
    with av.open(str(film)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    sound = np.concatenate([frame[0] for frame in frames], axis=-1)
    part = sound[int(begin * 48_000) : int(end * 48_000)]
    spectrum = np.abs(np.fft.rfft(part)) / len(part)
    return float(spectrum[round(hertz * len(part) / 48_000)])


def test_it_is_a_webm_with_picture_and_sound(film):
    with av.open(str(film)) as container:
        assert container.format.name in ("matroska,webm", "webm")
        assert [stream.codec_context.name for stream in container.streams] == ["libvpx", "libopus"] or {
            stream.type for stream in container.streams
        } == {"video", "audio"}
        assert container.duration / 1e6 == pytest.approx(5, abs=0.2)


def test_one_person_alone_fills_the_picture_and_two_share_it(film):
    shown = pictures(film)
    alone = shown[min(shown, key=lambda second: abs(second - 1.5))]
    both = shown[min(shown, key=lambda second: abs(second - 3.5))]
    assert alone[340, 640] == pytest.approx(GREY["left"], abs=6)
    assert both[340, 320] == pytest.approx(GREY["left"], abs=6)
    assert both[340, 960] == pytest.approx(GREY["right"], abs=6)


def test_names_stand_under_the_pictures(film):
    shown = pictures(film)
    alone = shown[min(shown, key=lambda second: abs(second - 1.5))]
    assert alone[690:712, 10:200].max() > 180


def test_everybody_is_heard_from_when_they_spoke_and_together(film):
    assert loudness(film, 440, 0.5, 1.9) > 10 * loudness(film, 1000, 0.5, 1.9)
    assert loudness(film, 440, 2.5, 3.8) > 0.01 and loudness(film, 1000, 2.5, 3.8) > 0.01


def test_a_crash_in_the_middle_of_a_part_costs_its_end_alone(tmp_path):
    parts = two_people(tmp_path / "parts")
    parts[-1].write_bytes(parts[-1].read_bytes()[: parts[-1].stat().st_size // 2])
    assert make(parts, tmp_path / "film.webm", lambda percent: None) in (1, 2, 3)
    assert pictures(tmp_path / "film.webm")


def test_lost_and_swapped_packets_leave_a_film(tmp_path):
    packets = [each for index, each in enumerate(video_packets("vp8", 120, 3)) if index % 10 != 5]
    packets[20], packets[21] = packets[21], packets[20]
    parts = record(tmp_path / "parts", [(camera(1, "Nguyễn Thị Hoài"), 0, iter(packets))])
    make(parts, tmp_path / "film.webm", lambda percent: None)
    assert len(pictures(tmp_path / "film.webm")) > 30


def test_a_shared_screen_is_large_and_the_faces_stand_beside_it(tmp_path):
    screen = camera(9, "Phạm Minh")
    screen = type(screen)(9, "account:2", "Phạm Minh", "screen", "vp8", 90_000)
    parts = record(
        tmp_path / "parts",
        [
            (camera(1, "Lê Thị Thu"), 0, video_packets("vp8", GREY["left"], 2)),
            (screen, 0, video_packets("vp8", GREY["right"], 2)),
        ],
    )
    make(parts, tmp_path / "film.webm", lambda percent: None)
    last = list(pictures(tmp_path / "film.webm").values())[-1]
    assert last[340, 400] == pytest.approx(GREY["right"], abs=6)
    assert last[80, 1140] == pytest.approx(GREY["left"], abs=6)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"CONGVU-REC1\n\x01\xff\xff\xff\xff", b"CONGVU-REC1\n\x01\x00\x00\x00\x01{"]
)
def test_what_is_no_recording_is_refused(tmp_path, content):
    (tmp_path / "000000.part").write_bytes(content)
    with pytest.raises(NotARecording):
        make([tmp_path / "000000.part"], tmp_path / "film.webm", lambda percent: None)


def test_a_recording_in_which_nobody_was_is_said_to_be_empty(tmp_path):
    (tmp_path / "000000.part").write_bytes(b"CONGVU-REC1\n")
    with pytest.raises(NothingRecorded):
        make([tmp_path / "000000.part"], tmp_path / "film.webm", lambda percent: None)


def test_the_command_says_how_far_it_is(tmp_path):
    two_people(tmp_path / "parts")
    command = [sys.executable, "-m", "portal.recordings", tmp_path / "parts", tmp_path / "film.webm"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[-1] == "done 4" and "100" in said
